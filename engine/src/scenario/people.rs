//! Who comes: groups, offices and levels of skill, at the scale of the run.

use std::collections::BTreeMap;

use typed_index_collections::TiVec;

use crate::model::Model;
use crate::model::civil::CivilClock;
use crate::model::people::Credential;

use super::demand::DemandCurve;
use super::distribution::Distribution;
use super::error::ScenarioError;
use super::hours::OpeningHours;
use super::indices::{GroupIndex, KindIndex, OfficeIndex, RoleIndex, SkillIndex};
use super::key::entity_key;
use super::names::look_up;
use super::rates::RateCurve;
use super::scale::scaled;

/// A group of people.
#[derive(Debug)]
pub struct Group {
    pub(crate) name: String,
    pub(crate) role: RoleIndex,
    /// People of a closed population; `None` for a stream.
    pub size: Option<u64>,
    /// The share of them that ever wants to apply.
    pub apply: f64,
    /// Newcomers of an open population.
    pub(crate) arrivals: Option<RateCurve>,
    /// The office its files go to, and the share that goes.
    pub(crate) office: Option<(OfficeIndex, f64)>,
    /// When the people of a closed group first want to apply.
    pub(crate) demand: Option<DemandCurve>,
    /// When those of them who hand their files in do so; `None`: as the others first want to apply.
    pub(crate) filing: Option<DemandCurve>,
    /// What its people hold when they first want to apply; `None`: all they need.
    pub(crate) credential: Option<Credential>,
    /// How long those wait who hold nothing, where nobody asks the portal for a credential.
    pub(crate) obtained_after: Option<Distribution>,
}

/// Intermediaries of one kind.
#[derive(Debug)]
pub struct Office {
    pub(crate) name: String,
    pub(crate) role: RoleIndex,
    /// How many people work there at the scale.
    pub operators: u64,
    /// Working hours.
    pub hours: OpeningHours,
    /// Files done under one login.
    pub files_per_login: u64,
    /// How long a file takes on the desk before the next one is begun.
    pub between_files: Option<Distribution>,
}

/// A level of skill.
#[derive(Debug)]
pub struct Skill {
    /// Share of people at this level.
    pub(crate) share: f64,
    /// Share of people at this level or below.
    pub(crate) cumulative: f64,
    pub(crate) think: f64,
    pub(crate) retry: f64,
    pub(crate) calls: f64,
}

pub(super) fn groups(
    model: &Model,
    roles: &BTreeMap<&str, RoleIndex>,
    offices: &BTreeMap<&str, OfficeIndex>,
    clock: &CivilClock,
    scale: f64,
) -> Result<TiVec<GroupIndex, Group>, ScenarioError> {
    model
        .people
        .group
        .iter()
        .map(|(name, g)| {
            let office = match &g.through_office {
                Some(o) => Some((look_up(offices, "office", &o.office)?, o.share.get())),
                None => None,
            };
            let filing = g.through_office.as_ref().and_then(|o| o.demand.as_ref());
            let (demand, filing) = match g.size {
                Some(_) => (
                    Some(demand(model, g.demand.as_ref(), clock)?),
                    filing.map(|name| demand(model, Some(name), clock)).transpose()?,
                ),
                None => (None, None),
            };
            Ok(Group {
                name: name.clone(),
                role: look_up(roles, "role", &g.role)?,
                size: g.size.map(|n| (n.get() as f64 * scale).round() as u64),
                apply: g.apply.get(),
                arrivals: g
                    .arrivals
                    .as_ref()
                    .map(|a| RateCurve::of_arrivals(a, clock, scale)),
                office,
                demand,
                filing,
                credential: g.credential.clone(),
                obtained_after: g
                    .credential
                    .as_ref()
                    .and_then(|c| c.obtained_after.as_ref())
                    .map(Distribution::micros),
            })
        })
        .collect()
}

/// The demand of that name.
fn demand(model: &Model, name: Option<&String>, clock: &CivilClock) -> Result<DemandCurve, ScenarioError> {
    let found = name.and_then(|name| model.people.demand.get(name));
    let missing = || ScenarioError::NoSuch {
        kind: "demand",
        name: name.cloned().unwrap_or_default(),
    };
    Ok(DemandCurve::new(found.ok_or_else(missing)?, clock))
}

pub(super) fn offices(
    model: &Model,
    roles: &BTreeMap<&str, RoleIndex>,
    clock: &CivilClock,
    scale: f64,
) -> Result<TiVec<OfficeIndex, Office>, ScenarioError> {
    model
        .people
        .office
        .iter()
        .map(|(name, o)| {
            Ok(Office {
                name: name.clone(),
                role: look_up(roles, "role", &o.role)?,
                operators: scaled(o.operators.get(), scale),
                hours: OpeningHours::new(clock, o.hours, o.days),
                files_per_login: o.files_per_login.get().clamp(1, u32::MAX.into()),
                between_files: o.between_files.as_ref().map(Distribution::micros),
            })
        })
        .collect()
}

pub(super) fn skills(model: &Model) -> TiVec<SkillIndex, Skill> {
    let total: f64 = model.people.skill.values().map(|s| s.weight.get()).sum();
    let mut cumulative = 0.0;
    model
        .people
        .skill
        .values()
        .map(|s| {
            let share = s.weight.get() / total;
            cumulative += share;
            Skill {
                share,
                cumulative,
                think: s.think.get(),
                retry: s.retry.get(),
                calls: s.calls.get(),
            }
        })
        .collect()
}

/// Keys to chance of the groups, then of the offices.
pub(super) fn salts(model: &Model) -> TiVec<KindIndex, u64> {
    let groups = model.people.group.keys().map(|n| entity_key("group", n));
    groups
        .chain(model.people.office.keys().map(|n| entity_key("office", n)))
        .collect()
}
