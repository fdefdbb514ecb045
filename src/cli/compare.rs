//! `clickday compare`: the policies of an experiment side by side.

mod charts;
mod kept;
mod of_draws;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clickday::ensemble::machine::platform;
use clickday::ensemble::store::require_room;
use clickday::ensemble::{Identity, Store, StoredRow as _};
use clickday::experiment::draws::{DrawRuns, DrawsSummary};
use clickday::experiment::results::{self, Contents, LAYOUT_VERSION, Manifest, Source, Target, TargetError};
use clickday::experiment::schedule::{Execution, FailedRun, KeptRuns, Plan, StageRun};
use clickday::experiment::spec::{self, Loaded};
use clickday::experiment::summary::SummaryRequest;
use clickday::experiment::{Experiment, Stage, StageRuns, Summary, record};
use clickday::model::Model;
use clickday::report::table;

use self::charts::{charts_in, draw};
use self::kept::kept_beside;
use self::of_draws::OfDraws;
use super::failure::{Left, is_of_path, require_goals};
use super::many::{self, RunOptions, Workers};
use super::progress::StageProgress;
use super::{Failure, Outcome, interrupt, origin, screen};

const EXAMPLES: &str = "\
Examples:
  clickday compare --quick
  clickday compare my-question.toml --out results/mine
  clickday compare --quick --out results/more-cores --set portal.tier.web.cores=280";

/// Simulates a launch under each policy many times, and prints the results in one table.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Compare {
    /// Experiment: a file, or a name from `clickday models`.
    #[arg(default_value = "experiments/rollout.toml")]
    experiment: PathBuf,
    /// Folder for the results [default: results/ and the name of the experiment].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Overwrite the results of another experiment, and results that were edited.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    options: RunOptions,
    /// Run only the small stages, those below full scale. With the default experiment this takes a minute or so.
    #[arg(long)]
    quick: bool,
    /// Show also what chance alone does, and the bias of the small scale for every row. Without draws, the table has all of it.
    #[arg(long)]
    details: bool,
    /// Override a value of the model, for example portal.tier.web.slots=3000. Can be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// The experiment, where it was read before.
    #[arg(skip)]
    loaded: Option<Box<Loaded>>,
    #[arg(skip)]
    is_silent: bool,
}

impl Compare {
    /// A comparison that prints nothing but what keeps it from its end.
    pub(super) fn silent(loaded: Box<Loaded>, out: PathBuf, set: Vec<String>, options: RunOptions) -> Self {
        Compare {
            experiment: PathBuf::new(),
            loaded: Some(loaded),
            out: Some(out),
            force: false,
            options: RunOptions {
                quiet: true,
                ..options
            },
            quick: false,
            details: false,
            set,
            is_silent: true,
        }
    }

    /// The same, of the stages below full scale alone.
    pub(super) fn quick(self, quick: bool) -> Self {
        Compare { quick, ..self }
    }

