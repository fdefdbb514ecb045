//! `SECURITY.md` names the test that holds each rule: it is there.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

/// What stands in backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn is_test(text: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.matches('_').count() > 1 && text.chars().all(is_of_name)
}

/// A file of the repository. A folder such as `fuzz/` is none.
fn is_file(text: &str) -> bool {
    let is_code = |ending: &str| text.ends_with(ending) && text.contains('/');
    !text.contains(['*', ' ']) && [".rs", ".py", ".sh"].into_iter().any(is_code)
}

#[test]
fn the_tests_that_the_security_page_names_are_there() {
    let page = fs::read_to_string("SECURITY.md").unwrap();
    let mut rules = 0;
    for line in page.lines() {
        let files: Vec<&str> = quoted(line).filter(|text| is_file(text)).collect();
        for file in &files {
            assert!(Path::new(file).is_file(), "there is no {file}: {line}");
        }
        if !line.starts_with("| ") || line.starts_with("| it may not ") {
            continue;
        }
        let texts: Vec<String> = files
            .iter()
            .map(|file| fs::read_to_string(file).unwrap())
            .collect();
        let mut named = 0;
        for test in quoted(line).filter(|text| is_test(text)) {
            let head = format!("fn {test}(");
            assert!(
                texts.iter().any(|text| text.contains(&head)),
                "{test} is in none of {files:?}: {line}"
            );
            named += 1;
        }
        assert!(named > 0, "{line}");
        rules += named;
    }
    assert!(rules > 30, "{rules}");
}
