//! The quantities of a model file, read as people write them.
//!
//! `"20 min"`, `"380 per second"`, `"2020-04-01 13:20"`, `"08:00-16:00"`, `"Mon-Fri"`, `"45 %"`:
//! each is a type of its own that carries its unit, refuses impossible values, and prints back in a
//! form it can read again. A value is first seen as it was [`Written`], then read by its [`Unit`];
//! what is wrong with it, and what would be right, is a [`Complaint`].

mod hours;
mod numbers;
mod percentile;
mod setting;
mod time;
mod written;

pub use hours::{DailyHours, Weekdays, local_key};
pub use numbers::{Count, Factor, Quantity, Rate, Share};
pub use percentile::Percentile;
pub use setting::Setting;
pub use time::{Duration, Moment};
pub use written::{Complaint, Unit, Written};

/// The judgement of the unit called `name` on a value: `None` when there is no such unit, else
/// whether it can be read, and the text of a stand-in value of that unit, with which reading can go
/// on to find further problems.
pub(crate) fn validate(name: &str, written: &Written<'_>) -> Option<(Result<(), Complaint>, &'static str)> {
    fn one<U: Unit>(written: &Written<'_>) -> (Result<(), Complaint>, &'static str) {
        (U::read(written).map(|_| ()), U::STAND_IN)
    }
    Some(match name {
        Duration::NAME => one::<Duration>(written),
        Moment::NAME => one::<Moment>(written),
        DailyHours::NAME => one::<DailyHours>(written),
        Weekdays::NAME => one::<Weekdays>(written),
        Rate::NAME => one::<Rate>(written),
        Share::NAME => one::<Share>(written),
        Factor::NAME => one::<Factor>(written),
        Count::NAME => one::<Count>(written),
        Quantity::NAME => one::<Quantity>(written),
        Percentile::NAME => one::<Percentile>(written),
        Setting::NAME => one::<Setting>(written),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
