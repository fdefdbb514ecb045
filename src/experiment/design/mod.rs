//! Designs: at which combinations of the factors' values the model is run.
//!
//! | design | points | for |
//! |---|---|---|
//! | `grid` | every combination of the factors' values | a few factors, a few values |
//! | `list` | the first values of all factors, then the second, ... | chosen cases |
//! | `latin-hypercube` | slices of every range used once, points far apart | a picture of many factors |
//! | `sobol-sequence` | ranges filled evenly | the same, and more points later |
//! | `morris` | walks that move one factor at a time | which factors matter at all |
//! | `saltelli` | pairs of points and their mixtures | whose share of the variance is how large |
//! | `posterior` | rows drawn from a sample that agrees with the record | what is known after calibration |
//! | `table` | the rows of a CSV or Parquet file | anything else |
//! | `bisection` | halves of a range | where a launch tips over |
//!
//! One that is added is a file here and a line in [`Design`].

pub mod bisection;
pub mod spaces;

pub use bisection::Bisection;
pub use spaces::{LatinHypercube, Morris, Saltelli, SobolSequence};
pub(crate) use spaces::{MOST_POINTS, OverRanges};

use schemars::JsonSchema;
use serde::Deserialize;

use super::factor::{FactorSpec, Levels};
use super::points::Points;
use clickday_engine::model::units::Count;

/// At which combinations of the factors' values the model is run.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Design {
    /// At every combination of their values.
    Grid {},
    /// At the first values of all, then at the second values of all, and so on.
    List {},
    /// Over ranges, points far apart.
    LatinHypercube(LatinHypercube),
    /// Over ranges, evenly.
    SobolSequence(SobolSequence),
    /// Over ranges, for elementary effects.
    Morris(Morris),
    /// Over ranges, for Sobol indices.
    Saltelli(Saltelli),
    /// At rows drawn from a posterior sample.
    Posterior(Posterior),
    /// At the rows of a table.
    Table(TableOfPoints),
    /// Where a launch tips over.
    Bisection(Bisection),
}

/// Rows drawn from a posterior sample.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Posterior {
    /// The sample, CSV or Parquet, by its path from this file: a column for each factor, named by
    /// its path, and perhaps `weight`.
    pub file: String,
    /// How many rows are drawn.
    pub points: Count,
}

/// The rows of a table.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TableOfPoints {
    /// The table, CSV or Parquet, by its path from this file: a column for each factor, named by
    /// its path.
    pub file: String,
}

impl Design {
    /// Its name, as the file writes it.
    pub fn name(&self) -> &'static str {
        match self {
            Design::Grid {} => "grid",
            Design::List {} => "list",
            Design::LatinHypercube(_) => "latin-hypercube",
            Design::SobolSequence(_) => "sobol-sequence",
            Design::Morris(_) => "morris",
            Design::Saltelli(_) => "saltelli",
            Design::Posterior(_) => "posterior",
            Design::Table(_) => "table",
            Design::Bisection(_) => "bisection",
        }
    }

    /// The file it reads, if it reads one, by its path from the experiment file.
    pub fn file(&self) -> Option<&str> {
        match self {
            Design::Posterior(posterior) => Some(&posterior.file),
            Design::Table(table) => Some(&table.file),
            _ => None,
        }
    }

    /// The design over ranges, if it is one.
    pub(crate) fn over_ranges(&self) -> Option<&dyn OverRanges> {
        match self {
            Design::LatinHypercube(design) => Some(design),
            Design::SobolSequence(design) => Some(design),
            Design::Morris(design) => Some(design),
            Design::Saltelli(design) => Some(design),
            _ => None,
        }
    }
}

/// The settings of a design's points, point by point and factor by factor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Combinations {
    /// Paths of the factors.
    pub paths: Vec<String>,
    /// Settings of each point.
    pub settings: Vec<Vec<String>>,
    /// Its place in the unit cube, for a design over ranges.
    pub positions: Option<Vec<Vec<f64>>>,
    /// The row of the table that each point is, from 0, where the design reads one.
    pub rows: Option<Vec<usize>>,
}

/// The points of a design that does not depend on results; of a bisection, the combinations of the
/// other factors.
///
/// Without a design it is a grid. Factors and design are free of complaints; `table` is that of the
/// design, if it reads one.
pub fn combinations(
    design: Option<&Design>,
    factors: &[FactorSpec],
    seed: u64,
    table: Option<Points>,
) -> Combinations {
    if let Some(points) = table {
        let rows: Vec<usize> = match design {
            Some(Design::Posterior(posterior)) => points.draw(posterior.points.get() as usize, seed),
            _ => (0..points.rows.len()).collect(),
        };
        return Combinations {
            settings: rows.iter().map(|&row| points.rows[row].clone()).collect(),
            paths: points.columns,
            positions: None,
            rows: Some(rows),
        };
    }
    let along = match design {
        Some(Design::Bisection(bisection)) => Some(&bisection.along),
        _ => None,
    };
    let factors: Vec<(String, Levels)> = factors
        .iter()
        .filter(|factor| Some(&factor.path) != along)
        .filter_map(|factor| Some((factor.path.clone(), factor.levels().ok()?)))
        .collect();
    let (paths, levels): (Vec<String>, Vec<Levels>) = factors.into_iter().unzip();
    let (settings, positions) = match design.and_then(Design::over_ranges) {
        Some(over) => {
            let positions = over.positions(levels.len(), seed);
            (
                positions.iter().map(|point| stretched(&levels, point)).collect(),
                Some(positions),
            )
        }
        None if matches!(design, Some(Design::List {})) => (side_by_side(&levels), None),
        None => (every_combination(&levels), None),
    };
    Combinations {
        paths,
        settings,
        positions,
        rows: None,
    }
}

