//! A portal that is a standard queue.

use crate::messages::{Numbers, Words};

/// What is asked of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueueFigure {
    /// Share of what it can do that is used.
    Utilisation,
    /// Mean number of requests in it.
    InTier,
    /// Mean time in it \[s\].
    Sojourn,
    /// Mean wait for a slot \[s\].
    Wait,
    /// Share that has to wait.
    Waits,
    /// Share that is refused.
    Refused,
    /// Share that leaves before being served.
    Abandoned,
    /// Requests answered a second.
    Served,
}

/// A queue with a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueueLaw {
    /// M/M/1.
    OneServer,
    /// M/M/c.
    ManyServers,
    /// M/G/1.
    GeneralService,
    /// M/M/c+M.
    Impatience,
    /// M/G/c/c.
    Loss,
    /// M/M/c/K.
    FiniteRoom,
    /// M/M/c with retrials.
    Retrial,
    /// M/G/K-PS.
    Sharing,
    /// The same with two modes, and exponential work.
    TwoModes,
    /// Operators who never lack files.
    MachineRepair,
}

/// Why a model is no queue with a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAQueue {
    /// The portal has several tiers.
    SeveralTiers,
    /// An application has several pages.
    SeveralPages,
    /// People of several kinds come.
    SeveralKinds,
    /// They do not come at a constant rate.
    VaryingRate,
    /// A measure or an attack is in the way.
    PolicyOrAttack,
    /// The backlog, the tier or the people have special rules.
    SpecialRules,
    /// The page needs no work.
    NoWork,
    /// There is no formula for what is left.
    NoFormula,
}

/// Numbers of requests inside at which a processor with two states is in one, the other, or between them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TwoStates {
    /// While it works well.
    pub(crate) good: f64,
    /// At which it tips over.
    pub(crate) unstable: f64,
    /// After it has collapsed.
    pub(crate) bad: f64,
}

/// A portal that is a standard queue.
pub(crate) trait StationText: Numbers {
    /// One figure of a queue: `A request waits 4.00 s for a slot on average; ...`
    fn queue_figure(&self, figure: QueueFigure, law: QueueLaw, value: f64) -> Words;
    /// `Work arrives at 1.50 times the rate at which it can be done: ...`
    fn growing_queue(&self, load: f64, grows_per_s: f64) -> Words;
    /// `The portal has several tiers; a formula is known for one tier only.`
    fn not_a_queue(&self, why: NotAQueue) -> Words;
    /// `On average, 16.7 people have been refused and are about to try again.`
    fn mean_orbit(&self, people: f64) -> Words;
    /// `When it is full, the processor still does 8.04 requests per second; ...`
    fn two_states_from(&self, per_s: f64) -> Words;
    /// `At its best the processor does 15.7 requests per second. ...`
    fn two_states_until(&self, per_s: f64, demand_per_s: f64, states: TwoStates) -> Words;
    /// `It takes 2291 d 16 h on average until the number of requests inside rises from 14 to 1,000.`
    fn time_to_collapse(&self, seconds: f64, states: TwoStates) -> Words;
    /// `It takes 3 h 20 min on average until the number of requests inside falls from 1,000 to 14.`
    fn time_to_recovery(&self, seconds: f64, states: TwoStates) -> Words;
}
