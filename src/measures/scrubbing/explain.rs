//! What it amounts to, before any run.

use crate::statement::{Expected, Statement, Topic, Unit};

use super::Scrubbing;
use super::words::{Scrubbed, words};

pub(super) fn thinned(launch: &dyn Expected, scrubbing: &Scrubbing) -> Option<Statement> {
    let rate = launch.hardest_flood();
    let scrubbed = Scrubbed {
        rate,
        left: rate * (1.0 - scrubbing.efficacy.get()),
        delay_s: scrubbing.detection.as_secs_f64() + scrubbing.activation.as_secs_f64(),
        of_people: scrubbing.false_positives.get(),
    };
    let value = (scrubbed.left, Unit::PerSecond("requests"));
    (rate > 0.0).then(|| {
        let words = words(launch.language()).left(scrubbed);
        Statement::worded("flood_behind_scrubbing", Topic::Attack, value, words)
            .source("each request is dropped by an independent draw")
    })
}
