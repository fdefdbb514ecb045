//! A model made ready to run: names turned into indices, laws into samplers, everything at its scale.

mod role;
mod throughput;

use std::collections::BTreeMap;

use crate::model::civil::{CivilClock, Stamps};
use crate::model::people::Group;
use crate::model::portal::Tier;
use crate::model::units::Duration;
use crate::model::{Law, Model, Network};

use super::credential::CredentialPlan;
use super::error::SimError;
use super::helpline::HelplinePlan;
use super::random::salt;
use super::sampling::{MICROS, Sampler};

pub(crate) use role::RolePlan;
pub(crate) use throughput::Throughput;
use throughput::throughput;

/// A model made ready to run.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) clock: CivilClock,
    /// How the run writes its times.
    pub(crate) stamps: Stamps,
    /// The instants at which the applications so far are told \[µs\], in order.
    pub(crate) marks: Vec<u64>,
    pub(crate) end_us: u64,
    pub(crate) bin_us: u64,
    pub(crate) deadline_us: u64,
    pub(crate) scale: f64,
    pub(crate) groups: Vec<GroupPlan>,
    pub(crate) roles: Vec<RolePlan>,
    pub(crate) offices: Vec<OfficePlan>,
    pub(crate) skills: Vec<SkillPlan>,
    /// Roles of the groups, then of the offices.
    pub(crate) role_of_kind: Vec<usize>,
    /// Keys to chance of the groups, then of the offices.
    pub(crate) salts: Vec<u64>,
    /// The pages of the application, then those on which a credential, and a second product, is asked for.
    pub(crate) pages: Vec<PagePlan>,
    /// How many of them are the application's.
    pub(crate) application_pages: usize,
    pub(crate) network: Network,
    pub(crate) credentials: Option<CredentialPlan>,
    pub(crate) helpline: Option<HelplinePlan>,
    pub(crate) classes: Vec<ClassPlan>,
    /// Their names.
    pub(crate) class_names: Vec<String>,
    pub(crate) tiers: Vec<TierPlan>,
    pub(crate) session_idle_us: u64,
    pub(crate) next_file_from: u8,
    pub(crate) restart_from: u8,
}

/// A group of people.
#[derive(Debug)]
pub(crate) struct GroupPlan {
    pub(crate) name: String,
    pub(crate) role: usize,
    /// People of a closed population; `None` for a stream.
    pub(crate) size: Option<u64>,
    pub(crate) spec: Group,
    /// The office its files go to, and the share that goes.
    pub(crate) office: Option<(usize, f64)>,
    /// The share that first has to obtain a credential, and how long that takes.
    pub(crate) credential: Option<(f64, Sampler)>,
}

/// Intermediaries of one kind.
#[derive(Debug)]
pub(crate) struct OfficePlan {
    pub(crate) role: usize,
    pub(crate) operators: u64,
    /// Working hours as absolute intervals \[µs\].
    pub(crate) hours: Vec<(u64, u64)>,
    pub(crate) files_per_login: u64,
    pub(crate) between_files: Option<Sampler>,
}

/// A level of skill.
#[derive(Debug)]
pub(crate) struct SkillPlan {
    /// Share of people at this level or below.
    pub(crate) cumulative: f64,
    pub(crate) think: f64,
    pub(crate) retry: f64,
    pub(crate) calls: f64,
}

/// A page.
#[derive(Debug)]
pub(crate) struct PagePlan {
    pub(crate) name: String,
    pub(crate) class: u8,
    pub(crate) think: Option<Sampler>,
}

/// A class of requests.
#[derive(Debug, Clone)]
pub(crate) struct ClassPlan {
    /// Work on each tier, outermost first.
    pub(crate) work: Vec<Option<Sampler>>,
    /// The innermost tier it reaches.
    pub(crate) deepest: usize,
}

