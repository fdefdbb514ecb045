//! What one run reports.
//!
//! [`RunResult`] serialises to the stable JSON object documented in `docs/results.md`; the time series and
//! the histogram of waits beside it go to tables and charts. Attempts (HTTP requests by a person) and
//! applications (completed submissions) are never mixed.

mod attack;
mod attempts;
mod collapse;
mod distribution;
mod equity;
mod figures;
mod help;
mod json;
mod map;
mod operator;
mod run;
mod series;
mod times;

pub(crate) use self::map::as_map;

pub use self::attack::{AttackSummary, ConnectionSummary, DefenceSummary, GuessSummary};
pub use self::attempts::{AttemptCounts, Outcome};
pub use self::collapse::Collapse;
pub use self::distribution::{RunTimes, TimeDistribution};
pub use self::equity::{Equity, Share};
pub use self::figures::{Figure, MeasureFigures, NamedFigures};
pub use self::help::{CallReasons, CallWaits, CredentialSummary, HelplineSummary, SecondProductSummary};
pub use self::operator::{ActSummary, OperatorSummary, ScalingStep};
pub use self::run::{Cumulative, RunResult};
pub use self::series::{BinCounts, BinState, Series, WaitHistogram};
pub use self::times::{GroupSummary, PageSummary, TierSummary, WaitSummary};
