//! What attacks take. Only where there are any.

use crate::figures::rounded;
use crate::model::attack::{Attack, SlowConnections, hardest};
use crate::statement::{Statement, Topic, Unit};
use crate::theory::erlang;

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
    Some(
        Statement::new(
            "attack_slots",
            TOPIC,
            "Slots held by slow connections",
            (held, Unit::Count("slots")),
            format!(
                "Of {} slots of the outermost tier {} are held by connections that ask nothing.",
                rounded(slots as f64),
                rounded(held)
            ),
        )
        .formula(
            "Erlang's loss formula, a(1 − B(min(N, slots), a))",
            "Kleinrock I, section 3.6",
        )
        .assuming(
            "the attack is at its hardest for longer than the header timeout, and nobody waits for a slot",
        )
        .not_simulated("a run gives the mean over the whole run, the attack and the rest"),
    )
}