/// A tier at its scale.
#[derive(Debug)]
pub(crate) struct TierPlan {
    pub(crate) name: String,
    pub(crate) slots: u64,
    /// `None`: a processor for each slot.
    pub(crate) throughput: Option<Throughput>,
    /// The most work it can do in a second of time \[s\].
    pub(crate) most_work: f64,
    pub(crate) spec: Tier,
    pub(crate) backlog_length: u64,
    pub(crate) start_full_of: Option<usize>,
}

/// A whole number at a scale, at least one.
pub(crate) fn scaled(n: u64, scale: f64) -> u64 {
    if scale >= 1.0 || n == u64::MAX {
        n
    } else {
        ((n as f64 * scale).round() as u64).max(1)
    }
}

impl Plan {
    /// Makes a model ready.
    pub(crate) fn new(model: &Model, scale: f64, until_us: Option<u64>) -> Result<Self, SimError> {
        if !(scale > 0.0 && scale <= 1.0) {
            return Err(SimError::ScaleOutOfRange { scale });
        }
        let clock = CivilClock::new(&model.calendar).map_err(|e| SimError::Calendar(e.to_string()))?;
        let end_us = until_us.unwrap_or(clock.horizon_us());
        if end_us == 0 || end_us > clock.horizon_us() {
            return Err(SimError::UntilOutOfRange);
        }
        let roles = index(&model.people.role);
        let office_names = index(&model.people.office);
        let classes = index(&model.portal.request);
        let instant = |m| clock.micros(m).clamp(0, i64::MAX) as u64;
        let page_at = |name: &Option<String>| {
            let found = name
                .as_ref()
                .and_then(|n| model.journey.page.iter().position(|p| &p.name == n));
            found.unwrap_or(0) as u8
        };
        let groups = groups(model, &roles, &office_names, scale)?;
        let offices = offices(model, &roles, &clock, scale)?;
        let bin_us = model.calendar.bin.as_micros().max(1);
        let deadline = model.calendar.deadline.as_ref();
        let deadline_us = deadline.map_or(end_us, instant).min(end_us);
        let recorded = model
            .record
            .iter()
            .filter_map(|observation| u64::try_from(clock.micros(&observation.at)).ok())
            .filter(|us| *us <= end_us);
        // All bins are multiples of the first.
        let told = [0, bin_us, deadline_us, end_us];
        let plan = Plan {
            stamps: clock.stamps(recorded.clone().chain(told)),
            marks: marks(&clock, bin_us, end_us, recorded),
            end_us,
            bin_us,
            deadline_us,
            scale,
            role_of_kind: groups
                .iter()
                .map(|g| g.role)
                .chain(offices.iter().map(|o| o.role))
                .collect(),
            groups,
            roles: model
                .people
                .role
                .iter()
                .map(|(name, r)| RolePlan::new(name, r))
                .collect(),
            offices,
            skills: skills(model),
            salts: salts(model),
            pages: pages(model, &classes)?,
            application_pages: model.journey.page.len(),
            network: model.network.clone(),
            credentials: CredentialPlan::new(model, &classes, scale)?,
            helpline: HelplinePlan::new(model, &clock, scale),
            class_names: model.portal.request.keys().cloned().collect(),
            classes: model
                .portal
                .request
                .values()
                .map(|r| class(model, &r.work))
                .collect(),
            tiers: tiers(model, &classes, scale),
            session_idle_us: model.journey.session_idle.map_or(u64::MAX, Duration::as_micros),
            next_file_from: page_at(&model.journey.next_file_from),
            restart_from: page_at(&model.journey.restart_from),
            clock,
        };
        plan.refuse_too_small()?;
        Ok(plan)
    }

    /// Applications a second the healthy portal can complete.
    pub(crate) fn completion_capacity(&self) -> f64 {
        (0..self.tiers.len())
            .map(|t| {
                let work: f64 = self
                    .application()
                    .iter()
                    .filter_map(|p| self.classes[p.class as usize].work[t].as_ref())
                    .map(Sampler::mean)
                    .sum();
                if work > 0.0 {
                    self.tiers[t].most_work * MICROS / work
                } else {
                    f64::INFINITY
                }
            })
            .fold(f64::INFINITY, f64::min)
    }

