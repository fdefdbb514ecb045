//! A rate that adapts, and what a room gets wrong.

use crate::measures::waiting_room::Adaptive;
use crate::measures::waiting_room::words::{Overshoot, WaitingRoomWords, words};
use crate::statement::{Expected, Statement, Topic, Unit};

use super::WaitingRoom;

const LAW: &str = "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapter 6";
const CHIU: &str = "Chiu and Jain, Computer Networks and ISDN Systems 17 (1989)";

pub(super) fn statements(room: &WaitingRoom, launch: &dyn Expected) -> Vec<Statement> {
    let adaptive = room.adaptive.as_ref().and_then(|a| sawtooth(launch, a));
    adaptive
        .into_iter()
        .chain(faults(room, words(launch.language())))
        .collect()
}

fn sawtooth(launch: &dyn Expected, adaptive: &Adaptive) -> Option<Statement> {
    let (capacity, decrease) = (launch.typical()?.capacity?, adaptive.decrease.get());
    let mean = 0.5 * capacity * (1.0 + decrease);
    let value = (mean, Unit::PerSecond("people"));
    let words = words(launch.language()).adaptive_rate(capacity, decrease);
    Some(Statement::worded("adaptive_rate", Topic::Measures, value, words).source(CHIU))
}

fn faults(room: &WaitingRoom, say: &dyn WaitingRoomWords) -> Vec<Statement> {
    let wrong = &room.pathologies;
    let cap = room.cap.get() as f64;
    let mut said = Vec::new();
    if let Some(rate) = wrong.cookieless.filter(|rate| rate.per_s() > 0.0) {
        let (rate, keeps_s) = (rate.per_s(), room.idle.as_secs_f64());
        let value = (rate * keeps_s, Unit::Count("places"));
        let words = say.phantom_places(rate, keeps_s);
        said.push(Statement::worded("phantom_places", Topic::Measures, value, words).source(LAW));
    }
    if let (Some(lag), Some(release)) = (wrong.propagation, room.release) {
        let over = release.per_s() * lag.as_secs_f64();
        let value = (over, Unit::Count("people"));
        let words = say.overshoot(Overshoot {
            lag_s: lag.as_secs_f64(),
            inside: over + cap,
            cap,
        });
        said.push(Statement::worded("overshoot", Topic::Measures, value, words).source(LAW));
    }
    if wrong.keeps_lapsed && room.no_show.get() > 0.0 {
        let q = room.no_show.get();
        let value = (cap * (1.0 - q) / q, Unit::Count("calls"));
        let words = say.claims_until_stuck(cap);
        said.push(Statement::worded("claims_until_stuck", Topic::Measures, value, words).source(LAW));
    }
    said
}
