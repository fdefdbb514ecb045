//! Twenty thousand mutations of what ships, and two thousand of `--set`: every one is a model that runs to its end or is
//! refused with a reason, or problems with their places. Never a panic.
//!
//! The mutants are the same at every run of the tests. Nothing here looks at a clock: that reading ends is owed to the bounds of the
//! reader and of the checks, that a run does to the bound on its events.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
// What became of them is worth seeing: `scripts/mutations.py` writes it to docs/robustness.md.
#![allow(clippy::print_stdout)]

mod corpus;
#[path = "../trial/kept.rs"]
mod kept;
mod mutate;
mod stored;
#[path = "../trial/mod.rs"]
mod trial;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Once;
use std::{fs, iter};

use clickday::experiment::{calibration, claims, spec};
use clickday::measures::load;
use clickday::model::{Document, Model, Problems};
use clickday::shipped::Location;
use rayon::prelude::*;

use corpus::{Corpus, Kind, Shipped, last_key, settings_in};
use mutate::{Dice, STRANGERS, mutant};
use trial::{Ended, assert_showable};

/// Mutants of files, of `--set`, and of files that the program reads back.
const OF_FILES: u64 = 20_000;
const OF_OVERRIDES: u64 = 2_000;
const OF_STORED: u64 = 6_000;

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Problems, each with its place.
    Told,
    /// Read, and tried.
    Read(Ended),
}

/// What became of all.
#[derive(Debug, Default)]
struct Tally {
    told: usize,
    ran: usize,
    too_long: usize,
    refused: usize,
    /// What panicked: which mutant, what it said, and the text.
    broken: Vec<String>,
}

impl Tally {
    /// Tries `count` mutants; `try_one` says what it tried, should that panic.
    fn of(count: u64, try_one: impl Fn(u64) -> (String, Box<dyn FnOnce() -> Fate>) + Sync) -> Self {
        let fates: Vec<Result<Fate, String>> = (0..count)
            .into_par_iter()
            .map(|number| {
                let (what, attempt) = try_one(number);
                quietly(attempt).map_err(|panic| {
                    let said = panic
                        .downcast_ref::<String>()
                        .cloned()
                        .or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
                    format!("mutant {number}: {}\n{what}", said.unwrap_or_default())
                })
            })
            .collect();
        let mut tally = Tally::default();
        for fate in fates {
            match fate {
                Ok(Fate::Told) => tally.told += 1,
                Ok(Fate::Read(Ended::Well)) => tally.ran += 1,
                Ok(Fate::Read(Ended::TooLong)) => tally.too_long += 1,
                Ok(Fate::Read(Ended::Refused)) => tally.refused += 1,
                Err(broken) => tally.broken.push(broken),
            }
        }
        tally
    }

    /// Says what became of the mutants of something, as docs/robustness.md does, and fails if any broke.
    #[track_caller]
    fn nothing_broke(&self, of: &str) {
        let Tally { broken, .. } = self;
        let all = self.told + self.ran + self.too_long + self.refused + broken.len();
        println!(
            "| {of} | {} | {} | {} | {} | {} |",
            grouped(all),
            grouped(self.told),
            grouped(self.ran),
            grouped(self.too_long),
            grouped(self.refused)
        );
        assert!(
            broken.is_empty(),
            "{} broke, the first of them:\n{}",
            broken.len(),
            broken[..broken.len().min(12)].join("\n----\n")
        );
    }
}

/// A number with a comma before each three digits.
fn grouped(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1_000), number % 1_000),
    }
}

thread_local! {
    /// Whether a panic of this thread is awaited, and need not be printed.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Catches a panic of `attempt`, and prints nothing of it.
fn quietly<T>(attempt: impl FnOnce() -> T) -> std::thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                loud(panic);
            }
        }));
    });
    QUIET.set(true);
    let result = catch_unwind(AssertUnwindSafe(attempt));
    QUIET.set(false);
    result
}

fn fate(read: Result<Model, Problems>, choice: u64) -> Fate {
    match read {
        Ok(model) => Fate::Read(trial::attempt(model, choice)),
        Err(problems) => {
            assert_showable(&problems);
            Fate::Told
        }
    }
}

/// A model folder with one of its files replaced.
fn with_part(part: &Shipped, bytes: &[u8]) -> Result<Model, Problems> {
    let inside_policies = part.path.parent().unwrap().ends_with("policies");
    let folder = part
        .path
        .ancestors()
        .nth(1 + usize::from(inside_policies))
        .unwrap();
    let copy = tempfile::tempdir().unwrap();
    fs::create_dir(copy.path().join("policies")).unwrap();
    for folder_in in ["", "policies"] {
        for entry in fs::read_dir(folder.join(folder_in)).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let to = copy.path().join(path.strip_prefix(folder).unwrap());
                if path == part.path {
                    fs::write(to, bytes).unwrap();
                } else {
                    fs::copy(&path, to).unwrap();
                }
            }
        }
    }
    load::load(copy.path(), &[])
}

fn experiment(file: &Shipped, bytes: &[u8], choice: u64) -> Fate {
    match spec::read(
        Document::of_bytes("experiment.toml", bytes),
        &Location::on_disk(&file.path),
    ) {
        Ok(loaded) => {
            assert!(!loaded.experiment.stages().is_empty());
            fate(loaded.model(&[]).map(|read| read.model), choice)
        }
        Err(problems) => {
            assert_showable(&problems);
            Fate::Told
        }
    }
}

fn calibration(file: &Shipped, bytes: &[u8], choice: u64) -> Fate {
    match calibration::spec::read(
        Document::of_bytes("calibration.toml", bytes),
        &Location::on_disk(&file.path),
    ) {
        Ok(loaded) => {
            assert_eq!(loaded.targets().len(), loaded.calibration.observation.len());
            let settings = loaded.settings(&vec![0.5; loaded.priors.len()]);
            fate(loaded.model(&settings).map(|read| read.model), choice)
        }
        Err(problems) => {
            assert_showable(&problems);
            Fate::Told
        }
    }
}

