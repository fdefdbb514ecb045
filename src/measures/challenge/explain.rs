//! What it amounts to, before any run.

use crate::figures::percent;
use crate::statement::words::time;
use crate::statement::{Statement, Topic, Unit};

use super::Challenge;

pub(super) fn fail(challenge: &Challenge) -> Statement {
    let failing = 1.0 - challenge.people_pass.get();
    Statement::new(
        "fail_the_challenge",
        Topic::Attack,
        "People's tries that fail the challenge",
        (failing, Unit::Share),
        format!(
            "Each try of a person fails with probability {}; who passes has lost {} and is not asked again for {}.",
            percent(failing),
            time(challenge.takes.as_secs_f64()),
            time(challenge.clearance.as_secs_f64())
        ),
    )
    .formula("binomial law", "each try is a draw of its own")
    .assuming("every try is as hard as the first, whoever makes it")
    .simulated_by(|o| {
        let mut all = o.run.defences.iter();
        let challenge = all.find(|d| d.defence == "challenge")?;
        let asked = challenge.people_blocked + challenge.people_passed;
        (asked > 0).then(|| challenge.people_blocked as f64 / asked as f64)
    })
}
