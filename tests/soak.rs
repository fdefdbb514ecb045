//! A thousand runs in one process take no more memory than a hundred, and leave no file open.
//!
//! The runs are of every small model and of the large launch under every shipped policy and every
//! policy to copy, so that each measure is at work. Each is read from the disk, made small
//! (`tests/trial`), run, and written as JSON; the small launch of the tests is run to its end.
//! The figures are read from `/proc`, so this is for Linux.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::print_stdout, reason = "what the runs took is worth seeing")]

mod trial;

use std::fs;
use std::path::{Path, PathBuf};

use clickday::measures::{load, run};
use clickday::model::Document;
use clickday::sim::RunOptions;

/// Runs before the first look: each kind of run is made at least once.
const WARM_UP: usize = 100;
/// Runs between the first look and the last.
const RUNS: usize = 1_000;
/// Growth that is no leak \[KiB\]: memory that was given back lies in pieces, and the allocator keeps
/// some of them. A leak of five KiB a run is more than this.
const FRAGMENTS_KIB: u64 = 4 << 10;

/// The launch that takes measures of every kind.
const LAUNCH: &str = "models/inps-2020-04-01";
/// A launch small enough to be run to its end.
const SMALL: &str = "tests/models/launch";

/// What is run.
enum Subject {
    /// A model, made small.
    Model(PathBuf),
    /// The large launch under the policies of a file, made small.
    Policy(PathBuf),
    /// The small launch under one of its policies.
    Whole(&'static str),
}

impl Subject {
    fn all() -> Vec<Subject> {
        let models = ["models/textbook", "models/physics", "tests/models/extreme"]
            .into_iter()
            .flat_map(files)
            .map(Subject::Model);
        let to_copy = fs::read_dir(root().join("src/measures")).unwrap();
        let to_copy = to_copy.map(|entry| entry.unwrap().path().join("policy.toml"));
        let policies = files("models/policies")
            .into_iter()
            .chain(to_copy.filter(|path| path.is_file()))
            .map(Subject::Policy);
        let whole = ["open-to-all", "queue", "windows"].map(Subject::Whole);
        models.chain(policies).chain(whole).collect()
    }

    /// One run; `number` chooses its chance.
    fn run(&self, number: usize) {
        match self {
            Subject::Model(path) => {
                let model = load(path, &[]).unwrap();
                trial::attempt(model, number as u64);
            }
            Subject::Policy(path) => {
                let mut document = Document::open(&root().join(LAUNCH));
                let names = document.add_policies(Document::open(path));
                let model = load::read(document, &[]).unwrap();
                let policies = model.policy.len();
                for name in names {
                    let place = model.policy.keys().position(|policy| *policy == name).unwrap();
                    trial::attempt(model.clone(), (place + number * policies) as u64);
                }
            }
            Subject::Whole(policy) => {
                let model = load(&root().join(SMALL), &[]).unwrap();
                let options = RunOptions {
                    policy: (*policy).to_owned(),
                    seed: number as u64,
                    scale: 1.0,
                    ..RunOptions::default()
                };
                let result = run(&model, &options, &mut |_| {}).unwrap();
                assert!(!serde_json::to_string(&result).unwrap().is_empty());
            }
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The TOML files of a folder, in the order of their names.
fn files(folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(root().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    files
}

/// What this process has.
#[derive(Debug)]
struct Taken {
    resident_kib: u64,
    most_resident_kib: u64,
    descriptors: usize,
}

impl Taken {
    fn now() -> Taken {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let kib = |field: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
            line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
        };
        Taken {
            resident_kib: kib("VmRSS:"),
            most_resident_kib: kib("VmHWM:"),
            descriptors: fs::read_dir("/proc/self/fd").unwrap().count(),
        }
    }
}

#[test]
fn a_thousand_runs_take_no_more_than_a_hundred() {
    let subjects = Subject::all();
    assert!(subjects.len() > 60, "{} kinds of runs", subjects.len());
    let run = |number: usize| subjects[number % subjects.len()].run(number);
    let warm = subjects.len().max(WARM_UP);
    (0..warm).for_each(run);
    let before = Taken::now();
    (warm..warm + RUNS).for_each(run);
    let after = Taken::now();
    println!("of {} kinds, after {warm} runs: {before:?}", subjects.len());
    println!("after {RUNS} more: {after:?}");
    assert_eq!(after.descriptors, before.descriptors, "files are left open");
    let pairs = [
        (before.resident_kib, after.resident_kib),
        (before.most_resident_kib, after.most_resident_kib),
    ];
    for (before, after) in pairs {
        assert!(after <= before + FRAGMENTS_KIB, "{after} KiB, after {before} KiB");
    }
}