    pub(crate) fn run(&self) -> Outcome {
        let loaded = match &self.loaded {
            Some(loaded) => Loaded::clone(loaded),
            None => spec::load(&self.experiment)?,
        };
        refuse_points(&loaded)?;
        let model = loaded.model(&self.set)?;
        loaded.try_draws(&self.set)?;
        let seed = loaded.experiment.seed;
        self.say_input(&loaded)?;
        let sources = loaded.sources();
        let inputs = sources.iter().map(Source::input).collect();
        let identity = Identity::new(inputs, model.overrides.clone(), seed);
        let target = Target::claim(&self.folder(&loaded), identity.clone(), self.force)?;
        let stages = self.stages(&loaded.experiment)?;
        target.rehearse()?;
        let policies = &loaded.experiment.policies;
        let bytes = results::least_bytes(&model.model, policies.len(), &stages);
        require_room(target.path(), bytes)?;
        let workers = self.options.workers()?;
        let store = Store::lock(&kept_beside(target.path(), "runs"), COMPARISON, &identity)
            .map_err(|error| error.of_results(target.path()))?;
        let there = many::named(store.rows::<StageRun>()?)?;
        let job = Job {
            compare: self,
            experiment: &loaded.experiment,
            model: &model.model,
            sources: &sources,
            identity,
            target,
            workers: &workers,
            stages: &stages,
            store: &store,
            there: there.into_iter().map(|run| (run.key(), run)).collect(),
            draws: None,
        };
        let of_draws = of_draws::Question {
            loaded: &loaded,
            set: &self.set,
            results: job.target.path(),
            identity: &job.identity,
            workers: &workers,
        };
        let draws = OfDraws::simulate(of_draws, |left| job.left(None, left))?;
        let (draws, kept_draws) = draws.map(|made| (made.runs, made.store)).unzip();
        let job = Job { draws, ..job };
        let mut finished: Vec<StageRuns> = Vec::new();
        for (index, stage) in stages.iter().enumerate() {
            let runs = job.simulate(stage, &finished)?;
            finished.push(runs);
            job.report(&finished, index + 1 == stages.len())?;
        }
        let summary = job.summary(&finished)?;
        let of_draws = job.draws.iter().flat_map(DrawRuns::failed).collect();
        // Everything is in the results.
        store.remove()?;
        kept_draws.map_or(Ok(()), Store::remove)?;
        refuse_failures(&finished, of_draws)?;
        // Of the stages, the one with the most launches knows best.
        let surest = summary.stages.iter().max_by_key(|stage| stage.stage.replications);
        require_goals(surest.map_or(&[], |stage| &stage.goals))
    }

    /// Says which files were read, and from where.
    fn say_input(&self, loaded: &Loaded) -> io::Result<()> {
        if self.is_silent || self.options.quiet {
            return Ok(());
        }
        let mut out = screen::out();
        origin::write(&mut out, loaded.locations())?;
        writeln!(out)
    }

    fn folder(&self, loaded: &Loaded) -> PathBuf {
        self.out
            .clone()
            .unwrap_or_else(|| Path::new("results").join(loaded.stem()))
    }

    fn stages(&self, experiment: &Experiment) -> Result<Vec<Stage>, Failure> {
        let mut stages = experiment.stages();
        stages.retain(|stage| !self.quick || stage.scale < 1.0);
        if stages.is_empty() {
            let reason = "the experiment has no stage below full scale, and --quick runs nothing else";
            return Err(Failure::Refused(reason.to_owned()));
        }
        Ok(stages)
    }
}

/// A comparison is of policies at one point: an experiment of many is a sweep.
fn refuse_points(loaded: &Loaded) -> Outcome {
    let experiment = &loaded.experiment;
    if experiment.design.is_none() && experiment.factor.is_empty() {
        return Ok(());
    }
    let file = loaded.name();
    Err(Failure::Refused(format!(
        "{file} has a design, with values to go through; run it with `clickday sweep`"
    )))
}

/// An experiment under way.
struct Job<'a> {
    compare: &'a Compare,
    experiment: &'a Experiment,
    model: &'a Model,
    sources: &'a [Source],
    identity: Identity,
    target: Target,
    workers: &'a Workers,
    /// Those that are asked for.
    stages: &'a [Stage],
    /// Where runs are kept until all have ended.
    store: &'a Store,
    /// The runs that were there.
    there: KeptRuns,
    /// The launches under draws, where the experiment has draws.
    draws: Option<DrawRuns>,
}

