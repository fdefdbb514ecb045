//! Numbers as reports write them: thousands separated, hours and minutes, percentages.
//!
//! Everything that a person reads takes its numbers from here, so that a table, a chart and a
//! sentence write one value in one way.

#[doc(inline)]
pub use clickday_engine::figures::{
    NOT_REACHED, count, known_time, number, percent, scale, significant, time,
};
