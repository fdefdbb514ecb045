//! The threshold of a factor, found by bisection: the value at which an event (a collapse) happens
//! in half of the launches.
//!
//! A grid always misses a cliff. Bisection runs launches at both ends of a range, then in the
//! middle of the part across which the answer changes, and so on. The next position is a pure
//! function of the answers so far. So an interrupted search continues where it was, on any machine.
//! Positions are on the range from 0 to 1, and exact: halves of halves.
//!
//! With a few launches at each position the answer is uncertain near the threshold, and a search
//! that once took the wrong half stays beside it. So the result is two intervals: the last part,
//! and the part outside which the answers cannot be chance.

use serde::Serialize;

use super::statistics::{Interval, wilson_interval};

/// How often the event happened at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// In so many launches.
    pub happened: u64,
    /// Of so many.
    pub launches: u64,
}

impl Answer {
    /// Whether it happened in half of the launches or more.
    fn mostly(self) -> bool {
        2 * self.happened >= self.launches
    }

    /// Whether it certainly happens in more than half of all launches, or in fewer; `None` where
    /// that is open.
    fn surely(self, confidence: f64) -> Option<bool> {
        let interval = wilson_interval(self.happened, self.launches, confidence)?;
        if interval.low > 0.5 {
            Some(true)
        } else if interval.high < 0.5 {
            Some(false)
        } else {
            None
        }
    }
}

/// What a search has come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Search {
    /// These positions have to be asked next.
    Asking {
        /// Positions in \[0, 1\].
        positions: Vec<f64>,
    },
    /// The threshold was found.
    Found(Threshold),
    /// The event happens in most launches at both ends of the range, or in few at both.
    NoThreshold {
        /// Whether it happens in most.
        happens: bool,
    },
}

/// Where an event comes to happen in half of the launches.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Threshold {
    /// The last part that was halved, as short as was asked for; the estimate is its middle.
    pub part: Interval,
    /// The part outside which the answers are beyond chance, each at the stated confidence: at
    /// least as long as `part`.
    pub surely_within: Interval,
    /// Whether the event happens above the threshold, not below.
    pub happens_above: bool,
}

