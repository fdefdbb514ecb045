//! `clickday reproduce`: results made again from what was kept with them, wherever they are taken.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::prelude::*;
use clickday::ensemble::store::sealed;
use clickday::experiment::results::sha256;
use desk::{Desk, SLOTS};
use serde_json::Value;

/// Results, as somebody has them who got nothing but their folder.
struct Taken {
    desk: Desk,
    folder: PathBuf,
}

impl Taken {
    /// Runs commands that write to `results`, and takes the experiment and the model away.
    fn of(desk: Desk, commands: &[&[&str]]) -> Self {
        for command in commands {
            desk.clickday(command).assert().success();
        }
        for name in ["slots.toml", "hour.toml"] {
            fs::remove_file(desk.path(name)).unwrap();
        }
        let folder = desk.path("elsewhere/results");
        fs::create_dir(desk.path("elsewhere")).unwrap();
        fs::rename(desk.path("results"), &folder).unwrap();
        Taken { desk, folder }
    }

    fn proven(&self) -> String {
        let manifest = self.folder.join("manifest.json");
        let assert = self
            .desk
            .clickday(&["reproduce", manifest.to_str().unwrap()])
            .assert();
        String::from_utf8(assert.success().get_output().stdout.clone()).unwrap()
    }

    fn refuted(&self, code: i32) -> String {
        let folder = self.folder.to_str().unwrap();
        let assert = self.desk.clickday(&["reproduce", folder]).assert().code(code);
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    }

    /// Puts other words into a file of the folder for as long as `look` looks.
    fn altered(&self, name: &str, from: &str, to: &str, look: impl FnOnce()) {
        let path = self.folder.join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name} has {from}: {text}");
        let other = text.replacen(from, to, 1);
        if name == "manifest.json" {
            fs::write(&path, resealed(&other)).unwrap();
        } else {
            fs::write(&path, other).unwrap();
        }
        look();
        fs::write(&path, text).unwrap();
    }
}

/// The text of a manifest with the hash that clickday would have put at its end.
fn resealed(manifest: &str) -> Vec<u8> {
    let mut value: Value = serde_json::from_str(manifest).unwrap();
    value.as_object_mut().unwrap().remove("sha256");
    sealed(&value).unwrap()
}

fn two_points() -> Desk {
    Desk::new(&format!("{SLOTS}values = [1, 3]"))
}

#[test]
fn a_sweep_is_made_again_from_its_folder_alone() {
    let set = "people.role.citizen.retry=0.5";
    let sweep = ["sweep", "slots.toml", "--out", "results", "--set", set];
    let taken = Taken::of(two_points(), &[&sweep]);
    let told = taken.proven();
    assert!(
        told.starts_with("How many slots?: 3 files made again, the same to the last byte\n"),
        "{told}"
    );

    taken.altered("runs.csv", "open-to-all,0,ok", "open-to-all,0,good", || {
        let told = taken.refuted(1);
        // The first launch of the second policy at the first point.
        assert!(
            told.contains("runs.csv: line 6 is `0,1,1,open-to-all,0,good,"),
            "{told}"
        );
        assert!(told.contains(" there, and `0,1,1,open-to-all,0,ok,"), "{told}");
    });
    taken.altered("manifest.json", set, "people.role.citizen.retry=0.6", || {
        assert!(
            taken.refuted(1).contains("runs.csv: line 2 is"),
            "another experiment"
        );
    });
    taken.altered("manifest.json", "clickday 0", "clickday 9", || {
        let told = taken.refuted(2);
        assert!(
            told.contains("was made by clickday 9") && told.contains("this is"),
            "{told}"
        );
    });
    taken.proven();
}

#[test]
fn a_table_of_points_and_a_bisection_are_made_again_too() {
    let desk = Desk::new("[design.table]\nfile = \"points.csv\"");
    fs::write(desk.path("points.csv"), "portal.tier.web.slots\n2\n4\n").unwrap();
    let sweep = ["sweep", "slots.toml", "--out", "results"];
    let taken = Taken::of(desk, &[&sweep]);
    fs::remove_file(taken.desk.path("points.csv")).unwrap();
    taken.proven();

    let desk = Desk::new(&format!(
        "{SLOTS}from = 1\nto = 9\n\n[design.bisection]\nalong = \"portal.tier.web.slots\"\ntolerance = \"20 %\"\n\
         event = 'failure < \"20 %\"'"
    ));
    Taken::of(desk, &[&sweep]).proven();
}