impl Job<'_> {
    /// Runs a stage, and more of it until its policies are known as well as it asks.
    fn simulate(&self, stage: &Stage, earlier: &[StageRuns]) -> Result<StageRuns, Failure> {
        let specs = &self.experiment.stage;
        let until = specs
            .iter()
            .find(|spec| spec.name == stage.name)
            .and_then(|spec| spec.until.as_ref());
        let mut runs = self.simulate_from(0, stage, earlier)?;
        while let Some(until) = until {
            let there_are = runs.stage.replications;
            let policies = &self.experiment.policies;
            let replications = until.replications(&runs, policies, self.experiment.confidence.get());
            if replications == there_are {
                break;
            }
            let further = Stage {
                replications,
                ..stage.clone()
            };
            let further = self.simulate_from(there_are, &further, earlier)?;
            runs = runs.and(further);
        }
        Ok(runs)
    }

    fn simulate_from(&self, first: u64, stage: &Stage, earlier: &[StageRuns]) -> Result<StageRuns, Failure> {
        let plan = self.plan(first, stage);
        let progress = StageProgress::new(&plan, plan.missing(&self.there), self.compare.options.quiet);
        let execution = Execution {
            ensemble: &self.workers.ensemble,
            watch: &|event| {
                progress.record(event);
                interrupt::go_on()
            },
            simulate: &|options, run| run.simulate(self.model, options),
            keep: &|run| Ok(self.store.keep(run)?),
            there: &self.there,
        };
        let runs = plan.run(earlier, &execution);
        if runs.is_ok() {
            progress.finish()?;
        }
        let runs = runs.map_err(|error| {
            let left = |of_stage| self.left(Some(stage), of_stage);
            many::unfinished(error, left, true)
        })?;
        match runs.failed.first() {
            // What keeps every run from beginning was asked for.
            Some(failed) if runs.runs.is_empty() => Err(Failure::Refused(failed.reason.clone())),
            _ => Ok(runs),
        }
    }

    fn plan<'a>(&'a self, first: u64, stage: &'a Stage) -> Plan<'a> {
        Plan {
            stage,
            policies: &self.experiment.policies,
            seed: self.identity.seed,
            first,
        }
    }

    /// The runs that are left: of the stage at hand so many, and all of those after it that are not there. Before the first stage
    /// none is at hand.
    fn left(&self, at_hand: Option<&Stage>, of_stage: usize) -> Left {
        let is_at_hand = |stage: &Stage| at_hand.is_some_and(|at_hand| stage.name == at_hand.name);
        let place = self.stages.iter().position(is_at_hand);
        let after = self.stages.iter().skip(place.map_or(0, |place| place + 1));
        let missing = after.map(|stage| self.plan(0, stage).missing(&self.there));
        let runs = (of_stage + missing.sum::<usize>()) as u64;
        let specs = &self.experiment.stage;
        if specs.iter().any(|spec| spec.until.is_some()) {
            Left::AtLeast(runs)
        } else {
            Left::Exactly(runs)
        }
    }

    /// Prints the table and writes the results of the stages finished so far.
    fn report(&self, finished: &[StageRuns], is_last: bool) -> Outcome {
        let summary = self.summary(finished)?;
        // Results that were paid for are written also when nobody reads the table any more.
        let printed = self.print(&summary, is_last);
        let kept = self.write(finished, &summary)?;
        printed?;
        if is_last && !self.compare.options.quiet {
            self.tell(kept)
        } else {
            Ok(())
        }
    }

    fn summary(&self, finished: &[StageRuns]) -> Result<Summary, Failure> {
        let model = self.model;
        let title = |name: &String| {
            model
                .policy
                .get(name)
                .map(|policy| policy.title.clone())
                .unwrap_or_default()
        };
        let policies: Vec<(String, String)> = self
            .experiment
            .policies
            .iter()
            .map(|name| (name.clone(), title(name)))
            .collect();
        let asked = SummaryRequest {
            title: &self.experiment.title,
            policies: &policies,
            baseline: self.experiment.baseline(),
            confidence: self.experiment.confidence.get(),
            metrics: &self.experiment.metrics(),
            goals: &self.experiment.goal,
        };
        let record = record::record(model, finished, asked.baseline);
        let record = record.map_err(|error| Failure::Failed(error.into()))?;
        let draws = self.draws.as_ref().map(|draws| {
            DrawsSummary::of(of_draws::request(self.experiment, asked.metrics), draws, finished)
        });
        Ok(Summary::of(asked, finished, record).with_draws(draws))
    }

    fn print(&self, summary: &Summary, is_last: bool) -> io::Result<()> {
        if self.compare.is_silent || self.compare.options.quiet && !is_last {
            return Ok(());
        }
        let mut out = screen::out();
        let styling = table::Styling {
            details: self.compare.details,
            ..out.styling()
        };
        if !is_last {
            writeln!(out, "PRELIMINARY: more launches are under way.\n")?;
        }
        write!(
            out,
            "{}",
            table::report(summary, &self.experiment.percentiles, styling)
        )?;
        if !is_last {
            writeln!(out, "\n")?;
        }
        out.flush()
    }

    /// Writes the results folder, unless it already holds these results and those of later stages.
    fn write(&self, finished: &[StageRuns], summary: &Summary) -> Result<WriteOutcome, Failure> {
        let names: Vec<String> = finished.iter().map(|stage| stage.stage.name.clone()).collect();
        if self.target.holds_more_than(&names)? {
            return Ok(WriteOutcome::More);
        }
        let manifest = Manifest {
            format: LAYOUT_VERSION,
            title: self.experiment.title.clone(),
            identity: self.identity.clone(),
            shipped: Source::shipped(self.sources),
            platform: Some(platform()),
            policies: self.experiment.policies.clone(),
            baseline: self.experiment.baseline().to_owned(),
            planned: self.experiment.stages(),
            finished: names,
            failed: finished
                .iter()
                .flat_map(|stage| stage.failed.clone())
                .chain(self.draws.iter().flat_map(DrawRuns::failed))
                .collect(),
            files: Vec::new(),
        };
        let metrics = self.experiment.metrics();
        let contents = Contents {
            manifest: &manifest,
            sources: self.sources,
            stages: finished,
            draws: self.draws.as_ref(),
            metrics: &metrics,
            summary,
        };
        self.target.replace(|folder| {
            results::write(contents, folder, &|folder| draw(folder, self.model, finished))
        })?;
        Ok(WriteOutcome::These)
    }

    /// Says where the results are, and which charts there are.
    fn tell(&self, kept: WriteOutcome) -> Outcome {
        let folder = self.shown_folder();
        let mut out = screen::out();
        writeln!(out)?;
        match kept {
            WriteOutcome::These => writeln!(out, "Results: {}", folder.display())?,
            WriteOutcome::More => {
                writeln!(
                    out,
                    "Results: {} holds these already, and those of later stages",
                    folder.display()
                )?;
            }
        }
        for chart in charts_in(&folder)? {
            writeln!(out, "  {}", chart.display())?;
        }
        Ok(())
    }

    /// The folder as the user would name it, where that is shorter than where it is.
    fn shown_folder(&self) -> PathBuf {
        let here = std::env::current_dir()
            .and_then(|here| here.canonicalize())
            .unwrap_or_default();
        let path = self.target.path();
        path.strip_prefix(here).unwrap_or(path).to_owned()
    }
}

