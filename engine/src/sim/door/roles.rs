//! What a measure can be to a run: each of its roles is a small trait, and a measure has as many as it needs.
//!
//! | role | what it does |
//! |---|---|
//! | [`Admission`] | decides whether a visitor, or a request of an attack, is let in |
//! | [`Observer`] | hears of pages served, of attempts that have ended and of guesses at passwords |
//! | [`Actuator`] | acts by itself: at the start, by timers, and when the operator says so |
//! | [`Places`] | keeps places for the people it has let in |
//! | [`Audit`] | says at the end what came of it, and what does not add up |

use crate::sim::event::Token;
use crate::sim::person::Person;
use crate::sim::result::Outcome;

use super::{AdmissionContext, AdmissionDecision, AttackRequest, Figures, Visitor};

/// A measure at work, in its roles. It has them from the start or never.
pub trait Measure: Send {
    /// Who is let in.
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        None
    }

    /// What it hears of.
    fn observer(&mut self) -> Option<&mut dyn Observer> {
        None
    }

    /// What it does by itself.
    fn actuator(&mut self) -> Option<&mut dyn Actuator> {
        None
    }

    /// The places it keeps.
    fn places(&mut self) -> Option<&mut dyn Places> {
        None
    }

    /// What came of it.
    fn audit(&self) -> Option<&dyn Audit> {
        None
    }
}

/// Decides who is let in.
pub trait Admission {
    /// Decides what happens to a visitor who comes to make an attempt. Called once an attempt, so it must be quick.
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision;

    /// How a request of an attack is turned away; `None` lets it through.
    fn ask_attack_request(
        &mut self,
        _intruder: &AttackRequest,
        _around: &mut AdmissionContext,
    ) -> Option<Outcome> {
        None
    }

    /// The stretches of time `[from, until)` \[µs\] in which it has to be asked: at all other times it admits everyone, and loses
    /// nothing by not being asked nor told. Most of a run lies outside the hours of most measures, and attempts are many.
    fn hours(&self) -> Vec<(u64, u64)> {
        vec![(0, u64::MAX)]
    }

    /// A page was served to a person. True if it was one of the measure's own, to which it had sent them ([`AdmissionDecision::Detour`]).
    fn own_page_served(&mut self, _person: u32) -> bool {
        false
    }
}

/// Hears of what happens behind the door.
pub trait Observer {
    /// The portal has served a page.
    fn served(&mut self, _visitor: Visitor, _around: &mut AdmissionContext) {}

    /// An attempt has ended; a served page took so long \[µs\].
    fn ended(&mut self, _outcome: Outcome, _took: u64) {}

    /// Somebody has guessed at a person's password. False if the account was locked, so that it was in vain.
    fn guessed(&mut self, _person: u32, _right: bool, _around: &mut AdmissionContext) -> bool {
        true
    }
}

/// Acts by itself.
pub trait Actuator {
    /// The run begins: the first timer is set.
    fn begin(&mut self, _around: &mut AdmissionContext) {}

    /// A timer the measure set. False if it was stale: nothing changed.
    fn timer(&mut self, _token: Token, _around: &mut AdmissionContext) -> bool {
        false
    }

    /// The operator has switched it on or off.
    fn switched(&mut self, _on: bool, _around: &mut AdmissionContext) {}

    /// The operator empties it.
    fn purge(&mut self, _around: &mut AdmissionContext) {}
}

/// Keeps places for people.
pub trait Places {
    /// A person the measure woke is on the way in.
    fn claimed(&mut self, person: u32, context: &mut AdmissionContext);

    /// A person has submitted, or the session is over: whatever is kept for them is free now.
    fn done(&mut self, person: u32, context: &mut AdmissionContext);

    /// A person will make no request for `pause` \[µs\].
    fn pauses(&mut self, person: u32, pause: u64, context: &mut AdmissionContext);

    /// People waiting and people let in: areas until `now` \[person-µs\].
    fn areas(&self, now: u64) -> (u128, u128);
}

/// Gives account.
pub trait Audit {
    /// Adds what came of it in a run that ended at `end` \[µs\].
    fn report(&self, end: u64, figures: &mut Figures);

    /// What does not add up between the measure's books and the people, one line each.
    fn breaches(&self, _people: &[Person]) -> Vec<String> {
        Vec::new()
    }

    /// Reports of people who were shown another's page, so far.
    fn reports(&self) -> u64 {
        0
    }
}
