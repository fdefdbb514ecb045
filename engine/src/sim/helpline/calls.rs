//! Calls of people: what makes them call, and what becomes of it.

use crate::scenario::SkillIndex;
use crate::sim::event::Event;
use crate::sim::person::{CredentialState, Person, Phase};
use crate::sim::result::HelplineSummary;
use crate::sim::world::World;

use super::centre::{Caller, Centre, Stage};
use super::reason::{Reason, everyday_key};

/// What came of an event of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallNews {
    /// Something else had happened to the call before: nothing.
    Stale,
    /// Nothing that changes what a person waits for.
    Nothing,
    /// An operator has spoken to a person.
    Answered(u32),
}

impl Centre {
    /// Whether a failed attempt makes a person call; `u` decides.
    #[inline]
    pub(crate) fn may_call(&mut self, person: u32, skill: SkillIndex, u: f64, world: &mut World) {
        let more = world.scenario().skills.get(skill).map_or(1.0, |s| s.calls);
        if u < self.helpline.per_failure * more {
            self.phone(person, Reason::Failure, world);
        }
    }

    /// A person wants to call, unless they are at it already.
    #[cold]
    pub(crate) fn phone(&mut self, person: u32, reason: Reason, world: &mut World) {
        let key = world.key_of(person);
        let p = world.person_mut(person);
        if p.credential().is_calling() {
            return;
        }
        p.change_credential(|credential| credential.set_calling(true));
        let caller = Caller {
            key,
            person: Some(person),
            reason,
        };
        self.begin(caller, &mut world.moment());
    }

    /// Somebody calls about something else, if it is open.
    pub(crate) fn everyday_call(&mut self, world: &mut World) {
        self.expect_everyday_call(world);
        if self.helpline.hours.opens(world.now()) == Some(world.now()) {
            let caller = Caller {
                key: everyday_key() | self.everyday_number & u64::from(u32::MAX),
                person: None,
                reason: Reason::Everyday,
            };
            self.begin(caller, &mut world.moment());
        }
        self.everyday_number += 1;
    }

    pub(crate) fn expect_everyday_call(&mut self, world: &mut World) {
        let everyday = self.everyday.as_mut();
        if let Some(at) = everyday.and_then(|stream| stream.next(world.chance())) {
            world.put(at, Event::EverydayCall);
        }
    }

    /// The next thing happens to a call.
    pub(crate) fn call_event(&mut self, call: u32, generation: u32, world: &mut World) -> CallNews {
        let Some((stage, caller, since)) = self.find(call, generation) else {
            return CallNews::Stale;
        };
        let person = caller.person.filter(|p| world.key_of(*p) == caller.key);
        let mut news = CallNews::Nothing;
        let goes_on = match stage {
            Stage::Away if !still_wants(person, caller.reason, world) => {
                self.forget(call);
                false
            }
            Stage::Away => self.dial(call, &mut world.moment()),
            Stage::InLine => {
                was_on_the_phone(person, since, world);
                self.hang_up(call, &mut world.moment())
            }
            Stage::Talking => {
                was_on_the_phone(person, since, world);
                if let Some(person) = person {
                    world
                        .person_mut(person)
                        .change_credential(CredentialState::set_answered);
                    news = CallNews::Answered(person);
                }
                self.finish(call, &mut world.moment())
            }
        };
        if let Some(person) = person.filter(|_| !goes_on) {
            let person = world.person_mut(person);
            person.change_credential(|credential| credential.set_calling(false));
        }
        news
    }

    /// The figures of a run that has ended at `end` \[µs\], with the people of its closed groups.
    pub(crate) fn figures(&self, closed: &[Person], end: u64) -> HelplineSummary {
        HelplineSummary {
            helped: closed.iter().filter(|p| p.credential().was_answered()).count() as u64,
            ..self.summary(end)
        }
    }
}

/// Whether a caller still has a reason to call.
fn still_wants(person: Option<u32>, reason: Reason, world: &World) -> bool {
    match (reason, person) {
        (Reason::Everyday, _) => true,
        (_, None) => false,
        (Reason::Overdue | Reason::WholeWanted, Some(person)) => world.person(person).credential().awaits(),
        (Reason::Failure, Some(person)) => {
            let phase = world.person(person).phase();
            !matches!(phase, Phase::Submitted | Phase::GivenUp)
        }
    }
}

/// Time on the phone is attended: who waits for a credential does nothing else meanwhile; the others are at the screen.
fn was_on_the_phone(person: Option<u32>, since: u64, world: &mut World) {
    if let Some(person) = person.filter(|p| world.person(*p).credential().awaits()) {
        let us = world.now() - since;
        world.population_mut().was_there(person, us);
    }
}
