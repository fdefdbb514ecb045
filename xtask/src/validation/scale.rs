//! What `--scale` changes, from runs at several scales (`cargo xtask scale-bias`).

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use clickday::experiment::results::hash_of;
use clickday::experiment::sources::inputs_of;
use clickday::model::Document;
use serde::Deserialize;

use super::numbers::per_cent;

/// The runs, from the root of the repository.
pub(crate) const ROWS: &str = "docs/validation/scale-bias.csv";

const MODEL: &str = "models/inps-2020-04-01";

/// One run.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Run {
    policy: String,
    scale: f64,
    submitted_share: f64,
    median_wait_s: Option<f64>,
    failed_attempts_share: f64,
    attempts_per_application: f64,
    collapsed: bool,
}

/// A figure of a run, and how to write it.
struct Figure {
    name: &'static str,
    of: fn(&Run) -> Option<f64>,
    write: fn(f64) -> String,
    /// Whether it is a share: then differences are in points, which say something of a share near zero too.
    is_share: bool,
}

const FIGURES: [Figure; 4] = [
    Figure {
        name: "submitted, of those entitled",
        of: |r| Some(r.submitted_share),
        write: per_cent,
        is_share: true,
    },
    Figure {
        name: "median time to submission",
        of: |r| r.median_wait_s,
        write: |s| format!("{:.2} h", s / 3600.0),
        is_share: false,
    },
    Figure {
        name: "attempts that fail",
        of: |r| Some(r.failed_attempts_share),
        write: per_cent,
        is_share: true,
    },
    Figure {
        name: "attempts per application",
        of: |r| Some(r.attempts_per_application),
        write: |n| format!("{n:.1}"),
        is_share: false,
    },
];

/// The runs, as they were made; an error if the model has changed since.
pub(crate) fn read(root: &Path) -> Result<Vec<Run>, Box<dyn Error>> {
    let text = std::fs::read_to_string(root.join(ROWS))?;
    let path = root.join(MODEL);
    let inputs = hash_of(&inputs_of(&Document::open(&path), &path, MODEL));
    if !text.starts_with(&format!("# inputs {inputs}\n")) {
        return Err(
            format!("{ROWS} is of another {MODEL}: run scripts/scale-bias.sh, a quarter of an hour").into(),
        );
    }
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows: Result<Vec<Run>, _> = reader.deserialize().collect();
    Ok(rows?)
}

/// The table: one row a policy and figure, one column a scale.
pub(crate) fn table(runs: &[Run]) -> Result<String, Box<dyn Error>> {
    let mut scales: Vec<f64> = runs.iter().map(|r| r.scale).collect();
    scales.sort_by(|a, b| b.total_cmp(a));
    scales.dedup();
    let mut policies: Vec<&str> = runs.iter().map(|r| r.policy.as_str()).collect();
    policies.sort_unstable();
    policies.dedup();
    let mut out = String::from("| policy | figure |");
    for scale in &scales {
        let n = runs
            .iter()
            .filter(|r| r.scale.total_cmp(scale).is_eq() && r.policy == policies[0])
            .count();
        write!(out, " {scale} (runs: {n}) |")?;
    }
    out.push_str("\n|---|---|");
    out.push_str(&"---:|".repeat(scales.len()));
    out.push('\n');
    for policy in policies {
        for figure in &FIGURES {
            let full = column(runs, policy, scales[0], figure);
            write!(out, "| {policy} | {} |", figure.name)?;
            for scale in &scales {
                write!(
                    out,
                    " {} |",
                    cell(&column(runs, policy, *scale, figure), &full, figure)
                )?;
            }
            out.push('\n');
        }
        write!(out, "| {policy} | runs that collapse |")?;
        for scale in &scales {
            let of: Vec<&Run> = at(runs, policy, *scale).collect();
            let collapsed = of.iter().filter(|r| r.collapsed).count();
            write!(out, " {collapsed} of {} |", of.len())?;
        }
        out.push('\n');
    }
    Ok(out)
}

fn at<'a>(runs: &'a [Run], policy: &'a str, scale: f64) -> impl Iterator<Item = &'a Run> {
    runs.iter()
        .filter(move |r| r.policy == policy && r.scale.total_cmp(&scale).is_eq())
}

fn column(runs: &[Run], policy: &str, scale: f64, figure: &Figure) -> Vec<f64> {
    at(runs, policy, scale).filter_map(figure.of).collect()
}

/// The mean, and how far it is from full scale, with the standard error of the difference.
fn cell(sample: &[f64], full: &[f64], figure: &Figure) -> String {
    let Some((mean, variance)) = mean_and_variance(sample) else {
        return "not reached".to_owned();
    };
    let Some((exact, exact_variance)) = mean_and_variance(full) else {
        return (figure.write)(mean);
    };
    if std::ptr::eq(sample, full) || sample == full {
        return (figure.write)(mean);
    }
    let error = (variance + exact_variance).sqrt();
    let (of, unit) = if figure.is_share {
        (1.0, "points")
    } else {
        (exact, "%")
    };
    format!(
        "{} ({:+.2} ± {:.2} {unit})",
        (figure.write)(mean),
        100.0 * (mean - exact) / of,
        100.0 * error / of
    )
}

/// Mean of a sample, and the variance of that mean.
fn mean_and_variance(sample: &[f64]) -> Option<(f64, f64)> {
    let n = sample.len() as f64;
    if sample.is_empty() {
        return None;
    }
    let mean = sample.iter().sum::<f64>() / n;
    let squares: f64 = sample.iter().map(|x| (x - mean).powi(2)).sum();
    let variance = if sample.len() > 1 {
        squares / (n - 1.0) / n
    } else {
        0.0
    };
    Some((mean, variance))
}
