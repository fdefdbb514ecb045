//! Who was served when, and what it cost whom.
//!
//! Outcomes by group, channel, skill and credential of the people of closed groups who came within the run (streams' customers leave no
//! trace). The definitions:
//!
//! - *wait*: from first intent to submission. *Attended*: the part of it at the screen or on the phone: page waits, thinking, between two
//!   tries of a visit; *unattended*: the rest, with a ticket in the waiting room, away until later, waiting for a credential or for an
//!   announced opening. Of those not submitted both run until they gave up, or to the end. A file handed to an office takes its owner no
//!   attended time.
//! - *ideal*: what a submitted application takes this person on an idle portal: their own thinking after each page but the last, and the
//!   work of their first request for each, both as drawn in the run. Never more than they attended: a page out of a cache may come sooner.
//!   *Lost* is attended less ideal, in people-hours, and so never negative; of those not submitted all of it is lost.
//! - *overtaking*: of the pairs of submitted people, the share submitted against the order of first intent; ties count for nobody. 0 in
//!   order of intent, 1/2 at random (M. Kendall, 1938).
//! - *Gini*: half the mean difference of two people over the mean: 0 when all are alike, 1/2 for an exponential law.
//! - *early*: the first tenth of the submissions.
//! - *blocked*: attempts turned away as those of a suspected attacker; people's attempts, so each of them is a false positive.

mod books;
mod order;

pub use super::result::{Equity, Share};
pub(crate) use books::equity;
pub use books::{CREDENTIALS, channels};
