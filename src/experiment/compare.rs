//! A comparison in one call: every stage of an experiment, and its summary, in memory.

#[cfg(feature = "store")]
use std::io;
#[cfg(feature = "store")]
use std::path::Path;

use crate::ensemble::machine::platform;
use crate::ensemble::{Ensemble, Identity, Unfinished, Watch};
use clickday_engine::model::civil::CivilError;
use clickday_engine::model::{Model, Problems};

use super::record;
#[cfg(feature = "store")]
use super::results::{Contents, Target, TargetError, write};
use super::results::{LAYOUT_VERSION, Manifest, Source};
use super::schedule::{Execution, KeptRuns, Plan, Stage, StageRuns};
use super::spec::{Experiment, Loaded, LoadedModel};
use super::summary::{Summary, SummaryRequest};

/// What a comparison came to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Comparison {
    /// The model that was run: charts are drawn of it and the runs.
    pub model: Model,
    /// The stages, in the order of the experiment, with all runs: the tables of
    /// [`results::tables`](super::results::tables) are made of them.
    pub stages: Vec<StageRuns>,
    /// The numbers of the table that [`report::table`](crate::report::table) writes.
    pub summary: Summary,
    /// What tells it from another: its files by their hashes, and more.
    pub identity: Identity,
}

#[cfg(feature = "store")]
impl Comparison {
    /// Writes the results folder that `clickday compare` writes: the tables, the summary, and the files
    /// that were read. `also` adds what is not a table, such as charts.
    /// [`Results::open`](super::Results::open) reads it.
    ///
    /// # Errors
    /// When something else is in the place, or the disk refuses.
    pub fn write(
        &self,
        loaded: &Loaded,
        folder: &Path,
        also: &dyn Fn(&Path) -> io::Result<()>,
    ) -> Result<(), TargetError> {
        let experiment = &loaded.experiment;
        let sources = loaded.sources();
        let contents = Contents {
            manifest: &manifest_of(experiment, &self.identity, &sources, &self.stages),
            sources: &sources,
            stages: &self.stages,
            metrics: &experiment.metrics(),
            summary: &self.summary,
        };
        let target = Target::claim(folder, self.identity.clone(), false)?;
        target.replace(|folder| write(contents, folder, also))
    }
}

