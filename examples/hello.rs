//! The launch of the 600-euro bonus with the portal open to all, at a fortieth of its size.

#![allow(clippy::print_stdout, reason = "an example tells what it found")]

use std::path::Path;

use clickday::{Simulation, measures};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = measures::load(Path::new("models/inps-2020-04-01"), &[])?;
    let run = Simulation::builder(&model)
        .policy("open-to-all")
        .scale(0.025)
        .run()?;
    println!(
        "{} of {} people had submitted by the deadline",
        run.submitted_by_deadline, run.tried
    );
    Ok(())
}
