//! A folder of results that is not what its manifest says, in any way that somebody may think of,
//! is not proved. Results are made twice, and one folder is held against the other: nothing is run
//! again for each forgery.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::prelude::*;
use clickday::ensemble::store::sealed;
use clickday::experiment::reproduce::{Agreement, Claim, Verdict};
use clickday::experiment::results::sha256;
use desk::{Desk, SLOTS};
use serde_json::{Value, json};

/// Results, and the same made again.
struct Twice {
    desk: Desk,
    fresh: &'static str,
}

impl Twice {
    fn of_sweep() -> Self {
        let desk = Desk::new(&format!("{SLOTS}values = [1, 3]"));
        for out in ["there", "again"] {
            let sweep = ["sweep", "slots.toml", "--out", out, "--quiet"];
            desk.clickday(&sweep).assert().success();
        }
        Twice { desk, fresh: "again" }
    }

    fn of_comparison() -> Self {
        let desk = Desk::new("");
        let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
        let experiment = experiment
            .replace("outcomes = [\"submitted_people\", \"failure_share\"]\n", "")
            .replace("replications = 4", "replications = 1");
        fs::write(desk.path("slots.toml"), experiment).unwrap();
        for out in ["there", "again"] {
            let compare = ["compare", "slots.toml", "--out", out, "--quiet"];
            desk.clickday(&compare).assert().success();
        }
        Twice { desk, fresh: "again" }
    }

    fn of_plan() -> Self {
        let twice = Twice::of_sweep();
        let told = |command: &[&str]| drop(twice.desk.clickday(command).assert().success());
        fs::rename(twice.path(""), twice.desk.path("swept")).unwrap();
        told(&["plan", "slots.toml", "--shards", "2", "--out", "there"]);
        told(&["shard", "there", "--index", "0"]);
        told(&["shard", "there", "--index", "1"]);
        told(&["gather", "there"]);
        twice
    }

    fn path(&self, name: &str) -> PathBuf {
        self.desk.path("there").join(name)
    }

