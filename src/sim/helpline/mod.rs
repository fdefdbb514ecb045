//! The contact centre: who calls, and what an answer does.
//!
//! Every call ends in exactly one way: `calls = busy + abandoned + answered + in_line`. Callers are applicants whose credential does
//! not come, or is not enough; applicants whose attempt failed, who call beside going on; and everybody else, as a stream. The lines and
//! the operators themselves are [`centre`].
//!
//! A caller makes one call after another, never two at once; the calls of one caller until they stop calling share a record.

mod centre;

use crate::scenario::{Distribution, Helpline, salt};

use super::engine::Engine;
use super::event::Event;
use super::person::{Phase, Standing};
use super::random::Purpose;
use super::result::HelplineSummary;

pub(crate) use centre::Centre;
use centre::{Caller, Exchange, Stage};

/// Why somebody calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The message with a credential is late.
    Overdue,
    /// The portal wants the whole credential.
    WholeWanted,
    /// An attempt has failed.
    Failure,
    /// Something else.
    Everyday,
}

/// The share of the callers who call again, and the law of how much later.
pub(crate) type Habit = fn(&Helpline) -> (f64, Option<&Distribution>);

/// Key to chance of those who call about something else.
pub(crate) fn everyday_key() -> u64 {
    salt("helpline", "everyday")
}

impl Engine {
    /// Whether a failed attempt makes a person call; `u` decides.
    #[inline]
    pub(crate) fn may_call(&mut self, person: u32, skill: usize, u: f64) {
        let more = self.scenario.skills.get(skill).map_or(1.0, |s| s.calls);
        if u < self.call_per_failure * more {
            self.phone(person, Reason::Failure);
        }
    }

    /// A person wants to call, unless they are at it already.
    #[cold]
    pub(crate) fn phone(&mut self, person: u32, reason: Reason) {
        if self.helpline.is_none() || self.standing(person).is_calling() {
            return;
        }
        self.change_standing(person, |standing| standing.set_calling(true));
        let caller = Caller {
            key: self.population.people[person as usize].key(&self.scenario.salts),
            person: Some(person),
            reason,
        };
        self.at_helpline(|centre, exchange| centre.begin(caller, exchange));
    }

    /// Somebody calls about something else, if it is open.
    pub(crate) fn everyday_call(&mut self) {
        self.expect_everyday_call();
        self.at_helpline(|centre, exchange| {
            if centre.helpline.hours.opens(exchange.now) == Some(exchange.now) {
                let caller = Caller {
                    key: everyday_key() | centre.everyday_number & u64::from(u32::MAX),
                    person: None,
                    reason: Reason::Everyday,
                };
                centre.begin(caller, exchange);
            }
            centre.everyday_number += 1;
        });
    }

    pub(crate) fn expect_everyday_call(&mut self) {
        let next = self
            .helpline
            .as_mut()
            .and_then(|centre| centre.everyday.as_mut()?.next(&self.chance));
        if let Some(at) = next {
            self.put(at, Event::EverydayCall);
        }
    }

    /// The next thing happens to a call. False if it was stale.
    pub(crate) fn call_event(&mut self, call: u32, generation: u32) -> bool {
        let found = self.helpline.as_ref().and_then(|c| c.find(call, generation));
        let Some((stage, caller, since)) = found else {
            return false;
        };
        let person = caller.person.filter(|p| self.is_still(*p, caller.key));
        let goes_on = match stage {
            Stage::Away if !self.still_wants(person, caller.reason) => {
                self.at_helpline(|centre, _| centre.forget(call));
                false
            }
            Stage::Away => self.at_helpline(|centre, exchange| centre.dial(call, exchange)),
            Stage::InLine => {
                self.was_on_the_phone(person, since);
                self.at_helpline(|centre, exchange| centre.hang_up(call, exchange))
            }
            Stage::Talking => {
                if let Some(person) = person {
                    self.is_answered(person, since);
                }
                self.at_helpline(|centre, exchange| centre.finish(call, exchange))
            }
        };
        if let Some(person) = person.filter(|_| !goes_on) {
            self.change_standing(person, |standing| standing.set_calling(false));
        }
        true
    }

    fn is_still(&self, person: u32, key: u64) -> bool {
        self.population.people[person as usize].key(&self.scenario.salts) == key
    }

    /// Whether a caller still has a reason to call.
    fn still_wants(&self, person: Option<u32>, reason: Reason) -> bool {
        match (reason, person) {
            (Reason::Everyday, _) => true,
            (_, None) => false,
            (Reason::Overdue | Reason::WholeWanted, Some(person)) => self.standing(person).awaits(),
            (Reason::Failure, Some(person)) => {
                let phase = self.population.people[person as usize].phase();
                !matches!(phase, Phase::Submitted | Phase::GivenUp)
            }
        }
    }

    /// Time on the phone is attended: who waits for a credential does nothing else meanwhile; the others are at the screen.
    fn was_on_the_phone(&mut self, person: Option<u32>, since: u64) {
        if let Some(person) = person.filter(|p| self.standing(*p).awaits()) {
            self.population.was_there(person, self.now - since);
        }
    }

    fn is_answered(&mut self, person: u32, since: u64) {
        self.was_on_the_phone(Some(person), since);
        self.change_standing(person, Standing::set_answered);
        self.validate(person);
    }

    /// Lets the contact centre do something, with what it may touch.
    fn at_helpline<T: Default>(&mut self, ask: impl FnOnce(&mut Centre, &mut Exchange) -> T) -> T {
        let mut exchange = Exchange {
            now: self.now,
            end: self.scenario.end_us,
            agenda: &mut self.agenda,
            chance: &self.chance,
        };
        self.helpline
            .as_mut()
            .map_or_else(T::default, |centre| ask(centre, &mut exchange))
    }

    /// The figures of a run that has ended.
    pub(crate) fn helpline_summary(&self) -> Option<HelplineSummary> {
        let centre = self.helpline.as_ref()?;
        let closed = &self.population.people[..self.first_operator];
        Some(HelplineSummary {
            helped: closed.iter().filter(|p| p.standing().was_answered()).count() as u64,
            ..centre.summary(self.scenario.end_us)
        })
    }
}

/// Draws of a call: lanes 0 handling, 1 patience, 2 whether it is followed by another, 3 how much later.
pub(crate) const PURPOSE: Purpose = Purpose::Call;