fn stretched(levels: &[Levels], point: &[f64]) -> Vec<String> {
    let value = |(levels, position): (&Levels, &f64)| match levels {
        Levels::Range(range) => range.at(*position),
        Levels::Values(values) => {
            let index = (position * values.len() as f64) as usize;
            values[index.min(values.len() - 1)].clone()
        }
    };
    levels.iter().zip(point).map(value).collect()
}

fn values(levels: &Levels) -> &[String] {
    match levels {
        Levels::Values(values) => values,
        Levels::Range(_) => &[],
    }
}

fn side_by_side(levels: &[Levels]) -> Vec<Vec<String>> {
    let points = levels.first().map_or(0, |levels| values(levels).len());
    let point = |index: usize| {
        levels
            .iter()
            .filter_map(|l| values(l).get(index).cloned())
            .collect()
    };
    (0..points).map(point).collect()
}

/// Every combination, the last factor changing fastest; of no factor the one empty combination.
fn every_combination(levels: &[Levels]) -> Vec<Vec<String>> {
    let mut combinations = vec![Vec::new()];
    for levels in levels {
        let mut longer = Vec::new();
        for start in &combinations {
            for value in values(levels) {
                let mut combination = start.clone();
                combination.push(value.clone());
                longer.push(combination);
            }
        }
        combinations = longer;
    }
    combinations
}

/// What is wrong with a design over these levels, each with its index in the file and its path:
/// `complain` takes where in the experiment file, what, and what would be right.
pub(super) fn complaints(
    design: Option<&Design>,
    levels: &[(String, &str, Levels)],
    complain: &mut impl FnMut(&[&str], String, &str),
) {
    let with_range = |range: bool| {
        let these = levels
            .iter()
            .filter(move |(_, _, levels)| matches!(levels, Levels::Range(_)) == range);
        these.map(|(index, path, _)| (index.as_str(), *path))
    };
    let name = design.map_or("grid", Design::name);
    if let Some(Design::Bisection(bisection)) = design {
        let paths = |range| with_range(range).map(|(_, path)| path).collect::<Vec<_>>();
        for (key, wrong, right) in bisection.complaints(&paths(true), &paths(false)) {
            complain(&["design", name, key], wrong, &right);
        }
        return;
    }
    if design.and_then(Design::file).is_some() {
        if !levels.is_empty() {
            complain(
                &["factor", "0"],
                "the table says which values there are".to_owned(),
                "leave the factors out",
            );
        }
        return;
    }
    if let Some(over) = design.and_then(Design::over_ranges) {
        if levels.is_empty() {
            complain(
                &["design"],
                "there is no factor".to_owned(),
                "write at least one [[factor]]",
            );
        } else if let Some((key, wrong, right)) = over.complaint(levels.len()) {
            complain(&["design", name, key], wrong, right);
        }
        if matches!(design, Some(Design::Morris(_))) {
            for (index, path) in with_range(false) {
                let wrong = format!("{path} has no range, and a step of morris goes along one");
                complain(
                    &["factor", index, "values"],
                    wrong,
                    "write from = ... and to = ...",
                );
            }
        }
        return;
    }
    for (index, path) in with_range(true) {
        let wrong = format!("{path} has a range, and {name} takes values");
        complain(
            &["factor", index, "from"],
            wrong,
            "write values = [...], or choose another design",
        );
    }
    let lengths: Vec<usize> = levels.iter().map(|(_, _, levels)| values(levels).len()).collect();
    if matches!(design, Some(Design::List {})) && lengths.windows(2).any(|pair| pair[0] != pair[1]) {
        let wrong = "the factors of a list have different numbers of values".to_owned();
        complain(&["design"], wrong, "give all as many, or write grid = {}");
    }
    let points = lengths
        .iter()
        .fold(1_u64, |points, n| points.saturating_mul(*n as u64));
    if points > MOST_POINTS {
        complain(
            &["design"],
            "a grid of over a million points cannot be made".to_owned(),
            "take fewer values",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(values: &[&str]) -> Levels {
        Levels::Values(values.iter().map(|value| (*value).to_owned()).collect())
    }

    #[test]
    fn a_grid_has_every_combination_and_a_list_one_of_each() {
        let two = [levels(&["a", "b"]), levels(&["1", "2"])];
        assert_eq!(
            every_combination(&two),
            [["a", "1"], ["a", "2"], ["b", "1"], ["b", "2"]]
        );
        assert_eq!(side_by_side(&two), [["a", "1"], ["b", "2"]]);
        assert_eq!(every_combination(&[]), [Vec::<String>::new()]);
    }
}
