//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What a limit of each address says.
pub(super) trait AddressLimitWords: Numbers {
    /// `The attack flood sends 3.50 requests a second from each of 10,000 addresses. The limit
    /// stops 71.4 % of them.`
    fn attack_over_limit(&self, attack: LimitedAttack) -> Words;
    /// `In the busiest hour 1.20 requests a second come from an address that people of role citizen
    /// share. ...`
    fn neighbours_over_limit(&self, neighbours: Neighbours) -> Words;
}

/// An attack, and what the limit stops of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct LimitedAttack<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its requests a second.
    pub(super) rate: f64,
    /// Addresses it comes from; `None`: so many that none sends twice.
    pub(super) addresses: Option<f64>,
    /// Share of its requests that the limit stops.
    pub(super) stopped: f64,
}

/// People who share an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbours<'a> {
    /// Their role.
    pub(super) role: &'a str,
    /// Requests a second from the address.
    pub(super) rate: f64,
    /// Share of the requests that the limit blocks.
    pub(super) blocked: f64,
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn AddressLimitWords {
    match language {
        Language::English => &English,
    }
}
