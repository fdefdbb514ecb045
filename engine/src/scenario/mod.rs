//! A scenario: a model under a policy at a scale, compiled once. Names are indices, laws are
//! distributions, hours are stretches of the run, and sizes are at the scale.
//!
//! The engine runs it; theory, `explain` and charts read it. It knows the model and nothing of what
//! is done with it.
//!
//! | file | what it compiles |
//! |---|---|
//! | `people`, `role` | groups, offices and levels of skill; how a kind of visitor behaves |
//! | `demand`, `rates` | when people first want to apply, and rates that change |
//! | `streams`, `application` | people who behave alike, and what one application takes: what a formula asks for |
//! | `journey`, `credentials`, `helpline` | the pages they go through, and whom they call |
//! | `portal`, `service` | classes of requests, and what the tiers can do |
//! | `distribution` | probability laws |
//! | `hours` | when something is open |
//! | `indices` | types of the indices |
//! | `key`, `names` | names as keys to chance and as indices |
//! | `scale`, `least_scale` | sizes at a scale; which scales are too small |

mod application;
mod credentials;
mod demand;
mod distribution;
mod error;
mod helpline;
mod hours;
mod indices;
mod journey;
mod key;
mod least_scale;
mod names;
mod people;
mod portal;
mod rates;
mod role;
mod scale;
mod service;
mod streams;

use typed_index_collections::TiVec;

use crate::model::civil::{CivilClock, Stamps};
use crate::model::units::Duration;
use crate::model::{Model, Network, Policy};

use self::journey::pages;
use self::names::index;
use self::people::{groups, offices, salts, skills};
use self::portal::{class, tiers};

pub use self::application::{Application, saturation_point};
pub use self::credentials::CredentialRules;
pub use self::demand::DemandCurve;
pub use self::distribution::{Distribution, Lognormal, MICROS};
pub use self::error::ScenarioError;
pub use self::helpline::Helpline;
pub use self::hours::OpeningHours;
pub use self::indices::Kinds;
pub use self::indices::{
    AttackIndex, ClassIndex, GroupIndex, KindIndex, OfficeIndex, PageIndex, RoleIndex, RuleIndex, SkillIndex,
    TierIndex,
};
pub use self::journey::Page;
pub use self::key::splitmix;
pub(crate) use self::key::{entity_key, hash};
pub use self::people::{Group, Office, Skill};
pub use self::portal::{Class, Tier};
pub use self::rates::RateCurve;
pub use self::role::Role;
pub use self::scale::scaled;
pub use self::service::ServiceCurve;
pub use self::streams::{Intents, Stream};

/// A model under a policy at a scale, compiled.
#[derive(Debug)]
pub struct Scenario {
    /// The model as it is under the policy.
    #[doc(hidden)]
    pub model: Model,
    /// The policy's name.
    #[doc(hidden)]
    pub policy_name: String,
    /// The policy: its measures, and what the operator does.
    #[doc(hidden)]
    pub policy: Policy,
    /// The clock of the calendar.
    #[doc(hidden)]
    pub clock: CivilClock,
    /// How the run writes its times.
    pub(crate) stamps: Stamps,
    /// The instants at which the applications so far are counted \[µs\], in order.
    pub(crate) marks: Vec<u64>,
    /// The end of the run \[µs\].
    #[doc(hidden)]
    pub end_us: u64,
    pub(crate) bin_us: u64,
    pub(crate) deadline_us: u64,
    /// The scale, in (0, 1].
    #[doc(hidden)]
    pub scale: f64,
    /// The groups of people.
    #[doc(hidden)]
    pub groups: TiVec<GroupIndex, Group>,
    /// The roles.
    #[doc(hidden)]
    pub roles: TiVec<RoleIndex, Role>,
    pub(crate) offices: TiVec<OfficeIndex, Office>,
    pub(crate) skills: TiVec<SkillIndex, Skill>,
    /// Roles of the groups, then of the offices.
    pub(crate) role_of_kind: TiVec<KindIndex, RoleIndex>,
    /// Keys to chance of the groups, then of the offices.
    #[doc(hidden)]
    pub salts: TiVec<KindIndex, u64>,
    /// The pages of the application, then those on which a credential, and a second product, is
    /// asked for.
    #[doc(hidden)]
    pub pages: TiVec<PageIndex, Page>,
    /// One past the last page of the application.
    #[doc(hidden)]
    pub application_end: PageIndex,
    /// Where people come from.
    #[doc(hidden)]
    pub network: Network,
    /// How credentials are obtained, where some are needed.
    #[doc(hidden)]
    pub credentials: Option<CredentialRules>,
    /// The contact centre, where there is one.
    #[doc(hidden)]
    pub helpline: Option<Helpline>,
    /// The classes of requests.
    #[doc(hidden)]
    pub classes: TiVec<ClassIndex, Class>,
    /// Their names.
    #[doc(hidden)]
    pub class_names: TiVec<ClassIndex, String>,
    /// The tiers, outermost first.
    #[doc(hidden)]
    pub tiers: TiVec<TierIndex, Tier>,
    /// Requests a second of the attacks, in the order of their names.
    #[doc(hidden)]
    pub attack_rates: TiVec<AttackIndex, RateCurve>,
    pub(crate) session_idle_us: u64,
    pub(crate) next_file_from: PageIndex,
    pub(crate) restart_from: PageIndex,
}

