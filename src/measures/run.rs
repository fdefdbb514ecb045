//! Runs with the measures of this build.

use std::fmt;
use std::ops::ControlFlow;

use clickday_engine::model::Model;
use clickday_engine::sim::{AdmissionRule, Observe, Progress, RunOptions, RunResult, SimError};

use super::simulation::Simulation;

/// Runs a model once with the measures of this build. `progress` is told as by [`run_cancellable`], and cannot stop the run.
///
/// # Errors
/// As [`run_cancellable`].
pub fn run(
    model: &Model,
    options: &RunOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<RunResult, SimError> {
    run_cancellable(model, options, &mut |told| {
        progress(told);
        ControlFlow::Continue(())
    })
}

/// Runs a model once with the measures of this build, until `observe` breaks: see [`Simulation::run_cancellable`].
///
/// The result is a pure function of the model and the options.
///
/// # Errors
/// When the options do not fit the model: an unknown policy, a scale too small to mean anything, an end
/// outside the calendar, more people than there is memory for; when more happens than [`RunOptions::most_events`]; and
/// [`SimError::Cancelled`] when `observe` breaks. Any other run that has begun ends.
pub fn run_cancellable(
    model: &Model,
    options: &RunOptions,
    observe: &mut Observe,
) -> Result<RunResult, SimError> {
    Simulation::new(model, Vec::new(), options.clone())?.run_cancellable(observe)
}

impl<'m> Simulation<'m> {
    /// Says how a model is to be run, with the measures of this build.
    pub fn builder(model: &'m Model) -> SimulationBuilder<'m> {
        SimulationBuilder {
            model,
            options: RunOptions::default(),
            rules: Vec::new(),
        }
    }
}

/// Says how a model is to be run.
pub struct SimulationBuilder<'m> {
    model: &'m Model,
    options: RunOptions,
    rules: Vec<(String, Box<dyn AdmissionRule>)>,
}

impl<'m> SimulationBuilder<'m> {
    /// Under the policy of this name; `open` if nothing is said. Only a model without policies of
    /// its own has that one: the names are the keys of [`Model::policy`].
    #[must_use]
    pub fn policy(mut self, name: impl Into<String>) -> Self {
        self.options.policy = name.into();
        self
    }

    /// With this master seed; 1 if nothing is said.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// The replication of this number under the seed; 0 if nothing is said.
    #[must_use]
    pub fn replication(mut self, number: u64) -> Self {
        self.options.replication = number;
        self
    }

    /// At this share of full scale, in (0, 1]; full scale if nothing is said. A scale that is too
    /// small to mean anything is refused by [`SimulationBuilder::build`], with the smallest that is
    /// not ([`ScenarioError::ScaleTooSmall`](crate::scenario::ScenarioError::ScaleTooSmall)).
    #[must_use]
    pub fn scale(mut self, scale: f64) -> Self {
        self.options.scale = scale;
        self
    }

    /// Until an instant \[s from the start\], not included; the end of the model if nothing is said.
    #[must_use]
    pub fn until(mut self, at_s: f64) -> Self {
        self.options.until_us = Some((at_s.max(0.0) * 1e6) as u64);
        self
    }

    /// With all of these options, in the place of what was said before.
    #[must_use]
    pub fn options(mut self, options: RunOptions) -> Self {
        self.options = options;
        self
    }

    /// With a rule of admission of the caller's own: a closure or function of an
    /// [`AttemptView`](crate::sim::AttemptView), or a type with [`AdmissionRule`]. It is asked
    /// after the measures of the policy and the rules before it.
    ///
    /// What it did is in [`RunResult::measures`] under its name: how often it was `asked`, and how
    /// often it `refused`, of the simulated attempts. A rule given here holds for this run alone;
    /// one that is to be named in policies is an [`OwnMeasure`](crate::measures::OwnMeasure).
    ///
    /// ```
    /// use clickday::sim::result::Outcome;
    /// use clickday::sim::{AttemptView, Decision};
    /// use clickday::{Simulation, measures};
    ///
    /// let model = measures::load("models/textbook/mm1.toml".as_ref(), &[])?;
    /// let lot = |attempt: &AttemptView<'_>| {
    ///     if attempt.is_first_page && attempt.chance < 0.1 {
    ///         Decision::Refuse(Outcome::Shed)
    ///     } else {
    ///         Decision::Admit
    ///     }
    /// };
    /// let run = Simulation::builder(&model).admission("lot", lot).run()?;
    /// let did = run.measures.of("lot").ok_or("no figures")?;
    /// assert_eq!(did.count("refused"), run.attempts.of(Outcome::Shed));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn admission(mut self, name: impl Into<String>, rule: impl AdmissionRule + 'static) -> Self {
        self.rules.push((name.into(), Box::new(rule)));
        self
    }

    /// The run, its first events on the agenda: to be driven step by step, or observed and stopped
    /// (see [`Simulation::run_cancellable`]).
    ///
    /// # Errors
    /// When the options do not fit the model: see [`run_cancellable`].
    pub fn build(self) -> Result<Simulation<'m>, SimError> {
        Simulation::new(self.model, self.rules, self.options)
    }

    /// Runs to the end, and cannot be stopped.
    ///
    /// # Errors
    /// When the options do not fit the model, or more happens than [`RunOptions::most_events`]: see
    /// [`run_cancellable`].
    pub fn run(self) -> Result<RunResult, SimError> {
        self.build()?.run()
    }

    /// Runs to the end, or until `observe` breaks: see [`Simulation::run_cancellable`].
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// use clickday::sim::SimError;
    /// use clickday::{Simulation, measures};
    ///
    /// // Another thread sets it, on a signal or at the press of a button.
    /// let is_stopped = AtomicBool::new(true);
    /// let model = measures::load("models/textbook/mm1.toml".as_ref(), &[])?;
    /// let run = Simulation::builder(&model).run_cancellable(&mut |_| {
    ///     if is_stopped.load(Ordering::Relaxed) {
    ///         ControlFlow::Break(())
    ///     } else {
    ///         ControlFlow::Continue(())
    ///     }
    /// });
    /// assert!(matches!(run, Err(SimError::Cancelled)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`run_cancellable`].
    pub fn run_cancellable(self, observe: &mut Observe) -> Result<RunResult, SimError> {
        self.build()?.run_cancellable(observe)
    }
}

impl fmt::Debug for SimulationBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules: Vec<&str> = self.rules.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("SimulationBuilder")
            .field("options", &self.options)
            .field("rules", &rules)
            .finish_non_exhaustive()
    }
}
