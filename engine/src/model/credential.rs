//! What an applicant shows to be let in, and how one is obtained on the day.
//!
//! ```text
//!   none ─▶ pages of the request ─▶ gateway (rate, loss, delay) ─▶ first half ─▶ login ─▶ form
//!                                      └─ not there in time: a call ──▶ validated ─┘  └─ asked for the whole one: a call, or the post
//! ```
//!
//! A model without this table knows credentials as a plain fraction and a delay
//! ([`super::people::Credential::obtained_after`]).

use schemars::JsonSchema;
use serde::Deserialize;

use super::journey::Page;
use super::law::Law;
use super::units::{Duration, Rate, Share};

/// How credentials are obtained and shown.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Credentials {
    /// The pages on which who holds none asks for one: a journey of its own on the portal.
    pub page: Vec<Page>,
    /// What sends the first half of a credential asked for.
    pub gateway: Gateway,
    /// A first half that is not there by then is asked after by phone.
    pub overdue_after: Duration,
    /// From asking to the second half, which comes by post; absent: not within the run.
    #[serde(default)]
    pub post: Option<Law>,
    /// The page of the application at which the credential is shown.
    pub login: String,
    /// Probability that the portal wants both halves of a person who holds the first: they call, or
    /// wait for the post.
    #[serde(default)]
    pub whole_one_wanted: Share,
    /// Another way to log in; absent: nobody does.
    #[serde(default)]
    pub identity_provider: Option<IdentityProvider>,
    /// A second thing to apply for, that needs the whole credential; absent: none.
    #[serde(default)]
    pub second_product: Option<SecondProduct>,
}

/// A gateway of short messages or of mail: a line before one sender of constant speed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Gateway {
    /// Messages it sends, at most; absent: without bound.
    #[serde(default)]
    pub rate: Option<Rate>,
    /// Share of the messages that never arrive.
    #[serde(default)]
    pub loss: Share,
    /// How long a message sent is under way; absent: no time.
    #[serde(default)]
    pub delay: Option<Law>,
}

/// Login at somebody else's.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IdentityProvider {
    /// What the login page asks of the portal then: a name under `portal.request`.
    pub request: String,
    /// Probability that the provider does not confirm the person, who then tries again.
    #[serde(default)]
    pub fails: Share,
}

/// A second thing to apply for: who wants it and holds the whole credential applies for it first,
/// and for the main one on the same login.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SecondProduct {
    /// Its pages, the login included; the main application then goes on at
    /// `journey.next-file-from`.
    pub page: Vec<Page>,
}
