//! `clickday compare`: the policies of an experiment side by side.

mod charts;
mod kept;
mod of_draws;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clickday::ensemble::store::require_room;
use clickday::ensemble::{Identity, Store, StoredRow as _};
use clickday::experiment::results::{self, Contents, Source, Target, TargetError};
use clickday::experiment::schedule::{Execution, KeptRuns, Plan, StageRun};
use clickday::experiment::spec::{self, Loaded};
use clickday::experiment::{Experiment, Stage, StageRuns, Summary, manifest_of, runs_of_stage, summary_of};
use clickday::model::Model;
use clickday::report::table;

use self::charts::{charts_in, draw};
use self::kept::kept_beside;
use self::of_draws::{OfDraws, Question};
use super::failure::{Left, is_of_path, refuse_failures, require_goals};
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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
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
        if !self.is_silent && !self.options.quiet {
            screen::tell_notes(&loaded.notes(&model.model));
        }
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
        target.remove_abandoned();
        let found = store.rows::<StageRun>()?;
        let is_of_others = !found.left_out.is_empty();
        let there = many::named(found);
        let results = target.path().to_owned();
        let mut job = Job {
            compare: self,
            experiment: &loaded.experiment,
            model: &model.model,
            sources: &sources,
            identity,
            target,
            workers: &workers,
            stages: &stages,
            store: &store,
            has_results: there.iter().any(StageRun::has_result).into(),
            there: there.into_iter().map(|run| (run.key(), run)).collect(),
            draws: None,
            has_draws: false.into(),
            done: BTreeSet::new(),
        };
        let made = job.all_stages(&loaded);
        let (has_results, has_draws) = (job.has_results.into_inner(), job.has_draws.into_inner());
        let (done, draws) = (job.done, job.draws);
        let (finished, summary) = match made {
            Ok(made) => made,
            Err(failure) => {
                let runs = store.path().to_owned();
                // What was refused before anything came of it leaves nothing behind.
                if !has_results && !is_of_others {
                    let _ = store.remove();
                }
                let runs = has_results.then_some(runs);
                let draws = has_draws.then(|| kept_beside(&results, "draws"));
                let kept: Vec<PathBuf> = runs.into_iter().chain(draws).collect();
                return Err(failure_with(failure, if self.is_silent { &[] } else { &kept }));
            }
        };
        let of_draws = draws.iter().flat_map(|draws| draws.runs.failed()).collect();
        // Of the stages, the one with the most launches knows best.
        let surest = summary.stages.iter().max_by_key(|stage| stage.stage.replications);
        let goals = surest.map_or(&[][..], |stage| &stage.goals);
        let outcome = refuse_failures(&finished, of_draws).and_then(|()| require_goals(goals));
        // What is in the results is kept there.
        let removed = store.remove_if(&|key| done.contains(key));
        let removed = removed.and(draws.map_or(Ok(()), OfDraws::remove));
        outcome?;
        Ok(removed?)
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
            return Err(Failure::Refused(
                "the experiment has no stage below full scale, and --quick runs nothing else".to_owned(),
            ));
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
    /// Whether one of those that are kept has a result.
    has_results: AtomicBool,
    /// The launches under draws, where the experiment has draws.
    draws: Option<OfDraws>,
    /// Whether one of those that are kept has numbers.
    has_draws: AtomicBool,
    /// The names of the runs of the stages that are finished.
    done: BTreeSet<String>,
}

impl Job<'_> {
    /// Runs the draws and all stages, and writes the results after each stage.
    fn all_stages(&mut self, loaded: &Loaded) -> Result<(Vec<StageRuns>, Summary), Failure> {
        let question = Question {
            loaded,
            set: &self.compare.set,
            results: self.target.path(),
            identity: &self.identity,
            workers: self.workers,
            is_kept: &self.has_draws,
        };
        self.draws = OfDraws::simulate(question, |left| self.left(None, left))?;
        let mut finished: Vec<StageRuns> = Vec::new();
        for (index, stage) in self.stages.iter().enumerate() {
            let runs = self.simulate(stage, &finished)?;
            finished.push(runs);
            self.report(&finished, index + 1 == self.stages.len())?;
        }
        let done = finished
            .iter()
            .flat_map(|stage| self.plan(0, &stage.stage).keys().collect::<Vec<_>>());
        self.done = done.collect();
        let summary = self.summary(&finished)?;
        Ok((finished, summary))
    }

    /// Runs a stage, and more of it until its policies are known as well as it asks.
    fn simulate(&self, stage: &Stage, earlier: &[StageRuns]) -> Result<StageRuns, Failure> {
        runs_of_stage(self.experiment, stage, &mut |first, stage| {
            self.simulate_from(first, stage, earlier)
        })
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
            keep: &|run| {
                self.store.keep(run)?;
                self.has_results.fetch_or(run.has_result(), Ordering::Relaxed);
                Ok(())
            },
            there: &self.there,
        };
        let runs = plan.run(earlier, &execution);
        if runs.is_ok() {
            progress.finish();
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
        let draws = self.draws.as_ref().map(|draws| &draws.runs);
        let summary = summary_of(self.experiment, self.model, finished, draws);
        summary.map_err(|error| Failure::Failed(error.into()))
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
            writeln!(out, "{}\n", screen::say().preliminary())?;
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
        let draws = self.draws.as_ref().map(|draws| &draws.runs);
        let manifest = manifest_of(self.experiment, &self.identity, (self.sources, finished), draws);
        let metrics = self.experiment.metrics();
        let contents = Contents {
            manifest: &manifest,
            sources: self.sources,
            stages: finished,
            draws,
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
        let shown = folder.display().to_string();
        let results = match kept {
            WriteOutcome::These => screen::say().results(&shown),
            WriteOutcome::More => screen::say().results_and_more(&shown),
        };
        writeln!(out, "{results}")?;
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

/// What kept a comparison from its end, with the folders where what it has made is kept.
fn failure_with(failure: Failure, kept: &[PathBuf]) -> Failure {
    match failure {
        Failure::Refused(reason) if !kept.is_empty() => {
            let kept: Vec<String> = kept.iter().map(|folder| folder.display().to_string()).collect();
            let kept = kept.join(" and ");
            Failure::Refused(format!(
                "{reason}. Runs that are finished are kept in {kept}, and the same command goes on from there"
            ))
        }
        failure => failure,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_told_with_every_folder() {
        let refused = || Failure::Refused("no room".to_owned());
        let kept = [PathBuf::from(".a.runs"), PathBuf::from(".a.draws")];
        assert_eq!(failure_with(refused(), &[]).reason(), "no room");
        assert_eq!(
            failure_with(refused(), &kept).reason(),
            "no room. Runs that are finished are kept in .a.runs and .a.draws, and the same command goes on from there"
        );
    }
}
