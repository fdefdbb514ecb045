//! Whatever becomes of its files while a command is at work, what comes out is that of the files as they were when it began.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;
#[path = "common/fit.rs"]
mod fit;

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead, BufReader};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use assert_cmd::prelude::*;
use clickday::ensemble::{Ensemble, Event, Resources};
use clickday::experiment::calibration;
use clickday::experiment::calibration::evaluation::{Evaluation, Question};
use clickday::experiment::calibration::validation::{self, Counts};
use clickday::experiment::claims::run::Work;
use clickday::experiment::claims::{self, judge};
use clickday::experiment::inputs::Prepared;
use clickday::experiment::reproduce::{Claim, Verdict};
use clickday::experiment::results::{Identity, sha256};
use clickday::experiment::shards::{self, Shards};
use clickday::experiment::spec;
use clickday::model::Model;
use desk::{Desk, SLOTS};
use fit::{POLICIES, quick_calibration};
use proptest::prelude::*;

/// Another launch, and a claim about it.
const AGAIN: &str = r#"
[launch.again]
model = "hour.toml"
policy = "lunch-break"
sample = "sample.csv"

[[claim]]
id = "as-many"
launch = "again"
said = "Altrettanti"
means = "as many"
who = "the porter"
at = "2020-04-01 14:00"
source = "the morning paper"
[claim.says]
quantity.rate = { from = "2020-04-01 08:00", until = "2020-04-01 09:00" }
value = "60 per minute"
wording = "over"
"#;

/// Every file that is read, and what it says once somebody has edited it: it can still be read, and means another thing.
const FILES: [(&str, &str, &str); 7] = [
    (
        "hour.toml",
        "poisson = \"1 per second\"",
        "poisson = \"3 per second\"",
    ),
    ("late.toml", "08:20", "08:50"),
    ("points.csv", "2", "9"),
    ("sample.csv", "0.4", "0.8"),
    ("slots.toml", "seed = 7", "seed = 8"),
    ("fit.toml", "seed = 3", "seed = 4"),
    ("claims.toml", "seed = 1", "seed = 2"),
];

/// What may become of a file.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Edited,
    Removed,
    Restored,
}

const FATES: [Fate; 3] = [Fate::Edited, Fate::Removed, Fate::Restored];

/// A desk on which every command finds something to read, and somebody who does not leave its files alone.
struct Stirred {
    desk: Desk,
    texts: Vec<String>,
}

impl Stirred {
    fn new() -> Self {
        let desk = Desk::new(&format!("{SLOTS}values = [1, 3]"));
        let experiment = fs::read_to_string(desk.path("slots.toml"))
            .unwrap()
            .replace("\"lunch-break\"]", "\"late\"]\npolicy-files = [\"late.toml\"]")
            .replace(
                &format!("{SLOTS}values = [1, 3]"),
                "[design.table]\nfile = \"points.csv\"",
            );
        for (name, text) in [
            ("slots.toml", experiment.as_str()),
            ("late.toml", POLICIES),
            ("points.csv", "portal.tier.web.slots\n2\n3\n4\n"),
            ("sample.csv", "people.role.citizen.retry\n0.4\n0.5\n0.6\n"),
            (
                "fit.toml",
                &(quick_calibration() + &fit::validation("sample.csv")),
            ),
            ("claims.toml", &(fit::claims("sample.csv") + AGAIN)),
        ] {
            fs::write(desk.path(name), text).unwrap();
        }
        let text = |(name, from, to): &(&str, &str, &str)| {
            let text = fs::read_to_string(desk.path(name)).unwrap();
            assert!(text.contains(from) && !from.is_empty() && from != to, "{name}");
            text
        };
        let texts = FILES.iter().map(text).collect();
        Stirred { desk, texts }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.desk.path(name)
    }

    fn stir(&self, file: usize, fate: Fate) {
        let (name, from, to) = FILES[file];
        let path = self.path(name);
        match fate {
            Fate::Edited => fs::write(path, self.texts[file].replace(from, to)).unwrap(),
            Fate::Restored => fs::write(path, &self.texts[file]).unwrap(),
            // It may be gone already.
            Fate::Removed => drop(fs::remove_file(path)),
        }
    }

