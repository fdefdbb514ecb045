//! A comparison in one call: every stage of an experiment, and its summary, in memory.

#[cfg(feature = "store")]
use std::io;
#[cfg(feature = "store")]
use std::path::Path;

use crate::ensemble::machine::platform;
use crate::ensemble::{Ensemble, Identity, Run, RunError, Unfinished, Watch};
use crate::metrics::Quantity;
use clickday_engine::model::civil::CivilError;
use clickday_engine::model::{Model, Problems};
use clickday_engine::sim::{RunOptions, RunResult};

use super::draws::{
    Draw, DrawRun, DrawRuns, DrawsExecution, DrawsPlan, DrawsRequest, DrawsSummary, KeptDraws,
};
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
    /// The launches under draws of what nobody knows, where the experiment has draws.
    pub draws: Option<DrawRuns>,
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
            manifest: &manifest_of(
                experiment,
                &self.identity,
                (&sources, &self.stages),
                self.draws.as_ref(),
            ),
            sources: &sources,
            stages: &self.stages,
            draws: self.draws.as_ref(),
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
    loaded.try_draws(set)?;
    let making = DrawsMaking {
        ensemble,
        watch,
        keep: &|_| Ok(()),
        there: &KeptDraws::new(),
    };
    let draws = runs_of_draws(loaded, set, making)?;
    if let Some(failed) = draws
        .iter()
        .filter(|draws| draws.are_all_refused())
        .flat_map(DrawRuns::failed)
        .next()
    {
        return Err(CompareError::Refused {
            stage: "draws".to_owned(),
            reason: failed.reason,
        });
    }
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
        summary: summary(experiment, &model, &stages, draws.as_ref())?,
        stages,
        draws,
        model,
        identity,
    })
}

/// How the launches under draws are made and kept.
#[derive(Clone, Copy)]
pub struct DrawsMaking<'a> {
    /// Where they run.
    pub ensemble: &'a Ensemble,
    /// Hears how far they are.
    pub watch: &'a Watch<'a>,
    /// Keeps one that has ended.
    pub keep: &'a (dyn Fn(&DrawRun) -> Result<(), RunError> + Sync),
    /// Those that are there already.
    pub there: &'a KeptDraws,
}

/// The launches of an experiment under draws of what nobody knows, with `set` (`path=value` each) in its
/// model; `None` where it has no draws.
///
/// # Errors
/// When somebody stopped them, or a run failed for a reason that may pass.
pub fn runs_of_draws(
    loaded: &Loaded,
    set: &[String],
    making: DrawsMaking,
) -> Result<Option<DrawRuns>, Unfinished> {
    let Some(draws) = loaded.draws(set) else {
        return Ok(None);
    };
    let experiment = &loaded.experiment;
    let quantities = of_draws(experiment, &experiment.metrics()).quantities();
    let plan = DrawsPlan {
        draws: &draws,
        policies: &experiment.policies,
        seed: experiment.seed,
        quantities: &quantities,
    };
    let simulate = |draw: &Draw, options: &RunOptions, run: &Run| -> Result<RunResult, RunError> {
        let set: Vec<String> = draw.settings.iter().chain(set).cloned().collect();
        run.simulate(&loaded.model(&set)?.model, options)
    };
    let execution = DrawsExecution {
        ensemble: making.ensemble,
        watch: making.watch,
        simulate: &simulate,
        keep: making.keep,
        there: making.there,
    };
    plan.run(&execution).map(Some)
}

/// What the draws of an experiment are asked.
fn of_draws<'a>(experiment: &'a Experiment, metrics: &'a [Quantity]) -> DrawsRequest<'a> {
    DrawsRequest {
        policies: &experiment.policies,
        baseline: experiment.baseline(),
        confidence: experiment.confidence.get(),
        metrics,
    }
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
/// of files is still empty. The files that were read stand before the stages.
pub fn manifest_of(
    experiment: &Experiment,
    identity: &Identity,
    (sources, stages): (&[Source], &[StageRuns]),
    draws: Option<&DrawRuns>,
) -> Manifest {
    let of_stages = stages.iter().flat_map(|stage| stage.failed.clone());
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
        failed: of_stages
            .chain(draws.into_iter().flat_map(DrawRuns::failed))
            .collect(),
        files: Vec::new(),
    }
}

/// The summary of the stages of an experiment that are done, and of its launches under draws.
///
/// # Errors
/// When the calendar of the model cannot be used.
pub fn summary(
    experiment: &Experiment,
    model: &Model,
    stages: &[StageRuns],
    draws: Option<&DrawRuns>,
) -> Result<Summary, CivilError> {
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
    let draws = draws.map(|runs| DrawsSummary::of(of_draws(experiment, asked.metrics), runs, stages));
    Ok(Summary::of(asked, stages, record)
        .with_draws(draws)
        .of_what_if(model.overrides()))
}
