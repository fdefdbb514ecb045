//! Shedding: some are turned away so that the others are served.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::units::{Count, Share};

/// Some are turned away at once, so that the others are served. At least one of `share` and `in-flight`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Shedding {
    /// Who is turned away.
    pub by: SheddingBy,
    /// This share of them, at any time.
    #[serde(default)]
    pub share: Share,
    /// All of them, while so many requests are in the portal; absent: never.
    #[serde(default)]
    pub in_flight: Option<Count>,
}

/// Who is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SheddingBy {
    /// Any request, wherever in an application it stands.
    Request,
    /// Only the first page of an application: whoever is inside finishes first.
    Session,
}