    /// Sessions the portal can hold at its knee: `N* = capacity × (think + service)`, page by page.
    fn saturation_sessions(&self) -> f64 {
        self.completion_capacity() * (self.mean_think() + self.mean_work()) / MICROS
    }

    /// The pages of the application.
    pub(crate) fn application(&self) -> &[PagePlan] {
        &self.pages[..self.application_pages]
    }

    /// Thinking over one application, on average, at a pace of 1 \[µs\].
    pub(crate) fn mean_think(&self) -> f64 {
        let laws = self.application().iter().filter_map(|p| p.think.as_ref());
        laws.map(Sampler::mean).sum()
    }

    /// Work of the pages of one application, on average \[µs\].
    pub(crate) fn mean_work(&self) -> f64 {
        self.application()
            .iter()
            .flat_map(|p| self.classes[p.class as usize].work.iter().flatten())
            .map(Sampler::mean)
            .sum()
    }

    /// The rule of scale: at least 100 sessions at the knee, 2 cores where there are more, and 50,000 people where there are more.
    fn refuse_too_small(&self) -> Result<(), SimError> {
        if self.scale >= 1.0 {
            return Ok(());
        }
        let people: u64 = self.groups.iter().filter_map(|g| g.size).sum();
        let full_people = people as f64 / self.scale;
        let sessions = self.saturation_sessions();
        let complain = |reason: String| {
            Err(SimError::ScaleTooSmall {
                scale: self.scale,
                reason,
            })
        };
        if (people as f64) < 50_000.0_f64.min(full_people) * 0.999 && people > 0 {
            return complain(format!(
                "{people} people are left, of the 50,000 that chance needs to even out"
            ));
        }
        if sessions.is_finite() && sessions < 100.0_f64.min(sessions / self.scale) && people > 0 {
            return complain(format!(
                "the portal saturates at {sessions:.0} sessions, and 100 are needed"
            ));
        }
        for tier in &self.tiers {
            let full = tier.most_work / self.scale;
            if tier.most_work < 2.0_f64.min(full) * 0.999 {
                return complain(format!(
                    "the tier `{}` is left with less than two cores",
                    tier.name
                ));
            }
        }
        Ok(())
    }
}

