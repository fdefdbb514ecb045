//! The measures: each does what the roles of [`super::door`] ask of it.
//!
//! A new one is a file here, with its line in [`at_work`]; what else it needs is listed in [`crate::model::policy`].

mod adaptive;
mod appointments;
mod autoscaling;
mod closure;
mod emergency_cache;
mod key_windows;
mod role_windows;
mod shedding;
mod waiting_room;

use crate::model::policy::Measure as Spec;

use super::defences::{AddressLimit, Challenge, GeoBlock, Lockout, Scrubbing};
use super::door::Measure;
use super::plan::Plan;

use appointments::Appointments;
use autoscaling::Autoscaling;
use closure::Closed;
use emergency_cache::EmergencyCache;
use key_windows::KeyWindows;
use role_windows::RoleWindows;
use shedding::Shedding;
use waiting_room::WaitingRoom;

/// Puts a measure to work.
pub(super) fn at_work(spec: &Spec, plan: &Plan) -> Box<dyn Measure> {
    match spec {
        Spec::Open(open) => Box::new(Closed::outside(open, plan)),
        Spec::Closure(closure) => Box::new(Closed::during(closure, plan)),
        Spec::RoleWindows(windows) => Box::new(RoleWindows::new(windows, plan)),
        Spec::WaitingRoom(room) => Box::new(WaitingRoom::new(room, plan)),
        Spec::EmergencyCache(cache) => Box::new(EmergencyCache::new(cache, plan)),
        Spec::AddressLimit(limit) => Box::new(AddressLimit::new(limit, plan)),
        Spec::Challenge(challenge) => Box::new(Challenge::new(challenge, plan)),
        Spec::GeoBlock(block) => Box::new(GeoBlock::new(block, plan)),
        Spec::Scrubbing(scrubbing) => Box::new(Scrubbing::new(scrubbing, plan)),
        Spec::Lockout(lockout) => Box::new(Lockout::new(lockout, plan)),
        Spec::KeyWindows(windows) => Box::new(KeyWindows::new(windows, plan)),
        Spec::Appointments(appointments) => Box::new(Appointments::new(appointments, plan)),
        Spec::Shedding(shedding) => Box::new(Shedding::new(shedding, plan)),
        Spec::Autoscaling(scaling) => Box::new(Autoscaling::new(scaling, plan)),
    }
}
