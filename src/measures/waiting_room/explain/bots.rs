//! Bots in the queue.

use crate::figures::rounded;
use crate::measures::challenge::Challenge;
use crate::model::Attack;
use crate::model::attack::{Pulse, QueueBots, hardest};
use crate::statement::words::{number, time};
use crate::statement::{Expected, Statement, Topic, Unit};

use super::WaitingRoom;

pub(super) fn statements(room: &WaitingRoom, launch: &dyn Expected) -> Vec<Statement> {
    let attacks = launch.model().attack.values();
    let bots = attacks.filter_map(|attack| match attack {
        Attack::QueueBots(bots) => Some(queued(launch, bots, room)),
        Attack::Flood(_) | Attack::SlowConnections(_) | Attack::CredentialStuffing(_) => None,
    });
    bots.collect()
}

fn queued(launch: &dyn Expected, bots: &QueueBots, room: &WaitingRoom) -> Statement {
    let measures = launch.measures().iter();
    let challenged = measures
        .take_while(|measure| measure.get::<WaitingRoom>().is_none())
        .any(|measure| measure.get::<Challenge>().is_some());
    let passes = if challenged {
        bots.origin.passes_challenge.get()
    } else {
        1.0
    };
    // Before the room begins there is nothing to take.
    let from = room.from.as_ref().map_or(0.0, |from| launch.within_run(from));
    let meets_room = |pulse: &&Pulse| launch.seconds(&pulse.until) > from;
    let rate = hardest(bots.pulse.iter().filter(meets_room)) * passes;
    let held = bots.holds.unwrap_or(room.claim).as_micros() as f64 / 1e6;
    let places = rate * held;
    Statement::new(
        "bot_places",
        Topic::Attack,
        "Places that bots in the queue would hold",
        (places, Unit::Count("places")),
        format!(
            "{} tickets a second go to bots; each keeps the place it is called to for {}: of {} places they would hold {}.",
            number(rate),
            time(held),
            rounded(room.cap.get() as f64),
            rounded(places)
        ),
    )
    .formula("Little's law, and thinning by the challenge", "L = λW; of calls in order of arrival they have their share of the tickets, b/(λ+b)")
    .assuming("the attack at its hardest, a challenge at work all the time, and calls as fast as tickets are taken")
    .not_simulated("a run gives the calls they had, not the places")
}
