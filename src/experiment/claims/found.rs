//! The result of each claim, with everything that a reader needs to check it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::conflicts::{self, Conflict};
use super::draws::Origin;
use super::error::JudgeError;
use super::loaded::Loaded;
use super::paper::OnPaper;
use super::plan::{MeasuredClaim, Plan};
use super::quantity::{Counted, Kind, Quantity, Reading as RateReading};
use super::run::{Work, measure};
use super::spec::{Claim, World};
use super::statement::Effect;
use super::verdict::{Answer, Evidence, Verdict};
use crate::ensemble::{Ensemble, Watch};
use clickday_engine::model::CivilClock;

/// The results of a file of claims.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimsReport {
    /// The title of the file.
    pub title: String,
    /// The file's own launch.
    #[serde(flatten)]
    pub own: SimulatedLaunch,
    /// The claims, in the order of the file.
    pub claims: Vec<ClaimResult>,
    /// Which of those of one launch cannot be true together, launch by launch.
    pub conflicts: Vec<Conflict>,
    /// The further launches, by name.
    pub launches: BTreeMap<String, SimulatedLaunch>,
}

/// A launch as it was simulated.
#[derive(Debug, Clone, Serialize)]
pub struct SimulatedLaunch {
    /// The title of the model.
    pub model: String,
    /// The policy under which things went as they did.
    pub policy: String,
    /// Master seed.
    pub seed: u64,
    /// Share of full scale that was simulated, where a world has none of its own.
    pub scale: f64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Draws of the parameters.
    pub draws: usize,
    /// Launches of each.
    pub replications: u64,
    /// Where the draws come from.
    pub parameters: Origin,
    /// The other worlds, by name: what is different.
    pub worlds: BTreeMap<String, String>,
    /// The clock of the model: instants of its claims are seconds from its start.
    #[serde(skip)]
    pub clock: CivilClock,
}

/// The result of a claim.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimResult {
    /// The claim's name.
    pub id: String,
    /// The launch it is of; `None` for the file's own.
    pub launch: Option<String>,
    /// Its words.
    pub said: String,
    /// What they mean.
    pub means: String,
    /// Who said so.
    pub who: String,
    /// When.
    pub at: String,
    /// Where it stands.
    pub source: String,
    /// The verdict.
    pub verdict: Verdict,
    /// What was seen of it: as it was said, in other units, and of what follows from it.
    pub readings: Vec<Reading>,
    /// What decided it without a run, where that did.
    pub on_paper: Option<OnPaper>,
}

/// A quantity as a claim states it and as it was seen.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// The quantity's name.
    pub quantity: &'static str,
    /// What is counted, where something is.
    pub of: Option<Counted>,
    /// Which rate of those hours, of a rate.
    pub rate: Option<RateReading>,
    /// Whether it is another unit in which the claim may be meant.
    pub is_otherwise: bool,
    /// Whether it is not what was said, but follows from it.
    pub follows: bool,
    /// The instants it speaks of, by name, civil time.
    pub window: BTreeMap<&'static str, String>,
    /// What kind of figures those below are.
    #[serde(skip)]
    pub kind: Kind,
    /// The unit of the figures below; seconds from the start for instants.
    pub unit: &'static str,
    /// The world in which it was measured, if another than the launch as it was.
    pub world: Option<String>,
    /// The world it was compared with.
    pub without: Option<String>,
    /// How.
    pub effect: Option<Effect>,
    /// Why this window and this reading.
    pub because: String,
    /// The range claimed, the interval seen, and whether they agree.
    #[serde(flatten)]
    pub judged: Evidence,
}

impl ClaimsReport {
    /// The launch of this name; the file's own for `None`.
    pub fn launch(&self, name: Option<&str>) -> &SimulatedLaunch {
        name.and_then(|name| self.launches.get(name)).unwrap_or(&self.own)
    }
}

