//! Claims: public statements about the day, compared with simulated launches.
//!
//! ```text
//!   claims file ─▶ what each says, as a range of a measured quantity ─┐
//!     (spec)          (wording, quantity)                             ├─▶ verdicts ─▶ table
//!   sample of parameters ─▶ runs of each world ─▶ values, draw by draw ┘   (verdict, found)
//!                              (draws, plan, run)   └─▶ which cannot be true together (conflicts)
//! ```
//!
//! No verdict is written by hand. A claim says which quantity it speaks of, in which hours, and in
//! which words it gives a figure; the words make a range of the figure, the simulator an interval
//! of the quantity over parameters and chance, and the verdict is how the two lie. A file may speak
//! of several launches; each has its own model, parameters and runs, and which claims cannot be
//! true together is asked among those of one launch.

mod complaints;
pub mod conflicts;
pub mod counted;
pub mod draws;
mod error;
pub mod figure;
pub mod figures;
pub mod found;
pub mod given;
pub mod kind;
pub mod launch;
pub mod loaded;
pub mod measured;
pub mod paper;
pub mod plan;
pub mod quantity;
pub mod run;
pub mod spec;
pub mod statement;
#[cfg(test)]
mod tests;
pub mod verdict;
pub mod wording;

pub use conflicts::Conflict;
pub use error::JudgeError;
pub use found::{ClaimsReport, judge, judge_all};
pub use loaded::{Loaded, Subject, from_files, load, read};
pub use quantity::{Counted, Quantity};
pub use spec::Claims;
pub use verdict::{Answer, Evidence, Slack, Verdict};
pub use wording::Wording;
