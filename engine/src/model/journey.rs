//! What an applicant has to do: an ordered list of pages.

use schemars::JsonSchema;
use serde::Deserialize;

use super::law::Law;
use super::units::Duration;

/// The ordered pages of an application. The application is submitted when the last one is served.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Journey {
    /// The pages, first to last.
    pub page: Vec<Page>,
    /// A session that sees no request for so long is lost; absent: never.
    #[serde(default)]
    pub session_idle: Option<Duration>,
    /// The page at which an office, still logged in, begins its next file; absent: the first.
    #[serde(default)]
    pub next_file_from: Option<String>,
    /// The page at which a person whose session was lost, and no draft kept, begins again; absent:
    /// the first.
    #[serde(default)]
    pub restart_from: Option<String>,
}

/// A page of the journey.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Page {
    /// Its name.
    pub name: String,
    /// What its request asks of the portal: a name under `portal.request`.
    pub request: String,
    /// Reading and typing between this page and the request for the next one; absent: none.
    #[serde(default)]
    pub think: Option<Law>,
}
