//! The runs behind the verdicts: every world that a claim speaks of, under every draw of the
//! parameters of its launch.
//!
//! A draw has the same seed and replication in every world, so that its people come at the same
//! moments with the same patience, and a difference between two worlds is what their causes do.
//! Each world is simulated no further than the last instant that a claim asks about in it.

use super::draws::Draws;
use super::measured::nearest;
use super::plan::{MeasuredClaim, Plan, World};
use crate::ensemble::{Ensemble, Run, RunError, Unfinished, Watch};
use crate::experiment::statistics::Interval;
use clickday_engine::model::CivilClock;
use clickday_engine::sim::{RunOptions, RunResult};

/// How the runs are done.
pub struct Work<'a> {
    /// Draws of the parameters of each launch, in the order of
    /// [`Loaded::subjects`](super::Loaded::subjects).
    pub draws: &'a [Draws],
    /// Where the runs are made; what comes out does not depend on it.
    pub ensemble: &'a Ensemble,
    /// Hears how far they are.
    pub watch: &'a Watch<'a>,
}

/// What was measured in a run: for each quantity, its range as what it is compared from and as what
/// it is compared with.
type Measured = Vec<[Option<Interval>; 2]>;

/// Measures everything in every run of every launch.
///
/// # Errors
/// When it was stopped, or a run failed.
pub(crate) fn measure(plans: &mut [Plan], work: &Work) -> Result<(), Unfinished> {
    let mut measured = simulate_all(plans, work)?.into_iter();
    for plan in plans {
        let runs = plan.runs() as usize;
        let of_plan: Vec<Measured> = measured.by_ref().take(plan.worlds.len() * runs).collect();
        for (index, asked) in plan.asked.iter_mut().enumerate() {
            let in_run = |run: usize| {
                let of_worlds = of_plan.iter().skip(run).step_by(runs);
                let both = of_worlds.map(|measured| measured[index]);
                both.fold([None; 2], |found, next| {
                    [found[0].or(next[0]), found[1].or(next[1])]
                })
            };
            let values = (0..runs).map(|run| value(asked, in_run(run))).collect();
            asked.values = values;
        }
    }
    Ok(())
}

/// A run to be made: of which launch, in which world, and its number.
type Job<'a> = (&'a Plan<'a>, &'a World<'a>, u64);

/// What was measured in every run: launch by launch, world by world, run by run.
fn simulate_all(plans: &[Plan], work: &Work) -> Result<Vec<Measured>, Unfinished> {
    let worlds = plans
        .iter()
        .flat_map(|plan| plan.worlds.iter().map(move |world| (plan, world)));
    let jobs: Vec<Job> = worlds
        .flat_map(|(plan, world)| (0..plan.runs()).map(move |run| (plan, world, run)))
        .collect();
    work.ensemble.collect(&jobs, work.watch, &|job: &Job, run| {
        let (plan, world, _) = *job;
        let result = simulate(job, run)?;
        let ranges = |asked| ranges(asked, world, &result, &plan.clock);
        Ok(plan.asked.iter().map(ranges).collect())
    })
}

fn simulate((plan, world, number): &Job, run: &Run) -> Result<RunResult, RunError> {
    let terms = &plan.subject.terms;
    let draw = (number / terms.file.replications.get()) as usize;
    let changes = world.name.and_then(|name| terms.worlds.get(name));
    let set: Vec<String> = plan.draws.settings[draw]
        .iter()
        .chain(changes.iter().flat_map(|world| &world.set))
        .cloned()
        .collect();
    let options = RunOptions {
        policy: terms.policy.to_owned(),
        seed: terms.file.seed,
        replication: *number,
        scale: world.scale,
        until_us: Some(world.until_us),
        ..RunOptions::default()
    };
    run.simulate(&plan.subject.model(&set)?, &options)
}

/// What a run of `world` shows of a quantity: as what it is compared from, and as what it is
/// compared with.
fn ranges(
    asked: &MeasuredClaim,
    world: &World,
    run: &RunResult,
    clock: &CivilClock,
) -> [Option<Interval>; 2] {
    let statement = asked.statement;
    let is_own = statement.world.as_deref() == world.name;
    let is_without = statement.without.is_some() && statement.without.as_deref() == world.name;
    [is_own, is_without].map(|wanted| wanted.then(|| asked.quantity.measure(run, clock)).flatten())
}

/// The value of a quantity in a run: of several moments that which comes nearest to the claim, or
/// what the cause does.
fn value(asked: &MeasuredClaim, [own, without]: [Option<Interval>; 2]) -> Option<f64> {
    let own = nearest(own?, asked.claimed);
    if asked.statement.without.is_none() {
        return Some(own);
    }
    Some(asked.statement.effect.of(own, without?.low))
}
