//! What people do on the portal: the pages of the application, and those beside it.

use std::collections::BTreeMap;

use typed_index_collections::TiVec;

use crate::model::Model;

use super::distribution::Distribution;
use super::error::ScenarioError;
use super::indices::{ClassIndex, PageIndex};
use super::names::look_up;

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Its name.
    pub name: String,
    /// Its class of requests.
    pub class: ClassIndex,
    pub(crate) think: Option<Distribution>,
}

/// The pages of the application, then those on which a credential, and a second product, is asked
/// for.
pub(super) fn pages(
    model: &Model,
    classes: &BTreeMap<&str, ClassIndex>,
) -> Result<TiVec<PageIndex, Page>, ScenarioError> {
    let credentials = model.people.credentials.as_ref();
    let asked_for = credentials.map_or(&[][..], |c| &c.page);
    let second = credentials.and_then(|c| c.second_product.as_ref());
    let application = model.journey.page.iter().chain(asked_for);
    application
        .chain(second.map_or(&[][..], |s| &s.page))
        .map(|p| {
            Ok(Page {
                name: p.name.clone(),
                class: look_up(classes, "request", &p.request)?,
                think: p.think.as_ref().map(Distribution::micros),
            })
        })
        .collect()
}
