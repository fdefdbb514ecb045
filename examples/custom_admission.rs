//! A rule of admission of one's own: new sessions are turned away while the web tier's backlog is
//! long. It is compared with the same launch without the rule.

#![allow(clippy::print_stdout, reason = "an example tells what it found")]

use std::path::Path;

use clickday::sim::result::Outcome;
use clickday::sim::{AttemptView, Decision};
use clickday::{Simulation, measures};

/// Where the web tier stands in the model, the outermost tier first.
const WEB: usize = 1;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = measures::load(Path::new("models/inps-2020-04-01"), &[])?;
    let scale = 0.03;
    // Half of the backlog, at the scale of the run.
    let long = (1_000.0 * scale) as u64;
    let turn_away = move |attempt: &AttemptView<'_>| {
        if attempt.is_first_page && attempt.waiting[WEB] > long {
            Decision::Refuse(Outcome::Shed)
        } else {
            Decision::Admit
        }
    };
    let launch = || {
        Simulation::builder(&model)
            .policy("open-to-all")
            .scale(scale)
            .until(36.0 * 3_600.0)
    };
    let (without, with) = (launch().run()?, launch().admission("turn-away", turn_away).run()?);
    for (name, run) in [("without the rule", &without), ("with the rule", &with)] {
        println!(
            "{name}: {} submitted, {} attempts",
            run.submitted, run.attempts.total
        );
    }
    for figures in &with.measures.named {
        println!("{}: {:?}", figures.kind, figures.figures);
    }
    Ok(())
}