impl SimulatedLaunch {
    fn of(plan: &Plan) -> SimulatedLaunch {
        let terms = &plan.subject.terms;
        let title = |(name, world): (&String, &World)| (name.clone(), world.title.clone());
        SimulatedLaunch {
            model: plan.model.title.clone(),
            policy: terms.policy.to_owned(),
            seed: terms.file.seed,
            scale: terms.scale.get(),
            confidence: terms.file.confidence.get(),
            draws: plan.draws.settings.len(),
            replications: terms.file.replications.get(),
            parameters: plan.draws.origin.clone(),
            worlds: terms.worlds.iter().map(title).collect(),
            clock: plan.clock.clone(),
        }
    }
}

/// Simulates each launch that the claims speak of, and judges them. The file was
/// [checked](Loaded::check).
///
/// # Errors
/// When a model cannot be used, a run failed, or somebody stopped them.
pub fn judge(loaded: &Loaded, work: &Work) -> Result<ClaimsReport, JudgeError> {
    let (launches, given) = (loaded.subjects().count(), work.draws.len());
    if launches != given {
        return Err(JudgeError::Draws { launches, given });
    }
    let subjects = loaded.subjects().zip(work.draws);
    let mut plans = subjects
        .map(|(subject, draws)| Plan::of(subject, draws))
        .collect::<Result<Vec<Plan>, JudgeError>>()?;
    measure(&mut plans, work)?;
    let Some(own) = plans.first().map(SimulatedLaunch::of) else {
        // A file has a launch of its own, always.
        return Err(JudgeError::Draws { launches, given });
    };
    let mut claims = Vec::new();
    let mut conflicts = Vec::new();
    for plan in &plans {
        let of_launch = of_launch(plan);
        let held: Vec<(&str, Vec<bool>)> = of_launch
            .iter()
            .map(|(_, claim, held)| (claim.id.as_str(), held.clone()))
            .collect();
        conflicts.extend(together(plan, &held));
        claims.extend(of_launch.into_iter().map(|(index, claim, _)| (index, claim)));
    }
    claims.sort_by_key(|(index, _)| *index);
    let further = plans
        .iter()
        .filter_map(|plan| Some((plan.subject.terms.name?.to_owned(), SimulatedLaunch::of(plan))));
    Ok(ClaimsReport {
        title: loaded.claims.title.clone(),
        own,
        claims: claims.into_iter().map(|(_, claim)| claim).collect(),
        conflicts,
        launches: further.collect(),
    })
}

/// Judges the claims of a file with `draws` sets of parameters of each launch, or as many as the file
/// says.
///
/// ```no_run
/// use std::ops::ControlFlow;
///
/// use clickday::ensemble::{Ensemble, Resources};
/// use clickday::experiment::claims;
/// use clickday::report;
/// use clickday::report::table::Styling;
///
/// let loaded = claims::load("experiments/claims.toml".as_ref())?;
/// loaded.check()?;
/// let ensemble = Ensemble::new(Resources::default())?;
/// let found = claims::judge_all(&loaded, Some(4), &ensemble, &|_| ControlFlow::Continue(()))?;
/// println!("{}", report::claims::report(&found, Styling::default()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When a sample or a model cannot be used, a run fails, or `watch` breaks.
pub fn judge_all(
    loaded: &Loaded,
    draws: Option<usize>,
    ensemble: &Ensemble,
    watch: &Watch,
) -> Result<ClaimsReport, JudgeError> {
    let work = Work {
        draws: &loaded.draws(draws)?,
        ensemble,
        watch,
    };
    judge(loaded, &work)
}

/// The result of each claim of a launch, with its place in the file, and in which runs it held.
fn of_launch(plan: &Plan) -> Vec<(usize, ClaimResult, Vec<bool>)> {
    let of_claim = |(index, claim): (usize, &Claim)| {
        let asked: Vec<&MeasuredClaim> = plan.asked.iter().filter(|asked| asked.claim == index).collect();
        let on_paper = plan.subject.on_paper(&claim.says, &plan.clock);
        let confidence = plan.subject.terms.file.confidence.get();
        (index, of_one(claim, &asked, on_paper, confidence), holds(&asked))
    };
    plan.subject.terms.claims().map(of_claim).collect()
}

