//! How credentials are obtained and shown, made ready for a run.

use std::collections::BTreeMap;
use std::ops::Range;

use super::standing::{Holding, Standing};
use crate::model::Model;
use crate::sim::error::SimError;
use crate::sim::person::Person;
use crate::sim::plan::{Plan, look_up};
use crate::sim::sampling::{MICROS, Sampler};

/// How credentials are obtained and shown, made ready.
#[derive(Debug, Clone)]
pub(crate) struct CredentialPlan {
    /// The pages on which one is asked for, among the pages of the plan.
    pub(super) asking: Range<usize>,
    /// The pages of the second product.
    pub(super) second: Range<usize>,
    /// The page at which a credential is shown.
    pub(super) login: usize,
    /// Time the gateway takes for a message \[µs\].
    pub(super) gateway_us: f64,
    pub(super) loss: f64,
    pub(super) delay: Option<Sampler>,
    pub(super) overdue_us: u64,
    pub(super) post: Option<Sampler>,
    pub(super) whole_one_wanted: f64,
    /// What the login page asks of the portal when a provider vouches for the person, and how often it does not.
    pub(super) provider: Option<(u8, f64)>,
}

impl CredentialPlan {
    pub(crate) fn new(
        model: &Model,
        classes: &BTreeMap<&str, usize>,
        scale: f64,
    ) -> Result<Option<Self>, SimError> {
        let Some(spec) = &model.people.credentials else {
            return Ok(None);
        };
        let own = model.journey.page.len();
        let second = own + spec.page.len();
        let provider = match &spec.identity_provider {
            Some(p) => Some((look_up(classes, "request", &p.request)? as u8, p.fails.get())),
            None => None,
        };
        let login = model.journey.page.iter().position(|p| p.name == spec.login);
        Ok(Some(CredentialPlan {
            asking: own..second,
            second: second..second + spec.second_product.as_ref().map_or(0, |s| s.page.len()),
            login: login.unwrap_or(0),
            gateway_us: spec.gateway.rate.map_or(0.0, |r| MICROS / (r.per_s() * scale)),
            loss: spec.gateway.loss.get(),
            delay: spec.gateway.delay.as_ref().map(Sampler::micros),
            overdue_us: spec.overdue_after.as_micros(),
            post: spec.post.as_ref().map(Sampler::micros),
            whole_one_wanted: spec.whole_one_wanted.get(),
            provider,
        }))
    }

    /// The page at which a credential is shown.
    pub(crate) fn login(&self) -> usize {
        self.login
    }
}

impl Plan {
    /// Gives a person who has come their standing, and lets them begin where it lets them begin.
    pub(crate) fn begin_with(&self, person: &mut Person, standing: Standing) {
        person.set_standing(standing);
        if let Some(c) = &self.credentials {
            person.page = match standing.holding() {
                Holding::Nothing => c.asking.start as u8,
                _ if standing.goes_for_second() && !c.second.is_empty() => c.second.start as u8,
                _ => person.page,
            };
        }
    }

    /// The first page of the journey that a page beyond the application belongs to.
    pub(crate) fn start_of_journey(&self, page: usize) -> u8 {
        let c = self.credentials.as_ref();
        c.map_or(0, |c| {
            if c.second.contains(&page) {
                c.second.start as u8
            } else {
                c.asking.start as u8
            }
        })
    }
}
