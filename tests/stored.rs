//! Every byte that clickday stores is proved: with any one of them changed, what is read back is
//! the same, or it is refused and the file is named. Each byte of a small folder of every kind is
//! changed once.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;
#[path = "common/fit.rs"]
mod fit;

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use assert_cmd::prelude::*;
use clickday::Results;
use clickday::ensemble::store::{LeftOut, put_all, sealed};
use clickday::ensemble::{Ensemble, Identity, Resources, Store, StoreError};
use clickday::experiment::draws::{Draw, DrawRuns, Draws, DrawsExecution, DrawsPlan, KeptDraws, Unknown};
use clickday::experiment::inputs::Prepared;
use clickday::experiment::points::Points;
use clickday::experiment::results::{self, Contents, LAYOUT_VERSION, Manifest, Source, Table, read_listed};
use clickday::experiment::schedule::{Execution, KeptRuns, Plan, StageRun};
use clickday::experiment::shards::{self, Shards};
use clickday::experiment::store;
use clickday::experiment::study::Row;
use clickday::experiment::summary::SummaryRequest;
use clickday::experiment::{Stage, StageRuns, Summary, calibration, claims};
use clickday::measures::load::read;
use clickday::metrics::Quantity;
use clickday::model::{Document, Model};
use desk::{Desk, SLOTS};
use fit::{POLICIES, quick_calibration, validation};
use serde_json::{Value, json};

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

/// The sample of the calibration that [`calibrated`] makes.
const SAMPLE: &str = "there/posterior.csv";

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

/// Puts something in the place of a file that clickday could not have written, and looks: a file
/// larger than the memory, and files without end.
fn each_stand_in(path: &Path, mut look: impl FnMut(&str)) {
    let whole = fs::read(path).unwrap();
    let mut look_and_remove = |what: &str| {
        look(what);
        fs::remove_file(path).unwrap();
    };
    // It takes no room on the disk.
    File::create(path).unwrap().set_len(1 << 34).unwrap();
    look_and_remove("16 GiB of zeros");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/zero", path).unwrap();
        look_and_remove("a link to /dev/zero");
        let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
        assert!(made.success());
        look_and_remove("a pipe");
    }
    fs::write(path, whole).unwrap();
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
    each_stand_in(path, |what| {
        let told = look().expect_err(what);
        assert!(told.contains(&name(path)), "{what}: {told}");
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

/// One launch under a draw of what nobody knows.
fn drawn(quantities: &[Quantity]) -> DrawRuns {
    let (model, policies) = (model(), ["open".to_owned()]);
    let draws = Draws {
        draws: vec![Draw {
            number: 0,
            settings: vec!["portal.tier.web.slots=2".to_owned()],
            row: None,
        }],
        scale: 1.0,
        larger_scale: 1.0,
        at_larger_scale: 0,
        unknown: vec![Unknown {
            path: "portal.tier.web.slots".to_owned(),
            name: None,
            range: None,
            source: None,
        }],
    };
    let plan = DrawsPlan {
        draws: &draws,
        policies: &policies,
        seed: 7,
        quantities,
    };
    let execution = DrawsExecution {
        ensemble: &Ensemble::new(Resources::default()).unwrap(),
        watch: &|_| ControlFlow::Continue(()),
        simulate: &|_, options, run| run.simulate(&model, options),
        keep: &|_| Ok(()),
        there: &KeptDraws::new(),
    };
    plan.run(&execution).unwrap()
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
        draws: Some(&drawn(&metrics)),
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
        is_refused(&path, || words(read_listed(folder.path(), file)));
        // What reads one file reads all.
        let last = fs::metadata(&path).unwrap().len() - 1;
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..usize::try_from(last).unwrap()]).unwrap();
        assert!(open().unwrap_err().to_string().contains(&name(&path)));
        fs::write(&path, bytes).unwrap();
        seen.push(path);
    }
    seen.sort();
    assert_eq!(seen, files(folder.path()), "every file was looked at");
    let tables: Vec<Table> = whole.tables().collect();
    assert_eq!(tables.len(), 8);
    assert!(seen.contains(&folder.path().join("draws.csv")));
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
    each_stand_in(&files[0], |what| {
        let found = store.rows::<StageRun>().unwrap();
        assert!(found.rows.is_empty(), "{what}");
        assert_eq!(found.left_out[0].path, files[0], "{what}");
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

/// What opens a folder with rows, and how many rows there are and which are left out.
struct Opened<'a> {
    folder: &'a Path,
    open: &'a dyn Fn() -> Result<Rows, StoreError>,
}

/// Reads the rows of an open folder, again and again.
type Rows = Box<dyn Fn() -> (usize, Vec<LeftOut>)>;

impl Opened<'_> {
    /// Each of these files is proved: a row is left out and named, and for any other file the folder is refused.
    fn are_proved(&self, files: &[PathBuf]) {
        let whole = (self.open)().unwrap()().0;
        for path in files {
            if path.parent() == Some(&self.folder.join("rows")) {
                let rows = (self.open)().unwrap();
                each_change(path, |place| {
                    let (there, left_out) = rows();
                    assert_eq!(there, whole - 1, "byte {place}");
                    assert_eq!(left_out[0].path, *path, "byte {place}");
                });
                each_stand_in(path, |what| {
                    let (there, left_out) = rows();
                    assert_eq!(there, whole - 1, "{what}");
                    assert_eq!(left_out[0].path, *path, "{what}");
                });
            } else {
                is_refused(path, || words((self.open)()));
            }
        }
        assert_eq!((self.open)().unwrap()().0, whole);
    }

    /// The same of a folder in which not every run was made: its manifest lists no table yet.
    fn are_proved_when_interrupted(&self) {
        let path = self.folder.join("manifest.json");
        let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        manifest.as_object_mut().unwrap().remove("sha256");
        for file in manifest["files"].take().as_array().unwrap() {
            fs::remove_file(self.folder.join(file["name"].as_str().unwrap())).unwrap();
        }
        manifest["files"] = json!([]);
        fs::write(&path, sealed(&manifest).unwrap()).unwrap();
        let rows = files(&self.folder.join("rows"));
        fs::remove_file(&rows[1]).unwrap();
        self.are_proved(&[path, rows[0].clone()]);
    }
}

