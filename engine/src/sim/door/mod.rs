//! The door: asks the measures of a policy one after the other, and tells them what happens.
//!
//! What a measure is to a run stands in `roles`: the engine knows these roles, and no measure. A measure may set timers for
//! itself and, like a waiting room, keep people and send them on later.

mod context;
mod delayed;
mod figures;
mod hours;
mod roles;
mod rule;
mod tally;
mod visitor;

use crate::model::{Measure as Spec, Policy};
use crate::scenario::{Scenario, ScenarioError};
use crate::sim::error::SimError;
use crate::sim::event::Token;
use crate::sim::person::Person;
use crate::sim::result::Outcome;

use delayed::Delayed;
use hours::Hours;

pub use context::AdmissionContext;
pub use figures::Figures;
pub use roles::{Actuator, Admission, Audit, Measure, Observer, Places};
pub use rule::RuleAtWork;
pub use rule::{AdmissionRule, AttemptView, Decision};
pub use tally::Tally;
pub use visitor::{AdmissionDecision, AttackRequest, Bot, Visitor};

/// How the measures of a policy are put to work. Whoever starts a run says it: the engine knows no measure.
#[derive(Clone, Copy)]
pub struct AtWork {
    begin: fn(&Spec, &Scenario) -> Option<Box<dyn Measure>>,
}

impl AtWork {
    /// Measures are put to work by `begin`; `None` is for a measure that nobody knows.
    pub const fn new(begin: fn(&Spec, &Scenario) -> Option<Box<dyn Measure>>) -> Self {
        AtWork { begin }
    }
}

/// A measure of a policy at work.
struct Post {
    measure: Box<dyn Measure>,
    /// The name by which the operator switches it, where that can be done.
    switch: Option<&'static str>,
    is_on: bool,
}

/// The measures of a policy, in order.
pub struct Door {
    posts: Vec<Post>,
    /// The posts that have each role, in order.
    admissions: Vec<usize>,
    observers: Vec<usize>,
    actuators: Vec<usize>,
    places: Vec<usize>,
    /// When somebody has to be asked.
    hours: Hours,
    delayed: Delayed,
    /// Whether a measure has ever sent anybody to a page of its own.
    has_own_pages: bool,
    /// Whether the operator has closed the service.
    is_shut: bool,
}

/// Puts the measures of a policy to work, and after them rules of admission by their names.
///
/// # Errors
/// When nobody knows one of the measures.
pub fn open_door(
    policy: &Policy,
    at_work: AtWork,
    rules: Vec<(String, Box<dyn AdmissionRule>)>,
    scenario: &Scenario,
) -> Result<Door, SimError> {
    let measures = policy.measure.iter();
    let posts: Result<Vec<Post>, SimError> = measures
        .map(|spec| post(spec, at_work, policy, scenario))
        .collect();
    let mut posts = posts?;
    posts.extend(rules.into_iter().map(|(name, rule)| Post {
        measure: Box::new(RuleAtWork::new(name, rule, scenario)),
        switch: None,
        is_on: true,
    }));
    let hours = if policy.operator.is_empty() {
        let admissions = posts.iter_mut().filter_map(|post| post.measure.admission());
        Hours::new(admissions.flat_map(|admission| admission.hours()).collect())
    } else {
        // The operator may close the door at any time.
        Hours::always()
    };
    let mut with = |has: fn(&mut dyn Measure) -> bool| -> Vec<usize> {
        let posts = posts.iter_mut().enumerate();
        posts
            .filter_map(|(i, post)| has(post.measure.as_mut()).then_some(i))
            .collect()
    };
    Ok(Door {
        admissions: with(|m| m.admission().is_some()),
        observers: with(|m| m.observer().is_some()),
        actuators: with(|m| m.actuator().is_some()),
        places: with(|m| m.places().is_some()),
        hours,
        delayed: Delayed::default(),
        has_own_pages: false,
        is_shut: false,
        posts,
    })
}

/// A measure at its place. One that a rule of the operator switches on is off until then.
fn post(spec: &Spec, at_work: AtWork, policy: &Policy, scenario: &Scenario) -> Result<Post, SimError> {
    let switch = spec.switchable();
    let waits = |kind: &str| {
        let mut rules = policy.operator.iter();
        rules.any(|rule| rule.start.iter().any(|k| k == kind))
    };
    let measure = (at_work.begin)(spec, scenario).ok_or_else(|| ScenarioError::NoSuch {
        kind: "measure",
        name: spec.kind().to_owned(),
    })?;
    Ok(Post {
        measure,
        switch,
        is_on: !switch.is_some_and(waits),
    })
}

impl Door {
    /// Whether everyone is let in now, and nobody needs to be asked.
    #[inline]
    pub fn is_wide_open(&mut self, now: u64) -> bool {
        !self.hours.has(now)
    }

    /// The run begins.
    pub fn begin(&mut self, context: &mut AdmissionContext) {
        self.each_actuator(|actuator, i| actuator.begin(context.at(i)));
    }

