//! Measures what `--scale` changes: the same launch at several scales, full scale included.
//!
//! `scripts/scale-bias.sh` runs it, and writes the table anew.
//!
//! One row a run, below a line with the hash of the model's files. The table in `docs/validation.md` is made from these rows. They are
//! not measured again with it, since the runs at full scale take minutes each.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};

use clickday::experiment::results::hash_of;
use clickday::experiment::sources::inputs_of;
use clickday::measures::load;
use clickday::measures::run;
use clickday::model::{Document, Model};
use clickday::sim::result::Outcome;
use clickday::sim::{RunOptions, RunResult};
use rayon::prelude::*;
use serde::Serialize;

const MODEL: &str = "models/inps-2020-04-01";
const POLICIES: [&str; 4] = [
    "as-it-happened",
    "open-to-all",
    "staggered-role-windows",
    "queue-with-tickets",
];
/// Scales, and how many replications of each: the smaller a run, the more chance there is in it.
const SCALES: [(f64, u64); 5] = [(1.0, 2), (0.3, 2), (0.1, 4), (0.05, 8), (0.025, 16)];
const SEED: u64 = 20_200_401;
/// Replications of different scales are numbered this far apart, so that they share no chance.
const APART: u64 = 1000;

#[derive(Serialize)]
struct Row {
    policy: &'static str,
    scale: f64,
    replication: u64,
    submitted_share: f64,
    median_wait_s: Option<f64>,
    failed_attempts_share: f64,
    attempts_per_application: f64,
    mean_page_s: Option<f64>,
    collapsed: bool,
}

impl Row {
    fn of(policy: &'static str, result: &RunResult) -> Self {
        let attempts = result.attempts.total as f64;
        Row {
            policy,
            scale: result.scale,
            replication: result.replication,
            submitted_share: result.submitted as f64 / result.eligible as f64,
            median_wait_s: result.wait_s.submitted_p50,
            failed_attempts_share: 1.0 - result.attempts.of(Outcome::Served) as f64 / attempts,
            attempts_per_application: attempts / result.submitted as f64,
            mean_page_s: result.page_s.mean,
            collapsed: result.collapsed,
        }
    }
}

pub(crate) fn write(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let out: PathBuf = arguments.first().ok_or("where shall the rows go?")?.into();
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let path = root.join(MODEL);
    let document = Document::open(&path);
    let inputs = hash_of(&inputs_of(&document, &path, MODEL));
    let model = load::read(document, &[]).map_err(|problems| problems.to_string())?;
    let runs: Vec<(&str, f64, u64)> = SCALES
        .iter()
        .enumerate()
        .flat_map(|(s, &(scale, n))| {
            let replications = (0..n).map(move |r| s as u64 * APART + r);
            replications.flat_map(move |r| POLICIES.iter().map(move |policy| (*policy, scale, r)))
        })
        .collect();
    let rows = runs
        .par_iter()
        .map(|&(policy, scale, replication)| row(&model, policy, scale, replication))
        .collect::<Result<Vec<Row>, String>>()?;
    let mut file = std::fs::File::create(out)?;
    writeln!(file, "# inputs {inputs}")?;
    let mut writer = csv::Writer::from_writer(file);
    for row in rows {
        writer.serialize(row)?;
    }
    writer.flush()?;
    Ok(())
}

fn row(model: &Model, policy: &'static str, scale: f64, replication: u64) -> Result<Row, String> {
    let options = RunOptions {
        policy: policy.to_owned(),
        seed: SEED,
        scale,
        replication,
        ..RunOptions::default()
    };
    let result = run(model, &options, &mut |_| {}).map_err(|error| error.to_string())?;
    Ok(Row::of(policy, &result))
}