    fn stir_all(&self, fate: Fate) {
        for file in 0..FILES.len() {
            self.stir(file, fate);
        }
    }

    /// Runs a command to its end, and does the next thing to every file each time that `is_further` says so. Where the
    /// command is faster than we are, less is done to it.
    fn run(&self, arguments: &[&str], mut is_further: impl FnMut(&mut Child) -> bool) {
        let mut child = self
            .desk
            .clickday(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        for fate in FATES {
            while child.try_wait().unwrap().is_none() && !is_further(&mut child) {
                thread::sleep(Duration::from_millis(2));
            }
            self.stir_all(fate);
        }
        assert!(child.wait().unwrap().success(), "{arguments:?}");
    }

    /// The same, where each of so many further rows on the disk is a step.
    fn run_by_rows(&self, arguments: &[&str], folder: &str, step: usize) {
        let rows = self.path(folder).join("rows");
        let mut wanted = 1;
        self.run(arguments, |_| {
            let there = fs::read_dir(&rows).map_or(0, |files| {
                files
                    .filter(|file| {
                        file.as_ref()
                            .is_ok_and(|file| !file.file_name().to_string_lossy().starts_with('.'))
                    })
                    .count()
            });
            let is_further = there >= wanted;
            wanted += if is_further { step } else { 0 };
            is_further
        });
    }

    /// Every file below a folder that a second run writes alike, with its hash.
    fn written(&self, folder: &str) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path(folder)];
        while let Some(path) = folders.pop() {
            for entry in fs::read_dir(&path).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !["lock", "timings.csv"].contains(&path.file_name().unwrap().to_str().unwrap()) {
                    let name = path
                        .strip_prefix(self.path(folder))
                        .unwrap()
                        .display()
                        .to_string();
                    files.push((name, sha256(&fs::read(&path).unwrap())));
                }
            }
        }
        files.sort();
        files
    }
}

#[test]
fn a_sweep_is_of_the_files_with_which_it_began() {
    let stirred = Stirred::new();
    let arguments = |out| ["sweep", "slots.toml", "--out", out, "--threads", "1"];
    stirred.desk.clickday(&arguments("whole")).assert().success();
    stirred.run_by_rows(&arguments("stirred"), "stirred", 4);
    assert_eq!(stirred.written("stirred"), stirred.written("whole"));
    // Nothing failed, and so nothing is left to be done again.
    stirred.desk.clickday(&arguments("stirred")).assert().success();
    assert_eq!(stirred.written("stirred"), stirred.written("whole"));
}

#[test]
fn a_calibration_is_of_the_files_with_which_it_began() {
    let stirred = Stirred::new();
    let arguments = |out| ["calibrate", "fit.toml", "--out", out, "--threads", "1"];
    stirred.desk.clickday(&arguments("whole")).assert().success();
    stirred.run_by_rows(&arguments("stirred"), "stirred", 5);
    assert_eq!(stirred.written("stirred"), stirred.written("whole"));
}

#[test]
fn a_comparison_is_of_the_files_with_which_it_began() {
    let stirred = Stirred::new();
    let experiment = stirred.texts[4]
        .replace("[design.table]\nfile = \"points.csv\"", "")
        .replace("outcomes = [\"submitted_people\", \"failure_share\"]\n", "")
        .replacen(
            "[[stage]]",
            "[[stage]]\nname = \"quick\"\nscale = 0.7\nreplications = 2\n\n[[stage]]",
            1,
        );
    fs::write(stirred.path("compared.toml"), experiment).unwrap();
    let arguments = |out| ["compare", "compared.toml", "--out", out, "--threads", "1"];
    stirred.desk.clickday(&arguments("whole")).assert().success();
    // The table of the first stage, then its folder, then the end.
    let mut preliminary = None;
    let mut steps = 0;
    let out = stirred.path("stirred");
    stirred.run(&arguments("stirred"), |child| {
        let lines = preliminary.get_or_insert_with(|| BufReader::new(child.stdout.take().unwrap()).lines());
        let is_further = match steps {
            0 => lines
                .next()
                .is_none_or(|line| line.unwrap().starts_with("PRELIMINARY")),
            1 => out.join("manifest.json").exists(),
            _ => lines
                .next()
                .is_none_or(|line| line.unwrap().starts_with("Results: ")),
        };
        steps += usize::from(is_further);
        is_further
    });
    assert_eq!(stirred.written("stirred"), stirred.written("whole"));
}