/// Which claims of a launch cannot be true together: by their words, and else by the model.
fn together(plan: &Plan, held: &[(&str, Vec<bool>)]) -> Vec<Conflict> {
    let terms = &plan.subject.terms;
    let mut together = conflicts::by_words(terms, &plan.clock);
    let by_model = conflicts::by_model(terms.name, held);
    let is_new = |conflict: &Conflict| !together.iter().any(|known| known.claims == conflict.claims);
    let by_model: Vec<Conflict> = by_model.into_iter().filter(is_new).collect();
    together.extend(by_model);
    together
}

/// Run by run, whether what a claim says held; nothing where it is not measured.
fn holds(asked: &[&MeasuredClaim]) -> Vec<bool> {
    let as_said = asked.iter().find(|asked| !asked.follows && asked.or_as.is_none());
    as_said.map_or_else(Vec::new, |asked| {
        let within = |value: &Option<f64>| value.is_some_and(|value| asked.claimed.contains(value));
        asked.values.iter().map(within).collect()
    })
}

fn of_one(
    claim: &Claim,
    asked: &[&MeasuredClaim],
    on_paper: Option<(Verdict, OnPaper)>,
    confidence: f64,
) -> ClaimResult {
    let judged: Vec<Evidence> = asked
        .iter()
        .map(|asked| Evidence::of(&asked.values, asked.claimed, asked.statement.slack(), confidence))
        .collect();
    let answers = || {
        asked
            .iter()
            .zip(&judged)
            .map(|(asked, judged)| (*asked, judged.answer))
    };
    // What is said, and what follows from it, have both to hold.
    let as_said = answers()
        .filter(|(asked, _)| asked.or_as.is_none())
        .map(|(_, answer)| answer);
    let otherwise: Vec<(Counted, Answer)> = answers()
        .filter_map(|(asked, answer)| Some((asked.or_as?, answer)))
        .collect();
    // What would follow is asked of runs even where they show nothing of the claim itself.
    let decided = on_paper
        .as_ref()
        .map(|(verdict, _)| *verdict)
        .filter(|_| asked.is_empty());
    ClaimResult {
        id: claim.id.clone(),
        launch: claim.launch.clone(),
        said: claim.said.clone(),
        means: claim.means.clone(),
        who: claim.who.clone(),
        at: claim.at.clone(),
        source: claim.source.clone(),
        verdict: decided.unwrap_or_else(|| Verdict::of(Answer::of_all(as_said), &otherwise)),
        on_paper: on_paper.map(|(_, on_paper)| on_paper),
        readings: asked
            .iter()
            .zip(judged)
            .map(|(asked, judged)| reading(asked, judged))
            .collect(),
    }
}

fn reading(asked: &MeasuredClaim, judged: Evidence) -> Reading {
    let statement = asked.statement;
    let unit = statement.figure().ok().and_then(|figure| figure.unit());
    let moments = asked.quantity.moments().into_iter();
    Reading {
        quantity: asked.quantity.name(),
        of: asked.quantity.counted(),
        rate: match &asked.quantity {
            Quantity::Rate(rate) => Some(rate.reading),
            _ => None,
        },
        kind: asked.quantity.kind(),
        is_otherwise: asked.or_as.is_some(),
        follows: asked.follows,
        window: moments.map(|(key, moment)| (key, moment.to_string())).collect(),
        unit: unit.map_or("s from the start", |unit| unit.name),
        world: statement.world.clone(),
        without: statement.without.clone(),
        effect: statement.without.as_ref().map(|_| statement.effect),
        because: statement.because.clone(),
        judged: judged.in_unit(unit.map_or(1.0, |unit| unit.size)),
    }
}
