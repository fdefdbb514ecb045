//! The walk of `docs/write-a-model.md`: its files are good, and its commands do what it says.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use assert_cmd::Command;

/// The blocks of the page in one language, in their order.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    page.split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn the_walk_from_an_article_to_a_model_can_be_walked() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/write-a-model.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let files = blocks(&page, "toml");
    assert_eq!(files.len(), 2, "a model and an experiment");
    for (name, text) in ["mygov.toml", "mygov-experiment.toml"].iter().zip(&files) {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let commands = blocks(&page, "sh");
    let lines: Vec<&str> = commands.iter().flat_map(|block| block.lines()).collect();
    assert!(lines.len() >= 6, "{lines:?}");
    let mut said = Vec::new();
    for line in lines {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(arguments[0], "clickday", "{line}");
        let output = Command::cargo_bin("clickday")
            .unwrap()
            .current_dir(folder.path())
            .args(&arguments[1..])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        said.push((line, String::from_utf8(output.stdout).unwrap()));
    }
    let told = |policy: &str| {
        let of_policy =
            |line: &str| line.contains(" run ") && line.contains(policy) && !line.contains("--set");
        said.iter().find(|(line, _)| of_policy(line)).unwrap().1.clone()
    };
    assert!(told("nothing").contains("The portal collapsed"));
    assert!(told("waiting-room").contains("The portal did not collapse"));
}
