//! Reads a results folder and prints how many people each run served by the deadline, at full scale.
//!
//! `clickday compare --quick` writes such a folder; `cargo run --example read_results -- results/rollout` reads it.

#![allow(clippy::print_stdout, reason = "an example tells what it found")]

use std::path::PathBuf;

use clickday::Results;
use clickday::experiment::results::{Table, Values};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args()
        .nth(1)
        .map_or_else(|| PathBuf::from("results/rollout"), PathBuf::from);
    let results = Results::open(&folder)?;
    println!("{}", results.manifest().title);
    let runs = results.table("runs").ok_or("there is no table of runs")?;
    let (Some(Values::Text(policies)), Some(Values::Number(scales)), Some(Values::Count(served))) = (
        values(&runs, "policy"),
        values(&runs, "scale"),
        values(&runs, "submitted_by_deadline"),
    ) else {
        return Err("a column is missing".into());
    };
    for ((policy, scale), served) in policies.iter().zip(scales).zip(served) {
        if let Some(scale) = scale {
            println!("{policy}: {:.0} people", *served as f64 / scale);
        }
    }
    Ok(())
}

fn values<'t, 'a>(table: &'t Table<'a>, name: &str) -> Option<&'t Values<'a>> {
    let column = table.columns.iter().find(|column| column.name == name)?;
    Some(&column.values)
}
