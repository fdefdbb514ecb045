//! The JSON object of a run: its keys and their order are stable (`docs/results.md`).
//!
//! The keys of a waiting room, an emergency cache and locked accounts are older than named figures and
//! stay where they were, `null` without such a measure. Figures of all other measures stand under
//! `measures`.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{
    AttackSummary, AttemptCounts, Collapse, CredentialSummary, Cumulative, DefenceSummary, Equity,
    GroupSummary, HelplineSummary, MeasureFigures, NamedFigures, OperatorSummary, PageSummary, RunResult,
    TierSummary, WaitSummary, as_map,
};

/// Kinds of measures whose figures have a key of their own.
const WAITING_ROOM: &str = "waiting-room";
const EMERGENCY_CACHE: &str = "emergency-cache";
const LOCKOUT: &str = "lockout";

impl Serialize for RunResult {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        Object::of(self).serialize(s)
    }
}

/// The object, key by key. What each is stands with [`RunResult`].
#[derive(Serialize)]
struct Object<'a> {
    model: &'a str,
    policy: &'a str,
    seed: u64,
    replication: u64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    antithetic: bool,
    scale: f64,
    people_per_simulated_person: f64,
    time_zone: &'a str,
    start: &'a str,
    until: &'a str,
    events: u64,
    wall_s: f64,
    peak_rss_mib: Option<f64>,
    eligible: u64,
    tried: u64,
    submitted: u64,
    still_trying: u64,
    given_up: u64,
    never_came: u64,
    submitted_by_deadline: u64,
    deadline: &'a str,
    submitted_by: &'a [Cumulative],
    attempts: &'a AttemptCounts,
    wait_s: &'a WaitSummary,
    page_s: &'a PageSummary,
    #[serde(serialize_with = "as_map")]
    tiers: &'a [(String, TierSummary)],
    collapsed: bool,
    collapse: Option<&'a Collapse>,
    #[serde(serialize_with = "as_map")]
    by_group: &'a [(String, GroupSummary)],
    waiting_room: Option<&'a NamedFigures>,
    emergency_cache: Option<&'a NamedFigures>,
    credentials: Option<&'a CredentialSummary>,
    helpline: Option<&'a HelplineSummary>,
    equity: Option<&'a Equity>,
    operator: Option<&'a OperatorSummary>,
    defences: &'a [DefenceSummary],
    lockouts: Option<&'a NamedFigures>,
    #[serde(skip_serializing_if = "Others::is_empty")]
    measures: Others<'a>,
    #[serde(serialize_with = "as_map")]
    attacks: &'a [(String, AttackSummary)],
}

impl<'a> Object<'a> {
    fn of(run: &'a RunResult) -> Self {
        Object {
            model: &run.model,
            policy: &run.policy,
            seed: run.seed,
            replication: run.replication,
            antithetic: run.antithetic,
            scale: run.scale,
            people_per_simulated_person: 1.0 / run.scale,
            time_zone: &run.time_zone,
            start: &run.start,
            until: &run.until,
            events: run.events,
            wall_s: run.wall_s,
            peak_rss_mib: run.peak_rss_mib,
            eligible: run.eligible,
            tried: run.tried,
            submitted: run.submitted,
            still_trying: run.still_trying,
            given_up: run.given_up,
            never_came: run.never_came,
            submitted_by_deadline: run.submitted_by_deadline,
            deadline: &run.deadline,
            submitted_by: &run.submitted_by,
            attempts: &run.attempts,
            wait_s: &run.wait_s,
            page_s: &run.page_s,
            tiers: &run.tiers,
            collapsed: run.collapsed,
            collapse: run.collapse.as_ref(),
            by_group: &run.by_group,
            waiting_room: run.measures.of(WAITING_ROOM),
            emergency_cache: run.measures.of(EMERGENCY_CACHE),
            credentials: run.credentials.as_ref(),
            helpline: run.helpline.as_ref(),
            equity: run.equity.as_ref(),
            operator: run.operator.as_ref(),
            defences: &run.defences,
            lockouts: run.measures.of(LOCKOUT),
            measures: Others(&run.measures),
            attacks: &run.attacks,
        }
    }
}

/// The figures that have no key of their own.
struct Others<'a>(&'a MeasureFigures);

impl Others<'_> {
    fn named(&self) -> impl Iterator<Item = &NamedFigures> {
        let named = self.0.named.iter();
        named.filter(|figures| ![WAITING_ROOM, EMERGENCY_CACHE, LOCKOUT].contains(&figures.kind.as_str()))
    }

    fn is_empty(&self) -> bool {
        self.named().next().is_none() && self.0.scaling.is_empty()
    }
}

impl Serialize for Others<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        for figures in self.named() {
            // Names in the object are written with underscores.
            map.serialize_entry(&figures.kind.replace('-', "_"), figures)?;
        }
        if !self.0.scaling.is_empty() {
            map.serialize_entry("scaling", &self.0.scaling)?;
        }
        map.end()
    }
}