/// The start, the full hours, the ends of the bins, the instants of the public record, and the end of the run.
fn marks(clock: &CivilClock, bin_us: u64, end_us: u64, recorded: impl Iterator<Item = u64>) -> Vec<u64> {
    let bins = (0..=end_us / bin_us).map(|bin| bin * bin_us);
    let hours = clock.hour_starts().into_iter().filter(|us| *us <= end_us);
    let mut marks: Vec<u64> = bins.chain(hours).chain(recorded).chain([end_us]).collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

fn index<T>(map: &BTreeMap<String, T>) -> BTreeMap<&str, usize> {
    map.keys()
        .enumerate()
        .map(|(i, name)| (name.as_str(), i))
        .collect()
}

pub(super) fn look_up(
    names: &BTreeMap<&str, usize>,
    kind: &'static str,
    name: &str,
) -> Result<usize, SimError> {
    names.get(name).copied().ok_or_else(|| SimError::NoSuch {
        kind,
        name: name.to_owned(),
    })
}

fn groups(
    model: &Model,
    roles: &BTreeMap<&str, usize>,
    offices: &BTreeMap<&str, usize>,
    scale: f64,
) -> Result<Vec<GroupPlan>, SimError> {
    model
        .people
        .group
        .iter()
        .map(|(name, g)| {
            let office = match &g.through_office {
                Some(o) => Some((look_up(offices, "office", &o.office)?, o.share.get())),
                None => None,
            };
            Ok(GroupPlan {
                name: name.clone(),
                role: look_up(roles, "role", &g.role)?,
                size: g.size.map(|n| (n.get() as f64 * scale).round() as u64),
                spec: g.clone(),
                office,
                credential: g
                    .credential
                    .as_ref()
                    .and_then(|c| Some((c.missing.get(), Sampler::micros(c.obtained_after.as_ref()?)))),
            })
        })
        .collect()
}

fn offices(
    model: &Model,
    roles: &BTreeMap<&str, usize>,
    clock: &CivilClock,
    scale: f64,
) -> Result<Vec<OfficePlan>, SimError> {
    model
        .people
        .office
        .values()
        .map(|o| {
            Ok(OfficePlan {
                role: look_up(roles, "role", &o.role)?,
                operators: scaled(o.operators.get(), scale),
                hours: clock.intervals(&o.hours, &o.days),
                files_per_login: o.files_per_login.get().clamp(1, u32::MAX.into()),
                between_files: o.between_files.as_ref().map(Sampler::micros),
            })
        })
        .collect()
}

fn skills(model: &Model) -> Vec<SkillPlan> {
    let total: f64 = model.people.skill.values().map(|s| s.weight.get()).sum();
    let mut cumulative = 0.0;
    model
        .people
        .skill
        .values()
        .map(|s| {
            cumulative += s.weight.get() / total;
            SkillPlan {
                cumulative,
                think: s.think.get(),
                retry: s.retry.get(),
                calls: s.calls.get(),
            }
        })
        .collect()
}

fn salts(model: &Model) -> Vec<u64> {
    let groups = model.people.group.keys().map(|n| salt("group", n));
    groups
        .chain(model.people.office.keys().map(|n| salt("office", n)))
        .collect()
}

fn pages(model: &Model, classes: &BTreeMap<&str, usize>) -> Result<Vec<PagePlan>, SimError> {
    let credentials = model.people.credentials.as_ref();
    let asked_for = credentials.map_or(&[][..], |c| &c.page);
    let second = credentials.and_then(|c| c.second_product.as_ref());
    let application = model.journey.page.iter().chain(asked_for);
    application
        .chain(second.map_or(&[][..], |s| &s.page))
        .map(|p| {
            Ok(PagePlan {
                name: p.name.clone(),
                class: look_up(classes, "request", &p.request)? as u8,
                think: p.think.as_ref().map(Sampler::micros),
            })
        })
        .collect()
}

fn class(model: &Model, work: &BTreeMap<String, Law>) -> ClassPlan {
    let work: Vec<Option<Sampler>> = model
        .portal
        .tier
        .iter()
        .map(|t| work.get(&t.name).map(Sampler::micros))
        .collect();
    let deepest = work.iter().rposition(Option::is_some).unwrap_or(0);
    ClassPlan { work, deepest }
}

fn tiers(model: &Model, classes: &BTreeMap<&str, usize>, scale: f64) -> Vec<TierPlan> {
    model
        .portal
        .tier
        .iter()
        .map(|t| {
            let slots = scaled(t.slots.get(), scale);
            let throughput = throughput(t, slots, scale);
            let most_work = match throughput {
                None => slots as f64,
                Some(f) => (1..=slots.min(1_000_000))
                    .map(|n| f.at(n as f64))
                    .fold(0.0, f64::max),
            };
            TierPlan {
                name: t.name.clone(),
                slots,
                throughput,
                most_work,
                backlog_length: match &t.backlog {
                    None => 0,
                    Some(b) => {
                        b.length.map_or(
                            u64::MAX,
                            |n| {
                                if n.get() == 0 { 0 } else { scaled(n.get(), scale) }
                            },
                        )
                    }
                },
                start_full_of: t
                    .start_full_of
                    .as_ref()
                    .and_then(|n| classes.get(n.as_str()).copied()),
                spec: t.clone(),
            }
        })
        .collect()
}
