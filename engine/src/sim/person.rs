//! A person's record: 32 bytes, so that five million people and what they do next fit in memory, and one
//! event touches one cache line: two records lie on each.

mod credential_state;
mod endowment;

use typed_index_collections::TiSlice;

use crate::scenario::{KindIndex, PageIndex, SkillIndex};

pub(crate) use credential_state::{CredentialState, Holding};
pub(crate) use endowment::{Endowment, begin_with, draw_credential};

/// Where a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// Never comes within the run.
    Never = 0,
    /// At it: about to make an attempt, thinking, between two tries, or away until later.
    Active = 1,
    /// A request is in flight.
    InFlight = 2,
    /// In the waiting room.
    Waiting = 3,
    /// Called from the waiting room, on the way in.
    Called = 4,
    /// Has submitted.
    Submitted = 5,
    /// Has given up for good.
    GivenUp = 6,
    /// The application lies in an office's pile.
    Filed = 7,
    /// Waits for something that does not come within the run.
    Parked = 8,
    /// Waits for a credential: for a message, an operator, or the post.
    Awaiting = 9,
}

const PHASES: [Phase; 10] = [
    Phase::Never,
    Phase::Active,
    Phase::InFlight,
    Phase::Waiting,
    Phase::Called,
    Phase::Submitted,
    Phase::GivenUp,
    Phase::Filed,
    Phase::Parked,
    Phase::Awaiting,
];

const PHASE_BITS: u8 = 0x0F;
const SKILL_SHIFT: u8 = 4;
const SKILL_BITS: u8 = 0x70;
const ADMITTED: u8 = 0x80;

const STANDING_BITS: u32 = 8;
/// No intent is told from a later one: some two thousand years \[µs\].
const LATEST_INTENT: u64 = u64::MAX >> STANDING_BITS;

/// A person: an applicant, or an operator of an office.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
pub struct Person {
    /// First intent \[µs\] in the upper bits, the credential in the lowest byte.
    intent_and_credential: u64,
    /// The last sign of life \[µs\]: the last request; the ticket, while waiting; the request for a credential,
    /// while awaiting one; the submission, once submitted; giving up, once given up.
    pub mark: u64,
    /// Attempts so far: the index of the person's draws.
    pub attempts: u32,
    /// The person's number within the kind.
    pub entity: u32,
    /// Think times are multiplied by its size; it is negative once a session of the person's has expired.
    pub(crate) pace: f32,
    /// The page the person is about to request.
    pub page: PageIndex,
    /// Group or office.
    pub kind: KindIndex,
    /// Failures in this visit.
    pub(crate) tries: u8,
    state: u8,
}

const _: () = assert!(size_of::<Person>() == 32);

impl Person {
    pub(crate) fn new(entity: u32, kind: KindIndex, intent: u64) -> Self {
        Person {
            intent_and_credential: intent.min(LATEST_INTENT) << STANDING_BITS,
            mark: intent,
            attempts: 0,
            entity,
            pace: 1.0,
            page: PageIndex::FIRST,
            kind,
            tries: 0,
            state: Phase::Never as u8,
        }
    }

    /// First intent \[µs\].
    #[inline]
    pub(crate) fn intent(&self) -> u64 {
        self.intent_and_credential >> STANDING_BITS
    }

    /// What the person holds, wants, and has had of the helpline.
    #[inline]
    pub(crate) fn credential(&self) -> CredentialState {
        CredentialState::of_byte(self.intent_and_credential as u8)
    }

    /// The intent stays as it is.
    #[inline]
    pub(crate) fn set_credential(&mut self, credential: CredentialState) {
        self.intent_and_credential = self.intent_and_credential & !0xFF | u64::from(credential.byte());
    }

    pub(crate) fn change_credential(&mut self, change: impl FnOnce(&mut CredentialState)) {
        let mut credential = self.credential();
        change(&mut credential);
        self.set_credential(credential);
    }

    /// The person's key to chance.
    #[inline]
    pub fn key(&self, salts: &TiSlice<KindIndex, u64>) -> u64 {
        salts[self.kind] | u64::from(self.entity)
    }

    /// Where the person is in the launch.
    #[inline]
    pub fn phase(&self) -> Phase {
        PHASES[(self.state & PHASE_BITS) as usize]
    }

    #[inline]
    pub(crate) fn is_in(&self, phase: Phase) -> bool {
        self.state & PHASE_BITS == phase as u8
    }

    /// The person is there now.
    #[inline]
    pub fn set_phase(&mut self, phase: Phase) {
        self.state = self.state & !PHASE_BITS | phase as u8;
    }

    /// Level of skill.
    #[inline]
    pub(crate) fn skill(&self) -> SkillIndex {
        SkillIndex::from(usize::from((self.state & SKILL_BITS) >> SKILL_SHIFT))
    }

    pub(crate) fn set_skill(&mut self, level: SkillIndex) {
        self.state = self.state & !SKILL_BITS | ((usize::from(level) as u8) << SKILL_SHIFT) & SKILL_BITS;
    }

    /// Think times are multiplied by this.
    #[inline]
    pub(crate) fn speed(&self) -> f64 {
        f64::from(self.pace.abs())
    }

    /// Whether the person has ever thought so long that the session expired.
    #[inline]
    pub(crate) fn session_has_expired(&self) -> bool {
        self.pace.is_sign_negative()
    }

    #[inline]
    pub(crate) fn set_session_expired(&mut self) {
        self.pace = -self.pace.abs();
    }

    /// Whether the waiting room has let the person in.
    #[inline]
    pub fn is_admitted(&self) -> bool {
        self.state & ADMITTED != 0
    }

    /// Whether the waiting room lets the person in from now on.
    #[inline]
    pub fn set_admitted(&mut self, admitted: bool) {
        self.state = if admitted {
            self.state | ADMITTED
        } else {
            self.state & !ADMITTED
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credential_and_intent_leave_each_other_alone() {
        for intent in [0, 1, 255, 256, 1 << 52, LATEST_INTENT, u64::MAX] {
            for byte in [0, 1, 0x80, u8::MAX] {
                let mut person = Person::new(7, KindIndex::from(1), intent);
                person.set_credential(CredentialState::of_byte(0x55));
                person.set_credential(CredentialState::of_byte(byte));
                assert_eq!(
                    (person.intent(), person.credential().byte()),
                    (intent.min(LATEST_INTENT), byte)
                );
            }
        }
    }
}
