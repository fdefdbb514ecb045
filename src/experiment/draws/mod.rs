//! What nobody knows: each policy under many possible values of it.
//!
//! ```text
//!   sample of a calibration ─▶ picks ──┐
//!                                      ├─▶ draws ─▶ runs of every policy ─▶ means and differences, corrected
//!   priors of what no record tells ────┘  (drawn)  (run), at two scales             (summary)
//! ```
//!
//! A *draw* is one set of values. Under each draw every policy is launched once, with the same people.
//! Most draws are launched at a small scale alone, which is biased. The first few are launched at a
//! larger scale too, and tell by how much.
//!
//! One launch a draw is enough: chance is a small part of what differs between draws, and it is in
//! the spread over them. What the operator of a portal chooses is never drawn.

pub mod drawn;
pub mod full_scale;
pub mod over;
pub mod run;
mod same;
pub mod spec;
pub mod summary;

pub use drawn::{Draw, Draws, Unknown};
pub use over::DrawsRequest;
pub use run::{DrawRun, DrawRuns, DrawsExecution, DrawsPlan, KeptDraws};
pub use spec::DrawsSpec;
pub use summary::DrawsSummary;