#[test]
fn a_plan_is_made_again_once_it_is_gathered() {
    let desk = two_points();
    desk.clickday(&["plan", "slots.toml", "--shards", "2", "--out", "results"])
        .assert()
        .success();
    let told = desk.clickday(&["reproduce", "results"]).assert().code(2);
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert!(
        told.contains("claims nothing yet") && told.contains("gather"),
        "{told}"
    );
    let shard = |index| ["shard", "results", "--index", index];
    let taken = Taken::of(desk, &[&shard("0"), &shard("1"), &["gather", "results"]]);
    taken.proven();
    taken.altered("summary.json", "How many", "Too many", || {
        // Where it was gathered is not said, so its statistics are compared as numbers.
        assert!(taken.refuted(1).contains("summary.json: title is \"Too many"));
    });
}

#[test]
fn a_comparison_is_made_again_with_its_charts() {
    let desk = compared();
    let compare = ["compare", "slots.toml", "--out", "results", "--quick"];
    let taken = Taken::of(desk, &[&compare]);
    let told = taken.proven();
    for name in ["runs.parquet", "series.csv", "charts/", "inputs/"] {
        assert!(told.contains(name), "{name} is among {told}");
    }
    assert!(!told.contains("timings.csv"), "no machine repeats those");
    taken.altered("waits.csv", "quick", "quack", || {
        assert!(taken.refuted(1).contains("waits.csv: line 2"));
    });
}

/// Two stages of the same model, without a design.
fn compared() -> Desk {
    let desk = two_points();
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let quick = "deadline = \"2020-04-01 08:50\"\n\n[[stage]]\nname = \"quick\"\nscale = 0.7\nreplications = 2\n\n[[stage]]";
    let experiment = experiment
        .replace(&format!("{SLOTS}values = [1, 3]"), "")
        .replace("outcomes = [\"submitted_people\", \"failure_share\"]\n", "")
        .replacen("[[stage]]", quick, 1);
    fs::write(desk.path("slots.toml"), experiment).unwrap();
    desk
}

/// A model that is named by its path from the root is kept like any other, and not read where it was.
#[test]
fn a_model_that_was_named_from_the_root_may_be_gone() {
    let desk = two_points();
    let model = desk.path("hour.toml").display().to_string();
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    fs::write(desk.path("slots.toml"), experiment.replace("hour.toml", &model)).unwrap();
    Taken::of(desk, &[&["sweep", "slots.toml", "--out", "results"]]).proven();
}

#[cfg(unix)]
#[test]
fn nobody_waits_for_a_pipe_in_the_place_of_a_table() {
    let taken = Taken::of(two_points(), &[&["sweep", "slots.toml", "--out", "results"]]);
    for name in ["runs.csv", "manifest.json"] {
        let path = taken.folder.join(name);
        let whole = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        let told = taken.refuted(2);
        assert!(told.contains(name) && told.contains("it is a pipe"), "{told}");
        fs::remove_file(&path).unwrap();
        fs::write(&path, whole).unwrap();
    }
    let told = taken.proven();
    assert!(!told.contains("Not of these results"), "{told}");
    fs::write(taken.folder.join("notes.md"), "what I saw").unwrap();
    assert!(
        taken
            .proven()
            .contains("Not of these results, and not looked at: notes.md\n")
    );
}