    /// The verdict of the first measure that does not admit the visitor.
    pub fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        if self.is_shut {
            return AdmissionDecision::Closed { reopens: None };
        }
        let first = self.delayed.resume(visitor.person, context.now);
        for i in self.admissions.iter().copied() {
            let post = &mut self.posts[i];
            let asked = i >= first && post.is_on;
            let Some(admission) = post.measure.admission().filter(|_| asked) else {
                continue;
            };
            match admission.ask(visitor, context.at(i)) {
                AdmissionDecision::Admit | AdmissionDecision::Delayed { by: 0 } => {}
                AdmissionDecision::Delayed { by } => {
                    self.delayed.keep(visitor.person, i + 1, by, context);
                    return AdmissionDecision::Held;
                }
                verdict => {
                    self.has_own_pages |= matches!(verdict, AdmissionDecision::Detour { .. });
                    return verdict;
                }
            }
        }
        AdmissionDecision::Admit
    }

    /// How an attacker's request is turned away, if it is.
    pub(crate) fn ask_attack(
        &mut self,
        request: &AttackRequest,
        context: &mut AdmissionContext,
    ) -> Option<Outcome> {
        if self.is_shut {
            return Some(Outcome::Closed);
        }
        self.admissions.iter().find_map(|i| {
            let post = &mut self.posts[*i];
            let admission = post.measure.admission().filter(|_| post.is_on)?;
            admission.ask_attack_request(request, context.at(*i))
        })
    }

    /// The operator closes the service, or reopens it.
    pub(crate) fn shut(&mut self, shut: bool) {
        self.is_shut = shut;
    }

    /// The operator switches measures of a kind on or off.
    pub(crate) fn switch(&mut self, kind: &str, on: bool, context: &mut AdmissionContext) {
        for (i, post) in self.posts.iter_mut().enumerate() {
            if post.switch == Some(kind) && post.is_on != on {
                post.is_on = on;
                if let Some(actuator) = post.measure.actuator() {
                    actuator.switched(on, context.at(i));
                }
            }
        }
    }

    /// The operator empties the caches.
    pub(crate) fn purge(&mut self, context: &mut AdmissionContext) {
        self.each_actuator(|actuator, i| actuator.purge(context.at(i)));
    }

    /// Somebody has guessed at a person's password. Whether that got them in.
    pub(crate) fn guessed(&mut self, person: u32, right: bool, context: &mut AdmissionContext) -> bool {
        let mut open = true;
        self.each_observer(|observer, i| open &= observer.guessed(person, right, context.at(i)));
        open && right
    }

    pub(crate) fn claimed(&mut self, person: u32, context: &mut AdmissionContext) {
        self.each_places(|places, i| places.claimed(person, context.at(i)));
    }

    /// A person has submitted, or the session is over.
    pub fn done(&mut self, person: u32, context: &mut AdmissionContext) {
        self.each_places(|places, i| places.done(person, context.at(i)));
    }

    /// A person will make no request for `pause` \[µs\].
    pub fn pauses(&mut self, person: u32, pause: u64, context: &mut AdmissionContext) {
        self.each_places(|places, i| places.pauses(person, pause, context.at(i)));
    }

    /// Whether anybody hears of what happens behind the door.
    #[inline]
    pub(crate) fn has_observers(&self) -> bool {
        !self.observers.is_empty()
    }

    pub(crate) fn served(&mut self, visitor: Visitor, context: &mut AdmissionContext) {
        self.each_observer(|observer, i| observer.served(visitor, context.at(i)));
    }

    /// An attempt has ended; a served page took so long \[µs\].
    pub fn ended(&mut self, outcome: Outcome, took: u64) {
        self.each_observer(|observer, _| observer.ended(outcome, took));
    }

    /// Whether a page just served to a person was a measure's own, so that the person is still at the door.
    #[inline]
    pub(crate) fn own_page_served(&mut self, person: u32) -> bool {
        self.has_own_pages
            && self.admissions.iter().any(|i| {
                let admission = self.posts[*i].measure.admission();
                admission.is_some_and(|admission| admission.own_page_served(person))
            })
    }

    /// False if the timer was stale.
    pub fn timer(&mut self, measure: u8, token: Token, context: &mut AdmissionContext) -> bool {
        let found = self.posts.get_mut(measure as usize);
        let actuator = found.and_then(|post| post.measure.actuator());
        actuator.is_some_and(|actuator| actuator.timer(token, context.at(measure as usize)))
    }

    /// Areas under the people waiting and the people let in.
    pub fn areas(&mut self, now: u64) -> Option<(u128, u128)> {
        let first = *self.places.first()?;
        Some(self.posts[first].measure.places()?.areas(now))
    }

    /// What does not add up between the measures' books and the people.
    pub fn breaches(&self, people: &[Person]) -> Vec<String> {
        self.audits()
            .flat_map(|(_, audit)| audit.breaches(people))
            .collect()
    }

    /// Reports of people who were shown another's page, so far.
    pub(crate) fn reports(&self) -> u64 {
        self.audits().map(|(_, audit)| audit.reports()).sum()
    }

    /// What came of the measures in a run that ended at `end` \[µs\].
    pub fn figures(&self, end: u64) -> Figures {
        let mut figures = Figures::default();
        for (i, audit) in self.audits() {
            figures.measure = i;
            audit.report(end, &mut figures);
        }
        figures
    }

    fn audits(&self) -> impl Iterator<Item = (usize, &dyn Audit)> {
        let posts = self.posts.iter().enumerate();
        posts.filter_map(|(i, post)| Some((i, post.measure.audit()?)))
    }

    fn each_actuator(&mut self, mut tell: impl FnMut(&mut dyn Actuator, usize)) {
        for i in self.actuators.iter().copied() {
            if let Some(actuator) = self.posts[i].measure.actuator() {
                tell(actuator, i);
            }
        }
    }

    fn each_observer(&mut self, mut tell: impl FnMut(&mut dyn Observer, usize)) {
        for i in self.observers.iter().copied() {
            if let Some(observer) = self.posts[i].measure.observer() {
                tell(observer, i);
            }
        }
    }

    fn each_places(&mut self, mut tell: impl FnMut(&mut dyn Places, usize)) {
        for i in self.places.iter().copied() {
            if let Some(places) = self.posts[i].measure.places() {
                tell(places, i);
            }
        }
    }
}