/// Searches for the threshold to within `tolerance` (a share of the range, in (0, 1)), given what
/// is `known` at a position.
///
/// Takes `2 + ⌈log₂(1/tolerance)⌉` positions. `confidence` lies in (0, 1).
pub(crate) fn search(known: impl Fn(f64) -> Option<Answer>, tolerance: f64, confidence: f64) -> Search {
    let unknown: Vec<f64> = [0.0, 1.0]
        .into_iter()
        .filter(|&end| known(end).is_none())
        .collect();
    let (Some(at_low), Some(at_high)) = (known(0.0), known(1.0)) else {
        return Search::Asking { positions: unknown };
    };
    if at_low.mostly() == at_high.mostly() {
        return Search::NoThreshold {
            happens: at_low.mostly(),
        };
    }
    let happens_above = at_high.mostly();
    let mut asked = vec![(0.0, at_low), (1.0, at_high)];
    let mut part = Interval { low: 0.0, high: 1.0 };
    while part.high - part.low > tolerance {
        let middle = f64::midpoint(part.low, part.high);
        let Some(answer) = known(middle) else {
            return Search::Asking {
                positions: vec![middle],
            };
        };
        asked.push((middle, answer));
        if answer.mostly() == happens_above {
            part.high = middle;
        } else {
            part.low = middle;
        }
    }
    let surely = |above: bool| {
        asked
            .iter()
            .filter(move |(_, answer)| answer.surely(confidence) == Some(above == happens_above))
            .map(|(position, _)| *position)
    };
    Search::Found(Threshold {
        part,
        surely_within: Interval {
            low: surely(false).fold(0.0, f64::max).min(part.low),
            high: surely(true).fold(1.0, f64::min).max(part.high),
        },
        happens_above,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::statistics::chance::Chance;
    use super::*;
    use clickday_engine::math;

    /// Searches to the end, asking `ask` for what is not known; gives the result and how many
    /// rounds it took.
    fn to_the_end(tolerance: f64, mut ask: impl FnMut(f64) -> Answer) -> (Search, usize) {
        let mut known: BTreeMap<u64, Answer> = BTreeMap::new();
        for round in 0.. {
            match search(|at| known.get(&at.to_bits()).copied(), tolerance, 0.95) {
                Search::Asking { positions } => {
                    for position in positions {
                        known.insert(position.to_bits(), ask(position));
                    }
                }
                end => return (end, round),
            }
        }
        unreachable!("the search ends")
    }

    fn certain(happens: bool) -> Answer {
        Answer {
            happened: if happens { 20 } else { 0 },
            launches: 20,
        }
    }

    proptest! {
        #[test]
        fn a_sharp_threshold_is_found_to_within_the_tolerance(at in 0.01_f64..0.99, log in 1_u32..12, above: bool) {
            let tolerance = math::pow(0.5, f64::from(log));
            let (end, rounds) = to_the_end(tolerance, |x| certain((x >= at) == above));
            let Search::Found(threshold) = end else { panic!("{end:?}") };
            prop_assert!(threshold.part.contains(at) && threshold.part.high - threshold.part.low <= tolerance);
            prop_assert_eq!(threshold.part, threshold.surely_within);
            prop_assert_eq!(threshold.happens_above, above);
            prop_assert_eq!(rounds, 1 + log as usize);
        }

        #[test]
        fn what_is_known_is_never_asked_again(at in 0.01_f64..0.99, stop in 1_usize..6) {
            // The same answers in another process: the search goes on as if nothing had been.
            let mut known = BTreeMap::new();
            let mut asked = Vec::new();
            for _ in 0..stop {
                if let Search::Asking { positions } = search(|x: f64| known.get(&x.to_bits()).copied(), 1e-3, 0.95) {
                    for x in positions {
                        prop_assert!(!asked.contains(&x.to_bits()));
                        asked.push(x.to_bits());
                        known.insert(x.to_bits(), certain(x >= at));
                    }
                }
            }
            let whole = to_the_end(1e-3, |x| certain(x >= at)).0;
            let rest = to_the_end(1e-3, |x| known.get(&x.to_bits()).copied().unwrap_or_else(|| certain(x >= at))).0;
            prop_assert_eq!(whole, rest);
        }
    }

    #[test]
    fn where_nothing_changes_there_is_no_threshold() {
        assert_eq!(
            to_the_end(0.1, |_| certain(true)).0,
            Search::NoThreshold { happens: true }
        );
        assert_eq!(
            to_the_end(0.1, |_| certain(false)).0,
            Search::NoThreshold { happens: false }
        );
    }

    #[test]
    fn where_chance_blurs_it_the_wider_interval_holds_it() {
        let mut chance = Chance::new(41);
        let trials = 2_000;
        let (mut held, mut length) = (0, 0.0);
        for _ in 0..trials {
            let truth = 0.2 + 0.6 * chance.uniform();
            let mut ask = |x: f64| {
                let probability = 1.0 / (1.0 + (-(x - truth) / 0.02).exp());
                let happened = (0..20).filter(|_| chance.uniform() < probability).count() as u64;
                Answer {
                    happened,
                    launches: 20,
                }
            };
            let (end, _) = to_the_end(1.0 / 256.0, &mut ask);
            let Search::Found(threshold) = end else {
                panic!("{end:?}")
            };
            held += u32::from(threshold.surely_within.contains(truth));
            length += threshold.surely_within.high - threshold.surely_within.low;
        }
        let coverage = f64::from(held) / f64::from(trials);
        assert!(coverage > 0.95, "{coverage}");
        assert!(length / f64::from(trials) < 0.2, "{}", length / f64::from(trials));
    }
}
