//! Draws of the parameters that nobody knows: rows of a sample that agrees with the record, or,
//! while there is none, points spread over the ranges they may lie in.

use std::collections::BTreeSet;

use serde::Serialize;

use super::error::JudgeError;
use super::loaded::{Loaded, Subject};
use super::spec::Parameter;
use crate::experiment::calibration::Prior;
use crate::experiment::cube::latin_hypercube;
use crate::experiment::points::PointsError;

/// Draws of the parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// Where they come from.
    pub origin: Origin,
    /// Settings of each, `path=value`.
    pub settings: Vec<Vec<String>>,
}

/// Where draws come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "from")]
pub enum Origin {
    /// Rows of a sample of parameters that agree with the record.
    Posterior {
        /// Its file, as the claims file names it.
        file: String,
        /// How many rows it has.
        rows: usize,
        /// What it says the values of.
        parameters: Vec<String>,
        /// What it says nothing of, spread over its range.
        besides: Vec<String>,
    },
    /// A Latin hypercube over ranges: what was thought possible before the record was looked at.
    /// Without parameters: the model as it stands, with other chance each time.
    Prior {
        /// The sample that the claims file names, and that is not there.
        missing: Option<String>,
        /// The parameters.
        parameters: Vec<String>,
    },
}

impl Loaded {
    /// So many draws of the parameters of each launch, or as many as the file says, launch by launch;
    /// each was read with its model.
    ///
    /// # Errors
    /// When a sample cannot be read, or a model cannot have the values of a draw.
    pub fn draws(&self, n: Option<usize>) -> Result<Vec<Draws>, JudgeError> {
        let of = |subject: Subject| {
            let draws = subject.draws(n.unwrap_or(subject.terms.draws.get() as usize))?;
            for settings in &draws.settings {
                subject.model(settings)?;
            }
            Ok(draws)
        };
        self.subjects().map(of).collect()
    }
}

impl Subject<'_> {
    /// So many draws; the same for the same file and seed. A parameter that the sample says nothing
    /// of is drawn from its range.
    ///
    /// # Errors
    /// When the sample is there and cannot be read, or the model cannot have the values of a row.
    pub fn draws(&self, n: usize) -> Result<Draws, PointsError> {
        let (terms, seed) = (&self.terms, self.terms.file.seed);
        let sample = match self.sample {
            Some(Ok(points)) => Some(points),
            Some(Err(reason)) => return Err(reason.clone()),
            None => None,
        };
        let known: BTreeSet<&String> = sample.iter().flat_map(|points| &points.columns).collect();
        let priors: Vec<(&Parameter, Prior)> = terms
            .parameters
            .iter()
            .filter(|parameter| !known.contains(&parameter.path))
            .filter_map(|parameter| Some((parameter, parameter.prior().ok()?)))
            .collect();
        let mut settings = spread(&priors, n, seed);
        let paths = priors.iter().flat_map(|(parameter, _)| parameter.paths());
        let paths = paths.cloned().collect();
        let file = terms.sample.map(str::to_owned);
        let Some(points) = sample else {
            let (missing, parameters) = (file, paths);
            return Ok(Draws {
                origin: Origin::Prior { missing, parameters },
                settings,
            });
        };
        let mut tried = BTreeSet::new();
        for (settings, row) in settings.iter_mut().zip(points.draw(n, seed)) {
            let of_row = points.settings(row);
            if tried.insert(row)
                && let Err(problems) = self.model(&of_row)
                && let Some(told) = points.places().located(row, &of_row, &problems)
            {
                return Err(told.into());
            }
            settings.extend(of_row);
        }
        Ok(Draws {
            origin: Origin::Posterior {
                file: file.unwrap_or_default(),
                rows: points.rows.len(),
                parameters: points.columns.clone(),
                besides: paths,
            },
            settings,
        })
    }
}

/// Points spread over priors, as `path=value`.
fn spread(priors: &[(&Parameter, Prior)], n: usize, seed: u64) -> Vec<Vec<String>> {
    let settings =
        |((parameter, prior), position): (&(&Parameter, Prior), &f64)| parameter.settings(prior, *position);
    latin_hypercube(priors.len(), n, seed)
        .iter()
        .map(|point| priors.iter().zip(point).flat_map(settings).collect())
        .collect()
}
