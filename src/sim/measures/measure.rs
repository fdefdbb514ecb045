//! What a measure is: whom it is asked about, what it may say and touch, and when it is told of something.

use crate::sim::agenda::Agenda;
use crate::sim::attacks::Intruder;
use crate::sim::defences::Tally;
use crate::sim::event::{Event, Token};
use crate::sim::person::Person;
use crate::sim::portal::Portal;
use crate::sim::random::Chance;
use crate::sim::result::{CacheSummary, LockoutSummary, MeasureFigures, Outcome, RoomSummary};

/// Someone at the door.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visitor {
    pub(crate) person: u32,
    pub(crate) role: usize,
    /// The page about to be requested.
    pub(crate) page: usize,
}

/// What a measure says to a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Come in.
    Admit,
    /// Not now.
    Closed {
        /// When the door opens for this visitor, if that is known to them.
        reopens: Option<u64>,
    },
    /// The measure keeps the visitor, and will wake them.
    Kept,
    /// The visitor goes away, and comes back to the door at an instant they were given.
    Returns {
        /// When \[µs\].
        at: u64,
    },
    /// The visitor is let in after a while, and what follows this measure is asked then.
    Delayed {
        /// How long \[µs\].
        by: u64,
    },
    /// The measure answers in the portal's place.
    Answered(Outcome),
    /// The visitor asks the portal for a page of the measure's own, and comes back to the door when it is served.
    Asks {
        /// Its class of requests.
        class: u8,
    },
}

/// What a measure may touch.
pub(crate) struct Around<'a> {
    pub(crate) now: u64,
    pub(crate) end: u64,
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) portal: &'a mut Portal,
    pub(crate) people: &'a mut [Person],
    pub(crate) chance: &'a Chance,
    /// Keys to chance of the kinds of people.
    pub(crate) salts: &'a [u64],
    /// People who have left a measure before it let them in, and may come back another time.
    pub(crate) left: &'a mut Vec<u32>,
    /// Which measure is at work.
    pub(crate) measure: u8,
}

impl Around<'_> {
    /// The same, for the measure at `index`.
    pub(super) fn at(&mut self, index: usize) -> &mut Self {
        self.measure = index as u8;
        self
    }

    /// Sets a timer for the measure at work.
    pub(crate) fn set_timer(&mut self, at: u64, token: Token) {
        if at <= self.end {
            self.agenda.put(
                at,
                Event::Timer {
                    measure: self.measure,
                    token,
                }
                .key(),
            );
        }
    }

    /// Lets a person act at an instant.
    pub(crate) fn wake(&mut self, person: u32, at: u64) {
        if at <= self.end {
            self.agenda.put(at, Event::Act { person }.key());
        }
    }
}

/// A measure at work.
pub(crate) trait Measure: Send {
    /// The run begins: a measure that acts by itself sets its first timer.
    fn begin(&mut self, _around: &mut Around) {}

    /// Decides what happens to a visitor who comes to make an attempt. Called once an attempt, so it must be quick.
    fn ask(&mut self, visitor: Visitor, around: &mut Around) -> Verdict;

    /// The instant up to which the measure admits everyone, and loses nothing by not being asked nor told; `now` when it has to be
    /// asked, `None` if it never rests from then on. Most of a run lies outside the hours of most measures, and attempts are many.
    fn rests_until(&self, _now: u64) -> Option<u64> {
        None
    }

    /// How a request that belongs to nobody is turned away; `None` lets it through.
    fn ask_attack(&self, _now: u64) -> Option<Outcome> {
        None
    }

    /// The same, for a measure that looks at where the request comes from.
    fn ask_intruder(&mut self, _intruder: &Intruder, around: &mut Around) -> Option<Outcome> {
        self.ask_attack(around.now)
    }

    /// Somebody has guessed at a person's password. False if the account was locked, so that it was in vain.
    fn guessed(&mut self, _person: u32, _right: bool, _around: &mut Around) -> bool {
        true
    }

    /// The operator has switched it on or off.
    fn switched(&mut self, _on: bool, _around: &mut Around) {}

    /// The operator empties it.
    fn purge(&mut self, _around: &mut Around) {}

    /// A person the measure woke is on the way in.
    fn claimed(&mut self, _person: u32, _around: &mut Around) {}

    /// A person has submitted, or the session is over: whatever is kept for them is free now.
    fn done(&mut self, _person: u32, _around: &mut Around) {}

    /// Whether the measure wants to hear of every page served: most do not, and pages are served often.
    fn hears_of_pages(&self) -> bool {
        false
    }

    /// The portal has served a page.
    fn served(&mut self, _visitor: Visitor, _around: &mut Around) {}

    /// Whether the measure wants to hear how every attempt ends.
    fn hears_of_ends(&self) -> bool {
        false
    }

    /// An attempt has ended; a served page took so long \[µs\].
    fn page_ended(&mut self, _outcome: Outcome, _took: u64) {}

    /// Whether visitors may be sent to a page of the measure's own.
    fn has_own_pages(&self) -> bool {
        false
    }

    /// A page was served to a person. True if it was the measure's own.
    fn own_page_served(&mut self, _person: u32) -> bool {
        false
    }

    /// A person will make no request for `pause` \[µs\].
    fn pauses(&mut self, _person: u32, _pause: u64, _around: &mut Around) {}

    /// A timer the measure set. False if it was stale: nothing changed.
    fn timer(&mut self, _token: Token, _around: &mut Around) -> bool {
        false
    }

    /// People waiting and people let in now: areas until `now` \[person-µs\].
    fn areas(&self, _now: u64) -> Option<(u128, u128)> {
        None
    }

    /// What does not add up between the measure's books and the people, one line each.
    fn breaches(&self, _people: &[Person]) -> Vec<String> {
        Vec::new()
    }

    /// The waiting room's figures over a run that ended at `end` \[µs\].
    fn room_summary(&self, _end: u64) -> Option<RoomSummary> {
        None
    }

    /// Whom it has blocked, if it is a defence.
    fn tally(&self) -> Option<&Tally> {
        None
    }

    /// What it has locked.
    fn lockout_summary(&self) -> Option<LockoutSummary> {
        None
    }

    /// The cache's figures.
    fn cache_summary(&self) -> Option<CacheSummary> {
        None
    }

    /// Adds what else it has to tell.
    fn tell(&self, _figures: &mut MeasureFigures) {}
}