impl Scenario {
    /// Compiles a model under the policy of that name, at a scale in (0, 1], up to an instant
    /// \[µs\] or the end of the model.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] for a policy or a name that the model does not have, a calendar that
    /// cannot be read, an end outside of it, and a scale that is out of range or too small to mean
    /// anything.
    pub fn new(
        model: &Model,
        policy_name: &str,
        scale: f64,
        until_us: Option<u64>,
    ) -> Result<Self, ScenarioError> {
        let model = model.under(policy_name);
        let unknown = || ScenarioError::UnknownPolicy {
            name: policy_name.to_owned(),
            known: model.policy.keys().cloned().collect(),
        };
        let policy = model.policy.get(policy_name).ok_or_else(unknown)?;
        if !(scale > 0.0 && scale <= 1.0) {
            return Err(ScenarioError::ScaleOutOfRange { scale });
        }
        let clock = CivilClock::new(&model.calendar).map_err(|e| ScenarioError::Calendar(e.to_string()))?;
        let end_us = until_us.unwrap_or(clock.horizon_us());
        if end_us == 0 || end_us > clock.horizon_us() {
            return Err(ScenarioError::UntilOutOfRange);
        }
        let roles = index(&model.people.role);
        let office_names = index(&model.people.office);
        let classes = index(&model.portal.request);
        let instant = |m| clock.micros(m).clamp(0, i64::MAX) as u64;
        let page_at = |name: &Option<String>| {
            let found = name
                .as_ref()
                .and_then(|n| model.journey.page.iter().position(|p| &p.name == n));
            found.map_or(PageIndex::FIRST, PageIndex::from)
        };
        let groups = groups(model, &roles, &office_names, &clock, scale)?;
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
        let scenario = Scenario {
            model: model.clone(),
            policy_name: policy_name.to_owned(),
            policy: policy.clone(),
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
                .map(|(name, r)| Role::new(name, r))
                .collect(),
            offices,
            skills: skills(model),
            salts: salts(model),
            pages: pages(model, &classes)?,
            application_end: PageIndex::from(model.journey.page.len()),
            network: model.network.clone(),
            credentials: CredentialRules::new(model, &classes, scale)?,
            helpline: Helpline::new(model, &clock, scale),
            class_names: model.portal.request.keys().cloned().collect(),
            classes: model
                .portal
                .request
                .values()
                .map(|r| class(model, &r.work))
                .collect(),
            tiers: tiers(model, &classes, scale),
            attack_rates: model
                .attack
                .values()
                .map(|attack| RateCurve::of_pulses(attack.pulses(), &clock, scale))
                .collect(),
            session_idle_us: model.journey.session_idle.map_or(u64::MAX, Duration::as_micros),
            next_file_from: page_at(&model.journey.next_file_from),
            restart_from: page_at(&model.journey.restart_from),
            clock,
        };
        scenario.refuse_too_small()?;
        Ok(scenario)
    }

    /// How its kinds of visitors are numbered.
    #[inline]
    #[doc(hidden)]
    pub fn kinds(&self) -> Kinds {
        Kinds::new(self.groups.len())
    }

    /// The first page of the journey that a page beyond the application belongs to.
    pub(crate) fn start_of_journey(&self, page: PageIndex) -> PageIndex {
        let c = self.credentials.as_ref();
        c.map_or(PageIndex::FIRST, |c| {
            if c.second.contains(&page) {
                c.second.start
            } else {
                c.asking.start
            }
        })
    }
}

/// The start, the full hours, the ends of the bins, the instants of the public record, and the end
/// of the run.
fn marks(clock: &CivilClock, bin_us: u64, end_us: u64, recorded: impl Iterator<Item = u64>) -> Vec<u64> {
    let bins = (0..=end_us / bin_us).map(|bin| bin * bin_us);
    let hours = clock.hour_starts().into_iter().filter(|us| *us <= end_us);
    let mut marks: Vec<u64> = bins.chain(hours).chain(recorded).chain([end_us]).collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}
