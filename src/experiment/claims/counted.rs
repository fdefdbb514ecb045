//! What claims count.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// Applications completed.
    #[default]
    Applications,
    /// People who first want to apply.
    People,
    /// Attempts: requests for a page by a person.
    Attempts,
    /// Attempts, and the requests of attackers.
    AttemptsAndAttack,
}

impl Counted {
    /// Its name in errors and in the JSON object.
    pub fn words(self) -> &'static str {
        match self {
            Counted::Applications => "applications",
            Counted::People => "people who come",
            Counted::Attempts => "attempts",
            Counted::AttemptsAndAttack => "attempts and attack",
        }
    }
}