    fn verdict(&self) -> Result<Agreement, String> {
        let claim = Claim::read(&self.path("")).map_err(|error| error.to_string())?;
        claim.again().map_err(|error| error.to_string())?;
        match claim.compare(&self.desk.path(self.fresh)) {
            Ok(Verdict::Holds(agreement)) => Ok(agreement),
            Ok(Verdict::Differs(difference)) => Err(difference),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Why the folder is not proved.
    #[track_caller]
    fn refuted(&self, expected: &str) {
        let told = self.verdict().expect_err(expected);
        assert!(told.contains(expected), "{expected}: {told}");
    }

    fn manifest(&self) -> Value {
        let bytes = fs::read(self.path("manifest.json")).unwrap();
        let mut manifest: Value = serde_json::from_slice(&bytes).unwrap();
        manifest.as_object_mut().unwrap().remove("sha256");
        manifest
    }

    /// Writes another manifest with its hash, looks, and puts the old one back.
    fn forged(&self, change: impl FnOnce(&mut Value), look: impl FnOnce()) {
        let path = self.path("manifest.json");
        let whole = fs::read(&path).unwrap();
        let mut manifest = self.manifest();
        change(&mut manifest);
        fs::write(&path, sealed(&manifest).unwrap()).unwrap();
        look();
        fs::write(&path, whole).unwrap();
    }

    /// Does something to a file, looks, and puts it back.
    fn with(&self, name: &str, change: impl FnOnce(&Path, &[u8]), look: impl FnOnce()) {
        let path = self.path(name);
        let whole = fs::read(&path).unwrap();
        change(&path, &whole);
        look();
        fs::write(&path, whole).unwrap();
    }

    fn listed(&self) -> Vec<String> {
        let files = self.manifest()["files"].clone();
        let name = |file: &Value| file["name"].as_str().unwrap().to_owned();
        files.as_array().unwrap().iter().map(name).collect()
    }

    /// Every file that is listed is missing once, altered once, and taken out of the list once.
    fn each_file_is_proved(&self) {
        for name in self.listed() {
            let longer = |path: &Path, whole: &[u8]| fs::write(path, [whole, b"x"].concat()).unwrap();
            self.with(
                &name,
                |path, _| fs::remove_file(path).unwrap(),
                || match name.split_once('/') {
                    Some(("inputs", _)) => self.refuted(" cannot be made again: "),
                    _ => self.refuted(&format!("{name}: it is not there")),
                },
            );
            self.with(&name, longer, || match name.split_once('/') {
                Some(("inputs", hash)) => self.refuted(hash),
                _ => self.refuted(&format!("{name}: ")),
            });
            let taken_out = |manifest: &mut Value| {
                let files = manifest["files"].as_array_mut().unwrap();
                files.retain(|file| file["name"] != name.as_str());
            };
            self.forged(taken_out, || {
                self.refuted(&format!(
                    "{name}: it is made again, and the manifest does not list it"
                ));
                if !name.starts_with("inputs/") {
                    self.with(&name, longer, || {
                        self.refuted(&format!("{name}: it is made again, and"));
                    });
                }
            });
        }
    }

    /// Every field that stands for one of these values is another once.
    fn each_field_is_proved(&self, fields: &[(&str, Value)]) {
        for (pointer, value) in fields {
            let change = |manifest: &mut Value| {
                let field = manifest.pointer_mut(pointer).unwrap();
                assert_ne!(field, value, "{pointer}");
                *field = value.clone();
            };
            let name = pointer[1..].replace("/0", "[0]").replace('/', ".");
            self.forged(change, || self.refuted(&format!("manifest.json: {name}")));
        }
        for place in ["", "/files/0"] {
            let further = |manifest: &mut Value| manifest.pointer_mut(place).unwrap()["note"] = json!("mine");
            self.forged(further, || self.refuted("is no manifest of clickday"));
        }
        // Somebody who does not know how to write the hash is found out at once.
        self.with(
            "manifest.json",
            |path, whole| {
                let text = String::from_utf8(whole.to_vec()).unwrap();
                fs::write(path, text.replace("\"seed\": 7", "\"seed\": 8")).unwrap();
            },
            || self.refuted("manifest.json was changed after clickday wrote it"),
        );
    }

    /// Nothing outside the folder is read through a link, though it has the bytes of the file.
    #[cfg(unix)]
    fn no_link_leads_out(&self, outside: &Path) {
        let mut names = self.listed();
        names.extend(["inputs", "rows"].into_iter().flat_map(|below| self.below(below)));
        for name in names {
            let path = self.path(&name);
            let link = |path: &Path, whole: &[u8]| {
                fs::write(outside, whole).unwrap();
                fs::remove_file(path).unwrap();
                std::os::unix::fs::symlink(outside, path).unwrap();
            };
            self.with(&name, link, || {
                self.refuted(&format!("{name} is a link that leads out of the folder"));
                fs::remove_file(&path).unwrap();
            });
        }
    }

    #[cfg(not(unix))]
    fn no_link_leads_out(&self, _: &Path) {}

    /// The names of the files in a folder of the results, if it is there.
    fn below(&self, folder: &str) -> Vec<String> {
        let files = fs::read_dir(self.path(folder)).into_iter().flatten();
        let name = |file: fs::DirEntry| format!("{folder}/{}", file.file_name().to_string_lossy());
        files.map(|file| name(file.unwrap())).collect()
    }

    /// Nothing outside the folder is read for its name in the manifest.
    fn no_name_leads_out(&self) {
        let outside = self.desk.path("outside");
        fs::write(&outside, "secret").unwrap();
        for name in [
            "../outside",
            outside.to_str().unwrap(),
            "runs.csv/../../outside",
            "notes.md",
        ] {
            let entry = json!({ "name": name, "sha256": sha256(b"secret") });
            let add = |manifest: &mut Value| manifest["files"].as_array_mut().unwrap().push(entry);
            self.forged(add, || self.refuted("which is no file of such a folder"));
        }
        let twice = |manifest: &mut Value| {
            let files = manifest["files"].as_array_mut().unwrap();
            files.push(files[0].clone());
        };
        self.forged(twice, || self.refuted(" twice"));
        for hash in ["../../outside", outside.to_str().unwrap()] {
            let change = |manifest: &mut Value| manifest["identity"]["inputs"][1]["sha256"] = json!(hash);
            self.forged(change, || self.refuted("is no SHA-256"));
        }
        self.no_link_leads_out(&outside);
        let more = |manifest: &mut Value| {
            let inputs = manifest["identity"]["inputs"].as_array_mut().unwrap();
            let mut further = inputs[1].clone();
            further["name"] = json!("further.toml");
            inputs.push(further);
        };
        self.forged(more, || self.refuted("\"further.toml\" among its inputs"));
        let shipped = |manifest: &mut Value| manifest["shipped"] = json!(["hour.toml"]);
        self.forged(shipped, || self.refuted("shipped names hour.toml"));
    }
}

#[test]
fn a_comparison_is_proved_file_by_file_and_field_by_field() {
    let twice = Twice::of_comparison();
    assert!(twice.verdict().unwrap().foreign.is_empty());
    twice.each_file_is_proved();
    twice.each_field_is_proved(&[
        ("/title", json!("How many slots, really?")),
        ("/format", json!(1)),
        ("/identity/seed", json!(8)),
        ("/identity/overrides", json!(["portal.tier.web.slots=4"])),
        ("/policies", json!(["open-to-all"])),
        ("/baseline", json!("lunch-break")),
        ("/planned/0/scale", json!(0.5)),
        ("/planned/0/replications", json!(2)),
        ("/finished", json!([])),
        (
            "/failed",
            json!([{ "policy": "open-to-all", "replication": 0, "reason": "rain" }]),
        ),
    ]);
    twice.no_name_leads_out();
    // A table that has no hash is not taken for one that nobody repeats.
    let no_hash = |manifest: &mut Value| {
        let files = manifest["files"].as_array_mut().unwrap();
        let table = files.iter_mut().find(|file| file["name"] == "waits.csv").unwrap();
        table["sha256"] = Value::Null;
    };
    twice.forged(no_hash, || {
        twice.refuted("waits.csv: the manifest has another hash");
    });
    // What a run cost may be any number, but the one that was written.
    let cheaper = |path: &Path, whole: &[u8]| {
        let text = String::from_utf8(whole.to_vec()).unwrap();
        let mut cells: Vec<&str> = text.split(',').collect();
        let of_last_row = cells.len() - 4;
        cells[of_last_row] = "0.000001";
        fs::write(path, cells.join(",")).unwrap();
    };
    twice.with("timings.csv", cheaper, || {
        twice.refuted("timings.csv: it does not have the SHA-256 of its last column");
    });
    assert!(twice.verdict().is_ok());
}

#[test]
fn a_sweep_is_proved_with_its_rows() {
    let twice = Twice::of_sweep();
    twice.each_file_is_proved();
    twice.each_field_is_proved(&[
        ("/title", json!("How many slots, really?")),
        ("/sweep", json!(1)),
        ("/identity/seed", json!(8)),
    ]);
    twice.no_name_leads_out();
    let mut rows: Vec<PathBuf> = fs::read_dir(twice.path("rows"))
        .unwrap()
        .map(|row| row.unwrap().path())
        .collect();
    rows.sort();
    let name = format!("rows/{}", rows[0].file_name().unwrap().to_str().unwrap());
    twice.with(
        &name,
        |path, _| fs::write(path, fs::read(&rows[1]).unwrap()).unwrap(),
        || twice.refuted(&format!("{name}: line 1 is")),
    );
    fs::write(twice.path("rows/further.row"), "of no run").unwrap();
    twice.refuted("rows/further.row: it is not made again");
    // The results stand without what they were made from.
    fs::remove_dir_all(twice.path("rows")).unwrap();
    assert!(twice.verdict().is_ok());
}

/// Every so many bytes of every file, one is another.
#[test]
fn a_sweep_in_which_a_byte_is_another_is_refuted_and_the_file_is_named() {
    const STEP: usize = 97;
    let twice = Twice::of_sweep();
    let mut names = twice.listed();
    names.push("manifest.json".to_owned());
    names.extend(
        ["inputs", "rows"]
            .into_iter()
            .flat_map(|below| twice.below(below)),
    );
    for (start, name) in names.iter().enumerate() {
        let whole = fs::read(twice.path(name)).unwrap();
        let last = name.rsplit('/').next().unwrap();
        for place in (start % STEP..whole.len()).step_by(STEP) {
            let mut bytes = whole.clone();
            bytes[place] ^= 1 << (place % 8);
            fs::write(twice.path(name), bytes).unwrap();
            twice.refuted(last);
        }
        fs::write(twice.path(name), whole).unwrap();
    }
    assert!(twice.verdict().is_ok());
}

#[test]
fn a_plan_is_proved_with_its_parts() {
    let twice = Twice::of_plan();
    let agreement = twice.verdict().unwrap();
    assert!(agreement.foreign.is_empty(), "{agreement:?}");
    for name in ["runs.csv", "runs.parquet", "summary.json"] {
        twice.with(
            name,
            |path, _| fs::remove_file(path).unwrap(),
            || twice.refuted(&format!("{name}: it is not there")),
        );
    }
    twice.forged(
        |manifest| manifest["title"] = json!("Mine"),
        || twice.refuted("manifest.json: title is \"Mine\""),
    );
    for (pointer, value) in [
        ("/identity/seed", json!(8)),
        ("/set", json!(["portal.tier.web.slots=4"])),
        ("/shards", json!([{ "start": 0, "end": 3 }])),
        ("/tasks_sha256", json!("")),
    ] {
        let change = |manifest: &mut Value| *manifest.pointer_mut(pointer).unwrap() = value;
        twice.forged(change, || twice.refuted("was planned otherwise"));
    }
    // A part with another run in it, and the hash that fits.
    let another = |path: &Path, whole: &[u8]| {
        let text = String::from_utf8(whole.to_vec()).unwrap();
        let (head, body) = text.split_once('\n').unwrap();
        let body = body.replacen("\"events\":", "\"events\":1", 1);
        let mut head: Value = serde_json::from_str(head).unwrap();
        head["sha256"] = json!(sha256(body.as_bytes()));
        fs::write(path, format!("{head}\n{body}")).unwrap();
    };
    twice.with("parts/00001.jsonl", another, || {
        twice.refuted("parts/00001.jsonl: line 1 is");
    });
    assert!(twice.verdict().is_ok());
}
