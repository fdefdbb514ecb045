//! A run that its owner drives: to its end, to an instant, or event by event.

use std::ops::ControlFlow;

use crate::model::Model;

use super::door::{AdmissionRule, AtWork};
use super::engine::{Engine, Observe, Progress};
use super::error::SimError;
use super::finish;
use super::options::RunOptions;
use super::result::RunResult;

/// A run that its owner drives: to its end with [`Simulation::run`], to an instant with
/// [`Simulation::run_until`], or event by event with [`Simulation::step`]. The ways can be mixed: the
/// result is the same to the last byte.
///
/// `clickday::Simulation` is made of it, and knows the measures of a policy.
pub struct Simulation<'m> {
    model: &'m Model,
    options: RunOptions,
    engine: Engine,
}

impl<'m> Simulation<'m> {
    /// A run that has not begun, with rules of admission by their names beside the measures of the
    /// policy.
    ///
    /// # Errors
    /// When the options do not fit the model.
    pub fn new(
        model: &'m Model,
        measures: AtWork,
        rules: Vec<(String, Box<dyn AdmissionRule>)>,
        options: RunOptions,
    ) -> Result<Self, SimError> {
        let model = model.under(&options.policy);
        let engine = Engine::new(model, measures, rules, &options)?;
        Ok(Simulation {
            model,
            options,
            engine,
        })
    }

    /// How far the run is.
    pub fn progress(&self) -> Progress {
        self.engine.progress()
    }

    /// The instant of the last event, by the clock of the model: `2020-04-01 08:30`.
    pub fn clock(&self) -> String {
        self.engine.clock()
    }

    /// Applications that have been submitted so far, of the simulated people.
    pub fn submitted(&self) -> u64 {
        self.engine.submitted()
    }

    /// The next event happens. False once the run is over.
    ///
    /// # Errors
    /// [`SimError::TooManyEvents`], and [`SimError::StandsStill`].
    pub fn step(&mut self) -> Result<bool, SimError> {
        self.engine.step()
    }

    /// Every event before an instant \[s from the start\] happens; at the end of the run it is over.
    ///
    /// # Errors
    /// [`SimError::TooManyEvents`], and [`SimError::StandsStill`].
    pub fn run_until(&mut self, at_s: f64) -> Result<(), SimError> {
        let before = (at_s.max(0.0) * 1e6) as u64;
        let go_on = &mut |_| ControlFlow::Continue(());
        self.engine.run_until(before, go_on)
    }

    /// All that is left happens. Gives the result.
    ///
    /// # Errors
    /// [`SimError::TooManyEvents`], and [`SimError::StandsStill`].
    pub fn run(self) -> Result<RunResult, SimError> {
        self.run_cancellable(&mut |_| ControlFlow::Continue(()))
    }

    /// All that is left happens, until `observe` breaks. It is called at the end of each bin of the
    /// time series, and at least every [`super::PROGRESS_EVENTS`] events: also while many events
    /// happen at one instant. Nothing of the run is left when it breaks.
    ///
    /// # Errors
    /// [`SimError::TooManyEvents`], [`SimError::StandsStill`], and [`SimError::Cancelled`] when `observe` breaks.
    pub fn run_cancellable(mut self, observe: &mut Observe) -> Result<RunResult, SimError> {
        self.engine.run_until(u64::MAX, observe)?;
        Ok(finish::result(
            &mut self.engine.ended(),
            self.model,
            &self.options,
        ))
    }
}
