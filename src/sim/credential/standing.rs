//! What a person holds, wants, and has had of the helpline.

use crate::scenario::Scenario;
use crate::sim::person::Person;
use crate::sim::random::{Block, Chance, Purpose};

/// What a person holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Holding {
    /// A whole credential.
    Whole = 0,
    /// An account at an identity provider.
    Provider = 1,
    /// None, and none asked for.
    Nothing = 2,
    /// None yet: it has been asked for.
    AskedFor = 3,
    /// The first half.
    FirstHalf = 4,
    /// The first half, and the portal wants the whole.
    WholeWanted = 5,
    /// The first half, checked by an operator.
    Validated = 6,
}

const HOLDINGS: [Holding; 8] = [
    Holding::Whole,
    Holding::Provider,
    Holding::Nothing,
    Holding::AskedFor,
    Holding::FirstHalf,
    Holding::WholeWanted,
    Holding::Validated,
    Holding::Whole,
];

const HOLDING_BITS: u8 = 0b111;
const CALLING: u8 = 1 << 3;
const ANSWERED: u8 = 1 << 4;
pub(super) const WANTS_SECOND: u8 = 1 << 5;
pub(super) const HAS_SECOND: u8 = 1 << 6;
const HAD_NOTHING: u8 = 1 << 7;

/// What a person holds, wants, and has had of the helpline: a byte of the person's record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Standing(pub(super) u8);

impl Standing {
    pub(crate) fn of_byte(byte: u8) -> Self {
        Standing(byte)
    }

    pub(crate) fn byte(self) -> u8 {
        self.0
    }

    pub(crate) fn holding(self) -> Holding {
        HOLDINGS[(self.0 & HOLDING_BITS) as usize]
    }

    pub(super) fn set_holding(&mut self, holding: Holding) {
        self.0 = self.0 & !HOLDING_BITS | holding as u8;
    }

    /// Whether a call of the person's is under way, or will be made.
    pub(crate) fn is_calling(self) -> bool {
        self.0 & CALLING != 0
    }

    pub(crate) fn set_calling(&mut self, calling: bool) {
        self.0 = self.0 & !CALLING | if calling { CALLING } else { 0 };
    }

    /// Whether an operator has answered the person.
    pub(crate) fn was_answered(self) -> bool {
        self.0 & ANSWERED != 0
    }

    pub(crate) fn set_answered(&mut self) {
        self.0 |= ANSWERED;
    }

    /// Whether the person came with nothing to show.
    pub(crate) fn had_nothing(self) -> bool {
        self.0 & HAD_NOTHING != 0
    }

    /// Whether the person waits for a credential, or for a better one.
    pub(crate) fn awaits(self) -> bool {
        matches!(self.holding(), Holding::AskedFor | Holding::WholeWanted)
    }

    /// Whether the person can apply for the second product, and wants to.
    pub(super) fn goes_for_second(self) -> bool {
        self.0 & WANTS_SECOND != 0
            && self.0 & HAS_SECOND == 0
            && matches!(self.holding(), Holding::Whole | Holding::Provider)
    }
}

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
    pub(crate) fn of(scenario: &Scenario, group: usize) -> Endowment {
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
    pub(crate) fn is_whole(&self) -> bool {
        self.missing <= 0.0 && self.provider <= 0.0
    }

    /// Lanes of the draws: 0 whether anything is missing, 2 a provider's account (upper) and the second product (lower).
    pub(crate) fn draw(&self, draws: &Block) -> Standing {
        let mut standing = Standing::default();
        if draws.uniform(0) < self.missing {
            standing.0 |= HAD_NOTHING;
            if self.asks {
                standing.set_holding(Holding::Nothing);
            }
        } else if draws.upper(2) < self.provider {
            standing.set_holding(Holding::Provider);
        }
        if draws.lower(2) < self.second {
            standing.0 |= WANTS_SECOND;
        }
        standing
    }
}

/// Draws what the people of a group hold.
pub(crate) fn standing(endowment: &Endowment, key: u64, chance: &Chance) -> Standing {
    endowment.draw(&chance.block(key, Purpose::Credential, 0))
}

/// Gives a person who has come their standing, and lets them begin where it lets them begin.
pub(crate) fn begin_with(scenario: &Scenario, person: &mut Person, standing: Standing) {
    person.set_standing(standing);
    if let Some(c) = &scenario.credentials {
        person.page = match standing.holding() {
            Holding::Nothing => c.asking.start as u8,
            _ if standing.goes_for_second() && !c.second.is_empty() => c.second.start as u8,
            _ => person.page,
        };
    }
}
