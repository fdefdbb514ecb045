//! Bots in the queue.

use crate::measures::challenge::Challenge;
use crate::statement::{Expected, Statement, Topic, Unit};
use clickday_engine::model::Attack;
use clickday_engine::model::attack::{Pulse, QueueBots, hardest};

use super::WaitingRoom;
use crate::measures::waiting_room::words::{BotPlaces, words};

const LITTLE: &str = "L = λW; if calls are in order of arrival, bots get their share of the tickets, b/(λ+b)";

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
    let held = bots.holds.unwrap_or(room.claim).as_secs_f64();
    let bots = BotPlaces {
        rate,
        held_s: held,
        places: rate * held,
        cap: room.cap.get() as f64,
    };
    let words = words(launch.language()).bot_places(bots);
    let value = (bots.places, Unit::Count("places"));
    Statement::worded("bot_places", Topic::Attack, value, words).source(LITTLE)
}
