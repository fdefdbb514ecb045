//! What came of each claim, with everything a reader needs to believe it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::conflicts::{self, Conflict};
use super::draws::Origin;
use super::loaded::Loaded;
use super::paper::OnPaper;
use super::quantity::{Counted, Kind, Quantity, Reading as RateReading};
use super::run::{Asked, Work, measure};
use super::spec::Claim;
use super::statement::Effect;
use super::verdict::{Answer, Judged, Verdict};
use crate::model::{CivilClock, Model};

/// What came of a file of claims.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// The title of the file.
    pub title: String,
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
    /// The claims, in the order of the file.
    pub claims: Vec<ClaimFound>,
    /// Which of them cannot be true together.
    pub conflicts: Vec<Conflict>,
    /// The clock of the model: instants below are seconds from its start.
    #[serde(skip)]
    pub clock: CivilClock,
}

/// What came of a claim.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimFound {
    /// The claim's name.
    pub id: String,
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
    /// Whether it is not what was said, but what it may have been meant of.
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
    pub judged: Judged,
}

/// Simulates what the claims speak of, and judges them. The file was [checked](Loaded::check).
///
/// # Errors
/// Why a run came to nothing.
pub fn judge(loaded: &Loaded, model: &Model, work: &Work) -> Result<Found, String> {
    let claims = &loaded.claims;
    let clock = CivilClock::new(&model.calendar).map_err(|error| error.to_string())?;
    let asked = measure(loaded, &clock, work)?;
    let mut found = Vec::new();
    let mut held = Vec::new();
    for (index, claim) in claims.claim.iter().enumerate() {
        let of_claim: Vec<&Asked> = asked.iter().filter(|asked| asked.claim == index).collect();
        held.push(holds(&of_claim));
        let on_paper = loaded.on_paper(&claim.says, &clock);
        found.push(of_one(claim, &of_claim, on_paper, claims.confidence.get()));
    }
    let names: Vec<&str> = claims.claim.iter().map(|claim| claim.id.as_str()).collect();
    let mut together = conflicts::by_words(claims, &clock);
    let by_model = conflicts::by_model(&names, &held);
    let is_new = |conflict: &Conflict| !together.iter().any(|known| known.claims == conflict.claims);
    let by_model: Vec<Conflict> = by_model.into_iter().filter(is_new).collect();
    together.extend(by_model);
    Ok(Found {
        title: claims.title.clone(),
        model: model.title.clone(),
        policy: claims.policy.clone(),
        seed: claims.seed,
        scale: claims.scale.get(),
        confidence: claims.confidence.get(),
        draws: work.draws.settings.len(),
        replications: claims.replications.get(),
        parameters: work.draws.origin.clone(),
        worlds: claims
            .world
            .iter()
            .map(|(name, world)| (name.clone(), world.title.clone()))
            .collect(),
        claims: found,
        conflicts: together,
        clock,
    })
}

/// Run by run, whether what a claim says held; nothing where it is not measured.
fn holds(asked: &[&Asked]) -> Vec<bool> {
    let as_said = asked.iter().find(|asked| !asked.follows && asked.or_as.is_none());
    as_said.map_or_else(Vec::new, |asked| {
        let within = |value: &Option<f64>| value.is_some_and(|value| asked.claimed.contains(value));
        asked.values.iter().map(within).collect()
    })
}

fn of_one(
    claim: &Claim,
    asked: &[&Asked],
    on_paper: Option<(Verdict, OnPaper)>,
    confidence: f64,
) -> ClaimFound {
    let judged: Vec<Judged> = asked
        .iter()
        .map(|asked| Judged::of(&asked.values, asked.claimed, asked.statement.slack(), confidence))
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
    ClaimFound {
        id: claim.id.clone(),
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

fn reading(asked: &Asked, judged: Judged) -> Reading {
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
