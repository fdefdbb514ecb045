//! Writes `docs/policies-figures.md` from the results of the comparisons of shipped policies; `scripts/policies.sh` runs both.
//!
//! `cargo xtask policies RESULTS...` writes the page; `cargo xtask policies --check` tells whether the model, the policies or the experiments have
//! changed since it was written.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use clickday::experiment::results::{Source, hash_of};
use clickday::experiment::spec;
use serde_json::Value;

const PAGE: &str = "docs/policies-figures.md";
const EXPERIMENTS: [&str; 2] = ["experiments/policies.toml", "experiments/asynchronous.toml"];

pub(crate) fn write(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let inputs = inputs()?;
    if arguments.iter().any(|a| a == "--check") {
        let page = std::fs::read_to_string(PAGE)?;
        if page.contains(&inputs) {
            return Ok(());
        }
        return Err(format!("{PAGE} is stale: run scripts/policies.sh").into());
    }
    let mut rows = Vec::new();
    for folder in arguments {
        rows.extend(rows_of(Path::new(folder))?);
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let rows: String = rows.into_iter().map(|(_, row)| row).collect();
    std::fs::write(PAGE, page(&rows, &inputs))?;
    Ok(())
}

/// One hash of all files that the experiments read.
fn inputs() -> Result<String, Box<dyn Error>> {
    let mut all = Vec::new();
    for experiment in EXPERIMENTS {
        let loaded = spec::load(experiment.as_ref()).map_err(|e| format!("{experiment}: {e:?}"))?;
        loaded.model(&[]).map_err(|e| format!("{experiment}: {e:?}"))?;
        all.extend(loaded.sources().iter().map(Source::input));
    }
    Ok(hash_of(&all))
}

/// The rows of the table that a results folder gives, with what they are sorted by.
fn rows_of(folder: &Path) -> Result<Vec<(f64, String)>, Box<dyn Error>> {
    let summary: Value = serde_json::from_slice(&std::fs::read(folder.join("summary.json"))?)?;
    let stages = summary["stages"].as_array().into_iter().flatten();
    let mut rows = Vec::new();
    for stage in stages {
        let scale = stage["scale"].as_f64().unwrap_or(f64::NAN);
        for policy in stage["policies"].as_array().into_iter().flatten() {
            let of = |metric: &str| &policy["metrics"][metric];
            let submitted = of("submitted_by_deadline_people");
            let mut row = format!("| `{}`", policy["policy"].as_str().unwrap_or("?"));
            write!(row, " | 1:{:.0}", 1.0 / scale)?;
            write!(row, " | {}", figure(submitted, 1e-6, 2))?;
            write!(row, " | {}", hours(of("wait_p50_s")))?;
            write!(row, " | {}", figure(of("failure_share"), 100.0, 1))?;
            write!(row, " | {}", figure(of("attempts_per_application"), 1.0, 0))?;
            let collapse = &policy["collapse"];
            write!(row, " | {} of {}", collapse["happened"], collapse["replications"])?;
            writeln!(row, " | {} |", figure(of("lost_people_hours"), 1e-6, 2))?;
            rows.push((submitted["value"].as_f64().unwrap_or(0.0), row));
        }
    }
    Ok(rows)
}

/// A value with its interval, in a unit.
fn figure(estimate: &Value, unit: f64, digits: usize) -> String {
    let Some(value) = estimate["value"].as_f64() else {
        return "–".to_owned();
    };
    let value = value * unit;
    match (
        estimate["interval"]["low"].as_f64(),
        estimate["interval"]["high"].as_f64(),
    ) {
        (Some(low), Some(high)) => format!(
            "{value:.digits$} ({:.digits$}–{:.digits$})",
            low * unit,
            high * unit
        ),
        _ => format!("{value:.digits$}"),
    }
}

/// A percentile of the wait, if it was reached.
fn hours(estimate: &Value) -> String {
    if !estimate["modes"].is_null() {
        return "two modes".to_owned();
    }
    match estimate["value"].as_f64() {
        Some(seconds) => format!("{:.1} h", seconds / 3_600.0),
        None => "not by the end".to_owned(),
    }
}

fn page(rows: &str, inputs: &str) -> String {
    format!(
        "# Ways of letting people in, in figures\n\n\
         Written by `scripts/policies.sh`, which runs `clickday compare experiments/policies.toml` and `experiments/asynchronous.toml`. The\n\
         model is fitted to the first day alone, which leaves much open ([calibration.md](calibration.md)), and the answers of people to each\n\
         policy are assumed: the order says more than the figures.\n\n\
         Intervals are of 95 % over the launches of a policy; rows at 1:1 are one launch each and have none. A wait runs from first intent to\n\
         submission, over all who came; where the launches of a policy went two ways, `clickday compare` tells of both.\n\n\
         | policy | scale | submitted by 3 April 24:00, millions | half are served within | attempts that fail, % | attempts an application | collapses | hours lost at screens, millions |\n\
         |---|---|---|---|---|---|---|---|\n\
         {rows}\n\
         Inputs: {inputs}\n"
    )
}
