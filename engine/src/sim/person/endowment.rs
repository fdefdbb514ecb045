//! What people hold when they first want to apply, and where that lets them begin.

use crate::scenario::{GroupIndex, Scenario};
use crate::sim::random::{Block, Chance, Purpose};

use super::{CredentialState, Holding, Person};

/// What a group's people hold when they first want to apply.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endowment {
    missing: f64,
    provider: f64,
    second: f64,
    /// Whether those who have nothing ask for a credential; else they only wait for one.
    asks: bool,
}

impl Endowment {
    /// The endowment of a group of the scenario.
    pub(crate) fn of(scenario: &Scenario, group: GroupIndex) -> Endowment {
        let spec = scenario.groups[group].credential.as_ref();
        let described = scenario.credentials.is_some();
        Endowment {
            missing: spec.map_or(0.0, |c| c.missing.get()),
            provider: spec.map_or(0.0, |c| c.identity_provider.get()),
            second: spec.map_or(0.0, |c| c.second_product.get()),
            asks: described && spec.is_some_and(|c| c.obtained_after.is_none()),
        }
    }

    /// Whether all of the group hold a whole credential, so that there is nothing to draw.
    #[inline]
    pub(crate) fn is_whole(&self) -> bool {
        self.missing <= 0.0 && self.provider <= 0.0
    }

    /// Lanes of the draws: 0 whether anything is missing, 2 a provider's account (upper) and the second product (lower).
    #[inline]
    pub(crate) fn draw(&self, draws: &Block) -> CredentialState {
        let mut credential = CredentialState::default();
        if draws.uniform(0) < self.missing {
            credential.set_had_nothing();
            if self.asks {
                credential.set_holding(Holding::Nothing);
            }
        } else if draws.upper(2) < self.provider {
            credential.set_holding(Holding::Provider);
        }
        if draws.lower(2) < self.second {
            credential.set_wants_second();
        }
        credential
    }
}

/// Draws what the people of a group hold.
#[inline]
pub(crate) fn draw_credential(endowment: &Endowment, key: u64, chance: &Chance) -> CredentialState {
    endowment.draw(&chance.block(key, Purpose::Credential, 0))
}

/// Gives a person who has come their credential, and lets them begin where it lets them begin.
#[inline]
pub(crate) fn begin_with(scenario: &Scenario, person: &mut Person, credential: CredentialState) {
    person.set_credential(credential);
    if let Some(c) = &scenario.credentials {
        person.page = match credential.holding() {
            Holding::Nothing => c.asking.start,
            _ if credential.goes_for_second() && !c.second.is_empty() => c.second.start,
            _ => person.page,
        };
    }
}
