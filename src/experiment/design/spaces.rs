//! Designs that spread points over the ranges of the factors.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::cube;
use clickday_engine::model::units::Count;

/// Latin hypercube: each range cut into as many slices as there are points, each used once, points
/// far apart.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LatinHypercube {
    /// How many points.
    pub points: Count,
}

/// Sobol's sequence: fills the ranges evenly however many points are taken; best at a power of two.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SobolSequence {
    /// How many points.
    pub points: Count,
}

/// Morris' trajectories, for elementary effects: `trajectories × (factors + 1)` points.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Morris {
    /// How many trajectories; 30 are plenty.
    pub trajectories: Count,
    /// Levels of each factor, an even number; absent: 8.
    #[serde(default)]
    pub levels: Option<Count>,
}

/// Saltelli's design, for Sobol indices: `base-points × (factors + 2)` points.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Saltelli {
    /// How many base points; best a power of two.
    pub base_points: Count,
}

/// Levels of Morris' grid where the file says nothing (Campolongo et al. 2007 use 4 to 8).
const LEVELS: usize = 8;

/// Points of a design at most: so many rows are still a table.
pub(crate) const MOST_POINTS: u64 = 1_000_000;

/// A key of the design's table, what is wrong there, and what would be right.
pub(crate) type KeyComplaint = (&'static str, String, &'static str);

/// A design over ranges.
pub(crate) trait OverRanges {
    /// Positions in the unit cube of so many factors: point by point, factor by factor.
    fn positions(&self, factors: usize, seed: u64) -> Vec<Vec<f64>>;

    /// What is wrong with it for so many factors. A design without complaints can be made.
    fn complaint(&self, factors: usize) -> Option<KeyComplaint>;
}

impl OverRanges for LatinHypercube {
    fn positions(&self, factors: usize, seed: u64) -> Vec<Vec<f64>> {
        cube::latin_hypercube(factors, self.points.get() as usize, seed)
    }

    fn complaint(&self, _: usize) -> Option<KeyComplaint> {
        // Distances of all pairs are compared.
        refuse(
            "points",
            self.points.get(),
            1,
            10_000,
            "write a number from 1 to 10,000",
        )
    }
}

impl OverRanges for SobolSequence {
    fn positions(&self, factors: usize, seed: u64) -> Vec<Vec<f64>> {
        cube::sobol(factors, self.points.get() as usize, seed)
    }

    fn complaint(&self, factors: usize) -> Option<KeyComplaint> {
        too_wide("points", factors, cube::MOST_DIMENSIONS).or_else(|| {
            let most = cube::MOST_POINTS as u64;
            refuse(
                "points",
                self.points.get(),
                1,
                most,
                "write a number from 1 to 65,536",
            )
        })
    }
}

impl Morris {
    fn levels(&self) -> usize {
        self.levels.map_or(LEVELS, |levels| levels.get() as usize)
    }
}

impl OverRanges for Morris {
    fn positions(&self, factors: usize, seed: u64) -> Vec<Vec<f64>> {
        cube::morris(factors, self.trajectories.get() as usize, self.levels(), seed)
    }

    fn complaint(&self, factors: usize) -> Option<KeyComplaint> {
        let levels = self.levels();
        if levels % 2 == 1 || !(2..=1_000).contains(&levels) {
            let wrong = format!("{levels} levels have no step of half of them");
            return Some(("levels", wrong, "write an even number from 2 to 1,000"));
        }
        let most = MOST_POINTS / (factors as u64 + 1);
        refuse(
            "trajectories",
            self.trajectories.get(),
            2,
            most,
            "write a number of 2 or more, such as 30",
        )
    }
}

impl OverRanges for Saltelli {
    fn positions(&self, factors: usize, seed: u64) -> Vec<Vec<f64>> {
        cube::saltelli(factors, self.base_points.get() as usize, seed)
    }

    fn complaint(&self, factors: usize) -> Option<KeyComplaint> {
        too_wide("base-points", factors, cube::MOST_DIMENSIONS / 2).or_else(|| {
            let most = (MOST_POINTS / (factors as u64 + 2)).min(cube::MOST_POINTS as u64);
            refuse(
                "base-points",
                self.base_points.get(),
                2,
                most,
                "write a power of two, such as 512",
            )
        })
    }
}

fn refuse(key: &'static str, found: u64, least: u64, most: u64, right: &'static str) -> Option<KeyComplaint> {
    let wrong = if found < least {
        format!("{found} is too few")
    } else if found > most {
        format!("{found} is too many: {most} can be made")
    } else {
        return None;
    };
    Some((key, wrong, right))
}

fn too_wide(key: &'static str, factors: usize, most: usize) -> Option<KeyComplaint> {
    (factors > most).then(|| {
        (
            key,
            format!("the sequence has {most} factors at most, not {factors}"),
            "screen them with morris first",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(n: u64) -> Count {
        n.to_string().parse().unwrap()
    }

    #[test]
    fn each_has_as_many_points_as_it_says() {
        let designs: [(&dyn OverRanges, usize); 4] = [
            (&LatinHypercube { points: count(12) }, 12),
            (&SobolSequence { points: count(16) }, 16),
            (
                &Morris {
                    trajectories: count(5),
                    levels: None,
                },
                5 * 4,
            ),
            (
                &Saltelli {
                    base_points: count(8),
                },
                8 * 5,
            ),
        ];
        for (design, expected) in designs {
            assert_eq!(design.complaint(3), None);
            let positions = design.positions(3, 1);
            assert_eq!(positions.len(), expected);
            assert!(
                positions
                    .iter()
                    .all(|p| p.len() == 3 && p.iter().all(|x| (0.0..=1.0).contains(x)))
            );
        }
    }

    #[test]
    fn what_cannot_be_made_is_refused() {
        let none = LatinHypercube { points: count(0) }.complaint(3).unwrap();
        assert_eq!((none.0, none.1.as_str()), ("points", "0 is too few"));
        let odd = Morris {
            trajectories: count(30),
            levels: Some(count(5)),
        };
        assert_eq!(odd.complaint(3).unwrap().0, "levels");
        assert!(
            Saltelli {
                base_points: count(8)
            }
            .complaint(129)
            .unwrap()
            .1
            .contains("128 factors at most")
        );
        let many = SobolSequence {
            points: count(100_000),
        }
        .complaint(3)
        .unwrap();
        assert_eq!(many.1, "100000 is too many: 65536 can be made");
    }
}
