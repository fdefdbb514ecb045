//! What a person holds, wants, and has had of the helpline.

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
const WANTS_SECOND: u8 = 1 << 5;
const HAS_SECOND: u8 = 1 << 6;
const HAD_NOTHING: u8 = 1 << 7;

/// What a person holds, wants, and has had of the helpline: a byte of the person's record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CredentialState(u8);

impl CredentialState {
    #[inline]
    pub(crate) fn of_byte(byte: u8) -> Self {
        CredentialState(byte)
    }

    #[inline]
    pub(crate) fn byte(self) -> u8 {
        self.0
    }

    #[inline]
    pub(crate) fn holding(self) -> Holding {
        HOLDINGS[(self.0 & HOLDING_BITS) as usize]
    }

    #[inline]
    pub(crate) fn set_holding(&mut self, holding: Holding) {
        self.0 = self.0 & !HOLDING_BITS | holding as u8;
    }

    /// Whether a call of the person's is under way, or will be made.
    #[inline]
    pub(crate) fn is_calling(self) -> bool {
        self.0 & CALLING != 0
    }

    #[inline]
    pub(crate) fn set_calling(&mut self, calling: bool) {
        self.0 = self.0 & !CALLING | if calling { CALLING } else { 0 };
    }

    /// Whether an operator has answered the person.
    #[inline]
    pub(crate) fn was_answered(self) -> bool {
        self.0 & ANSWERED != 0
    }

    #[inline]
    pub(crate) fn set_answered(&mut self) {
        self.0 |= ANSWERED;
    }

    /// Whether the person came with nothing to show.
    #[inline]
    pub(crate) fn had_nothing(self) -> bool {
        self.0 & HAD_NOTHING != 0
    }

    /// Whether the person waits for a credential, or for a better one.
    #[inline]
    pub(crate) fn awaits(self) -> bool {
        matches!(self.holding(), Holding::AskedFor | Holding::WholeWanted)
    }

    #[inline]
    pub(super) fn set_had_nothing(&mut self) {
        self.0 |= HAD_NOTHING;
    }

    /// Whether the person wants the second product.
    #[inline]
    pub(crate) fn wants_second(self) -> bool {
        self.0 & WANTS_SECOND != 0
    }

    #[inline]
    pub(super) fn set_wants_second(&mut self) {
        self.0 |= WANTS_SECOND;
    }

    /// Whether the person has applied for the second product.
    #[inline]
    pub(crate) fn has_second(self) -> bool {
        self.0 & HAS_SECOND != 0
    }

    #[inline]
    pub(crate) fn set_has_second(&mut self) {
        self.0 |= HAS_SECOND;
    }

    /// Whether the person can apply for the second product, and wants to.
    #[inline]
    pub(super) fn goes_for_second(self) -> bool {
        self.wants_second()
            && !self.has_second()
            && matches!(self.holding(), Holding::Whole | Holding::Provider)
    }
}