/// What became of the results.
#[derive(Debug, Clone, Copy)]
enum WriteOutcome {
    /// They are in the folder.
    These,
    /// The folder held them already, with those of later stages.
    More,
}

const COMPARISON: &str = "comparison";

/// An error when some runs came to nothing, with the reasons.
fn refuse_failures(finished: &[StageRuns], of_draws: Vec<FailedRun>) -> Outcome {
    let mut reasons = Vec::new();
    for stage in finished {
        for failed in &stage.failed {
            let run = format!(
                "{} of {}, replication {}",
                failed.policy, stage.stage.name, failed.replication
            );
            reasons.push(format!("  {run}: {}", failed.reason));
        }
    }
    for failed in of_draws {
        let run = format!("{} of the draws, draw {}", failed.policy, failed.replication);
        reasons.push(format!("  {run}: {}", failed.reason));
    }
    if reasons.is_empty() {
        return Ok(());
    }
    let text = format!(
        "{} runs came to nothing, and are left out:\n{}",
        reasons.len(),
        reasons.join("\n")
    );
    Err(Failure::RunsRefused(text))
}

impl From<TargetError> for Failure {
    fn from(error: TargetError) -> Self {
        match error {
            TargetError::Disk { ref source, .. } if !is_of_path(source) => {
                Failure::Failed(format!("{error}; {}", error.advice()).into())
            }
            _ => Failure::Refused(format!("{error}; {}", error.advice())),
        }
    }
}
