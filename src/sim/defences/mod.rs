//! Defences against attacks: measures that block requests, of attackers and of people.

mod address;
mod address_limit;
mod challenge;
mod geo_block;
mod lockout;
mod scrubbing;

use crate::model::units::Moment;

use super::plan::Plan;

pub(crate) use address_limit::AddressLimit;
pub(crate) use challenge::Challenge;
pub(crate) use geo_block::GeoBlock;
pub(crate) use lockout::Lockout;
pub(crate) use scrubbing::Scrubbing;

/// When a defence is on: `[from, until)` \[µs\].
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: u64,
    until: u64,
}

impl Stretch {
    fn new(from: Option<&Moment>, until: Option<&Moment>, plan: &Plan) -> Self {
        let instant = |m| plan.clock.micros(m).max(0).cast_unsigned();
        Stretch {
            from: from.map_or(0, instant),
            until: until.map_or(u64::MAX, instant),
        }
    }

    fn has(self, now: u64) -> bool {
        (self.from..self.until).contains(&now)
    }
}
