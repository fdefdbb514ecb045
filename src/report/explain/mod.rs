//! Exact results for a launch before any simulation, and one run beside them.
//!
//! Each line is a [`Statement`]: a value with its unit, a sentence for people, the formula's name
//! and source, and the assumption that limits it. A question that does not arise in a model says
//! so. Counts and rates are of the real launch.
//!
//! | file | lines |
//! |---|---|
//! | `load` | who comes, how much work that is, what the portal can do |
//! | `station` | a model that is a standard queue: its exact figures |
//! | `session` | applications of several pages, and what failures do to them |
//! | `storm` | when retries cause a collapse, and when the portal recovers |
//! | `room` | how many may be inside |
//! | `flow`, `day`, `behind`, `drain` | the day as a fluid, without and with a waiting room; how long the backlog lasts |
//! | `leak` | pages shown to the wrong person |
//! | `contact`, `login` | credentials asked for and shown, and the helpline |
//! | `attack` | what attacks take |
//! | `policy`, `operator` | what the policy sets, and what the operator can do |
//! | `scale` | what a simulation needs |
//!
//! The lines of a measure are in its folder. Formulas take their numbers from the [`Scenario`]. The
//! formulas are those of [`crate::theory`], or are in the file of the line if they are one line
//! long.

mod attack;
mod behind;
mod contact;
mod day;
mod drain;
mod expected;
mod flow;
mod launch;
mod leak;
mod load;
mod login;
mod operator;
mod page;
mod policy;
mod room;
mod scale;
mod session;
mod station;
mod storm;

use serde::Serialize;

use crate::messages::Language;
use clickday_engine::model::Model;
use clickday_engine::model::civil::CivilClock;
use clickday_engine::scenario::{Scenario, ScenarioError};
use clickday_engine::sim::{self, RunOptions, RunResult, SimError};

pub use crate::statement::{Formula, Simulated, Statement, Topic, Unit};
pub use page::page;

use self::launch::Launch;
use crate::statement::observed::Observed;

/// The exact results for a launch.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The model's title.
    pub model: String,
    /// The policy's name.
    pub policy: String,
    /// What the policy is, in words.
    pub policy_title: String,
    /// The time zone of all times, by its IANA name.
    pub time_zone: String,
    /// First instant, civil time.
    pub start: String,
    /// End of the run, civil time.
    pub end: String,
    /// The statements, part by part.
    pub statements: Vec<Statement>,
    /// The run that is printed beside them, if there was one.
    pub run: Option<Run>,
    /// Statements that need a run.
    #[serde(skip)]
    pending: Vec<Statement>,
    /// The language of the statements.
    #[serde(skip)]
    pub(super) language: Language,
    #[serde(skip)]
    clock: CivilClock,
}

/// A run that is printed beside the statements.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Share of full scale.
    pub scale: f64,
    /// Master seed.
    pub seed: u64,
    /// Number of the replication under that seed.
    pub replication: u64,
}

/// Explains a scenario, which is one at full scale, in `language`. `scale` is what a simulation would run at.
///
/// ```
/// use clickday::report::explain::{explain, page};
/// use clickday::report::table::Styling;
/// use clickday::{Language, Scenario, measures};
///
/// let model = measures::load("models/textbook/mm1.toml".as_ref(), &[])?;
/// let scenario = Scenario::new(&model, "open", 1.0, None)?;
/// let explanation = explain(&scenario, 1.0, Language::English)?;
/// println!("{}", page(&explanation, Styling::default()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`ScenarioError::ScaleOutOfRange`] for a scale that is not in (0, 1].
pub fn explain(scenario: &Scenario, scale: f64, language: Language) -> Result<Explanation, ScenarioError> {
    if !(scale > 0.0 && scale <= 1.0) {
        return Err(ScenarioError::ScaleOutOfRange { scale });
    }
    let launch = Launch::new(scenario, language);
    let day = day::fluid(&launch);
    let expected = expected::OfMeasures {
        launch: &launch,
        day: &day,
    };
    let mut of_measures = Vec::new();
    for measure in launch.measures {
        of_measures.extend(crate::measures::statements(measure, &expected));
    }
    let mut of_topic = |topic| -> Vec<Statement> {
        let about = |said: &mut Statement| said.topic == topic;
        of_measures.extract_if(.., about).collect()
    };
    let mut statements = load::statements(&launch);
    statements.extend(station::statements(&launch));
    statements.extend(session::statements(&launch));
    statements.extend(storm::statements(&launch, &day));
    statements.extend(room::statements(&launch));
    statements.extend(of_topic(Topic::WaitingRoom));
    statements.extend(drain::statements(&launch, &day));
    statements.extend(leak::statements(&launch, of_topic(Topic::Leak)));
    statements.extend(attack::statements(&launch));
    statements.extend(of_topic(Topic::Attack));
    statements.extend(operator::reacts(&launch));
    statements.extend(contact::statements(&launch));
    statements.extend(policy::set(&launch));
    statements.extend(of_topic(Topic::Measures));
    statements.extend(operator::added(&launch));
    // What is said of other parts.
    statements.append(&mut of_measures);
    statements.extend(scale::statements(&launch, scale));
    for statement in &mut statements {
        statement.write(launch.clock, language.explain());
    }
    let (pending, statements) = statements.into_iter().partition(Statement::is_pending);
    Ok(Explanation {
        model: launch.model.title.clone(),
        policy: launch.policy.to_owned(),
        policy_title: launch.title.to_owned(),
        time_zone: launch.clock.zone().to_owned(),
        start: launch.clock.format(0),
        language,
        end: launch.clock.format(launch.clock.horizon_us()),
        statements,
        run: None,
        pending,
        clock: launch.clock.clone(),
    })
}

impl Explanation {
    /// Lays a run of the same model under the same policy beside the statements.
    pub fn check(&mut self, result: &RunResult) {
        let observed = Observed::new(result, &self.clock);
        for mut statement in std::mem::take(&mut self.pending) {
            statement.predict(&observed);
            let after = self.statements.iter().rposition(|s| s.topic <= statement.topic);
            self.statements.insert(after.map_or(0, |i| i + 1), statement);
        }
        let say = self.language.explain();
        for statement in &mut self.statements {
            statement.write(&self.clock, say);
            statement.check(&observed, say);
        }
        self.run = Some(Run {
            scale: result.scale,
            seed: result.seed,
            replication: result.replication,
        });
    }

    /// The statement of that name.
    pub fn find(&self, id: &str) -> Option<&Statement> {
        self.statements.iter().find(|s| s.id == id)
    }
}

/// Scales that people would choose, from small to large.
const SCALES: [f64; 14] = [
    0.001, 0.002, 0.003, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5,
];

/// Runs the model at the smallest scale of a round number that the engine accepts; models that it
/// does not accept at any, and open populations, whose length is their size, at full scale.
///
/// # Errors
///
/// Those of [`crate::measures::run_cancellable`], but for a scale that is too small.
pub fn run_small(
    model: &Model,
    options: &RunOptions,
    observe: &mut sim::Observe,
) -> Result<RunResult, SimError> {
    let closed = model.people.group.values().any(|group| group.size.is_some());
    let scales = SCALES.iter().copied().filter(|_| closed);
    for scale in scales {
        let options = RunOptions {
            scale,
            ..options.clone()
        };
        match crate::measures::run_cancellable(model, &options, observe) {
            Err(SimError::Scenario(ScenarioError::ScaleTooSmall { .. })) => {}
            done => return done,
        }
    }
    crate::measures::run_cancellable(
        model,
        &RunOptions {
            scale: 1.0,
            ..options.clone()
        },
        observe,
    )
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
