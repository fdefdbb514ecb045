//! What a simulation needs: how small it may be, and how much chance is in it.

use super::launch::Launch;
use super::room::{FEWEST, cliff};
use crate::figures::{self, percent};
use crate::statement::words::number;
use crate::statement::{Statement, Topic, Unit};

const TOPIC: Topic = Topic::Simulation;

pub(super) fn statements(launch: &Launch, scale: f64) -> Vec<Statement> {
    let told = launch
        .typical()
        .and_then(|s| Some((s, launch.bottleneck(&s.application)?.1)));
    let label = "Chance at the cliff";
    let Some((stream, capacity)) = told else {
        return vec![Statement::not_applicable(
            "noise",
            TOPIC,
            label,
            "Nobody comes, or the portal has no limit.",
        )];
    };
    let at_once = cliff(launch, stream, capacity) * scale;
    if at_once < FEWEST {
        let why = "The portal serves a few at once, and everything about it is chance.";
        return vec![Statement::not_applicable("noise", TOPIC, label, why)];
    }
    let noise = 1.0 / at_once.sqrt();
    let sentence = format!(
        "Simulated at {}, the portal bears {} at once, and their number varies by about {} by \
            chance: so much off, a result near the cliff means little.",
        figures::scale(scale),
        number(at_once),
        percent(noise)
    );
    vec![
        Statement::new("noise", TOPIC, label, (noise, Unit::Share), sentence)
            .formula(
                "square-root law, 1/√N",
                "Halfin and Whitt, Operations Research 29 (1981)",
            )
            .assuming("people act independently of each other")
            .not_simulated("the scatter shows in many runs: see `clickday compare`"),
    ]
}
