//! Events, packed into the 64-bit key by which the agenda orders those of one instant: what the operator
//! does comes before what the portal does, and that before what people do. (A completion on a shared
//! processor is no agenda entry; it comes before those of its instant.)
//!
//! ```text
//!   63..60 kind | 59..28 index | 27..0 generation or token
//! ```

use crate::scenario::{AttackIndex, GroupIndex, RuleIndex};

/// What happens at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A bin of the time series ends.
    Bin,
    /// A timer of a measure.
    Timer {
        /// Which measure.
        measure: u8,
        /// What it set the timer for, and for whom: up to 20 bits and 32 bits.
        token: Token,
    },
    /// The operator looks, or acts.
    Operator {
        /// By which rule.
        rule: RuleIndex,
        /// Which of the two.
        duty: Duty,
    },
    /// The server throws out a slow connection.
    HeaderTimeout {
        /// Of which attack.
        attack: AttackIndex,
    },
    /// A request's work on a processor of its own is done.
    WorkDone(RequestId),
    /// A request's sender, gateway or backlog may have lost patience.
    Deadline(RequestId),
    /// A newcomer of a stream.
    Newcomer {
        /// Which group.
        group: GroupIndex,
    },
    /// A request of an attack.
    AttackRequest {
        /// Which attack.
        attack: AttackIndex,
    },
    /// A person does the next thing.
    Act {
        /// Who.
        person: u32,
    },
    /// Something a person who needs a credential waits for.
    Credential {
        /// Who.
        person: u32,
        /// What.
        what: Awaited,
    },
    /// The next thing happens to a call to the helpline.
    Call {
        /// Which.
        call: u32,
        /// How often something had happened to it when this was foreseen: 28 bits.
        generation: u32,
    },
    /// Somebody calls the helpline about something else.
    EverydayCall,
}

/// A handle of a request inside the portal; ordered, so that ties break by a fixed rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId {
    pub(crate) index: u32,
    pub(crate) generation: u32,
}

/// What a person who needs a credential waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// The message with its first half.
    Message,
    /// That message is late.
    Overdue,
    /// The letter with its second half.
    Post,
}

const AWAITED: [Awaited; 3] = [Awaited::Message, Awaited::Overdue, Awaited::Post];

/// What is up to the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// To look at what is measured.
    Look,
    /// To do what a rule says.
    Act,
}

const DUTIES: [Duty; 2] = [Duty::Look, Duty::Act];

/// What a measure set a timer for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Whom it concerns.
    pub subject: u32,
    /// What it is about: 20 bits, the measure's own.
    pub about: u32,
}

const KIND_SHIFT: u32 = 60;
/// Kinds that the agenda asks about.
const WORK_DONE: u64 = 4;
const DEADLINE: u64 = 5;
const CALL: u64 = 10;
const INDEX_SHIFT: u32 = 28;
const LOW: u64 = (1 << INDEX_SHIFT) - 1;

impl Event {
    /// The key.
    #[inline]
    pub(crate) fn key(self) -> u64 {
        let (kind, index, low) = match self {
            Event::Bin => (0, 0, 0),
            Event::Timer { measure, token } => (
                1,
                token.subject,
                u64::from(measure) << 20 | u64::from(token.about & 0xF_FFFF),
            ),
            Event::HeaderTimeout { attack } => (2, usize::from(attack) as u32, 0),
            Event::Operator { rule, duty } => (3, usize::from(rule) as u32, duty as u64),
            Event::WorkDone(id) => (WORK_DONE, id.index, u64::from(id.generation)),
            Event::Deadline(id) => (DEADLINE, id.index, u64::from(id.generation)),
            Event::Newcomer { group } => (6, usize::from(group) as u32, 0),
            Event::AttackRequest { attack } => (7, usize::from(attack) as u32, 0),
            Event::Act { person } => (8, person, 0),
            Event::Credential { person, what } => (9, person, what as u64),
            Event::Call { call, generation } => (CALL, call, u64::from(generation)),
            Event::EverydayCall => (11, 0, 0),
        };
        (kind << KIND_SHIFT) | (u64::from(index) << INDEX_SHIFT) | (low & LOW)
    }

    /// The event of a key.
    #[inline]
    pub(crate) fn of(key: u64) -> Event {
        let index = (key >> INDEX_SHIFT) as u32;
        let low = (key & LOW) as u32;
        let id = RequestId {
            index,
            generation: low,
        };
        match key >> KIND_SHIFT {
            0 => Event::Bin,
            1 => Event::Timer {
                measure: (low >> 20) as u8,
                token: Token {
                    subject: index,
                    about: low & 0xF_FFFF,
                },
            },
            2 => Event::HeaderTimeout {
                attack: AttackIndex::from(index as usize),
            },
            3 => Event::Operator {
                rule: RuleIndex::from(index as usize),
                duty: DUTIES[low as usize % DUTIES.len()],
            },
            WORK_DONE => Event::WorkDone(id),
            DEADLINE => Event::Deadline(id),
            6 => Event::Newcomer {
                group: GroupIndex::from(index as usize),
            },
            7 => Event::AttackRequest {
                attack: AttackIndex::from(index as usize),
            },
            9 => Event::Credential {
                person: index,
                what: AWAITED[low as usize % AWAITED.len()],
            },
            CALL => Event::Call {
                call: index,
                generation: low,
            },
            11 => Event::EverydayCall,
            _ => Event::Act { person: index },
        }
    }

    /// Whether a key is a `WorkDone` or `Deadline`, and the request it would be about.
    #[inline]
    pub(crate) fn handle_of(key: u64) -> (bool, RequestId) {
        let id = RequestId {
            index: (key >> INDEX_SHIFT) as u32,
            generation: (key & LOW) as u32,
        };
        (matches!(key >> KIND_SHIFT, WORK_DONE | DEADLINE), id)
    }

    /// Whether a key is a `Call`.
    #[inline]
    pub(crate) fn is_of_call(key: u64) -> bool {
        key >> KIND_SHIFT == CALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_round_trip() {
        let id = RequestId {
            index: u32::MAX,
            generation: (1 << 28) - 1,
        };
        for event in [
            Event::Bin,
            Event::Operator {
                rule: RuleIndex::from(5),
                duty: Duty::Act,
            },
            Event::HeaderTimeout {
                attack: AttackIndex::from(2),
            },
            Event::Timer {
                measure: u8::MAX,
                token: Token {
                    subject: 7,
                    about: 0xF_FFFF,
                },
            },
            Event::WorkDone(id),
            Event::Deadline(id),
            Event::Newcomer {
                group: GroupIndex::from(3),
            },
            Event::AttackRequest {
                attack: AttackIndex::from(9),
            },
            Event::Act { person: u32::MAX },
            Event::Credential {
                person: u32::MAX,
                what: Awaited::Post,
            },
            Event::Call {
                call: u32::MAX,
                generation: (1 << 28) - 1,
            },
            Event::EverydayCall,
        ] {
            assert_eq!(Event::of(event.key()), event);
        }
    }

    #[test]
    fn the_operator_acts_before_the_people() {
        let door = Event::Timer {
            measure: 0,
            token: Token {
                subject: u32::MAX,
                about: 0,
            },
        };
        assert!(door.key() < Event::Act { person: 0 }.key());
        let operator = Event::Operator {
            rule: RuleIndex::from(u32::MAX as usize),
            duty: Duty::Act,
        };
        let id = RequestId {
            index: 0,
            generation: 0,
        };
        assert!(operator.key() < Event::WorkDone(id).key());
    }
}
