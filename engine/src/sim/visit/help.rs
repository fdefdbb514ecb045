//! What credentials and the helpline make of a visit: neither knows the other, nor what a person does.

use crate::scenario::{ClassIndex, PageIndex};
use crate::sim::credential::{News, Then};
use crate::sim::event::Awaited;
use crate::sim::helpline::{CallNews, Reason};

use super::Visit;

impl Visit<'_> {
    /// The class of the request for a page.
    #[inline]
    pub(super) fn class_at(&self, person: u32, page: PageIndex) -> ClassIndex {
        let usual = self.world.scenario().pages[page].class;
        match self.credentials.as_ref() {
            Some(credentials) if credentials.is_shown_at(page) => credentials
                .login_class(self.world.person(person))
                .unwrap_or(usual),
            _ => usual,
        }
    }

    /// A page has been served at which a credential is shown, or one beyond the application. True when the person does not go on
    /// to the next page.
    #[cold]
    pub(super) fn comes_to_an_end(&mut self, person: u32, page: PageIndex) -> bool {
        let Some(credentials) = self.credentials.as_mut() else {
            return false;
        };
        match credentials.page_served(person, page, self.world) {
            Then::GoesOn => return false,
            Then::Acts(at) => self.act_at(person, at),
            Then::Waits(reason) => {
                // Whoever waits keeps no place.
                if self.world.person(person).is_admitted() {
                    self.leaves_place(person);
                }
                if let Some(reason) = reason {
                    self.phone(person, reason);
                }
            }
        }
        true
    }

    /// Something a person waits for has come, or has not. False if it is of no more interest.
    pub(crate) fn credential_event(&mut self, person: u32, what: Awaited) -> bool {
        let Some(credentials) = self.credentials.as_mut() else {
            return false;
        };
        match credentials.comes(person, what, self.world) {
            News::Stale => return false,
            News::Nothing => {}
            News::Overdue => self.phone(person, Reason::Overdue),
            News::Obtained => self.act_at(person, self.world.now()),
        }
        true
    }

    /// The next thing happens to a call. False if it was stale.
    pub(crate) fn call_event(&mut self, call: u32, generation: u32) -> bool {
        let Some(centre) = self.helpline.as_mut() else {
            return false;
        };
        match centre.call_event(call, generation, self.world) {
            CallNews::Stale => return false,
            CallNews::Nothing => {}
            CallNews::Answered(person) => self.is_answered(person),
        }
        true
    }

    /// An operator of the helpline has spoken to a person, and checks what they wait for.
    fn is_answered(&mut self, person: u32) {
        let Some(credentials) = self.credentials.as_mut() else {
            return;
        };
        if credentials.validate(person, self.world) {
            self.act_at(person, self.world.now());
        }
    }

    fn phone(&mut self, person: u32, reason: Reason) {
        if let Some(centre) = self.helpline.as_mut() {
            centre.phone(person, reason, self.world);
        }
    }
}
