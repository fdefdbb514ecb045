//! Two results folders of `clickday compare` held against each other: what was changed, and what it
//! changes.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use clickday::experiment::diff::{Finding, diff};
//!
//! let diff = diff(Path::new("results/rollout"), Path::new("results/more-cores"))?;
//! for change in &diff.changes {
//!     println!("{}: {:?} became {:?}", change.name, change.a, change.b);
//! }
//! for stage in &diff.stages {
//!     for policy in &stage.policies {
//!         for metric in &policy.metrics {
//!             if metric.finding == Finding::Matters {
//!                 println!("{}, {}: {:?}", policy.policy, metric.metric, metric.difference);
//!             }
//!         }
//!     }
//! }
//! # Ok::<(), clickday::experiment::diff::DiffError>(())
//! ```

mod changes;
mod contrast;
mod error;
mod folder;
mod written;

use std::path::Path;

use clickday_engine::model::units::Percentile;
use serde::Serialize;

pub use changes::{Change, Changed};
pub use contrast::{Contrast, Finding, LEAST_SHARE, LEAST_TIME_S};
pub use error::DiffError;

use self::changes::changes;
use self::contrast::Terms;
use self::folder::{Folder, Tables};
use super::schedule::Stage;
use crate::metrics::{Quantity, quantity};

/// Two results folders, A and B, held against each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// The first folder.
    pub a: Side,
    /// The second folder.
    pub b: Side,
    /// Confidence of every interval, each on its own: the greater of the two.
    pub confidence: f64,
    /// Whether the values of both models could be read. Else files and overrides alone are compared.
    pub has_values: bool,
    /// Whether one of them has launches under draws of what nobody knows: those are not compared.
    pub has_draws: bool,
    /// What is not the same in both, results aside.
    pub changes: Vec<Change>,
    /// The stages that both have.
    pub stages: Vec<StageDiff>,
    /// The percentiles of the waiting time that tables of A show.
    #[serde(skip)]
    pub percentiles: Vec<Percentile>,
}

/// One of two results folders.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// Its path, as it was given.
    pub folder: String,
    /// The experiment's title.
    pub title: String,
    /// The program and its version.
    pub tool: String,
    /// The seed.
    pub seed: u64,
    /// What was overridden in the model, as `path=value`.
    pub overrides: Vec<String>,
    /// The deadline people had to submit by, civil time.
    pub deadline: String,
}

/// A stage that both folders have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageDiff {
    /// The stage in A.
    pub a: Stage,
    /// The stage in B.
    pub b: Stage,
    /// Whether the launches are compared one by one: the same replication has the same people in
    /// both, since seed, scale, people and start are the same.
    pub is_paired: bool,
    /// The policies that both have, in the order of A.
    pub policies: Vec<PolicyDiff>,
}

/// A policy that both folders have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolicyDiff {
    /// Its name.
    pub policy: String,
    /// The metrics that both have.
    pub metrics: Vec<Contrast>,
}

