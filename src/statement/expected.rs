//! What a launch is expected to bring: what a measure needs to say what it amounts to.

use crate::messages::Language;
use clickday_engine::model::units::Moment;
use clickday_engine::model::{CivilClock, Measure, Model};

/// What theory knows of a launch.
pub(crate) trait Expected {
    /// The language of statements.
    fn language(&self) -> Language;

    /// The model, with what the policy sets.
    fn model(&self) -> &Model;

    /// The measures of the policy, in order.
    fn measures(&self) -> &[Measure];

    /// Civil time.
    fn clock(&self) -> &CivilClock;

    /// The kind of applicant that capacities are told for, if anybody comes.
    fn typical(&self) -> Option<Typical>;

    /// People who first want to apply between two instants \[s\].
    fn come_between(&self, from_s: f64, until_s: f64) -> f64;

    /// People of a role who sit at a screen, and their requests in the busiest hour on a quick portal \[1/s\].
    fn busiest(&self, role: &str) -> (f64, f64);

    /// The most that floods reach together \[1/s\].
    fn hardest_flood(&self) -> f64;

    /// The most people of that kind at once with whom the portal keeps up, each inside for `beside_s` more than an application
    /// takes. `None` where they are too few for the law of large numbers, or without limit.
    fn bears(&self, beside_s: f64) -> Option<f64>;

    /// The same, when half of those inside are operators of offices, who pause between files. `None` where there are no offices, or
    /// nobody goes to the portal but they.
    fn bears_with_operators(&self, beside_s: f64) -> Option<f64>;

    /// Who waits for a call on a day without chance.
    fn queue(&self) -> Queue;

    /// Whether anybody files through an office.
    fn has_offices(&self) -> bool;

    /// People who come in the run.
    fn people(&self) -> f64;

    /// Length of the run \[s\].
    fn horizon_s(&self) -> f64 {
        self.clock().horizon_us() as f64 / 1e6
    }

    /// An instant, from the start of the run \[s\].
    fn seconds(&self, moment: &Moment) -> f64 {
        self.clock().micros(moment) as f64 / 1e6
    }

    /// The same, within the run.
    fn within_run(&self, moment: &Moment) -> f64 {
        self.seconds(moment).clamp(0.0, self.horizon_s())
    }
}

/// A kind of applicant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typical {
    /// Pages of an application.
    pub(crate) pages: f64,
    /// Thinking between them \[s\].
    pub(crate) think_s: f64,
    /// Work of the portal for it \[s\].
    pub(crate) service_s: f64,
    /// Newcomers a second, where they come at a constant rate.
    pub(crate) steady_rate: Option<f64>,
    /// Probability of trying again after a failure.
    pub(crate) retry: f64,
    /// Probability that a failure costs the session.
    pub(crate) session_lost: f64,
    /// Applications that the portal can complete \[1/s\]; `None`: any number.
    pub(crate) capacity: Option<f64>,
}

/// People before a waiting room, on a day without chance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Queue {
    /// Most of them at once.
    pub(crate) most: f64,
    /// Their number, summed over time \[s\].
    pub(crate) summed_s: f64,
    /// Those who wait at the end.
    pub(crate) at_end: f64,
    /// Those who waited and were called.
    pub(crate) called: f64,
}
