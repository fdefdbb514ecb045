//! The runs behind the verdicts: every world that a claim speaks of, under every draw of the parameters.
//!
//! A draw has the same seed and replication in every world, so that its people come at the same moments with the same patience, and
//! a difference between two worlds is what their causes do. Each world is simulated no further than the last instant that a
//! claim asks about in it.

use std::sync::Mutex;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::draws::Draws;
use super::loaded::Loaded;
use super::measured::nearest;
use super::quantity::{Counted, Quantity};
use super::statement::Statement;
use crate::experiment::schedule;
use crate::experiment::statistics::Interval;
use crate::model::CivilClock;
use crate::model::units::Share;
use crate::sim::{self, RunOptions, RunResult};

/// A quantity that is measured for a claim: what it says, the same in another unit, or what follows from it.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The place of the claim in the file.
    pub claim: usize,
    /// What is said of it.
    pub statement: &'a Statement,
    /// Whether it only follows from what the claim says.
    pub follows: bool,
    /// The unit in which it may have been meant as well; `None` as it was said.
    pub or_as: Option<Counted>,
    /// The quantity, in that unit.
    pub quantity: Quantity,
    /// The range the claim states.
    pub claimed: Interval,
    /// Its value in each run, `None` where the run cannot tell.
    pub values: Vec<Option<f64>>,
}

/// Everything that is measured, without values yet.
fn asked<'a>(loaded: &'a Loaded, clock: &CivilClock) -> Vec<Asked<'a>> {
    let mut all = Vec::new();
    for (index, claim) in loaded.claims.claim.iter().enumerate() {
        for (key, statement) in claim.statements() {
            let Some(claimed) = statement.claimed(clock).filter(|_| statement.is_measured()) else {
                continue;
            };
            let units = statement.or_as.iter().copied().map(Some);
            all.extend(std::iter::once(None).chain(units).map(|or_as| Asked {
                claim: index,
                statement,
                follows: key == "follows",
                or_as,
                quantity:
                    or_as.map_or_else(|| statement.quantity.clone(), |unit| statement.quantity.of(unit)),
                claimed,
                values: Vec::new(),
            }));
        }
    }
    all
}

/// A world to be simulated: its name (`None`: the launch as it was), and how far.
#[derive(Debug, Clone, PartialEq)]
struct World<'a> {
    name: Option<&'a str>,
    until_us: u64,
    scale: f64,
}

fn worlds<'a>(loaded: &'a Loaded, asked: &[Asked<'a>], clock: &CivilClock, bin_us: u64) -> Vec<World<'a>> {
    let mut worlds: Vec<World> = Vec::new();
    for asked in asked {
        let last = asked
            .quantity
            .moments()
            .iter()
            .map(|(_, moment)| clock.micros(moment))
            .max();
        // Whole bins, so that none is cut before its end.
        let last = u64::try_from(last.unwrap_or(0))
            .unwrap_or(0)
            .div_ceil(bin_us)
            .max(1)
            * bin_us;
        let until_us = last.min(clock.horizon_us());
        let own = asked.statement.world.as_deref();
        let without = asked.statement.without.as_deref().map(Some);
        for name in std::iter::once(own).chain(without) {
            match worlds.iter_mut().find(|world| world.name == name) {
                Some(world) => world.until_us = world.until_us.max(until_us),
                None => worlds.push(World {
                    name,
                    until_us,
                    scale: scale(loaded, name),
                }),
            }
        }
    }
    // The longest first, so that no thread is left with one at the end.
    worlds.sort_by(|a, b| (b.until_us as f64 * b.scale).total_cmp(&(a.until_us as f64 * a.scale)));
    worlds
}

fn scale(loaded: &Loaded, world: Option<&str>) -> f64 {
    let of = |name: &str| loaded.claims.world.get(name)?.scale;
    world.and_then(of).map_or(loaded.claims.scale.get(), Share::get)
}

/// How the runs are done.
pub struct Work<'a> {
    /// Draws of the parameters.
    pub draws: &'a Draws,
    /// Threads to run on; what comes out does not depend on it.
    pub threads: usize,
    /// Told of each run that has ended, and how many there are.
    pub watch: &'a (dyn Fn(usize) + Sync),
}

