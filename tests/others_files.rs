//! What clickday did not write, or somebody edited, is neither removed nor overwritten; and what it
//! writes can be read by others.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;
#[path = "common/fit.rs"]
mod fit;

use std::fs;

use assert_cmd::prelude::*;
use clickday::experiment::results::sha256;
use desk::{Desk, SLOTS};
use fit::{POLICIES, claims, quick_calibration, validation};

/// Standard error of a command that is refused.
fn refusal(desk: &Desk, command: &[&str]) -> String {
    let assert = desk.clickday(command).assert().code(2);
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

fn two_runs() -> Desk {
    let desk = Desk::new(&format!("{SLOTS}values = [3]"));
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let two = experiment
        .replace("\"open-to-all\", \"lunch-break\"", "\"open-to-all\"")
        .replace("replications = 4", "replications = 2");
    assert_ne!(two, experiment);
    fs::write(desk.path("slots.toml"), two).unwrap();
    desk
}

/// The same runs as a comparison.
fn compared() -> Desk {
    let desk = two_runs();
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let compared = experiment
        .replace(&format!("{SLOTS}values = [3]"), "")
        .replace("outcomes = [\"submitted_people\", \"failure_share\"]\n", "");
    fs::write(desk.path("slots.toml"), compared).unwrap();
    desk
}

#[test]
fn a_comparison_that_is_made_again_leaves_what_others_put_there() {
    let desk = compared();
    let compare = ["compare", "slots.toml", "--out", "there", "--quiet"];
    desk.clickday(&compare).assert().success();
    let checkpoint = desk.path("there/.ipynb_checkpoints/mine-checkpoint.ipynb");
    fs::create_dir(checkpoint.parent().unwrap()).unwrap();
    fs::write(&checkpoint, "an evening's work").unwrap();
    fs::create_dir(desk.path("there/figures")).unwrap();
    desk.clickday(&compare).assert().success();
    assert_eq!(fs::read_to_string(&checkpoint).unwrap(), "an evening's work");
    assert!(desk.path("there/figures").is_dir());
    let hidden = fs::read_dir(desk.path("")).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with('.')
    });
    assert_eq!(hidden.count(), 0, "nothing is left beside the folder");
}

