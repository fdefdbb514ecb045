//! The entries of the catalogue, in the order of tables and summaries.

#![allow(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of `View` is of one lifetime, an entry reads views of every"
)]

mod attempts;
mod entry;
mod equity;
mod help;
mod over_time;
mod people;
mod portal;
mod times;

use super::Metric;

pub use attempts::{ATTEMPTS, ended_in};
pub use over_time::{IN_TIER, LET_IN, WAITING};
pub use people::{ELIGIBLE, SUBMITTED, SUBMITTED_BY_DEADLINE, TRIED};
pub use times::{CALL_WAIT, COLLAPSED, PAGE, SUBMITTED_WAIT, WAIT};

/// Every metric, in the order of tables and summaries.
pub fn catalogue() -> impl Iterator<Item = &'static Metric> + Clone {
    let parts: [&'static [&'static Metric]; 10] = [
        people::PEOPLE,
        attempts::COUNTS,
        times::WAITS,
        attempts::SHARES,
        times::PAGES,
        portal::TIERS,
        over_time::OVER_TIME,
        portal::DOOR,
        equity::EQUITY,
        help::HELP,
    ];
    parts.into_iter().flatten().copied()
}
