//! What it amounts to, before any run.

use crate::figures::percent;
use crate::statement::words::number;
use crate::statement::{Expected, Statement, Topic, Unit};

use super::Scrubbing;

pub(super) fn thinned(launch: &dyn Expected, scrubbing: &Scrubbing) -> Option<Statement> {
    let rate = launch.hardest_flood();
    let left = rate * (1.0 - scrubbing.efficacy.get());
    let delay = (scrubbing.detection.as_micros() + scrubbing.activation.as_micros()) as f64 / 6e7;
    (rate > 0.0).then(|| {
        Statement::new(
            "flood_behind_scrubbing",
            Topic::Attack,
            "Attack behind the scrubbing",
            (left, Unit::PerSecond("requests")),
            format!(
                "Of {} requests a second {} are left, {} minutes after it was called for, and {} of the people's are dropped.",
                number(rate),
                number(left),
                number(delay),
                percent(scrubbing.false_positives.get())
            ),
        )
        .formula("thinning of a Poisson stream, λ(1 − e)", "each request is dropped by a draw of its own")
        .assuming("the attack at its hardest, and scrubbing at work")
        .not_simulated("a run gives the whole of what was let through, before the scrubbing and after")
    })
}