#[test]
fn a_table_that_was_edited_is_named_before_the_first_run() {
    let desk = compared();
    let compare = ["compare", "slots.toml", "--out", "there", "--quiet"];
    desk.clickday(&compare).assert().success();
    for name in ["runs.csv", "timings.csv"] {
        let table = desk.path("there").join(name);
        let whole = fs::read_to_string(&table).unwrap();
        let edited = whole.replacen("open-to-all", "open-to-some", 1);
        fs::write(&table, &edited).unwrap();
        let told = refusal(&desk, &compare);
        assert!(
            told.contains(&format!(
                "there holds `{name}`, which was changed after clickday wrote it"
            )) && told.contains("--force"),
            "{told}"
        );
        assert!(!desk.path(".there.runs").exists(), "nothing was run");
        assert_eq!(fs::read_to_string(&table).unwrap(), edited);
        let forced = [&compare[..], &["--force"]].concat();
        desk.clickday(&forced).assert().success();
        assert!(!fs::read_to_string(&table).unwrap().contains("open-to-some"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_comparison_that_fits_into_no_memory_leaves_nothing() {
    let desk = compared();
    let before = names(&desk);
    let compare = ["compare", "slots.toml", "--out", "there", "--memory", "1MiB"];
    let told = refusal(&desk, &compare);
    assert!(told.contains("MiB of memory"), "{told}");
    assert_eq!(names(&desk), before);
}

/// The names of everything on the desk.
fn names(desk: &Desk) -> Vec<String> {
    let files = fs::read_dir(desk.path("")).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn what_others_left_among_kept_runs_stays() {
    let desk = compared();
    let mine = [
        "notes.md",
        "rows/notes.json",
        "rows/mine.row",
        "rows/half.partial",
    ];
    let mine = mine.map(|name| desk.path(".there.runs").join(name));
    fs::create_dir_all(desk.path(".there.runs/rows")).unwrap();
    for path in &mine {
        fs::write(path, "mine").unwrap();
    }
    let compare = ["compare", "slots.toml", "--out", "there", "--quiet"];
    desk.clickday(&compare).assert().success();
    for path in &mine {
        assert_eq!(fs::read_to_string(path).unwrap(), "mine", "{}", path.display());
    }
    assert_eq!(
        fs::read_dir(desk.path(".there.runs/rows")).unwrap().count(),
        3,
        "the rows are gone"
    );
}

/// A desk with a calibration in `fit.toml`.
fn fitted() -> Desk {
    let desk = two_runs();
    fs::write(desk.path("late.toml"), POLICIES).unwrap();
    fs::write(desk.path("fit.toml"), quick_calibration()).unwrap();
    desk
}

#[test]
fn a_command_that_goes_on_in_its_folder_leaves_what_others_put_there() {
    let desk = fitted();
    let commands: [&[&str]; 5] = [
        &["sweep", "slots.toml", "--out", "swept", "--quiet"],
        &["calibrate", "fit.toml", "--out", "fit", "--quiet"],
        &["plan", "slots.toml", "--shards", "1", "--out", "planned"],
        &["shard", "planned", "--index", "0"],
        &["gather", "planned", "--quiet"],
    ];
    let all = || commands.map(|command| drop(desk.clickday(command).assert().success()));
    all();
    let mut mine = Vec::new();
    for folder in ["swept", "swept/rows", "fit", "planned", "planned/parts"] {
        let checkpoint = desk.path(folder).join(".ipynb_checkpoints/mine.ipynb");
        fs::create_dir(checkpoint.parent().unwrap()).unwrap();
        fs::create_dir(desk.path(folder).join("figures")).unwrap();
        for path in [checkpoint, desk.path(folder).join("notes.md")] {
            fs::write(&path, "mine").unwrap();
            mine.push(path);
        }
    }
    all();
    for path in mine {
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine", "{}", path.display());
        assert!(path.with_file_name("figures").is_dir() || path.ends_with("mine.ipynb"));
    }
}

#[test]
fn a_calibration_names_what_was_edited_and_writes_what_is_lost() {
    let desk = fitted();
    let calibrate = ["calibrate", "fit.toml", "--out", "there", "--quiet"];
    desk.clickday(&calibrate).assert().success();
    for name in ["posterior.csv", "summary.json", "manifest.json"] {
        let path = desk.path("there").join(name);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, "mine").unwrap();
        let told = refusal(&desk, &calibrate);
        assert!(
            told.contains(&format!("there/{name} is not as clickday wrote it")),
            "{told}"
        );
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        fs::write(&path, &whole).unwrap();
        if name != "manifest.json" {
            fs::remove_file(&path).unwrap();
            desk.clickday(&calibrate).assert().success();
            assert_eq!(fs::read(&path).unwrap(), whole, "{name}");
        }
    }
}

#[test]
fn a_page_of_the_manual_that_was_edited_is_named_and_none_is_written() {
    let desk = two_runs();
    let man = ["man", "--out", "man1"];
    desk.clickday(&man).assert().success();
    let pages = |desk: &Desk| fs::read_dir(desk.path("man1")).unwrap().count();
    let (all, page) = (pages(&desk), desk.path("man1/clickday.1"));
    let whole = fs::read_to_string(&page).unwrap();
    desk.clickday(&man).assert().success();
    fs::remove_file(desk.path("man1/clickday-run.1")).unwrap();
    fs::write(&page, whole.replacen("clickday", "clickdays", 1)).unwrap();
    let told = refusal(&desk, &man);
    assert!(
        told.contains("man1/clickday.1 is not as clickday wrote it"),
        "{told}"
    );
    assert_eq!(pages(&desk), all - 1);
    // A page of another version is replaced: it proves that nobody edited it.
    let (text, _) = whole.split_once(".\\\" SHA-256").unwrap();
    let older = text.replacen("clickday", "clickdays", 1);
    let hash = sha256(older.as_bytes());
    let older = format!("{older}.\\\" SHA-256 of the lines above: {hash}\n");
    fs::write(&page, older).unwrap();
    desk.clickday(&man).assert().success();
    assert_eq!(fs::read_to_string(&page).unwrap(), whole);
    assert_eq!(pages(&desk), all);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_for_temporary_files_that_cannot_be_used_is_named() {
    let desk = compared();
    let mut command = desk.clickday(&["man", "--out", "man1"]);
    let output = command.env("TMPDIR", "/nowhere").assert().code(2);
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(told.contains("/nowhere") && told.contains("TMPDIR"), "{told}");
    assert!(!told.contains("man1"), "{told}");
}

#[test]
fn commands_that_print_what_they_find_write_no_file() {
    let desk = fitted();
    let sample = "people.role.citizen.retry\n0.5\n";
    fs::write(desk.path("sample.csv"), sample).unwrap();
    fs::write(desk.path("claims.toml"), claims("sample.csv")).unwrap();
    let with_sample = quick_calibration() + &validation("sample.csv");
    fs::write(desk.path("fit.toml"), with_sample).unwrap();
    let before = names(&desk);
    for command in [
        ["run", "hour.toml", "--policy", "open-to-all"].as_slice(),
        &["run", "hour.toml", "--policy", "open-to-all", "--json"],
        &["explain", "hour.toml", "--policy", "open-to-all"],
        &["claims", "claims.toml"],
        &["validate", "fit.toml"],
        &["sweep", "slots.toml", "--dry-run"],
        &["check", "slots.toml"],
    ] {
        desk.clickday(command).assert().success();
        assert_eq!(names(&desk), before, "{command:?}");
    }
}

#[test]
fn a_sweep_names_what_was_edited_and_writes_what_is_lost() {
    let desk = two_runs();
    desk.read(&["--out", "there", "--quiet"]);
    let tables = desk.tables("there");
    let again = ["sweep", "slots.toml", "--out", "there", "--quiet"];
    for name in ["runs.csv", "runs.parquet", "summary.json", "manifest.json"] {
        let path = desk.path("there").join(name);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, "mine").unwrap();
        let told = refusal(&desk, &again);
        assert!(
            told.contains(&format!("there/{name} is not as clickday wrote it")),
            "{told}"
        );
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        fs::write(&path, whole).unwrap();
    }
    fs::remove_file(desk.path("there/runs.csv")).unwrap();
    fs::remove_dir_all(desk.path("there/inputs")).unwrap();
    desk.clickday(&again).assert().success();
    assert!(desk.tables("there") == tables);
    desk.clickday(&["reproduce", "there"]).assert().success();
}

fn planned() -> Desk {
    let desk = two_runs();
    for command in [
        ["plan", "slots.toml", "--shards", "1", "--out", "there"].as_slice(),
        &["shard", "there", "--index", "0"],
    ] {
        desk.clickday(command).assert().success();
    }
    desk
}

#[test]
fn a_plan_touches_nothing_in_the_folder_of_another() {
    let desk = planned();
    let folder = desk.path("there");
    let half = folder.join(".abcDE1.partial");
    fs::remove_dir_all(folder.join("parts")).unwrap();
    let file = fs::File::create(&half).unwrap();
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(7_200);
    file.set_modified(old).unwrap();
    drop(file);
    let told = refusal(&desk, &["plan", "slots.toml", "--shards", "9", "--out", "there"]);
    assert!(told.contains("shards"), "{told}");
    assert!(half.exists() && !folder.join("parts").exists());
}

#[test]
fn gather_writes_all_tables_or_none() {
    for name in ["runs.csv", "runs.parquet", "summary.json"] {
        let desk = planned();
        let there = || fs::read_dir(desk.path("there")).unwrap().count();
        // A folder is in the place of a table.
        fs::create_dir(desk.path("there").join(name)).unwrap();
        let before = there();
        desk.clickday(&["gather", "there"]).assert().code(1);
        assert_eq!(there(), before, "{name}");
        fs::remove_dir(desk.path("there").join(name)).unwrap();
        // Or a file of somebody else.
        fs::write(desk.path("there").join(name), "mine").unwrap();
        let told = refusal(&desk, &["gather", "there"]);
        assert!(told.contains(&format!("there/{name} is not as")), "{told}");
        assert_eq!(there(), before, "{name}");
        assert_eq!(fs::read(desk.path("there").join(name)).unwrap(), b"mine");
        fs::remove_file(desk.path("there").join(name)).unwrap();
        desk.clickday(&["gather", "there"]).assert().success();
        let tables = desk.tables("there");
        desk.clickday(&["gather", "there"]).assert().success();
        assert!(desk.tables("there") == tables);
    }
}

#[cfg(unix)]
#[test]
fn every_file_has_the_mode_that_the_umask_gives() {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn modes(folder: &Path, found: &mut Vec<(String, u32)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                modes(&path, found);
            }
            // A folder has the bits besides that let one enter it.
            let mode = mode(&path) & if path.is_dir() { 0o666 } else { 0o777 };
            found.push((path.display().to_string(), mode));
        }
    }

    let desk = planned();
    desk.clickday(&["gather", "there"]).assert().success();
    desk.read(&["--out", "swept", "--quiet"]);
    let compared = compared();
    let compare = ["compare", "slots.toml", "--out", "compared", "--quiet"];
    compared.clickday(&compare).assert().success();
    let fitted = fitted();
    for command in [
        ["calibrate", "fit.toml", "--out", "fit", "--quiet"].as_slice(),
        &["man", "--out", "man1"],
        &["new", "model", "mine", "--from", "inps-2020-04-01"],
    ] {
        fitted.clickday(command).assert().success();
    }
    let plain = mode(&desk.path("slots.toml"));
    for folder in [
        desk.path("there"),
        desk.path("swept"),
        compared.path("compared"),
        fitted.path("fit"),
        fitted.path("man1"),
        fitted.path("mine"),
    ] {
        let mut found = vec![(folder.display().to_string(), mode(&folder) & 0o666)];
        modes(&folder, &mut found);
        assert!(found.len() > 4);
        for (file, mode) in found {
            assert_eq!(format!("{mode:o}"), format!("{plain:o}"), "{file}");
        }
    }
}
