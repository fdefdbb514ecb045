//! Golden hashes: holds the results of every shipped model under every shipped policy, with two
//! seeds, to the hashes in `tests/golden/runs.txt`. `scripts/golden.sh` runs it.
//!
//! `golden` checks and names each run that differs; `golden --bless` writes the file anew. A
//! refactoring must pass the check. A change that alters results blesses, in a commit that gives
//! the reason; the changelog lists it under *Results changed*.
//!
//! The file also lists the policy files that do not fit a model.
//!
//! A hash is of the JSON object of `clickday run --json` with `wall_s` at zero and `peak_rss_mib` at
//! null: both are of the machine and not of the run.

use std::error::Error;
use std::path::{Path, PathBuf};

use clickday::experiment::results::sha256;
use clickday::model::{Document, Model, load};
use clickday::sim::{self, RunOptions};
use rayon::prelude::*;

const FILE: &str = "tests/golden/runs.txt";
const SEEDS: [u64; 2] = [1, 20_200_401];
/// Shares of full scale, smallest first: a launch runs at the first at which it is not refused. The
/// small models run as they are.
const LAUNCH_SCALES: [f64; 3] = [0.03, 0.05, 1.0];
/// In the place of a hash if a policy file does not fit a model.
const DOES_NOT_FIT: &str = "does not fit";

/// A model under a policy.
struct Case {
    model: PathBuf,
    /// A policy of the model by name, or a policy file.
    policy: String,
    scales: &'static [f64],
}

fn main() -> Result<(), Box<dyn Error>> {
    let bless = std::env::args().any(|a| a == "--bless");
    let cases = cases()?;
    let rows: Result<Vec<Vec<String>>, String> = cases.par_iter().map(rows).collect();
    let found: String = rows?.concat().concat();
    if bless {
        std::fs::write(FILE, found)?;
        return Ok(());
    }
    let expected = std::fs::read_to_string(FILE)?;
    let differences = differences(&expected, &found);
    if differences.is_empty() {
        let runs = found.lines().filter(|l| !l.contains(DOES_NOT_FIT)).count();
        writeln_out(&format!("{runs} runs have their golden hashes"));
        return Ok(());
    }
    let count = differences.len();
    Err(format!(
        "{count} runs do not have their golden hashes; a change that is meant to alter results \
         runs scripts/golden.sh --bless:\n{}",
        differences.join("\n")
    )
    .into())
}

#[allow(
    clippy::print_stdout,
    reason = "a maintenance program reports on the terminal"
)]
fn writeln_out(text: &str) {
    println!("{text}");
}

/// Lines of one list that are not in the other.
fn differences(expected: &str, found: &str) -> Vec<String> {
    let missing = expected.lines().filter(|l| !found.lines().any(|f| f == *l));
    let new = found.lines().filter(|l| !expected.lines().any(|e| e == *l));
    let missing = missing.map(|l| format!("- {l}"));
    missing.chain(new.map(|l| format!("+ {l}"))).collect()
}

/// Every shipped model under each of its own policies, and every launch under each policy file.
fn cases() -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = Vec::new();
    let files = toml_files("models/policies")?;
    for folder in ["models/textbook", "models/physics"] {
        for model in toml_files(folder)? {
            cases.extend(own_policies(&model, &[1.0])?);
        }
    }
    for model in launches()? {
        cases.extend(own_policies(&model, &LAUNCH_SCALES)?);
        cases.extend(files.iter().map(|file| Case {
            model: model.clone(),
            policy: file.display().to_string(),
            scales: &LAUNCH_SCALES,
        }));
    }
    Ok(cases)
}

fn own_policies(model: &Path, scales: &'static [f64]) -> Result<Vec<Case>, Box<dyn Error>> {
    let read = load(model, &[]).map_err(|e| format!("{}: {e:?}", model.display()))?;
    let case = |policy: &String| Case {
        model: model.to_owned(),
        policy: policy.clone(),
        scales,
    };
    Ok(read.policy.keys().map(case).collect())
}

/// Folders of models; `models/policies`, `textbook` and `physics` hold single files.
fn launches() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut launches = Vec::new();
    for entry in std::fs::read_dir("models")? {
        let path = entry?.path();
        if path.join("model.toml").is_file() {
            launches.push(path);
        }
    }
    launches.sort();
    Ok(launches)
}

fn toml_files(folder: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// One line a seed: hash, model, policy, seed, scale.
fn rows(case: &Case) -> Result<Vec<String>, String> {
    let name = case.model.display().to_string();
    let row = |hash: &str, seed: u64, scale: f64| {
        format!("{hash}  {name}  {}  seed {seed}  scale {scale}\n", case.policy)
    };
    let Some((model, policy)) = read(case) else {
        return Ok(vec![row(DOES_NOT_FIT, SEEDS[0], case.scales[0])]);
    };
    let mut rows = Vec::new();
    for seed in SEEDS {
        let run = |scale: &f64| {
            let options = RunOptions {
                policy: policy.clone(),
                seed,
                scale: *scale,
                ..RunOptions::default()
            };
            Some((sim::run(&model, &options, &mut |_| {}).ok()?, *scale))
        };
        let (mut result, scale) = case
            .scales
            .iter()
            .find_map(run)
            .ok_or_else(|| format!("{name}, {policy}: refused at every scale"))?;
        (result.wall_s, result.peak_rss_mib) = (0.0, None);
        let json = serde_json::to_vec_pretty(&result).map_err(|e| e.to_string())?;
        rows.push(row(&sha256(&json), seed, scale));
    }
    Ok(rows)
}

/// The model with the policy in it, if the policy fits.
fn read(case: &Case) -> Option<(Model, String)> {
    let mut document = Document::open(&case.model);
    if Path::new(&case.policy).extension().is_none_or(|e| e != "toml") {
        return Some((load::read(document, &[]).ok()?, case.policy.clone()));
    }
    let names = document.add_policies(Document::open(Path::new(&case.policy)));
    let model = load::read(document, &[]).ok()?;
    Some((model, names.first()?.clone()))
}