#[test]
fn a_plan_its_shards_and_the_whole_are_of_the_files_that_were_planned() {
    let stirred = Stirred::new();
    let told = |arguments: &[&str]| drop(stirred.desk.clickday(arguments).assert().success());
    told(&["sweep", "slots.toml", "--out", "whole"]);
    told(&["plan", "slots.toml", "--shards", "3", "--out", "three"]);
    for (index, fate) in ["0", "1", "2"].into_iter().zip(FATES) {
        stirred.stir_all(fate);
        told(&["shard", "three", "--index", index]);
    }
    stirred.stir_all(Fate::Edited);
    told(&["gather", "three"]);
    assert!(stirred.desk.tables("three") == stirred.desk.tables("whole"));
    stirred.stir_all(Fate::Removed);
    told(&["reproduce", "three"]);
    told(&["reproduce", "whole"]);
}

/// A model that is named by its path from the root is run again where it is: nobody may take its edit for a fault of the results.
#[test]
fn what_is_made_again_of_other_files_proves_nothing() {
    let stirred = Stirred::new();
    let model = stirred.path("hour.toml").display().to_string();
    fs::write(
        stirred.path("rooted.toml"),
        stirred.texts[4].replace("hour.toml", &model),
    )
    .unwrap();
    let sweep = |out| {
        let mut command = stirred.desk.clickday(&["sweep", "rooted.toml", "--out", out]);
        command.assert().success();
    };
    sweep("whole");
    sweep("same");
    stirred.stir(0, Fate::Edited);
    sweep("other");
    let claim = Claim::read(&stirred.path("whole")).unwrap();
    assert!(matches!(
        claim.compare(&stirred.path("same")).unwrap(),
        Verdict::Holds(_)
    ));
    let reason = claim.compare(&stirred.path("other")).unwrap_err().to_string();
    let expected =
        format!("nothing is proven: other files were run than are claimed: {model} is not the same");
    assert!(reason.starts_with(&expected), "{reason}");
}

fn one_by_one() -> Ensemble {
    Ensemble::new(Resources {
        threads: NonZeroUsize::new(1),
        memory: None,
    })
    .unwrap()
}

/// What a validation says, where `between` happens before each run.
fn validated(stirred: &Stirred, between: impl Fn(usize) + Sync) -> String {
    let loaded = calibration::spec::load(&stirred.path("fit.toml")).unwrap();
    let asked = loaded.calibration.validation.as_ref().unwrap();
    let runs = validation::runs(&loaded, &loaded.sample(&asked.posterior).unwrap(), None);
    let record = loaded.model(&asked.set).unwrap().model.record;
    let counts = Counts::of(&loaded, asked, &record);
    let question = Question {
        loaded: &loaded,
        set: &asked.set,
        asked: &counts,
    };
    let runs: Vec<_> = runs.into_iter().enumerate().collect();
    let rows = one_by_one().collect(&runs, &|_| ControlFlow::Continue(()), &|(number, task), run| {
        between(*number);
        question.answer(task, run)
    });
    let rows = rows.unwrap();
    let failed = rows.iter().find_map(|row| row.failure.as_ref());
    assert_eq!(failed, None);
    let runs: Vec<Vec<f64>> = rows.iter().filter_map(Evaluation::answer).collect();
    serde_json::to_string(&counts.lines(&runs)).unwrap()
}

#[test]
fn a_validation_is_of_the_files_with_which_it_began() {
    let stirred = Stirred::new();
    let whole = validated(&stirred, |_| ());
    assert_eq!(validated(&stirred, |run| stirred.stir_all(FATES[run])), whole);
    // The edit would have changed it.
    stirred.stir_all(Fate::Edited);
    assert_ne!(validated(&stirred, |_| ()), whole);
}