/// What was measured in a run: for each quantity, its range as what it is compared from and as what it is compared with.
type Measured = Vec<[Option<Interval>; 2]>;

/// Measures everything in every run.
///
/// # Errors
/// Why a run came to nothing.
pub fn measure<'a>(loaded: &'a Loaded, clock: &CivilClock, work: &Work) -> Result<Vec<Asked<'a>>, String> {
    let mut all = asked(loaded, clock);
    let model = loaded.model(&[]).map_err(|problems| problems.to_string())?;
    let worlds = worlds(loaded, &all, clock, model.calendar.bin.as_micros());
    let runs = work.draws.settings.len() as u64 * loaded.claims.replications.get();
    let jobs: Vec<(&World, u64)> = worlds
        .iter()
        .flat_map(|world| (0..runs).map(move |run| (world, run)))
        .collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(work.threads).build();
    let pool = pool.map_err(|error| error.to_string())?;
    let failed: Mutex<Option<String>> = Mutex::new(None);
    let measured: Vec<Option<Measured>> = pool.install(|| {
        let one = |(world, run): &(&World, u64)| {
            if failed.lock().is_ok_and(|failed| failed.is_some()) {
                return None;
            }
            let outcome = simulate(loaded, work.draws, world, *run);
            (work.watch)(jobs.len());
            match outcome {
                Ok(result) => Some(
                    all.iter()
                        .map(|asked| ranges(asked, world, &result, clock))
                        .collect(),
                ),
                Err(reason) => {
                    if let Ok(mut failed) = failed.lock() {
                        failed.get_or_insert(reason);
                    }
                    None
                }
            }
        };
        jobs.par_iter().map(one).collect()
    });
    if let Ok(Some(reason)) = failed.into_inner() {
        return Err(reason);
    }
    for (index, asked) in all.iter_mut().enumerate() {
        asked.values = (0..runs as usize)
            .map(|run| {
                let of_worlds = measured.iter().skip(run).step_by(runs as usize).flatten();
                let both = of_worlds.map(|measured| measured[index]);
                value(
                    asked,
                    both.fold([None; 2], |found, next| {
                        [found[0].or(next[0]), found[1].or(next[1])]
                    }),
                )
            })
            .collect();
    }
    Ok(all)
}

fn simulate(loaded: &Loaded, draws: &Draws, world: &World, run: u64) -> Result<RunResult, String> {
    let draw = (run / loaded.claims.replications.get()) as usize;
    let changes = world.name.and_then(|name| loaded.claims.world.get(name));
    let set: Vec<String> = draws.settings[draw]
        .iter()
        .chain(changes.iter().flat_map(|world| &world.set))
        .cloned()
        .collect();
    let options = RunOptions {
        policy: loaded.claims.policy.clone(),
        seed: loaded.claims.seed,
        replication: run,
        scale: world.scale,
        until_us: Some(world.until_us),
        ..RunOptions::default()
    };
    let simulate = |options: &RunOptions, _: &mut dyn FnMut(f64)| {
        let model = loaded.model(&set).map_err(|problems| problems.to_string())?;
        sim::run(&model, options, &mut |_| ()).map_err(|error| error.to_string())
    };
    schedule::attempt(&options, &simulate, &mut |_| ())
}

/// What a run of `world` shows of a quantity: as what it is compared from, and as what it is compared with.
fn ranges(asked: &Asked, world: &World, run: &RunResult, clock: &CivilClock) -> [Option<Interval>; 2] {
    let statement = asked.statement;
    let is_own = statement.world.as_deref() == world.name;
    let is_without = statement.without.is_some() && statement.without.as_deref() == world.name;
    [is_own, is_without].map(|wanted| wanted.then(|| asked.quantity.measure(run, clock)).flatten())
}

/// The value of a quantity in a run: of several moments that which comes nearest to the claim, or what the cause does.
fn value(asked: &Asked, [own, without]: [Option<Interval>; 2]) -> Option<f64> {
    let own = nearest(own?, asked.claimed);
    if asked.statement.without.is_none() {
        return Some(own);
    }
    Some(asked.statement.effect.of(own, without?.low))
}
