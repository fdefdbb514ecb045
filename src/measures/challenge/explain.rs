//! What it amounts to, before any run.

use crate::messages::Language;
use crate::statement::{Statement, Topic, Unit};

use super::Challenge;
use super::words::{Tried, words};

pub(super) fn fail(challenge: &Challenge, language: Language) -> Statement {
    let tried = Tried {
        fails: 1.0 - challenge.people_pass.get(),
        takes_s: challenge.takes.as_secs_f64(),
        clearance_s: challenge.clearance.as_secs_f64(),
    };
    let value = (tried.fails, Unit::Share);
    let words = words(language).fails(tried);
    Statement::worded("fail_the_challenge", Topic::Attack, value, words)
        .source("each try is an independent draw")
        .simulated_by(|o| {
            let mut all = o.run.defences.iter();
            let challenge = all.find(|d| d.defence == "challenge")?;
            let asked = challenge.people_blocked + challenge.people_passed;
            (asked > 0).then(|| challenge.people_blocked as f64 / asked as f64)
        })
}
