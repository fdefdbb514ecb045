//! What it amounts to, before any run. What the cap does to the day as a fluid is told with the day.

use crate::figures::{count, percent, rounded};
use crate::measures::challenge::Challenge;
use crate::model::Attack;
use crate::model::attack::{Pulse, QueueBots, hardest};
use crate::statement::words::{number, time};
use crate::statement::{Expected, Statement, Topic, Unit};

use super::{Adaptive, WaitingRoom};

const LAW: &str = "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapter 6";
const CHIU: &str = "Chiu and Jain, Computer Networks and ISDN Systems 17 (1989)";

pub(super) fn statements(room: &WaitingRoom, launch: &dyn Expected) -> Vec<Statement> {
    let attacks = launch.model().attack.values();
    let bots = attacks.filter_map(|attack| match attack {
        Attack::QueueBots(bots) => Some(queued(launch, bots, room)),
        Attack::Flood(_) | Attack::SlowConnections(_) | Attack::CredentialStuffing(_) => None,
    });
    let adaptive = room.adaptive.as_ref().and_then(|a| sawtooth(launch, a));
    bots.chain(adaptive).chain(faults(room)).collect()
}

fn sawtooth(launch: &dyn Expected, adaptive: &Adaptive) -> Option<Statement> {
    let capacity = launch.typical()?.capacity?;
    let mean = 0.5 * capacity * (1.0 + adaptive.decrease.get());
    Some(
        Statement::new(
            "adaptive_rate",
            Topic::Measures,
            "People called by a rate that adapts",
            (mean, Unit::PerSecond("people")),
            format!(
                "The rate climbs to the {} a second that the portal can do, falls to {} of it, and climbs again.",
                number(capacity),
                percent(adaptive.decrease.get())
            ),
        )
        .by("sawtooth of additive increase, multiplicative decrease, C (1+β)/2", CHIU)
        .supposing("steps are small, the portal shows at once that it is overloaded, and only people who wait are called")
        .alone("a run tells the calls of all the time, also of hours in which few wait to be called"),
    )
}

fn faults(room: &WaitingRoom) -> Vec<Statement> {
    let wrong = &room.pathologies;
    let mut said = Vec::new();
    if let Some(rate) = wrong.cookieless.filter(|rate| rate.per_s() > 0.0) {
        let places = rate.per_s() * room.idle.as_secs_f64();
        let sentence = format!(
            "{} clients without cookies a second keep places for {} each.",
            number(rate.per_s()),
            time(room.idle.as_secs_f64())
        );
        said.push(
            Statement::new(
                "phantom_places",
                Topic::Measures,
                "Places taken by clients without cookies",
                (places, Unit::Count("places")),
                sentence,
            )
            .by("Little's law", LAW)
            .supposing("they are called as fast as they come")
            .alone("a run does not tell their places from others"),
        );
    }
    if let (Some(lag), Some(release)) = (wrong.propagation, room.release) {
        let over = release.per_s() * lag.as_secs_f64();
        let sentence = format!(
            "Calls are seen {} late: up to {} are inside, not {}.",
            time(lag.as_secs_f64()),
            rounded(over + room.cap.get() as f64),
            count(room.cap.get() as f64)
        );
        said.push(
            Statement::new(
                "overshoot",
                Topic::Measures,
                "People called before the room sees that it is full",
                (over, Unit::Count("people")),
                sentence,
            )
            .by("rate times delay", LAW)
            .supposing("enough people wait")
            .alone("a run tells the mean inside, not the most"),
        );
    }
    if wrong.keeps_lapsed && room.no_show.get() > 0.0 {
        let q = room.no_show.get();
        let claims = room.cap.get() as f64 * (1.0 - q) / q;
        let sentence = format!(
            "Each of {} places is lost for good at the first call that is not answered: then nobody is called any more.",
            count(room.cap.get() as f64)
        );
        said.push(
            Statement::new(
                "claims_until_stuck",
                Topic::Measures,
                "Calls answered until the room is stuck",
                (claims, Unit::Count("calls")),
                sentence,
            )
            .by("negative binomial law, A (1−q)/q", LAW)
            .supposing("all come by a call, and each fails to come with the same probability")
            .alone("the room need not be stuck by the end"),
        );
    }
    said
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
    .by("Little's law, and thinning by the challenge", "L = λW; of calls in order of arrival they have their share of the tickets, b/(λ+b)")
    .supposing("the attack at its hardest, a challenge at work all the time, and calls as fast as tickets are taken")
    .alone("a run gives the calls they had, not the places")
}