fn of_claims(file: &Shipped, bytes: &[u8], choice: u64) -> Fate {
    let loaded = claims::read(
        Document::of_bytes("claims.toml", bytes),
        &Location::on_disk(&file.path),
    );
    match loaded.and_then(|loaded| loaded.check().map(|()| loaded)) {
        Ok(loaded) => fate(loaded.own().model(&[]), choice),
        Err(problems) => {
            assert_showable(&problems);
            Fate::Told
        }
    }
}

#[test]
fn whatever_becomes_of_a_shipped_file_it_runs_or_is_refused_with_a_reason() {
    let corpus = Corpus::read();
    assert!(corpus.files.len() >= 25, "{} files", corpus.files.len());
    let tally = Tally::of(OF_FILES, |number| {
        let file = corpus.files[number as usize % corpus.files.len()].clone();
        let bytes = mutant(&file.text, &corpus, &mut Dice::of(number));
        let what = format!("{}\n{}", file.path.display(), difference(&file.text, &bytes));
        let attempt = move || match file.kind {
            Kind::Model => fate(load::read(Document::of_bytes("model.toml", &bytes), &[]), number),
            Kind::Part => fate(with_part(&file, &bytes), number),
            Kind::Experiment => experiment(&file, &bytes, number),
            Kind::Calibration => calibration(&file, &bytes, number),
            Kind::Claims => of_claims(&file, &bytes, number),
        };
        (what, Box::new(attempt))
    });
    tally.nothing_broke("files");
    // Mutants that are all refused, or all run, put only half to the test.
    let (told, ran) = (tally.told as u64, tally.ran as u64);
    assert!(told > OF_FILES / 5 && ran > OF_FILES / 5, "{tally:?}");
}

#[test]
fn whatever_is_set_the_model_runs_or_is_refused_with_a_reason() {
    let corpus = Corpus::read();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/inps-2020-04-01");
    let shipped: Vec<(Document, Vec<(String, String)>)> = corpus
        .files
        .iter()
        .filter(|file| file.kind == Kind::Model)
        .map(|file| Document::of_text("model.toml", &file.text))
        .chain(iter::once(Document::open(&folder)))
        .map(|document| {
            let settings = document.files().flat_map(|(_, text)| settings_in(text)).collect();
            (document, settings)
        })
        .collect();
    let tally = Tally::of(OF_OVERRIDES, |number| {
        let mut dice = Dice::of(OF_FILES + number);
        let (document, settings) = dice.pick(&shipped).clone();
        let set: Vec<String> = (0..=dice.below(2))
            .map(|_| assignment(&settings, &corpus, &mut dice))
            .collect();
        let what = format!("{set:?}");
        (what, Box::new(move || fate(load::read(document, &set), number)))
    });
    tally.nothing_broke("`--set`");
    assert!(
        tally.told as u64 > OF_OVERRIDES / 5 && tally.ran as u64 > OF_OVERRIDES / 20,
        "{tally:?}"
    );
}

/// Tables of points, manifests and kept rows: each is read, or refused with a reason.
#[test]
fn whatever_becomes_of_what_is_read_back_it_is_read_or_refused() {
    let corpus = Corpus::read();
    let all = stored::all();
    let tally = Tally::of(OF_STORED, |number| {
        let mut dice = Dice::of(OF_FILES + OF_OVERRIDES + number);
        let stored = all[number as usize % all.len()].clone();
        let bytes = stored.mutant(&corpus, &mut dice);
        let what = format!("{stored:?} became\n{}", String::from_utf8_lossy(&bytes));
        let attempt = move || {
            if stored.reads(&bytes) {
                Fate::Read(Ended::Well)
            } else {
                Fate::Told
            }
        };
        (what, Box::new(attempt))
    });
    tally.nothing_broke("what is read back");
    assert!(tally.told > 0 && tally.ran > 0, "{tally:?}");
}

/// Something somebody might set: mostly a path that some model has, and a value that some place takes.
fn assignment(settings: &[(String, String)], corpus: &Corpus, dice: &mut Dice) -> String {
    let (path, _) = dice.pick(settings);
    // A list's things go by their position.
    let path = ["tier", "page", "part", "measure"]
        .iter()
        .fold(path.clone(), |path, list| {
            path.replace(&format!("{list}."), &format!("{list}.0."))
        });
    let alike = &corpus.by_key[last_key(&path)];
    let path = match dice.below(12) {
        0 => format!("{path}.{}", dice.pick(&corpus.words)),
        1 => dice.pick(&corpus.words).clone(),
        2 => path.replacen('.', "..", 1),
        _ => path,
    };
    let value = match dice.below(6) {
        0..=2 => dice.pick(alike).clone(),
        3 => dice.pick(alike).trim_matches('"').to_owned(),
        4 => dice.pick(&corpus.values).clone(),
        _ => (*dice.pick(STRANGERS)).to_owned(),
    };
    let assignment = format!("{path}={value}");
    if dice.below(8) > 0 {
        return assignment;
    }
    String::from_utf8_lossy(&mutant(&assignment, corpus, dice)).into_owned()
}

/// The lines of a mutant that the shipped file has not.
fn difference(shipped: &str, mutant: &[u8]) -> String {
    let mutant = String::from_utf8_lossy(mutant).into_owned();
    let old: Vec<&str> = shipped.lines().collect();
    let new = mutant.lines().filter(|line| !old.contains(line)).take(40);
    new.collect::<Vec<_>>().join("\n")
}
