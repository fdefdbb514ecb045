//! A run that its owner drives, with the measures of this build.

use std::ops::ControlFlow;

use clickday_engine::model::Model;
use clickday_engine::sim::Simulation as Run;
use clickday_engine::sim::{AdmissionRule, Observe, Progress, RunOptions, RunResult, SimError};

use super::set::AT_WORK;

/// A run that its owner drives: to its end with [`Simulation::run`], to an instant with
/// [`Simulation::run_until`], or event by event with [`Simulation::step`]. The ways can be mixed: the
/// result is the same to the last byte.
///
/// ```
/// use clickday::Simulation;
/// use clickday::model::Document;
///
/// let text = r#"
///     version = 1
///     title = "One counter"
///     calendar = { start = "2020-04-01 00:00", end = "2020-04-01 01:00" }
///     journey.page = [{ name = "form", request = "form" }]
///     portal.tier = [{ name = "server", slots = 1, backlog = {} }]
///     portal.request.form.work.server = { exponential = "1 s" }
///     people.role.citizen = {}
///     people.group.citizens = { role = "citizen", arrivals = { poisson = "0.8 per second" } }
/// "#;
/// let model = clickday::measures::load::read(Document::of_text("model.toml", text), &[]).unwrap();
/// let mut simulation = Simulation::builder(&model).seed(7).build()?;
/// simulation.run_until(1_800.0)?;
/// let halfway = simulation.progress().events;
/// let run = simulation.run()?;
/// assert!(0 < halfway && halfway < run.events);
/// # Ok::<(), clickday::sim::SimError>(())
/// ```
pub struct Simulation<'m>(Run<'m>);

impl<'m> Simulation<'m> {
    /// A run that has not begun, with rules of admission by their names beside the measures of the
    /// policy.
    ///
    /// # Errors
    /// When the options do not fit the model: see [`run_cancellable`](super::run_cancellable).
    pub(super) fn new(
        model: &'m Model,
        rules: Vec<(String, Box<dyn AdmissionRule>)>,
        options: RunOptions,
    ) -> Result<Self, SimError> {
        Run::new(model, AT_WORK, rules, options).map(Simulation)
    }

    /// How far the run is.
    pub fn progress(&self) -> Progress {
        self.0.progress()
    }

    /// The instant of the last event, by the clock of the model: `2020-04-01 08:30`.
    pub fn clock(&self) -> String {
        self.0.clock()
    }

    /// Applications that have been submitted so far, of the simulated people.
    pub fn submitted(&self) -> u64 {
        self.0.submitted()
    }

    /// The next event happens. False once the run is over.
    ///
    /// # Errors
    /// [`SimError::TooManyEvents`], and [`SimError::StandsStill`].
    pub fn step(&mut self) -> Result<bool, SimError> {
        self.0.step()
    }

    /// Every event before an instant \[s from the start\] happens; at the end of the run it is over.
    ///
    /// # Errors
    /// [`SimError::TooManyEvents`], and [`SimError::StandsStill`].
    pub fn run_until(&mut self, at_s: f64) -> Result<(), SimError> {
        self.0.run_until(at_s)
    }

    /// All that is left happens. Gives the result.
    ///
    /// # Errors
    /// [`SimError::TooManyEvents`], and [`SimError::StandsStill`].
    pub fn run(self) -> Result<RunResult, SimError> {
        self.run_cancellable(&mut |_| ControlFlow::Continue(()))
    }

    /// All that is left happens, until `observe` breaks. It is called at the end of each bin of the
    /// time series, and at least every [`PROGRESS_EVENTS`](crate::sim::PROGRESS_EVENTS) events: also
    /// while many events happen at one instant. Nothing of the run is left when it breaks.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use clickday::sim::{Progress, SimError};
    /// use clickday::{Simulation, measures};
    ///
    /// let model = measures::load("models/textbook/mm1.toml".as_ref(), &[])?;
    /// let mut until_half = |progress: Progress| {
    ///     if progress.now_us * 2 < progress.end_us {
    ///         ControlFlow::Continue(())
    ///     } else {
    ///         ControlFlow::Break(())
    ///     }
    /// };
    /// let stopped = Simulation::builder(&model).build()?.run_cancellable(&mut until_half);
    /// assert_eq!(stopped.err(), Some(SimError::Cancelled));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SimError::TooManyEvents`], [`SimError::StandsStill`], and [`SimError::Cancelled`] when `observe` breaks.
    pub fn run_cancellable(self, observe: &mut Observe) -> Result<RunResult, SimError> {
        self.0.run_cancellable(observe)
    }
}
