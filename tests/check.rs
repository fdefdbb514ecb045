//! `clickday check` and `clickday schema`, as a user meets them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use assert_cmd::Command;

fn clickday(args: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("clickday").unwrap();
    command.env("NO_COLOR", "1").args(args).output().unwrap()
}

/// What is said of a file of `tests/models/wrong`.
fn said(name: &str) -> String {
    let output = clickday(&["check", &format!("tests/models/wrong/{name}.toml")]);
    assert_eq!(output.status.code(), Some(2), "bad input leaves exit code 2");
    assert!(output.stdout.is_empty(), "problems are no result");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn good_files_are_good() {
    let output = clickday(&["check", "tests/models/queue.toml", "tests/models/launch"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        out,
        "tests/models/queue.toml: ok (model, times of UTC)\ntests/models/launch: ok (model, times of Europe/Rome)\n"
    );
}

#[test]
fn an_unknown_key_is_underlined_and_the_right_one_named() {
    insta::assert_snapshot!(said("unknown-key"));
}

#[test]
fn a_bad_unit_is_told_how_people_write_it() {
    insta::assert_snapshot!(said("bad-unit"));
}

#[test]
fn a_name_that_leads_nowhere_is_told_where_it_could() {
    insta::assert_snapshot!(said("dangling-name"));
}

#[test]
fn a_policy_that_never_admits_is_told_by_which_measure() {
    insta::assert_snapshot!(said("never-admits"));
}

#[test]
fn several_problems_are_told_at_once() {
    insta::assert_snapshot!(said("several"));
}

#[test]
fn what_is_not_toml_is_told_where() {
    insta::assert_snapshot!(said("not-toml"));
}

#[test]
fn every_file_is_checked_even_after_a_bad_one() {
    let output = clickday(&[
        "check",
        "tests/models/wrong/bad-unit.toml",
        "tests/models/queue.toml",
        "nowhere.toml",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "tests/models/queue.toml: ok (model, times of UTC)\n"
    );
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(
        err.contains("is not a rate") && err.contains("there is no such file") && err.contains("2 problems")
    );
}

#[test]
fn the_schema_beside_the_models_is_current() {
    let output = clickday(&["schema", "model"]);
    assert_eq!(output.status.code(), Some(0));
    let now = String::from_utf8(output.stdout).unwrap();
    let beside = std::fs::read_to_string("models/model.schema.json").unwrap_or_default();
    assert!(
        now == beside,
        "run: cargo run -- schema model > models/model.schema.json"
    );
}

#[test]
fn the_page_of_measures_is_current() {
    let beside = std::fs::read_to_string("docs/measures.md").unwrap_or_default();
    assert!(beside == clickday::measures::page(), "run: cargo xtask measures");
}

#[test]
fn the_schema_accepts_and_describes_each_unit() {
    let schema = clickday::measures::schema();
    for unit in [
        "Duration",
        "Moment",
        "DailyHours",
        "Weekdays",
        "Rate",
        "Share",
        "Factor",
        "Count",
        "Quantity",
    ] {
        assert!(schema["$defs"][unit]["description"].is_string(), "{unit}");
        assert!(schema["$defs"][unit]["examples"].is_array(), "{unit}");
    }
}

/// What a command says that refuses what it was given.
#[track_caller]
fn refused(args: &[&str]) -> String {
    let output = clickday(args);
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{args:?}\n{err}");
    assert!(!err.contains("panicked"), "{args:?}\n{err}");
    err
}

/// What is said of a file of these bytes.
#[track_caller]
fn said_of(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("given.toml");
    std::fs::write(&path, bytes).unwrap();
    refused(&["check", path.to_str().unwrap()])
}

#[test]
fn a_file_of_another_kind_is_one_problem_with_the_command_that_takes_it() {
    let (claims, calibration) = ("experiments/claims.toml", "experiments/calibration.toml");
    let (rollout, queue) = ("experiments/rollout.toml", "tests/models/queue.toml");
    let lottery = "models/policies/lottery.toml";
    for (args, wrong, command) in [
        (
            &["compare", claims][..],
            "a file of claims, not an experiment",
            "clickday claims",
        ),
        (
            &["sweep", claims],
            "a file of claims, not an experiment",
            "clickday claims",
        ),
        (
            &["compare", calibration],
            "a calibration, not an experiment",
            "clickday calibrate",
        ),
        (&["compare", queue], "a model, not an experiment", "clickday run"),
        (&["sweep", queue], "a model, not an experiment", "clickday run"),
        (
            &["plan", queue, "--shards", "2", "--out", "nowhere"],
            "a model, not an experiment",
            "clickday run",
        ),
        (
            &["calibrate", rollout],
            "an experiment, not a calibration",
            "clickday compare",
        ),
        (
            &["validate", rollout],
            "an experiment, not a calibration",
            "clickday compare",
        ),
        (
            &["claims", rollout],
            "an experiment, not a file of claims",
            "clickday compare",
        ),
        (
            &["run", rollout],
            "an experiment, not a model",
            "clickday compare",
        ),
        (
            &["run", lottery],
            "a file of policies, not a model",
            "clickday run MODEL --policy",
        ),
        (
            &["explain", lottery],
            "a file of policies, not a model",
            "clickday run MODEL --policy",
        ),
        (
            &["run", queue, "--policy", queue],
            "a model, not a file of policies",
            "clickday run",
        ),
    ] {
        let said = refused(args);
        assert!(said.contains(&format!("× this is {wrong}\n")), "{args:?}\n{said}");
        let file = if args[0] == "run" && args.len() > 2 {
            args[3]
        } else {
            args[1]
        };
        assert!(
            said.contains(&format!("use it with: {command} {file}\n")),
            "{args:?}\n{said}"
        );
        assert!(said.ends_with("1 problem\n"), "{args:?}\n{said}");
    }
}

/// Whatever takes a file by its name says of which kind it looked for one.
#[test]
fn a_name_that_leads_nowhere_is_told_with_the_kind_that_was_looked_for() {
    for (args, kind) in [
        (&["run", "nosuch"][..], "model"),
        (&["explain", "nosuch"], "model"),
        (&["run", "mm1", "--policy", "nosuch.toml"], "policy"),
        (&["check", "mm1", "--model", "nosuch"], "model"),
        (&["compare", "nosuch"], "experiment"),
        (&["sweep", "nosuch"], "experiment"),
        (
            &["plan", "nosuch", "--shards", "2", "--out", "nowhere"],
            "experiment",
        ),
        (&["calibrate", "nosuch"], "calibration"),
        (&["validate", "nosuch"], "calibration"),
        (&["claims", "nosuch"], "file of claims"),
        (
            &["check", "nosuch"],
            "model, policy, experiment, calibration or file of claims",
        ),
        (&["new", "model", "mine", "--from", "nosuch"], "model"),
        (&["new", "policy", "mine", "--from", "nosuch"], "policy"),
    ] {
        let said = refused(args);
        let looked_for = format!("clickday has no {kind} of this name");
        assert!(said.contains(&looked_for), "{args:?}\n{said}");
    }
    // What never ships.
    for (args, kind) in [
        (&["shard", "nosuch", "--index", "0"][..], "nosuch is no manifest"),
        (&["gather", "nosuch"], "nosuch is no manifest"),
        (&["reproduce", "nosuch"], "name a folder of results"),
        (
            &["validate", "--posterior", "nosuch.csv"],
            "name a table of points or a sample",
        ),
    ] {
        let said = refused(args);
        assert!(said.contains(kind), "{args:?}\n{said}");
    }
}

#[test]
fn an_experiment_without_a_design_is_no_sweep() {
    let said = refused(&["sweep", "experiments/rollout.toml"]);
    assert!(
        said.contains("has no [design], so there is nothing to sweep"),
        "{said}"
    );
    assert!(
        said.contains("clickday compare experiments/rollout.toml"),
        "{said}"
    );
    assert!(said.ends_with("1 problem\n"), "{said}");
}

#[test]
fn what_is_no_toml_is_told_what_it_seems_to_be() {
    let utf_16: Vec<u8> = "version = 1\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = [&[0xff, 0xfe][..], &utf_16].concat();
    let json = b"{\n  \"version\": 1,\n  \"title\": \"M/M/1\"\n}\n";
    let rows: String = (0..5_000).map(|i| format!("{i},open,0.5\n")).collect();
    let csv = format!("run,policy,share\n{rows}");
    for (bytes, format) in [
        (&marked[..], "UTF-16 text"),
        (&utf_16, "UTF-16 text"),
        (json, "JSON"),
        (csv.as_bytes(), "a table (CSV)"),
        (b"Dear all,\n\nthe portal opens\nat noon.\n", "plain text"),
        (b"<html>\n</html>\n", "HTML or XML"),
        (b"title: M/M/1\npeople:\n  group: all\n", "YAML"),
    ] {
        let said = said_of(bytes);
        assert!(said.contains(&format!("this seems to be {format}")), "{said}");
        assert!(said.ends_with("1 problem\n"), "{said}");
    }
}

#[test]
fn a_line_of_a_million_letters_is_cut_around_the_place() {
    // Beyond column 65,535, where the printer cannot put a mark; and a place that is as long itself.
    for text in [
        format!("version = 1\nx = [{}oops]\n", "1, ".repeat(300_000)),
        format!("version = 1\ntitle = {}\n", "a".repeat(1_000_000)),
        format!("version = 1\ntitle = {}\n", "é".repeat(500_000)),
        format!("version = 1\n{} = 1\n", "a".repeat(1_000_000)),
        format!("version = 1\ntitle = \"{}\n", "a".repeat(1_000_000)),
        format!("version = [{}]\n", "1,".repeat(500_000)),
    ] {
        let said = said_of(text.as_bytes());
        assert!(said.len() < 20_000, "{} bytes: {}", said.len(), &said[..200]);
        assert!(said.contains('…'), "{said}");
        assert!(said.contains("given.toml:"), "{said}");
    }
}

#[test]
fn problems_of_one_kind_are_summed_up_and_their_number_takes_no_time() {
    let keys: String = (0..90_000).map(|i| format!("k{i}=1\n")).collect();
    let started = std::time::Instant::now();
    let said = said_of(keys.as_bytes());
    // It took half a minute when each key was looked for among all.
    let seconds = started.elapsed().as_secs_f64();
    assert!(seconds < 15.0, "{seconds} s");
    assert_eq!(said.matches("is not a key here").count(), 21, "{said}");
    assert!(said.contains("more problems like this one in "), "{said}");
    assert!(said.len() < 100_000, "{}", said.len());
}

#[test]
fn syntax_errors_beyond_the_third_are_counted() {
    let lines: String = (0..1_000).map(|i| format!("a{i} = one\n")).collect();
    let said = said_of(lines.as_bytes());
    assert!(said.contains("997 more places cannot be read as TOML"), "{said}");
    assert!(said.ends_with("4 problems\n"), "{said}");
    // What follows from a heading without its end is not told.
    let said = said_of(b"[people\nrole.citizen = {}\n[people]\n[people.group.all]\nsize = 1\n");
    assert!(!said.contains("duplicate key"), "{said}");
}

#[test]
fn a_folder_of_several_models_is_told_as_that() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.toml", "b.toml"] {
        std::fs::copy("tests/models/queue.toml", folder.path().join(name)).unwrap();
    }
    let said = refused(&["check", folder.path().to_str().unwrap()]);
    assert!(
        said.contains("read as one model, but 2 of its files have a title"),
        "{said}"
    );
    assert!(said.contains("/*.toml"), "{said}");
    assert!(said.ends_with("1 problem\n"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("fifo");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let mut command = Command::cargo_bin("clickday").unwrap();
    let output = command
        .args(["check", pipe.to_str().unwrap()])
        .timeout(std::time::Duration::from_secs(20))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("it is a pipe, not a file"), "{said}");
}

#[test]
fn an_argument_that_cannot_be_used_says_what_to_write() {
    let queue = "tests/models/queue.toml";
    for (args, words) in [
        (
            &["run", queue, "--seed", "-1"][..],
            "write a whole number from 0 to 18446744073709551615",
        ),
        (
            &["run", queue, "--scale", "2"],
            "the scale 2 is not possible; write a share above 0",
        ),
        (
            &["run", queue, "--scale", "-0.5"],
            "the scale -0.5 is not possible",
        ),
        (
            &["run", queue, "--until", "2199-01-01 00:00"],
            "--until 2199-01-01 00:00: write a time after",
        ),
        (
            &["run", queue, "--until", "2020-02-30 00:00"],
            "there is no 30 February in 2020",
        ),
        (
            &["run", queue, "--policy", "tests"],
            "is a folder; name a file with one policy",
        ),
        (
            &["run", queue, "--metric", "foo"],
            "there is no metric \"foo\"; write one of",
        ),
        (
            &["run", queue, "--set", "foo=1"],
            "there is no `foo` in the model",
        ),
        (
            &["run", queue, "--set", "foo.bar=1"],
            "there is no `foo` in the model",
        ),
        (
            &["run", queue, "--set", "policy.open.measure.0=1"],
            "this model has no policies in its files",
        ),
        (
            &["reproduce", "nowhere"],
            "nowhere does not exist; name a folder of results",
        ),
        (&["reproduce", "tests"], "tests has no manifest.json"),
        (&["reproduce", queue], "it is not JSON"),
        (&["man", "--out", queue], "it is a file, not a folder"),
        (
            &["validate", "--posterior", "nowhere.csv"],
            "there is no file nowhere.csv",
        ),
    ] {
        let said = refused(args);
        assert!(said.contains(words), "{args:?}\n{said}");
        assert!(!said.contains("os error"), "{args:?}\n{said}");
    }
}