/// Why there is no comparison.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// It goes through values of the model.
    #[error(
        "the experiment has values to go through; make it as a sweep, with Prepared::of_loaded and experiment::sweep"
    )]
    IsSweep,
    /// The model cannot be used.
    #[error(transparent)]
    Model(#[from] Problems),
    /// The calendar of the model cannot be used.
    #[error(transparent)]
    Calendar(#[from] CivilError),
    /// Every run of a stage was refused.
    #[error("no run of the stage \"{stage}\" could be made: {reason}")]
    Refused {
        /// The stage.
        stage: String,
        /// Why the first run was refused, and what to do.
        reason: String,
    },
    /// A run failed, or somebody stopped them.
    #[error(transparent)]
    Unfinished(#[from] Unfinished),
}

/// Makes every run of an experiment, with `set` (`path=value` each) in its model, and sums them up.
/// Nothing is written: `clickday compare` also keeps each run on the disk, to go on where it was
/// stopped.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use clickday::ensemble::{Ensemble, Resources};
/// use clickday::experiment::results::Source;
/// use clickday::experiment::{compare, spec};
/// use clickday::report::table::{self, Styling};
///
/// let experiment = Source::of_text(
///     "experiment.toml",
///     r#"
///     version = 1
///     title = "One desk"
///     model = "desk.toml"
///     policies = ["open"]
///     seed = 1
///     [[stage]]
///     name = "all"
///     scale = 1
///     replications = 2
///     "#,
/// );
/// let desk = Source::of_text("desk.toml", include_str!("../../models/textbook/mm1.toml"));
/// let loaded = spec::from_files(&[experiment, desk])?;
/// let set = ["calendar.end=2020-01-01 06:00".to_owned()];
/// let ensemble = Ensemble::new(Resources::default())?;
/// let found = compare(&loaded, &set, &ensemble, &|_| ControlFlow::Continue(()))?;
/// assert_eq!(found.stages[0].runs.len(), 2);
/// let percentiles = &loaded.experiment.percentiles;
/// println!("{}", table::report(&found.summary, percentiles, Styling::default()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the model cannot be used, a run fails, or `watch` breaks. A run that the model refuses is among
/// [`StageRuns::failed`]; only a stage without any other is an error.
pub fn compare(
    loaded: &Loaded,
    set: &[String],
    ensemble: &Ensemble,
    watch: &Watch,
) -> Result<Comparison, CompareError> {
    let experiment = &loaded.experiment;
    if experiment.design.is_some() || !experiment.factor.is_empty() {
        return Err(CompareError::IsSweep);
    }
    let LoadedModel { model, overrides } = loaded.model(set)?;
    let inputs = loaded.sources().iter().map(Source::input).collect();
    let identity = Identity::new(inputs, overrides, experiment.seed).with_measures(loaded.measures());
    let execution = Execution {
        ensemble,
        watch,
        simulate: &|options, run| run.simulate(&model, options),
        keep: &|_| Ok(()),
        there: &KeptRuns::new(),
    };
    let mut stages: Vec<StageRuns> = Vec::new();
    for stage in experiment.stages() {
        let runs = runs_of_stage(experiment, &stage, &mut |first, stage| {
            let plan = Plan {
                stage,
                policies: &experiment.policies,
                seed: experiment.seed,
                first,
            };
            plan.run(&stages, &execution)
        })?;
        if let Some(failed) = runs.failed.first().filter(|_| runs.runs.is_empty()) {
            return Err(CompareError::Refused {
                stage: stage.name,
                reason: failed.reason.clone(),
            });
        }
        stages.push(runs);
    }
    Ok(Comparison {
        summary: summary(experiment, &model, &stages)?,
        stages,
        model,
        identity,
    })
}

/// The runs of a stage: those that it begins with, and more until its policies are known as well as
/// it asks. `make` makes those of a stage from a replication on.
///
/// # Errors
/// Those of `make`.
pub fn runs_of_stage<E>(
    experiment: &Experiment,
    stage: &Stage,
    make: &mut dyn FnMut(u64, &Stage) -> Result<StageRuns, E>,
) -> Result<StageRuns, E> {
    let specs = &experiment.stage;
    let until = specs
        .iter()
        .find(|spec| spec.name == stage.name)
        .and_then(|spec| spec.until.as_ref());
    let mut runs = make(0, stage)?;
    while let Some(until) = until {
        let there_are = runs.stage.replications;
        let replications = until.replications(&runs, &experiment.policies, experiment.confidence.get());
        if replications == there_are {
            break;
        }
        let further = Stage {
            replications,
            ..stage.clone()
        };
        runs = runs.and(make(there_are, &further)?);
    }
    Ok(runs)
}

/// What the manifest of a results folder says of the stages of an experiment that are done; its list
/// of files is still empty.
pub fn manifest_of(
    experiment: &Experiment,
    identity: &Identity,
    sources: &[Source],
    stages: &[StageRuns],
) -> Manifest {
    Manifest {
        format: LAYOUT_VERSION,
        title: experiment.title.clone(),
        identity: identity.clone(),
        shipped: Source::shipped(sources),
        platform: Some(platform()),
        policies: experiment.policies.clone(),
        baseline: experiment.baseline().to_owned(),
        planned: experiment.stages(),
        finished: stages.iter().map(|stage| stage.stage.name.clone()).collect(),
        failed: stages.iter().flat_map(|stage| stage.failed.clone()).collect(),
        files: Vec::new(),
    }
}

/// The summary of the stages of an experiment that are done.
///
/// # Errors
/// When the calendar of the model cannot be used.
pub fn summary(experiment: &Experiment, model: &Model, stages: &[StageRuns]) -> Result<Summary, CivilError> {
    let title = |name: &String| model.policy.get(name).map(|policy| policy.title.clone());
    let named = |name: &String| (name.clone(), title(name).unwrap_or_default());
    let policies: Vec<(String, String)> = experiment.policies.iter().map(named).collect();
    let asked = SummaryRequest {
        title: &experiment.title,
        policies: &policies,
        baseline: experiment.baseline(),
        confidence: experiment.confidence.get(),
        metrics: &experiment.metrics(),
        goals: &experiment.goal,
    };
    let record = record::record(model, stages, asked.baseline)?;
    Ok(Summary::of(asked, stages, record).of_what_if(model.overrides()))
}
