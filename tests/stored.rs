//! Every byte that clickday stores is proved: with any one of them changed, what is read back is
//! the same, or it is refused and the file is named. Each byte of a small folder of every kind is
//! changed once.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use assert_cmd::prelude::*;
use clickday::Results;
use clickday::ensemble::store::put_all;
use clickday::ensemble::{Ensemble, Identity, Resources, Store};
use clickday::experiment::calibration;
use clickday::experiment::inputs::Prepared;
use clickday::experiment::results::{self, Contents, LAYOUT_VERSION, Manifest, Source, Table, read_listed};
use clickday::experiment::schedule::{Execution, KeptRuns, Plan, StageRun};
use clickday::experiment::shards::Shards;
use clickday::experiment::store;
use clickday::experiment::study::Row;
use clickday::experiment::summary::SummaryRequest;
use clickday::experiment::{Stage, StageRuns, Summary};
use clickday::measures::load::read;
use clickday::model::{Document, Model};
use desk::{Desk, SLOTS};

/// Ten minutes of a few people.
const MODEL: &str = r#"
version = 1
title = "Ten minutes"
calendar = { start = "2020-04-01 00:00", end = "2020-04-01 00:10", bin = "10 min" }
policy.open = {}

[people]
group.all = { role = "citizen", arrivals = { poisson = "0.1 per second" } }
role.citizen = {}

[portal]
request.page = { work = { web = { exponential = "1 s" } } }

[[portal.tier]]
name = "web"
slots = 2
backlog = {}

[[journey.page]]
name = "form"
request = "page"
"#;

const POLICIES: &str = r#"
policy.late.measure = [{ closure = { from = "2020-04-01 08:00", until = "2020-04-01 08:20" } }]
"#;

const CALIBRATION: &str = r#"
version = 1
title = "What an hour tells"
model = "hour.toml"
policy-files = ["late.toml"]
policy = "late"
seed = 3
scale = 1
known-until = "2020-04-01 08:40"

[[parameter]]
name = "who tries again"
path = "people.role.citizen.retry"
from = 0.1
to = 0.9
source = "assumed"

[[observation]]
at = "2020-04-01 08:40"
applications = 900
tolerance = "20 %"
source = "made up"

[effort]
wave = 20
repeats = 3
population = 10
runs = 60
rows = 5
"#;

/// Changes each byte of a file once, one after the other, and looks.
fn each_change(path: &Path, mut look: impl FnMut(usize)) {
    let whole = fs::read(path).unwrap();
    let put = |place: usize, byte: u8| {
        let mut file = File::options().write(true).open(path).unwrap();
        file.seek(SeekFrom::Start(place as u64)).unwrap();
        file.write_all(&[byte]).unwrap();
    };
    for (place, byte) in whole.iter().enumerate() {
        put(place, byte ^ (1 << (place % 8)));
        look(place);
        put(place, *byte);
    }
    assert!(fs::read(path).unwrap() == whole);
}

/// The files below a folder that hold anything.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if fs::metadata(&path).unwrap().len() > 0 {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Every change of a byte of a file is refused, and the file is named.
fn is_refused(path: &Path, mut look: impl FnMut() -> Result<(), String>) {
    each_change(path, |place| {
        let told = look().expect_err(&format!("byte {place} of {}", path.display()));
        assert!(
            told.contains(&name(path)),
            "byte {place} of {}: {told}",
            path.display()
        );
    });
}

fn words<T>(outcome: Result<T, impl std::error::Error>) -> Result<(), String> {
    outcome.map(drop).map_err(|error| error.to_string())
}

fn model() -> Model {
    read(Document::of_text("model.toml", MODEL), &[]).unwrap()
}

fn stage() -> Stage {
    Stage {
        name: "all".to_owned(),
        scale: 1.0,
        replications: 1,
    }
}

/// Makes the only run of the stage, and keeps it.
fn made(keep: &(dyn Fn(&StageRun) + Sync)) -> StageRuns {
    let (model, stage, policies) = (model(), stage(), ["open".to_owned()]);
    let plan = Plan {
        stage: &stage,
        policies: &policies,
        seed: 7,
        first: 0,
    };
    let execution = Execution {
        ensemble: &Ensemble::new(Resources::default()).unwrap(),
        watch: &|_| ControlFlow::Continue(()),
        simulate: &|options, run| run.simulate(&model, options),
        keep: &|run| {
            keep(run);
            Ok(())
        },
        there: &KeptRuns::new(),
    };
    plan.run(&[], &execution).unwrap()
}

