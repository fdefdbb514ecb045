//! How people share addresses, and where they are.

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{Count, Share};

/// How people share addresses and where they are: nothing comes of it unless a measure looks at it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Network {
    /// Who comes from addresses shared with others; everybody else has an address of their own.
    #[serde(default)]
    pub shared_address: Vec<SharedAddress>,
    /// Share of everybody who is abroad.
    #[serde(default)]
    pub abroad: Share,
}

/// People of a role who share addresses: an office, or the customers of a mobile carrier behind one
/// address (CGNAT).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SharedAddress {
    /// A name under `people.role`.
    pub role: String,
    /// Share of the people of the role who come from a shared address.
    #[serde(default = "Share::one")]
    pub share: Share,
    /// How many of them share one, on average; it does not shrink with `--scale`.
    pub people: Count,
}