/// What is found of the claims, where `between` happens after they were read and after each run.
fn judged(stirred: &Stirred, between: impl FnMut(usize) + Send) -> String {
    let loaded = claims::load(&stirred.path("claims.toml")).unwrap();
    let between = Mutex::new((0, between));
    let next = || {
        let (number, between) = &mut *between.lock().unwrap();
        between(*number);
        *number += 1;
    };
    next();
    loaded.check().unwrap();
    let draws: Vec<_> = loaded
        .subjects()
        .map(|subject| subject.draws(4).unwrap())
        .collect();
    let work = Work {
        draws: &draws,
        ensemble: &one_by_one(),
        watch: &|event| {
            if matches!(event, Event::Ended(_)) {
                next();
            }
            ControlFlow::Continue(())
        },
    };
    serde_json::to_string(&judge(&loaded, &work).unwrap()).unwrap()
}

#[test]
fn claims_are_judged_by_the_files_with_which_it_began() {
    let stirred = Stirred::new();
    let whole = judged(&stirred, |_| ());
    assert!(whole.contains("sample.csv"), "the sample was read: {whole}");
    let with = judged(&stirred, |number| stirred.stir_all(FATES[number % 3]));
    assert_eq!(with, whole);
    stirred.stir_all(Fate::Edited);
    assert_ne!(judged(&stirred, |_| ()), whole);
}

/// Everything that a run can depend on, of each kind of file that asks for runs.
#[derive(Debug, PartialEq)]
struct Inputs {
    sweep: (Identity, String),
    tasks: String,
    comparison: String,
    calibration: String,
    claims: Vec<String>,
    shard: (Identity, String),
}

/// Reads everything, lets `between` happen, and says what runs would be made of.
fn inputs(stirred: &Stirred, plan: &Path, mut between: impl FnMut()) -> Inputs {
    let text = |model: &Model| format!("{model:?}");
    let prepared = Prepared::read(&stirred.path("slots.toml"), &[]).unwrap();
    let comparison = spec::load(&stirred.path("slots.toml")).unwrap();
    let calibration = calibration::spec::load(&stirred.path("fit.toml")).unwrap();
    let claims = claims::load(&stirred.path("claims.toml")).unwrap();
    let planned = Shards::open(plan).unwrap();
    let set = ["portal.tier.web.slots=5".to_owned()];
    let mut model_of = |prepared: &Prepared| {
        between();
        let model = text(&prepared.loaded.model(&set).unwrap().model);
        let sources = format!("{:?}", prepared.sources);
        (prepared.identity.clone(), model + &sources)
    };
    let sweep = model_of(&prepared);
    let shard = model_of(&planned.prepared);
    let tasks = format!(
        "{:?}",
        prepared.study.next(&clickday::experiment::study::Rows::new())
    );
    between();
    let comparison = text(&comparison.model(&set).unwrap().model) + &format!("{:?}", comparison.sources());
    between();
    let calibration = text(&calibration.model(&set).unwrap().model) + &format!("{:?}", calibration.sources());
    let mut of_claims = Vec::new();
    for subject in claims.subjects() {
        between();
        let draws = subject.draws(3).unwrap();
        let model = subject.model(&draws.settings[0]).unwrap();
        of_claims.push(text(&model) + &format!("{draws:?}"));
    }
    Inputs {
        sweep,
        tasks,
        comparison,
        calibration,
        claims: of_claims,
        shard,
    }
}

fn fates() -> impl Strategy<Value = Vec<(usize, Fate)>> {
    let one = (0..FILES.len(), prop::sample::select(FATES.to_vec()));
    prop::collection::vec(one, 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any file, edited, removed or restored at any time after it was read, in any order.
    #[test]
    fn whatever_becomes_of_the_files_the_inputs_stay_as_they_were_read(fates in fates()) {
        let stirred = Stirred::new();
        let plan = stirred.path("plan");
        let prepared = Prepared::read(&stirred.path("slots.toml"), &[]).unwrap();
        shards::plan(&prepared, 2, &plan).unwrap();
        let whole = inputs(&stirred, &plan, || ());
        prop_assert_eq!(&whole.sweep, &whole.shard);
        let left = RefCell::new(fates.into_iter());
        let with = inputs(&stirred, &plan, || {
            for (file, fate) in left.borrow_mut().by_ref().take(5) {
                stirred.stir(file, fate);
            }
        });
        prop_assert_eq!(with, whole);
    }
}
