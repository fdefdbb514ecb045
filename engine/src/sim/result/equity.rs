//! Who was served when, and what it cost whom; [`sim::equity`](crate::sim::equity) has the definitions.

use serde::Serialize;

use super::{TimeDistribution, WaitSummary, as_map};

/// Who was served when, and what it cost whom.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct Equity {
    /// Everyone.
    pub all: Share,
    /// By group of people.
    #[serde(serialize_with = "as_map")]
    pub by_group: Vec<(String, Share)>,
    /// By channel: by their `own hand`; by their own hand after an operator of the `helpline` has spoken to them; or an `office`, by name.
    #[serde(serialize_with = "as_map")]
    pub by_channel: Vec<(String, Share)>,
    /// By level of skill, of those who go themselves; empty when all are alike.
    #[serde(serialize_with = "as_map")]
    pub by_skill: Vec<(String, Share)>,
    /// By what they held at first, of those who go themselves: `held`, `identity provider` or `none at first`.
    #[serde(serialize_with = "as_map")]
    pub by_credential: Vec<(String, Share)>,
    /// Share of pairs of submitted people against the order of first intent; `None` without a pair.
    pub overtaking: Option<f64>,
    /// Gini coefficient of the waits of the submitted; `None` when nobody is.
    pub gini_wait: Option<f64>,
    /// Gini coefficient of the attended time of those who go themselves; `None` when nobody does.
    pub gini_attended: Option<f64>,
    /// Offices' share of the first tenth of the submissions; `None` when there is none.
    pub office_share_of_early: Option<f64>,
    /// Offices' share of all submissions.
    pub office_share_of_all: Option<f64>,
}

/// What came of some of the people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct Share {
    /// Came.
    pub tried: u64,
    /// Submitted.
    pub submitted: u64,
    /// Submitted by the deadline.
    pub submitted_by_deadline: u64,
    /// Among the first tenth of the submissions.
    pub early: u64,
    /// Time from first intent to submission \[s\].
    pub wait_s: WaitSummary,
    /// At the screen or on the phone \[people-hours\].
    pub attended_h: f64,
    /// Waiting elsewhere \[people-hours\].
    pub unattended_h: f64,
    /// Attended, and more than an idle portal would have taken \[people-hours\].
    pub lost_h: f64,
    /// Attempts turned away as a suspected attacker's; `None` where they are not told apart.
    pub blocked: Option<u64>,
    /// The waits, for any percentile; not in the JSON object.
    #[serde(skip)]
    pub waits: TimeDistribution,
}
