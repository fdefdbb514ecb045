//! What the measures of a policy ask of a launch.

use super::flow::Day;
use super::launch::Launch;
use super::load::file_s;
use super::room::{FEWEST, bears_with_operators};
use crate::messages::Language;
use crate::statement::{Expected, Queue, Typical};
use clickday_engine::model::{CivilClock, Measure, Model};
use clickday_engine::scenario::Stream;

/// The busiest hour is looked for hour by hour.
const HOUR_S: f64 = 3_600.0;

/// A launch and its day, as measures ask for them.
pub(super) struct OfMeasures<'a> {
    pub(super) launch: &'a Launch<'a>,
    pub(super) day: &'a Day,
}

impl Expected for OfMeasures<'_> {
    fn language(&self) -> Language {
        self.launch.language
    }

    fn model(&self) -> &Model {
        self.launch.model
    }

    fn measures(&self) -> &[Measure] {
        self.launch.measures
    }

    fn clock(&self) -> &CivilClock {
        self.launch.clock
    }

    fn typical(&self) -> Option<Typical> {
        let stream = self.launch.typical()?;
        Some(Typical {
            pages: stream.application.pages,
            think_s: stream.application.think_s,
            service_s: stream.application.service_s(),
            steady_rate: stream.intents.constant_rate(),
            retry: stream.role.retry.get() * stream.retry,
            session_lost: stream.role.session_lost.get(),
            capacity: self.launch.bottleneck(&stream.application).map(|(_, rate)| rate),
        })
    }

    fn come_between(&self, from_s: f64, until_s: f64) -> f64 {
        let come = |s: &Stream| s.intents.before(until_s) - s.intents.before(from_s);
        self.launch.streams.iter().map(come).sum()
    }

    fn busiest(&self, role: &str) -> (f64, f64) {
        let of_role = || self.launch.streams.iter().filter(|s| s.behaviour.name == role);
        let rate = of_role().map(|s| busiest(self.launch, s)).sum();
        (of_role().map(heads).sum(), rate)
    }

    fn hardest_flood(&self) -> f64 {
        let starts = self.launch.pulse_starts().into_iter();
        let at = |t| self.launch.floods_at(t).map(|(rate, _)| rate).sum();
        starts.map(at).fold(0.0, f64::max)
    }

    fn bears(&self, beside_s: f64) -> Option<f64> {
        let stream = self.launch.typical()?;
        let (_, capacity) = self.launch.bottleneck(&stream.application)?;
        let most = stream.application.saturation_point(capacity, beside_s);
        (most >= FEWEST).then_some(most)
    }

    fn bears_with_operators(&self, beside_s: f64) -> Option<f64> {
        bears_with_operators(self.launch, beside_s)
    }

    fn queue(&self) -> Queue {
        Queue {
            most: self.day.most_waiting,
            summed_s: self.day.waiting_s,
            at_end: self.day.waiting,
            called: self.day.called,
        }
    }

    fn has_offices(&self) -> bool {
        self.launch.streams.iter().any(|s| s.office.is_some())
    }

    fn people(&self) -> f64 {
        self.launch.streams.iter().map(|s| s.people).sum()
    }
}

/// Those who sit at a screen: operators of an office, or everyone who goes to the portal in the
/// run.
fn heads(stream: &Stream) -> f64 {
    stream
        .office
        .map_or(stream.people, |office| office.operators as f64)
}

/// Requests a second of a stream in its busiest hour, on a quick portal.
fn busiest(launch: &Launch, stream: &Stream) -> f64 {
    let pages = stream.application.pages;
    let files_limit = stream
        .office
        .map_or(f64::INFINITY, |_| heads(stream) / file_s(stream));
    let rate = stream.intents.constant_rate().unwrap_or_else(|| {
        let hours = (0_u32..).map(|h| f64::from(h) * HOUR_S);
        hours
            .take_while(|from| *from < launch.horizon_s)
            .map(|from| (stream.intents.before(from + HOUR_S) - stream.intents.before(from)) / HOUR_S)
            .fold(0.0, f64::max)
    });
    rate.min(files_limit) * pages
}