#[test]
fn what_was_kept_and_is_no_longer_what_it_was_is_named() {
    let taken = Taken::of(two_points(), &[&["sweep", "slots.toml", "--out", "results"]]);
    let inputs = taken.folder.join("inputs");
    let of_model = |path: &Path| fs::read_to_string(path).unwrap().contains("A busy hour");
    let model = fs::read_dir(&inputs)
        .unwrap()
        .map(|file| file.unwrap().path())
        .find(|path| of_model(path));
    let model = model.unwrap();
    let text = fs::read_to_string(&model).unwrap();
    fs::write(&model, text.replace("length = 40", "length = 41")).unwrap();
    let told = taken.refuted(2);
    assert!(
        told.contains("hour.toml cannot be made again") && told.contains("its hash is another"),
        "{told}"
    );
    fs::remove_file(&model).unwrap();
    assert!(taken.refuted(2).contains("hour.toml cannot be made again"));

    fs::write(taken.folder.join("manifest.json"), "{}").unwrap();
    assert!(
        taken
            .refuted(2)
            .contains("is no manifest of clickday compare, sweep or plan")
    );
}

/// What a fair copy of `summary.json` of the folder would be with its first figure of an interval changed by this share of it, as its text
/// and that of the manifest that claims it.
fn with_another_figure(folder: &Path, share: f64) -> (String, String) {
    let summary = fs::read_to_string(folder.join("summary.json")).unwrap();
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let key = "\"low\": ";
    let figures = summary.match_indices(key).filter_map(|(at, _)| {
        let from = at + key.len();
        let length = summary[from..].find([',', '\n'])?;
        let figure: f64 = summary[from..from + length].parse().ok()?;
        (figure.fract() != 0.0 && figure.abs() > 0.01).then_some((from..from + length, figure))
    });
    let (place, figure) = figures.into_iter().next().unwrap();
    let mut other = summary.clone();
    other.replace_range(place, &format!("{:?}", figure + share * figure.abs().max(1.0)));
    assert_ne!(other, summary);
    let manifest = manifest.replace(&sha256(summary.as_bytes()), &sha256(other.as_bytes()));
    assert!(manifest.contains(&sha256(other.as_bytes())));
    (other, manifest)
}

#[test]
fn of_another_platform_statistics_agree_to_their_last_digits_and_runs_to_the_byte() {
    let taken = Taken::of(two_points(), &[&["sweep", "slots.toml", "--out", "results"]]);
    let (summary, manifest) = (
        taken.folder.join("summary.json"),
        taken.folder.join("manifest.json"),
    );
    let told = taken.proven();
    assert!(
        told.contains("Tables of runs are the same bytes on every platform"),
        "{told}"
    );
    let put = |share: f64, platform: &str| {
        let (texts, claims) = with_another_figure(&taken.folder, share);
        fs::write(&summary, texts).unwrap();
        let claims = claims.replacen("\"platform\": \"", platform, 1);
        fs::write(&manifest, resealed(&claims)).unwrap();
    };
    let own = [&summary, &manifest].map(|path| fs::read(path).unwrap());
    let back = || {
        fs::write(&summary, &own[0]).unwrap();
        fs::write(&manifest, &own[1]).unwrap();
    };
    // Here, any difference is one.
    put(1e-14, "\"platform\": \"");
    assert!(taken.refuted(1).contains("summary.json: line "));
    back();
    // Elsewhere, the last digits are not.
    let far = "\"platform\": \"far ";
    put(1e-14, far);
    let told = taken.proven();
    assert!(
        told.starts_with("How many slots?: 2 files made again, the same to the last byte\n"),
        "{told}"
    );
    assert!(
        told.contains("They were made on far ")
            && told.contains("summary.json: statistics, the same within 1e-12"),
        "{told}"
    );
    back();
    put(1e-9, far);
    assert!(taken.refuted(1).contains("summary.json: points[0]."));
    back();
    // Nor may the file be another than the manifest claims, or a run differ by a byte.
    put(1e-14, far);
    let text = fs::read_to_string(&summary).unwrap();
    fs::write(&summary, format!("{text} ")).unwrap();
    assert!(taken.refuted(1).contains("the manifest has another hash"));
    back();
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text.replacen("\"platform\": \"", far, 1);
    fs::write(&manifest, resealed(&text)).unwrap();
    taken.altered("runs.csv", "open-to-all,0,ok", "open-to-all,0,good", || {
        assert!(taken.refuted(1).contains("runs.csv: line 6"));
    });
    taken.proven();
}
