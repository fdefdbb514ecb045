//! What a calibration found, as it is written to `summary.json` and told on the terminal.

use serde::Serialize;

use super::identification::{self, Identified, TOGETHER};
use super::spec::{Loaded, ParameterSpec};
use super::{Fit, Generation, Stopped};
use crate::experiment::points::Points;

/// What a calibration found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// What was asked.
    pub title: String,
    /// Share of full scale of every run.
    pub scale: f64,
    /// How many runs were made.
    pub runs: usize,
    /// Points of the first wave.
    pub wave: usize,
    /// Share of them that the record does not rule out.
    pub share_left: f64,
    /// The generations.
    pub generations: Vec<Generation>,
    /// Whether the threshold came as low as the tolerances are worth; else the runs were used up.
    pub near_enough: bool,
    /// By which factor the tolerances had to be widened; 1: by none.
    pub widened: f64,
    /// As many points of one weight would say as much as the sample.
    pub effective: f64,
    /// What is known of each parameter.
    pub parameters: Vec<ParameterLine>,
    /// Pairs that the record cannot tell apart.
    pub together: Vec<Pair>,
    /// What the sample's own runs came to, beside what they were fitted to.
    pub observations: Vec<ObservationLine>,
}

/// What is known of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterLine {
    /// Its path.
    pub path: String,
    /// What it is, in words.
    pub name: String,
    /// Its prior: lowest and highest value.
    pub prior: [String; 2],
    /// Lowest and highest value that the first wave did not rule out; `None` when it ruled out all.
    pub left: Option<[String; 2]>,
    /// The median.
    pub median: String,
    /// The central 90 %.
    pub interval: [String; 2],
    /// The width of that, over its width before the record was looked at, on the scale of the
    /// prior.
    pub width: f64,
    /// What that means.
    pub told: Identified,
    /// Probability that it is exactly 0, before and after the record was looked at; `None` when the
    /// prior has none.
    pub zero: Option<[f64; 2]>,
}

/// Two parameters that the record cannot tell apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Their names.
    pub names: [String; 2],
    /// Their rank correlation over the sample.
    pub rank_correlation: f64,
}

/// What the sample's own runs came to, beside what they were fitted to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObservationLine {
    /// The instant from which it counts; `None`: the start.
    pub from: Option<String>,
    /// The instant up to which it counts.
    pub at: String,
    /// Whether it is a number a second, or a number.
    pub a_second: bool,
    /// What the record says.
    pub record: f64,
    /// One standard deviation of what may lie between.
    pub tolerance: f64,
    /// One standard deviation of chance, at the nearest point of the wave.
    pub chance: f64,
    /// Share of the wave that it alone rules out.
    pub rules_out: f64,
    /// Median over the sample.
    pub median: f64,
    /// The central 90 %.
    pub interval: [f64; 2],
}

impl Findings {
    /// What a fit found.
    pub fn of(loaded: &Loaded, fit: &Fit) -> Findings {
        let parameters = 0..loaded.priors.len();
        Findings {
            title: loaded.calibration.title.clone(),
            scale: loaded.calibration.scale.get(),
            runs: fit.runs,
            wave: fit.wave.points.len(),
            share_left: fit.wave.share_left(),
            generations: fit.generations.clone(),
            near_enough: fit.stopped == Stopped::Enough,
            widened: fit.sample.widened,
            effective: fit.sample.effective,
            parameters: parameters
                .map(|dimension| parameter(loaded, fit, dimension))
                .collect(),
            together: together(loaded, fit),
            observations: observations(loaded, fit),
        }
    }
}

fn parameter(loaded: &Loaded, fit: &Fit, dimension: usize) -> ParameterLine {
    let (spec, prior) = (
        &loaded.calibration.parameter[dimension],
        &loaded.priors[dimension],
    );
    let at = |q: f64| prior.at(fit.sample.quantile(dimension, q));
    let width = identification::width(&fit.sample, dimension);
    let left = fit.wave.range_left(dimension);
    let zero = fit
        .sample
        .probability(|position| prior.is_zero(position[dimension]));
    ParameterLine {
        path: spec.path.clone(),
        name: spec.name.clone(),
        prior: [prior.at(0.0), prior.at(1.0)],
        left: left.map(|(low, high)| [prior.at(low), prior.at(high)]),
        median: at(0.5),
        interval: [at(0.05), at(0.95)],
        width,
        told: identification::told(width),
        zero: (prior.zero > 0.0).then_some([prior.zero, zero]),
    }
}

fn together(loaded: &Loaded, fit: &Fit) -> Vec<Pair> {
    let name = |dimension: usize| loaded.calibration.parameter[dimension].name.clone();
    let mut pairs = Vec::new();
    for one in 0..loaded.priors.len() {
        for other in one + 1..loaded.priors.len() {
            let rank_correlation = identification::rank_correlation(&fit.sample, one, other);
            if rank_correlation.abs() > TOGETHER {
                pairs.push(Pair {
                    names: [name(one), name(other)],
                    rank_correlation,
                });
            }
        }
    }
    pairs
}

fn observations(loaded: &Loaded, fit: &Fit) -> Vec<ObservationLine> {
    let targets = loaded.targets();
    let line = |(index, spec): (usize, &super::spec::ObservationSpec)| {
        let at = |q: f64| fit.sample.outcome_quantile(index, q);
        ObservationLine {
            from: spec.from.map(|from| from.to_string()),
            at: spec.at.to_string(),
            a_second: spec.rate.is_some(),
            record: targets[index].value,
            tolerance: targets[index].tolerance,
            chance: fit.wave.chance[index],
            rules_out: fit.wave.share_ruled_out_by(index),
            median: at(0.5),
            interval: [at(0.05), at(0.95)],
        }
    };
    loaded
        .calibration
        .observation
        .iter()
        .enumerate()
        .map(line)
        .collect()
}

/// The sample as a table of points of equal weight, which the designs `table` and `posterior` read:
/// a column for each path that is fitted, and `rows` rows drawn by their weights.
pub fn table(loaded: &Loaded, fit: &Fit, rows: usize) -> Points {
    let particles = &fit.sample.particles;
    let parameters = &loaded.calibration.parameter;
    let values = |position: &[f64]| -> Vec<String> {
        let texts = loaded
            .priors
            .iter()
            .zip(position)
            .map(|(prior, at)| prior.at(*at));
        let once_a_path = |(spec, text): (&ParameterSpec, String)| vec![text; spec.paths().count()];
        parameters.iter().zip(texts).flat_map(once_a_path).collect()
    };
    let paths = parameters.iter().flat_map(ParameterSpec::paths);
    let all = particles.iter().map(|particle| values(&particle.position));
    let weights = particles.iter().map(|particle| particle.weight).collect();
    let mut points = Points::new(paths.cloned().collect(), all.collect(), Some(weights));
    let drawn = points.draw(rows, loaded.calibration.seed);
    points.rows = drawn.iter().map(|&row| points.rows[row].clone()).collect();
    points.weights = None;
    points
}
