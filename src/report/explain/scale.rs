//! What a simulation needs: how small it may be, and how much chance is in it.

use super::launch::Launch;
use super::room::{FEWEST, cliff};
use crate::messages::policy::Noise;
use crate::statement::{Statement, Topic, Unit};

const TOPIC: Topic = Topic::Simulation;
const HALFIN: &str = "Halfin and Whitt, Operations Research 29 (1981)";

pub(super) fn statements(launch: &Launch, scale: f64) -> Vec<Statement> {
    let say = launch.language.policy();
    let told = launch
        .typical()
        .and_then(|s| Some((s, launch.bottleneck(&s.application)?.1)));
    let Some((stream, capacity)) = told else {
        return vec![Statement::absent("noise", TOPIC, say.no_limit_to_vary())];
    };
    let at_once = cliff(launch, stream, capacity) * scale;
    if at_once < FEWEST {
        return vec![Statement::absent("noise", TOPIC, say.all_is_chance())];
    }
    let noise = Noise {
        scale,
        at_once,
        varies_by: 1.0 / at_once.sqrt(),
    };
    let value = (noise.varies_by, Unit::Share);
    vec![Statement::worded("noise", TOPIC, value, say.noise(noise)).source(HALFIN)]
}
