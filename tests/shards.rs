//! `clickday plan`, `shard` and `gather`: a sweep on many machines comes to the same bytes as on one.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use assert_cmd::prelude::*;
use desk::{Desk, SLOTS};

/// What a command that succeeds prints: to standard output, and to standard error.
fn told(desk: &Desk, arguments: &[&str]) -> (String, String) {
    let assert = desk.clickday(arguments).assert().success();
    let output = assert.get_output();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// What a command prints that leaves this exit code.
fn refused(desk: &Desk, arguments: &[&str], code: i32) -> String {
    let assert = desk.clickday(arguments).assert().code(code);
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

fn plan(desk: &Desk, shards: usize, out: &str) -> String {
    let shards = shards.to_string();
    told(desk, &["plan", "slots.toml", "--shards", &shards, "--out", out]).0
}

/// Makes a shard, and gives what it prints: its part as JSON, and its words.
fn shard(desk: &Desk, folder: &str, index: usize) -> (serde_json::Value, String) {
    let (manifest, index) = (format!("{folder}/manifest.json"), index.to_string());
    let (out, words) = told(desk, &["shard", &manifest, "--index", &index, "--threads", "1"]);
    (serde_json::from_str(&out).unwrap(), words)
}

/// Two points under two policies, four launches of each: sixteen runs.
fn sixteen_runs() -> Desk {
    Desk::new(&format!("{SLOTS}values = [1, 3]"))
}

#[test]
fn one_seven_and_sixty_four_shards_come_to_the_bytes_of_one_machine() {
    let desk = Desk::new(&format!("{SLOTS}values = [1, 2, 3, 4, 5, 6, 7, 8]"));
    let on_one = desk.read(&["--out", "whole"]);
    for shards in [1, 7, 64] {
        let folder = format!("of-{shards}");
        let words = plan(&desk, shards, &folder);
        let plural = if shards == 1 { "" } else { "s" };
        assert!(
            words.contains(&format!("64 runs in {shards} shard{plural}, ")),
            "{words}"
        );
        // In no order that the plan knows.
        let mut runs = 0;
        for index in (0..shards).rev() {
            runs += shard(&desk, &folder, index).0["rows"].as_u64().unwrap();
        }
        assert_eq!(runs, 64);
        let (gathered, _) = told(&desk, &["gather", &folder]);
        let (input, table) = on_one.split_once("\n\n").unwrap();
        assert_eq!(input, "Input: slots.toml, hour.toml (from disk)");
        assert_eq!(
            gathered,
            table.replace("Results: whole", &format!("Results: {folder}"))
        );
        assert!(desk.tables(&folder) == desk.tables("whole"), "{shards} shards");
    }
}

#[test]
fn more_shards_than_runs_leave_some_empty() {
    let desk = sixteen_runs();
    desk.read(&["--out", "whole"]);
    plan(&desk, 20, "twenty");
    for index in 0..20 {
        shard(&desk, "twenty", index);
    }
    told(&desk, &["gather", "twenty"]);
    assert!(desk.tables("twenty") == desk.tables("whole"));
}

#[test]
fn far_more_shards_than_runs_are_refused_and_nothing_is_written() {
    let desk = sixteen_runs();
    for shards in ["1001", "100000"] {
        let words = refused(
            &desk,
            &["plan", "slots.toml", "--shards", shards, "--out", "many"],
            2,
        );
        let told =
            format!("16 runs cannot be shared out among {shards} shards: write --shards 1000 or fewer");
        assert!(words.contains(&told), "{words}");
        assert!(!desk.path("many").exists());
    }
    let told = plan(&desk, 1_000, "some");
    assert!(told.contains("984 shards have no run: 16 are enough"), "{told}");
}

#[test]
fn a_part_that_is_there_is_left_alone_and_a_damaged_one_is_made_anew() {
    let desk = sixteen_runs();
    plan(&desk, 2, "two");
    let (part, _) = shard(&desk, "two", 0);
    let path = desk.path("two/parts/00000.jsonl");
    assert_eq!(part["path"], "two/parts/00000.jsonl");
    let whole = fs::read(&path).unwrap();
    let modified = || fs::metadata(&path).unwrap().modified().unwrap();
    let before = modified();
    assert_eq!(shard(&desk, "two", 0), (part.clone(), String::new()));
    assert_eq!(modified(), before, "a second call does nothing");
    // The same plan again touches nothing either.
    plan(&desk, 2, "two");
    assert_eq!(told(&desk, &["gather", "two", "--missing"]).0, "1\n");

    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let words = refused(&desk, &["gather", "two"], 2);
    assert!(
        words.contains("2 of 2 shards have no part that can be used"),
        "{words}"
    );
    assert!(
        words.contains("shard 0 is damaged: two/parts/00000.jsonl: its rows have not the hash"),
        "{words}"
    );
    assert!(words.contains("shard 1 is missing\n"), "{words}");
    assert!(!desk.path("two/runs.csv").exists(), "nothing is half done");

    let (again, words) = shard(&desk, "two", 0);
    assert_eq!(again, part);
    assert!(
        words.contains("is damaged") && words.contains("made anew"),
        "{words}"
    );
    assert_eq!(fs::read(&path).unwrap(), whole);
}

#[test]
fn what_was_planned_with_other_files_or_another_program_is_refused() {
    let desk = sixteen_runs();
    plan(&desk, 2, "two");
    let model = fs::read_to_string(desk.path("hour.toml")).unwrap();
    let other = model.replace("length = 40", "length = 41");
    fs::write(desk.path("hour.toml"), &other).unwrap();
    let again = ["plan", "slots.toml", "--shards", "2", "--out", "two"];
    assert!(refused(&desk, &again, 2).contains("hour.toml is not the same"));

    // The plan's own copy counts, and nobody may edit that.
    let mut kept = fs::read_dir(desk.path("two/inputs"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let kept = kept
        .find(|path| fs::read_to_string(path).unwrap() == model)
        .unwrap();
    for arguments in [["shard", "two", "--index", "0"].as_slice(), &["gather", "two"]] {
        fs::write(&kept, &other).unwrap();
        let words = refused(&desk, arguments, 2);
        assert!(
            words.contains("hour.toml cannot be made again: two/inputs/")
                && words.contains("its hash is another; make a new plan in another folder"),
            "{words}"
        );
        fs::remove_file(&kept).unwrap();
        let words = refused(&desk, arguments, 2);
        assert!(
            words.contains("hour.toml cannot be made again: two/inputs/"),
            "{words}"
        );
    }
    assert!(!desk.path("two/parts/00000.jsonl").exists());

    fs::write(&kept, model).unwrap();
    let words = refused(&desk, &["gather", "two"], 2);
    assert!(
        words.contains("shard 0 failed: "),
        "what went wrong is remembered: {words}"
    );
    shard(&desk, "two", 0);
    assert!(!desk.path("two/parts/00000.failed").exists());

    let manifest = desk.path("two/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let version = format!("clickday {}", env!("CARGO_PKG_VERSION"));
    fs::write(&manifest, text.replace(&version, "clickday 0.0.1")).unwrap();
    let words = refused(&desk, &["shard", "two", "--index", "1"], 2);
    assert!(
        words.contains("it was made by clickday 0.0.1, this is"),
        "{words}"
    );
    fs::write(&manifest, "{}").unwrap();
    assert!(refused(&desk, &["gather", "two"], 2).contains("no manifest that this build reads"));
}

#[test]
fn a_plan_refuses_what_it_cannot_share_out_and_what_is_there() {
    let desk = Desk::new(&format!(
        "{SLOTS}from = 1\nto = 9\n\n[design.bisection]\nalong = \"portal.tier.web.slots\"\ntolerance = \"10 %\"\n\
         event = 'failure < \"20 %\"'"
    ));
    let four = ["plan", "slots.toml", "--shards", "4", "--out", "four"];
    let words = refused(&desk, &four, 2);
    assert!(
        words.contains("a bisection along portal.tier.web.slots asks where to run next"),
        "{words}"
    );
    desk.ask(&format!("{SLOTS}values = [1, 0]"));
    assert!(
        refused(&desk, &four, 2).contains("slots"),
        "every value is tried before"
    );
    desk.ask(&format!("{SLOTS}values = [1]"));
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let until = "replications = 4\nuntil = { half-width = \"5 %\", at-most = 9 }";
    fs::write(
        desk.path("slots.toml"),
        experiment.replace("replications = 4", until),
    )
    .unwrap();
    assert!(refused(&desk, &four, 2).contains("stage \"full\" goes on `until` it knows enough"));
    assert!(!desk.path("four").exists(), "nothing was written");

    desk.ask(&format!("{SLOTS}values = [1]"));
    fs::create_dir(desk.path("mine")).unwrap();
    fs::write(desk.path("mine/letter.txt"), "Dear").unwrap();
    let words = refused(
        &desk,
        &["plan", "slots.toml", "--shards", "4", "--out", "mine"],
        2,
    );
    assert!(words.contains("is not the folder of this plan"), "{words}");
    plan(&desk, 4, "four");
    let words = refused(
        &desk,
        &["plan", "slots.toml", "--shards", "5", "--out", "four"],
        2,
    );
    assert!(words.contains("it has 4 shards"), "{words}");
    let words = refused(&desk, &["shard", "four", "--index", "4"], 2);
    assert!(
        words.contains("there is no shard 4: the plan has 4, from 0 to 3"),
        "{words}"
    );
}

#[test]
fn a_run_that_fails_is_a_row_and_the_shard_goes_on() {
    // With one slot nothing is left of the tier at this scale: the model can be read, and not be run.
    let desk = Desk::new(&format!("{SLOTS}values = [1, 9]"));
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    fs::write(
        desk.path("slots.toml"),
        experiment.replace("scale = 1", "scale = 0.4"),
    )
    .unwrap();
    let whole = refused_tables(&desk, &["sweep", "slots.toml", "--out", "whole"], "whole");
    plan(&desk, 3, "three");
    for index in 0..3 {
        shard(&desk, "three", index);
    }
    assert!(refused_tables(&desk, &["gather", "three"], "three") == whole);
    let table = String::from_utf8(whole[0].clone()).unwrap();
    let failed = table
        .lines()
        .filter(|line| line.contains("is too small: the tier web would have"));
    assert_eq!((failed.count(), table.lines().count()), (8, 1 + 16), "{table}");
}

/// The tables of a command that ends with exit code 1, because runs came to nothing.
fn refused_tables(desk: &Desk, arguments: &[&str], folder: &str) -> Vec<Vec<u8>> {
    let words = refused(desk, arguments, 1);
    assert!(words.contains("runs came to nothing"), "{words}");
    desk.tables(folder)
}

#[test]
fn a_shard_that_is_killed_leaves_its_part_whole_or_not_at_all() {
    let desk = sixteen_runs();
    plan(&desk, 2, "two");
    let (part, _) = shard(&desk, "two", 0);
    let path = desk.path("two/parts/00000.jsonl");
    let whole = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    for kill in 0..20 {
        let mut child = desk
            .clickday(&["shard", "two", "--index", "0", "--threads", "1"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread without a pattern: multiples of the golden ratio.
        let share = (f64::from(kill) * 0.618_034).fract();
        std::thread::sleep(Duration::from_secs_f64(0.15 * share));
        child.kill().unwrap();
        child.wait().unwrap();
        if path.exists() {
            assert!(fs::read(&path).unwrap() == whole, "a part is never half there");
            fs::remove_file(&path).unwrap();
        }
    }
    assert_eq!(shard(&desk, "two", 0), (part, String::new()));
}

#[test]
fn a_shard_that_cannot_keep_its_part_leaves_exit_code_1_and_is_named() {
    let desk = sixteen_runs();
    plan(&desk, 2, "two");
    // A folder where the part should be.
    fs::create_dir(desk.path("two/parts/00001.jsonl")).unwrap();
    let words = refused(&desk, &["shard", "two", "--index", "1"], 1);
    assert!(words.contains("cannot use two/parts/00001.jsonl"), "{words}");
}

#[test]
fn a_worker_needs_the_folder_of_the_plan_and_nothing_else() {
    // A model folder one level up, policies in a file of their own, and a table of points.
    let desk = sixteen_runs();
    let text = |name: &str| fs::read_to_string(desk.path(name)).unwrap();
    let (model, experiment) = (text("hour.toml"), text("slots.toml"));
    let (people, portal) = model.split_at(model.find("[portal]").unwrap());
    for folder in ["models/hour/policies", "asked"] {
        fs::create_dir_all(desk.path(folder)).unwrap();
    }
    let write = |name: &str, text: &str| fs::write(desk.path(name), text).unwrap();
    write("models/hour/people.toml", people);
    write("models/hour/portal.toml", portal);
    write("models/hour/policies/none.toml", "policy.none = {}\n");
    write(
        "models/late.toml",
        "policy.late.measure = [{ closure = { from = \"2020-04-01 08:00\", until = \"2020-04-01 08:20\" } }]\n",
    );
    write("asked/points.csv", "portal.tier.web.slots\n2\n4\n");
    let factor = format!("{SLOTS}values = [1, 3]");
    let asked = experiment
        .replace("hour.toml", "../models/hour/")
        .replace(
            "\"lunch-break\"]",
            "\"late\", \"none\"]\npolicy-files = [\"../models/late.toml\"]",
        )
        .replace(&factor, "[design.table]\nfile = \"points.csv\"");
    write("asked/slots.toml", &asked);
    told(&desk, &["sweep", "asked/slots.toml", "--out", "whole"]);
    told(
        &desk,
        &["plan", "asked/slots.toml", "--shards", "2", "--out", "shared/two"],
    );

    let worker = tempfile::tempdir().unwrap();
    fs::rename(desk.path("shared/two"), worker.path().join("two")).unwrap();
    for folder in ["models", "asked"] {
        fs::remove_dir_all(desk.path(folder)).unwrap();
    }
    let folder = worker.path().join("two");
    let folder = folder.to_str().unwrap();
    for index in ["0", "1"] {
        told(&desk, &["shard", folder, "--index", index]);
    }
    told(&desk, &["gather", folder]);
    assert!(desk.tables(folder) == desk.tables("whole"));
}
