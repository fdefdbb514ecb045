//! How credentials are obtained and shown.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::Model;

use super::distribution::{Distribution, MICROS};
use super::error::ScenarioError;
use super::indices::{ClassIndex, PageIndex};
use super::names::look_up;

/// How credentials are obtained and shown.
#[derive(Debug, Clone)]
pub struct CredentialRules {
    /// The pages on which one is asked for, among the pages of the scenario.
    pub(crate) asking: Range<PageIndex>,
    /// The pages of the second product.
    pub(crate) second: Range<PageIndex>,
    /// The page at which a credential is shown.
    pub(crate) login: PageIndex,
    /// Time the gateway takes for a message \[µs\].
    pub(crate) gateway_us: f64,
    /// The probability that a message is lost.
    pub loss: f64,
    /// How long a message sent is under way; `None`: no time.
    pub delay: Option<Distribution>,
    /// After this long a message is late \[µs\].
    pub overdue_us: u64,
    pub(crate) post: Option<Distribution>,
    pub(crate) whole_one_wanted: f64,
    /// What the login page asks of the portal when a provider vouches for the person, and how often
    /// it does not.
    pub(crate) provider: Option<(ClassIndex, f64)>,
}

impl CredentialRules {
    pub(super) fn new(
        model: &Model,
        classes: &BTreeMap<&str, ClassIndex>,
        scale: f64,
    ) -> Result<Option<Self>, ScenarioError> {
        let Some(spec) = &model.people.credentials else {
            return Ok(None);
        };
        let own = model.journey.page.len();
        let second = own + spec.page.len();
        let end = second + spec.second_product.as_ref().map_or(0, |s| s.page.len());
        let provider = match &spec.identity_provider {
            Some(p) => Some((look_up(classes, "request", &p.request)?, p.fails.get())),
            None => None,
        };
        let login = model.journey.page.iter().position(|p| p.name == spec.login);
        Ok(Some(CredentialRules {
            asking: PageIndex::from(own)..PageIndex::from(second),
            second: PageIndex::from(second)..PageIndex::from(end),
            login: login.map_or(PageIndex::FIRST, PageIndex::from),
            gateway_us: spec.gateway.rate.map_or(0.0, |r| MICROS / (r.per_s() * scale)),
            loss: spec.gateway.loss.get(),
            delay: spec.gateway.delay.as_ref().map(Distribution::micros),
            overdue_us: spec.overdue_after.as_micros(),
            post: spec.post.as_ref().map(Distribution::micros),
            whole_one_wanted: spec.whole_one_wanted.get(),
            provider,
        }))
    }
}
