//! What attacks take. Only where there are any.

use crate::statement::{Statement, Topic, Unit};
use clickday_engine::model::attack::{Attack, SlowConnections, hardest};
use clickday_engine::theory::erlang;

use super::launch::Launch;

const TOPIC: Topic = Topic::Attack;

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let attacks = launch.model.attack.values();
    let held = attacks.filter_map(|attack| match attack {
        Attack::SlowConnections(slow) => held(launch, slow),
        // The others are in the lines of the load, or of the measure that they meet.
        Attack::Flood(_) | Attack::CredentialStuffing(_) | Attack::QueueBots(_) => None,
    });
    held.collect()
}

fn held(launch: &Launch, slow: &SlowConnections) -> Option<Statement> {
    let slots = launch.stations.first()?.slots;
    let places = slow.connections.get().min(slots);
    let load = hardest(&slow.pulse) * slow.header_timeout.as_micros() as f64 / 1e6;
    let blocked = erlang::loss(usize::try_from(places).ok()?, load).ok()?;
    let held = load * (1.0 - blocked);
    let words = launch.language.policy().attack_slots(held, slots as f64);
    let said = Statement::worded("attack_slots", TOPIC, (held, Unit::Count("slots")), words);
    Some(said.source("Kleinrock I, section 3.6"))
}