/// Holds two results folders of `clickday compare` against each other.
///
/// # Errors
/// When one of them is no such folder, was changed, or is of another version; and when they have no
/// stage or no policy in common.
pub fn diff(a: &Path, b: &Path) -> Result<Diff, DiffError> {
    let (a, b) = (Folder::open(a)?, Folder::open(b)?);
    let changes = changes(&a, &b);
    let policies: Vec<&String> = a
        .manifest()
        .policies
        .iter()
        .filter(|policy| b.manifest().policies.contains(policy))
        .collect();
    if policies.is_empty() {
        return Err(DiffError::NoPolicy {
            folders: Box::new((a.path.clone(), b.path.clone())),
            a: a.manifest().policies.join(", "),
            b: b.manifest().policies.join(", "),
        });
    }
    let confidence = a.confidence().max(b.confidence());
    let has_same_people = has_same_people(&a, &b, &changes);
    let metrics = metrics(&a, &b);
    let tables = (Tables::of(&a), Tables::of(&b));
    let mut stages = Vec::new();
    for (of_a, of_b) in common_stages(&a, &b)? {
        let is_paired = has_same_people && of_a.scale.total_cmp(&of_b.scale).is_eq();
        let terms = Terms {
            is_paired,
            confidence,
        };
        let policy = |policy: &&String| {
            let contrast = |quantity: &Quantity| {
                let values_of = |quantity: &Quantity| {
                    let (of, name) = (&tables, &of_a.name);
                    [&of.0, &of.1].map(|tables| tables.values(name, policy, quantity))
                };
                Contrast::of(quantity, values_of, terms)
            };
            PolicyDiff {
                policy: (*policy).clone(),
                metrics: metrics.iter().filter_map(contrast).collect(),
            }
        };
        let policies = policies.iter().map(policy).collect();
        stages.push(StageDiff {
            a: of_a,
            b: of_b,
            is_paired,
            policies,
        });
    }
    Ok(Diff {
        confidence,
        has_values: a.made_of.is_some() && b.made_of.is_some(),
        has_draws: [&a, &b]
            .iter()
            .any(|folder| folder.results.table("draws").is_some()),
        changes,
        stages,
        percentiles: a.made_of.as_ref().map_or_else(
            || vec![Percentile::MEDIAN, Percentile::whole(90)],
            |made_of| made_of.experiment.percentiles.clone(),
        ),
        a: Side::of(&a),
        b: Side::of(&b),
    })
}

impl Side {
    fn of(folder: &Folder) -> Side {
        let manifest = folder.manifest();
        let deadline = folder.results.summary()["deadline"].as_str();
        Side {
            folder: folder.path.display().to_string(),
            title: manifest.title.clone(),
            tool: manifest.identity.tool.clone(),
            seed: manifest.identity.seed,
            overrides: manifest.identity.overrides.clone(),
            deadline: deadline.unwrap_or_default().to_owned(),
        }
    }
}

/// Whether the same replication has the same people in both, at the same scale.
fn has_same_people(a: &Folder, b: &Folder, changes: &[Change]) -> bool {
    let (one, other) = (&a.manifest().identity, &b.manifest().identity);
    if one.seed != other.seed || one.tool != other.tool {
        return false;
    }
    if a.made_of.is_none() || b.made_of.is_none() {
        return one.inputs == other.inputs && one.overrides == other.overrides;
    }
    let is_of_people = |change: &Change| {
        change.what == Changed::Value
            && (change.name.starts_with("people.")
                || ["calendar.start", "calendar.time-zone"].contains(&change.name.as_str()))
    };
    !changes.iter().any(is_of_people)
}

/// The metrics that both have, in the order of A.
fn metrics(a: &Folder, b: &Folder) -> Vec<Quantity> {
    let of_b = b.metrics();
    let names = a.metrics().into_iter().filter(|name| of_b.contains(name));
    names.filter_map(|name| quantity(&name).ok()).collect()
}

/// The stages that both have, by their names.
fn common_stages(a: &Folder, b: &Folder) -> Result<Vec<(Stage, Stage)>, DiffError> {
    let (of_a, of_b) = (a.stages(), b.stages());
    let pair = |stage: &Stage| {
        let same = of_b.iter().find(|other| other.name == stage.name)?;
        Some((stage.clone(), same.clone()))
    };
    let common: Vec<(Stage, Stage)> = of_a.iter().filter_map(pair).collect();
    if common.is_empty() {
        let names = |stages: &[Stage]| {
            let names: Vec<&str> = stages.iter().map(|stage| stage.name.as_str()).collect();
            names.join(", ")
        };
        return Err(DiffError::NoStage {
            folders: Box::new((a.path.clone(), b.path.clone())),
            a: names(&of_a),
            b: names(&of_b),
        });
    }
    Ok(common)
}