#[test]
fn the_folder_of_a_sweep_is_proved() {
    let desk = two_runs();
    desk.read(&["--out", "there", "--quiet"]);
    let folder = desk.path("there");
    let prepared = Prepared::read(&desk.path("slots.toml"), &[]).unwrap();
    let opened = Opened {
        folder: &folder,
        open: &|| {
            let store = store::Store::open(&folder, &prepared)?;
            Ok(Box::new(move || {
                let found = store.rows().unwrap();
                (found.rows.len(), found.left_out)
            }))
        },
    };
    opened.are_proved(&files(&folder));
    opened.are_proved_when_interrupted();
}

/// The calibration in `fit.toml`, made in the folder `there`.
fn calibrated() -> Desk {
    let desk = two_runs();
    fs::write(desk.path("late.toml"), POLICIES).unwrap();
    fs::write(desk.path("fit.toml"), quick_calibration() + &validation(SAMPLE)).unwrap();
    let calibrate = ["calibrate", "fit.toml", "--out", "there", "--quiet"];
    desk.clickday(&calibrate).assert().success();
    desk
}

#[test]
fn the_folder_of_a_calibration_is_proved() {
    let desk = calibrated();
    let folder = desk.path("there");
    // Two of the rows are enough: the others are made again where they are asked for.
    for row in files(&folder.join("rows")).iter().skip(2) {
        fs::remove_file(row).unwrap();
    }
    let loaded = calibration::spec::load(&desk.path("fit.toml")).unwrap();
    let model = loaded.model(&[]).unwrap();
    let opened = Opened {
        folder: &folder,
        open: &|| {
            let store = calibration::store::Store::open(&folder, &loaded, model.clone())?;
            Ok(Box::new(move || {
                let found = store.rows().unwrap();
                (found.rows.len(), found.left_out)
            }))
        },
    };
    opened.are_proved(&files(&folder));
    opened.are_proved_when_interrupted();
}

