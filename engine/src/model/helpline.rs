//! The contact centre: lines, operators, and people who call again.
//!
//! ```text
//!   calls ─▶ [ line ] ─▶ ( operators ) ─▶ answered ─▶ calls back later, some
//!     │         └─ patience spent: abandoned ─┐
//!     └─ no line free: busy ──────────────────┴─▶ dials again later, some
//! ```

use schemars::JsonSchema;
use serde::Deserialize;

use super::arrivals::Arrivals;
use super::law::Law;
use super::units::{Count, DailyHours, Share, Weekdays};

/// The helpline.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Helpline {
    /// How many operators answer at once.
    pub operators: Count,
    /// How many calls it holds, in line or in conversation; absent: without bound.
    #[serde(default)]
    pub trunks: Option<Count>,
    /// When it takes calls. Who is in line when it closes is still answered.
    #[serde(default = "DailyHours::whole_day")]
    pub hours: DailyHours,
    /// On which days.
    #[serde(default)]
    pub days: Weekdays,
    /// How long a conversation takes.
    pub handling: Law,
    /// How long a caller stays in line; absent: for ever.
    #[serde(default)]
    pub patience: Option<Law>,
    /// Of the callers who got a busy signal or hung up, the share that dials again.
    #[serde(default)]
    pub redial: Share,
    /// How much later; also, how long after the opening those call who wanted to while it was closed.
    #[serde(default)]
    pub redial_after: Option<Law>,
    /// Of the callers answered, the share that calls back with another question.
    #[serde(default)]
    pub reconnect: Share,
    /// How much later.
    #[serde(default)]
    pub reconnect_after: Option<Law>,
    /// Probability that a failed attempt makes an applicant call, beside going on; skill multiplies it.
    #[serde(default)]
    pub per_failure: Share,
    /// Calls about everything else, made while it is open.
    #[serde(default)]
    pub everyday: Option<Arrivals>,
}