#[test]
fn the_results_of_a_comparison_are_proved() {
    let stages = [made(&|_| ())];
    let source = Source {
        name: "model.toml".to_owned(),
        bytes: MODEL.as_bytes().to_vec(),
        is_shipped: false,
    };
    let metrics = clickday::metrics::summary([]);
    let policies = [("open".to_owned(), String::new())];
    let request = SummaryRequest {
        title: "A run",
        policies: &policies,
        baseline: "open",
        confidence: 0.95,
        metrics: &metrics,
        goals: &[],
    };
    let manifest = Manifest {
        format: LAYOUT_VERSION,
        title: "A run".to_owned(),
        identity: Identity::new(vec![source.input()], Vec::new(), 7),
        shipped: Vec::new(),
        platform: None,
        policies: vec!["open".to_owned()],
        baseline: "open".to_owned(),
        planned: vec![stage()],
        finished: vec!["all".to_owned()],
        failed: Vec::new(),
        files: Vec::new(),
    };
    let folder = tempfile::tempdir().unwrap();
    let contents = Contents {
        manifest: &manifest,
        sources: &[source],
        stages: &stages,
        draws: None,
        metrics: &metrics,
        summary: &Summary::of(request, &stages, Vec::new()),
    };
    results::write(contents, folder.path(), &|_| Ok(())).unwrap();
    let open = || Results::open(folder.path());
    let whole = open().unwrap();
    let manifest = folder.path().join("manifest.json");
    is_refused(&manifest, || words(open()));
    let mut seen = vec![manifest];
    for file in &whole.manifest().files {
        let path = folder.path().join(&file.name);
        if file.name == "timings.csv" {
            // No machine repeats these, and nothing reads them back.
            each_change(&path, |_| {
                let read = open().unwrap();
                assert_eq!(read.manifest(), whole.manifest());
                assert_eq!(read.summary(), whole.summary());
                assert!(read.tables().eq(whole.tables()));
            });
        } else {
            is_refused(&path, || words(read_listed(folder.path(), file)));
            // What reads one file reads all.
            let last = fs::metadata(&path).unwrap().len() - 1;
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, &bytes[..usize::try_from(last).unwrap()]).unwrap();
            assert!(open().unwrap_err().to_string().contains(&name(&path)));
            fs::write(&path, bytes).unwrap();
        }
        seen.push(path);
    }
    seen.sort();
    assert_eq!(seen, files(folder.path()), "every file was looked at");
    let tables: Vec<Table> = whole.tables().collect();
    assert_eq!(tables.len(), 7);
}

#[test]
fn the_runs_that_a_comparison_keeps_are_proved() {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::new(Vec::new(), Vec::new(), 7);
    let store = Store::lock(folder.path(), "comparison", &identity).unwrap();
    made(&|run| store.keep(run).unwrap());
    let whole = store.rows::<StageRun>().unwrap().rows;
    assert_eq!(whole.len(), 1);
    let files = files(&folder.path().join("rows"));
    assert_eq!(files.len(), 1);
    each_change(&files[0], |place| {
        let found = store.rows::<StageRun>().unwrap();
        assert!(found.rows.is_empty(), "byte {place}");
        assert_eq!(found.left_out[0].path, files[0], "byte {place}");
    });
    store.remove().unwrap();
    assert!(!folder.path().exists());
}

/// Two runs of a sweep.
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

#[test]
fn the_folder_of_a_sweep_is_proved() {
    let desk = two_runs();
    desk.read(&["--out", "there", "--quiet"]);
    let folder = desk.path("there");
    let prepared = Prepared::read(&desk.path("slots.toml"), &[]).unwrap();
    let open = || store::Store::open(&folder, &prepared);
    for path in files(&folder) {
        if path.parent() == Some(&folder.join("rows")) {
            let store = open().unwrap();
            each_change(&path, |place| {
                let found = store.rows().unwrap();
                assert_eq!(found.rows.len(), 1, "byte {place}");
                assert_eq!(found.left_out[0].path, path, "byte {place}");
            });
        } else {
            is_refused(&path, || words(open()));
        }
    }
    assert_eq!(open().unwrap().rows().unwrap().rows.len(), 2);
}

#[test]
fn the_folder_of_a_calibration_is_proved() {
    let desk = two_runs();
    fs::write(desk.path("late.toml"), POLICIES).unwrap();
    fs::write(desk.path("fit.toml"), CALIBRATION).unwrap();
    let calibrate = ["calibrate", "fit.toml", "--out", "there", "--quiet"];
    desk.clickday(&calibrate).assert().success();
    let folder = desk.path("there");
    let rows = folder.join("rows");
    // Two of them are enough: the others are made again where they are asked for.
    for row in files(&rows).iter().skip(2) {
        fs::remove_file(row).unwrap();
    }
    let loaded = calibration::spec::load(&desk.path("fit.toml")).unwrap();
    let model = loaded.model(&[]).unwrap();
    let open = || calibration::store::Store::open(&folder, &loaded, model.clone());
    for path in files(&folder) {
        if path.parent() == Some(&rows) {
            let store = open().unwrap();
            each_change(&path, |place| {
                let found = store.rows().unwrap();
                assert_eq!(found.rows.len(), 1, "byte {place}");
                assert_eq!(found.left_out[0].path, path, "byte {place}");
            });
        } else {
            is_refused(&path, || words(open()));
        }
    }
}

#[test]
fn a_plan_and_its_parts_are_proved() {
    let desk = two_runs();
    let told = |command: &[&str]| drop(desk.clickday(command).assert().success());
    told(&["plan", "slots.toml", "--shards", "2", "--out", "there"]);
    told(&["shard", "there", "--index", "0"]);
    told(&["shard", "there", "--index", "1"]);
    told(&["gather", "there"]);
    let folder = desk.path("there");
    let shards = Shards::open(&folder).unwrap();
    let whole: Vec<Row> = shards.gather().unwrap().into_values().collect();
    assert_eq!(whole.len(), 2);
    for path in files(&folder) {
        if path.parent() == Some(&folder.join("parts")) {
            is_refused(&path, || words(shards.gather()));
        } else if store::TABLES.contains(&name(&path).as_str()) {
            // As `gather` writes them.
            let table = [(name(&path), fs::read(&path).unwrap())];
            is_refused(&path, || words(put_all(&folder, &table, &|_, _| false)));
        } else {
            is_refused(&path, || words(Shards::open(&folder)));
        }
    }
    assert!(shards.gather().unwrap().into_values().eq(whole));
}