/// The same, or refused with the name of the file.
fn is_the_same_or_refused(path: &Path, whole: &str, mut look: impl FnMut() -> Result<String, String>) {
    each_change(path, |place| match look() {
        Ok(read) => assert_eq!(read, whole, "byte {place} of {}", path.display()),
        Err(told) => assert!(told.contains(&name(path)), "byte {place}: {told}"),
    });
}

#[test]
fn a_sample_in_the_folder_of_its_calibration_is_proved_by_whatever_reads_it() {
    let desk = calibrated();
    let (sample, manifest) = (desk.path("there/posterior.csv"), desk.path("there/manifest.json"));
    fs::write(desk.path("claims.toml"), fit::claims(SAMPLE)).unwrap();
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let factor = format!("{SLOTS}values = [3]");
    let designs = ["[design.posterior]\npoints = 2", "[design.table]"].map(|design| {
        let design = format!("{design}\nfile = \"there/posterior.csv\"");
        let path = desk.path(if design.contains("points") {
            "drawn.toml"
        } else {
            "listed.toml"
        });
        fs::write(&path, experiment.replace(&factor, &design)).unwrap();
        path
    });
    let loaded = calibration::spec::load(&desk.path("fit.toml")).unwrap();
    let validated = || {
        loaded
            .sample("there/posterior.csv")
            .map(|points| format!("{points:?}"))
    };
    let validated = || validated().map_err(|error| error.to_string());
    let named = || Points::read_sample(&sample, &["people.role.citizen.retry"]);
    let named = || {
        named()
            .map(|points| format!("{points:?}"))
            .map_err(|error| error.to_string())
    };
    let judged = || -> Result<String, String> {
        let claims = claims::load(&desk.path("claims.toml")).map_err(|error| error.to_string())?;
        let draws = claims.own().draws(4).map_err(|error| error.to_string())?;
        Ok(format!("{draws:?}"))
    };
    let swept = |design: &Path| -> Result<String, String> {
        let prepared = Prepared::read(design, &[]).map_err(|error| error.to_string())?;
        Ok(format!("{:?}", prepared.study.combinations))
    };
    let readers: [&dyn Fn() -> Result<String, String>; 5] =
        [&validated, &named, &judged, &|| swept(&designs[0]), &|| {
            swept(&designs[1])
        }];
    for read in readers {
        read().unwrap();
        is_refused(&sample, || read().map(drop));
    }
    for read in [validated().unwrap(), named().unwrap()] {
        assert!(read.contains("people.role.citizen.retry"), "{read}");
    }
    is_the_same_or_refused(&manifest, &validated().unwrap(), validated);
    is_the_same_or_refused(&manifest, &named().unwrap(), named);
    // The commands say so before the first run.
    fs::write(&sample, "people.role.citizen.retry\n0.5\n").unwrap();
    for command in [
        ["validate", "fit.toml"].as_slice(),
        &["validate", "fit.toml", "--posterior", "there/posterior.csv"],
        &["claims", "claims.toml"],
        &["sweep", "drawn.toml", "--out", "drawn"],
        &["check", "listed.toml"],
    ] {
        let refused = desk.clickday(command).assert().code(2);
        let told = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(told.contains("there/posterior.csv"), "{command:?}: {told}");
    }
    // Elsewhere it is a table like any other.
    fs::rename(&sample, desk.path("mine.csv")).unwrap();
    let elsewhere = ["validate", "fit.toml", "--posterior", "mine.csv"];
    desk.clickday(&elsewhere).assert().success();
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
    // Why a shard failed is only told: without its part nothing is gathered, whatever the note says.
    fs::remove_file(folder.join("parts/00000.jsonl")).unwrap();
    shards::note_failure(&folder, 0, "the disk is full");
    let told = || shards.gather().unwrap_err().to_string();
    assert!(told().contains("shard 0 failed: the disk is full") && told().contains("00000.failed"));
    each_change(&folder.join("parts/00000.failed"), |_| {
        assert!(told().contains("shard 0 "));
    });
}
