//! The contact centre: its operators, its lines, and how callers behave.

use crate::model::Model;
use crate::model::civil::CivilClock;

use super::distribution::Distribution;
use super::hours::OpeningHours;
use super::rates::RateCurve;
use super::scale::scaled;

/// The contact centre.
#[derive(Debug, Clone)]
pub struct Helpline {
    /// How many operators answer at once.
    pub operators: u64,
    /// How many calls it holds, in line or in conversation.
    pub trunks: u64,
    /// When it takes calls.
    pub hours: OpeningHours,
    /// How long a call takes.
    pub handling: Distribution,
    /// How long callers wait; `None`: for ever.
    pub patience: Option<Distribution>,
    redial: f64,
    pub(crate) redial_after: Option<Distribution>,
    reconnect: f64,
    reconnect_after: Option<Distribution>,
    /// The probability of a call after a failure.
    pub per_failure: f64,
    /// Calls about everything else.
    pub everyday: Option<RateCurve>,
}

impl Helpline {
    pub(super) fn new(model: &Model, clock: &CivilClock, scale: f64) -> Option<Self> {
        let spec = model.people.helpline.as_ref()?;
        Some(Helpline {
            operators: scaled(spec.operators.get(), scale),
            trunks: spec.trunks.map_or(u64::MAX, |n| scaled(n.get(), scale)),
            hours: OpeningHours::new(clock, spec.hours, spec.days),
            handling: Distribution::micros(&spec.handling),
            patience: spec.patience.as_ref().map(Distribution::micros),
            redial: spec.redial.get(),
            redial_after: spec.redial_after.as_ref().map(Distribution::micros),
            reconnect: spec.reconnect.get(),
            reconnect_after: spec.reconnect_after.as_ref().map(Distribution::micros),
            per_failure: spec.per_failure.get(),
            everyday: spec
                .everyday
                .as_ref()
                .map(|a| RateCurve::of_arrivals(a, clock, scale)),
        })
    }

    /// The share of those who did not get through who call again, and the law of how much later.
    pub fn redialling(&self) -> (f64, Option<&Distribution>) {
        (self.redial, self.redial_after.as_ref())
    }

    /// The same of those who did get through.
    pub fn reconnecting(&self) -> (f64, Option<&Distribution>) {
        (self.reconnect, self.reconnect_after.as_ref())
    }
}
