//! The measures of policies: one folder each.
//!
//! A folder holds all there is to know of a measure: what is written of it, what is wrong with what is written, what it does in a
//! run, how a strip shows it, what it says in each language, a policy to copy, and tests. What a measure has to give is its
//! `Definition`; the compiler asks for every part of it. A new measure is a folder, and a line in the list below.
//!
//! Models are read with the measures of this build by [`load()`], and run by [`run()`]. A program beside this crate adds measures of
//! its own: see [`own`](mod@own).

mod bar;
mod choices;
mod closed;
pub(crate) mod definition;
mod face;
pub mod load;
pub mod own;
mod page;
mod run;
mod set;
pub(crate) mod simulation;
mod stretch;
pub mod strip;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use choices::is_chosen;
pub use load::load;
pub use own::{ExplainLine, OwnMeasure, own};
pub use page::page;
pub use run::{SimulationBuilder, run, run_cancellable};
pub(crate) use set::statements;
pub use set::{SET, schema};

face::measures! {
    open: Open,
    closure: Closure,
    role_windows: RoleWindows,
    waiting_room: WaitingRoom,
    emergency_cache: EmergencyCache,
    address_limit: AddressLimit,
    challenge: Challenge,
    geo_block: GeoBlock,
    scrubbing: Scrubbing,
    lockout: Lockout,
    key_windows: KeyWindows,
    appointments: Appointments,
    shedding: Shedding,
    autoscaling: Autoscaling,
    random_early_refusal: RandomEarlyRefusal,
}
