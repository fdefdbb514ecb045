//! The scenario as streams of people who behave alike, with how many of them are expected by when:
//! what a formula asks for.

use crate::model::people::{self, Credential};

use super::Scenario;
use super::application::Application;
use super::demand::DemandCurve;
use super::distribution::{Distribution, MICROS};
use super::indices::{GroupIndex, OfficeIndex, PageIndex, RoleIndex};
use super::people::Office;
use super::rates::RateCurve;
use super::role::Role;

/// People who behave alike: those of a group who apply themselves, or an office with its files.
pub struct Stream<'a> {
    /// The name of the group or the office.
    pub name: &'a str,
    /// How they behave, as written.
    pub role: &'a people::Role,
    /// The same, compiled.
    pub behaviour: &'a Role,
    /// The office, when these are files that operators work through.
    pub office: Option<&'a Office>,
    /// When they first want to apply.
    pub intents: Intents<'a>,
    /// What they hold when they first want to apply; `None`: all they need.
    pub credential: Option<&'a Credential>,
    /// How long those take who wait for a credential that nobody asks the portal for.
    pub obtained_after: Option<&'a Distribution>,
    /// The probability of trying again is the role's, times this.
    pub retry: f64,
    /// What one application takes.
    pub application: Application,
    /// Expected number of first intents in the run.
    pub people: f64,
}

/// When a number of people first want to apply, as an expected count: the mean of what the engine
/// draws.
#[derive(Default)]
pub struct Intents<'a> {
    /// So many people, each group of them by its own demand.
    closed: Vec<(f64, &'a DemandCurve)>,
    /// Newcomers of an open population.
    open: Option<&'a RateCurve>,
}

impl Intents<'_> {
    /// Expected number of first intents before `t` \[s\].
    pub fn before(&self, t: f64) -> f64 {
        let us = t * MICROS;
        let closed = self
            .closed
            .iter()
            .map(|(people, demand)| people * demand.share_before(us));
        closed.sum::<f64>() + self.open.map_or(0.0, |rates| rates.expected_before(us))
    }

    /// The constant rate \[1/s\] at which people come over the whole run, if they do.
    pub fn constant_rate(&self) -> Option<f64> {
        self.open.filter(|_| self.closed.is_empty())?.constant()
    }
}

impl Scenario {
    /// The streams of which anybody is expected: those of the groups, then those of the offices, in
    /// the order of their names.
    #[doc(hidden)]
    pub fn streams(&self) -> Vec<Stream<'_>> {
        let groups = self.groups.keys().map(|g| self.stream_of_group(g));
        let offices = self.offices.keys().map(|o| self.stream_of_office(o));
        let streams = groups.chain(offices);
        streams.filter(|stream| stream.people > 0.0).collect()
    }

    fn stream_of_group(&self, index: GroupIndex) -> Stream<'_> {
        let group = &self.groups[index];
        let away = group.office.map_or(0.0, |(_, share)| share);
        let people = group.size.map_or(0.0, |n| n as f64) * group.apply;
        let demand = group.demand.iter().map(|demand| (people * (1.0 - away), demand));
        let intents = Intents {
            closed: demand.collect(),
            open: group.arrivals.as_ref(),
        };
        let (think, retry) = self.mean_skill();
        Stream {
            credential: group.credential.as_ref(),
            obtained_after: group.obtained_after.as_ref(),
            retry,
            ..self.stream(&group.name, group.role, intents, think)
        }
    }

    fn stream_of_office(&self, index: OfficeIndex) -> Stream<'_> {
        let office = &self.offices[index];
        let of_group = |group: &'_ super::Group| {
            let (_, share) = group.office.filter(|(office, _)| *office == index)?;
            let files = group.size.map_or(0.0, |n| n as f64) * group.apply * share;
            Some(files)
        };
        let closed = self.groups.iter().filter_map(|group| {
            let demand = group.filing.as_ref().or(group.demand.as_ref())?;
            Some((of_group(group)?, demand))
        });
        let intents = Intents {
            closed: closed.collect(),
            open: None,
        };
        let first_share = 1.0 / office.files_per_login as f64;
        let stream = self.stream(&office.name, office.role, intents, 1.0);
        let further = self.application_from(self.next_file_from, stream.behaviour.mean_pace());
        Stream {
            office: Some(office),
            application: stream.application.mixed(first_share, &further),
            ..stream
        }
    }

    /// The stream of people of a role, whose think times are the role's times `think`.
    fn stream<'a>(&'a self, name: &'a str, role: RoleIndex, intents: Intents<'a>, think: f64) -> Stream<'a> {
        let behaviour = &self.roles[role];
        Stream {
            name,
            role: &behaviour.spec,
            behaviour,
            office: None,
            people: intents.before(self.end_us as f64 / MICROS),
            intents,
            credential: None,
            obtained_after: None,
            retry: 1.0,
            application: self.application_from(PageIndex::FIRST, behaviour.mean_pace() * think),
        }
    }

    /// Mean factors of skill, on think times and on the probability of trying again.
    fn mean_skill(&self) -> (f64, f64) {
        if self.skills.is_empty() {
            return (1.0, 1.0);
        }
        self.skills.iter().fold((0.0, 0.0), |(think, retry), skill| {
            (
                think + skill.share * skill.think,
                retry + skill.share * skill.retry,
            )
        })
    }
}
