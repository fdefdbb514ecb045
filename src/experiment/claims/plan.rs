//! The plan of a launch: every quantity that its claims are about, and every world that one of them
//! is measured in.

use super::draws::Draws;
use super::error::JudgeError;
use super::loaded::Subject;
use super::quantity::{Counted, Quantity};
use super::statement::Statement;
use crate::experiment::statistics::Interval;
use clickday_engine::model::{CivilClock, Model};

/// A quantity that is measured for a claim: what it says, the same in another unit, or what follows
/// from it.
#[derive(Debug, Clone)]
pub struct MeasuredClaim<'a> {
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

/// A world to be simulated: its name (`None`: the launch as it was), and how far.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct World<'a> {
    pub name: Option<&'a str>,
    pub until_us: u64,
    pub scale: f64,
}

/// A launch as it will be simulated, once for all its claims.
pub struct Plan<'a> {
    /// The launch.
    pub subject: Subject<'a>,
    /// Draws of its parameters.
    pub draws: &'a Draws,
    /// Its model as it stands.
    pub model: Model,
    /// The clock of its model.
    pub clock: CivilClock,
    /// Everything that is measured.
    pub asked: Vec<MeasuredClaim<'a>>,
    pub(super) worlds: Vec<World<'a>>,
}

impl<'a> Plan<'a> {
    /// What will be simulated of a launch, without values yet.
    ///
    /// # Errors
    /// What is wrong with its model.
    pub fn of(subject: Subject<'a>, draws: &'a Draws) -> Result<Plan<'a>, JudgeError> {
        let model = subject.model(&[])?;
        let clock = CivilClock::new(&model.calendar)?;
        let asked = asked(&subject, &clock);
        let worlds = worlds(&subject, &asked, &clock, model.calendar.bin.as_micros());
        Ok(Plan {
            subject,
            draws,
            model,
            clock,
            asked,
            worlds,
        })
    }

    /// How many runs of each world.
    pub(super) fn runs(&self) -> u64 {
        self.draws.settings.len() as u64 * self.subject.terms.file.replications.get()
    }
}

/// Everything that is measured, without values yet.
fn asked<'a>(subject: &Subject<'a>, clock: &CivilClock) -> Vec<MeasuredClaim<'a>> {
    let mut all = Vec::new();
    for (index, claim) in subject.terms.claims() {
        for (key, statement) in claim.statements() {
            let Some(claimed) = statement.claimed(clock).filter(|_| statement.is_measured()) else {
                continue;
            };
            let units = statement.or_as.iter().copied().map(Some);
            all.extend(std::iter::once(None).chain(units).map(|or_as| MeasuredClaim {
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

fn worlds<'a>(
    subject: &Subject<'a>,
    asked: &[MeasuredClaim<'a>],
    clock: &CivilClock,
    bin_us: u64,
) -> Vec<World<'a>> {
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
                    scale: subject.terms.scale_of(name),
                }),
            }
        }
    }
    // The longest first, so that no thread is left with one at the end.
    worlds.sort_by(|a, b| (b.until_us as f64 * b.scale).total_cmp(&(a.until_us as f64 * a.scale)));
    worlds
}
