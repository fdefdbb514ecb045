//! A rate that adapts, and what a room gets wrong.

use crate::figures::{count, percent, rounded};
use crate::statement::words::{number, time};
use crate::statement::{Expected, Statement, Topic, Unit};

use super::WaitingRoom;
use crate::measures::waiting_room::Adaptive;

const LAW: &str = "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapter 6";
const CHIU: &str = "Chiu and Jain, Computer Networks and ISDN Systems 17 (1989)";

pub(super) fn statements(room: &WaitingRoom, launch: &dyn Expected) -> Vec<Statement> {
    let adaptive = room.adaptive.as_ref().and_then(|a| sawtooth(launch, a));
    adaptive.into_iter().chain(faults(room)).collect()
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
        .formula("sawtooth of additive increase, multiplicative decrease, C (1+β)/2", CHIU)
        .assuming("steps are small, the portal shows at once that it is overloaded, and only people who wait are called")
        .not_simulated("a run tells the calls of all the time, also of hours in which few wait to be called"),
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
            .formula("Little's law", LAW)
            .assuming("they are called as fast as they come")
            .not_simulated("a run does not tell their places from others"),
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
            .formula("rate times delay", LAW)
            .assuming("enough people wait")
            .not_simulated("a run tells the mean inside, not the most"),
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
            .formula("negative binomial law, A (1−q)/q", LAW)
            .assuming("all come by a call, and each fails to come with the same probability")
            .not_simulated("the room need not be stuck by the end"),
        );
    }
    said
}
