//! Rules of admission that a program beside this crate brings along.

use crate::scenario::Scenario;
use crate::sim::random::OwnPurpose;
use crate::sim::result::Outcome;

use super::{Admission, AdmissionContext, AdmissionDecision, Audit, Figures, Measure, Visitor};

/// A rule of admission: decides who may request a page. Rules are asked after the measures of the
/// policy, in the order in which they are given. They are not asked about requests of attacks.
///
/// A closure or function of an [`AttemptView`] that gives a [`Decision`] is a rule.
///
/// A run stays a pure function of its inputs as long as a rule is: it must not read a clock, a file
/// or chance of its own. [`AttemptView::chance`] is there for chance.
pub trait AdmissionRule: Send {
    /// Decides about a person who is about to make an attempt. Called once for each attempt.
    fn decide(&mut self, attempt: &AttemptView<'_>) -> Decision;
}

impl<F: FnMut(&AttemptView<'_>) -> Decision + Send> AdmissionRule for F {
    fn decide(&mut self, attempt: &AttemptView<'_>) -> Decision {
        self(attempt)
    }
}

/// A person who is about to make an attempt, as a rule of admission sees them.
#[derive(Debug, Clone, Copy)]
pub struct AttemptView<'a> {
    /// The instant, from the start of the run \[s\].
    pub now_s: f64,
    /// The number of the person within the run.
    pub person: u32,
    /// The role, by its name in the model: `citizen`.
    pub role: &'a str,
    /// The page that is about to be requested, by its name in the model.
    pub page: &'a str,
    /// Whether it is the first page, with which a session begins.
    pub is_first_page: bool,
    /// The number of this attempt of the person, from 1.
    pub attempt: u64,
    /// A number in (0, 1), uniform and independent for each rule, person and attempt.
    pub chance: f64,
    /// Requests that wait for a slot, of each tier, the outermost first; at the scale of the run.
    pub waiting: &'a [u64],
}

/// What a rule of admission decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decision {
    /// The person may request the page.
    Admit,
    /// The attempt ends with this outcome, and the person reacts as to any other. For a portal that
    /// protects itself it is [`Outcome::Shed`]; for a defence against attacks,
    /// [`Outcome::Blocked`].
    Refuse(Outcome),
    /// The service is closed to this person.
    Closed {
        /// When it opens to them, from the start of the run \[s\], where that is known to them.
        reopens_s: Option<f64>,
    },
}

/// A rule at work, under its name.
pub struct RuleAtWork {
    name: String,
    rule: Box<dyn AdmissionRule>,
    purpose: OwnPurpose,
    roles: Vec<String>,
    pages: Vec<String>,
    /// Requests that wait, of each tier: written anew for each attempt.
    waiting: Vec<u64>,
    asked: u64,
    refused: u64,
}

impl RuleAtWork {
    /// The rule called `name`, at work in a run.
    pub fn new(name: String, rule: Box<dyn AdmissionRule>, scenario: &Scenario) -> Self {
        RuleAtWork {
            purpose: OwnPurpose::named(&name),
            rule,
            roles: scenario.roles.iter().map(|role| role.name.clone()).collect(),
            pages: scenario.pages.iter().map(|page| page.name.clone()).collect(),
            waiting: vec![0; scenario.tiers.len()],
            asked: 0,
            refused: 0,
            name,
        }
    }
}

impl Measure for RuleAtWork {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for RuleAtWork {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        for (tier, waiting) in self.waiting.iter_mut().enumerate() {
            *waiting = context.portal.waiting(tier.into());
        }
        let attempt = u64::from(context.people[visitor.person as usize].attempts) + 1;
        let key = context.key_of(visitor.person);
        let attempt = AttemptView {
            now_s: context.now as f64 / 1e6,
            person: visitor.person,
            role: &self.roles[usize::from(visitor.role)],
            page: &self.pages[usize::from(visitor.page)],
            is_first_page: usize::from(visitor.page) == 0,
            attempt,
            chance: context.chance.own(key, self.purpose, attempt).uniform(0),
            waiting: &self.waiting,
        };
        self.asked += 1;
        let decision = self.rule.decide(&attempt);
        self.refused += u64::from(decision != Decision::Admit);
        match decision {
            Decision::Admit => AdmissionDecision::Admit,
            Decision::Refuse(outcome) => AdmissionDecision::Refused(outcome),
            Decision::Closed { reopens_s } => AdmissionDecision::Closed {
                // An instant that has passed is now: a person who is told so comes back at once.
                reopens: reopens_s.map(|at| ((at.max(0.0) * 1e6) as u64).max(context.now)),
            },
        }
    }
}

impl Audit for RuleAtWork {
    fn report(&self, _end: u64, figures: &mut Figures) {
        let counts = [("asked", self.asked), ("refused", self.refused)];
        figures.named.add(&self.name, &counts);
    }
}
