//! Which claims cannot be true together.
//!
//! *By their words alone.* Counts only grow, and a mean rate is what a count grows by. With `N(t)`
//! applications by the instant `t`, every claim about a count or a mean rate says
//! `low ≤ N(b) − N(a) ≤ high` for two instants, and the clock says `N(a) ≤ N(b)` for `a` before
//! `b`. Such a system of differences has a solution if and only if the graph with an arc of length
//! `high` from `a` to `b`, and one of length `−low` back, has no cycle of negative length. Sets of
//! two or three claims that have none, and of which no smaller part has none, cannot be true
//! together, whatever any model says. Claims about the same instant, or the same stretch of time,
//! are compared by their ranges.
//!
//! *By the model.* Two claims that each hold in some of the runs, and together in none, where
//! chance alone would have made them meet.
//!
//! Claims of two launches say nothing of each other: only those of one launch are compared.
//!
//! Source: Cormen, Leiserson, Rivest and Stein, *Introduction to Algorithms*, 3rd ed., section 24.4
//! (systems of difference constraints).

use std::collections::BTreeMap;

use serde::Serialize;

use super::figure::Figure;
use super::launch::Terms;
use super::quantity::{Counted, Quantity, Reading};
use super::spec::World;
use super::statement::Statement;
use crate::experiment::statistics::Interval;
use clickday_engine::model::CivilClock;

/// Claims that cannot be true together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// Their names.
    pub claims: Vec<String>,
    /// The launch they are of; `None` for the file's own.
    pub launch: Option<String>,
    /// Why not.
    pub because: Because,
}

/// Why claims cannot be true together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Because {
    /// By their words: no course of the day fits them.
    Words,
    /// By the model: each holds in so many of the runs, both in none.
    Model {
        /// In so many the first holds.
        first: u64,
        /// In so many the second.
        second: u64,
        /// Of so many.
        runs: u64,
    },
}

/// What grows: the two sides of a difference are about the same of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grows {
    Counted(Counted),
    Victims,
}

/// What a claim says, as far as words can contradict words.
#[derive(Debug, Clone, PartialEq)]
enum Fact {
    /// `low ≤ N(to) − N(from) ≤ high`; instants in seconds from the start, `from` nothing for the
    /// start itself.
    Difference {
        grows: Grows,
        from: Option<f64>,
        to: f64,
        by: Interval,
    },
    /// The value of something there is only one of: the name of it, and its range.
    Single(String, Interval),
    /// The same of a word.
    Word(String, String),
    /// The time between two instants that are facts of their own: the names of the earlier and the
    /// later, and its range.
    Lasts(String, String, Interval),
}

fn fact(worlds: &BTreeMap<String, World>, statement: &Statement, clock: &CivilClock) -> Option<Fact> {
    let world = statement.world.as_ref().and_then(|name| worlds.get(name));
    if statement.without.is_some() || world.is_some_and(|world| !world.set.is_empty()) {
        return None;
    }
    let name = match &statement.quantity {
        Quantity::Given(given) => Some(&given.what),
        Quantity::ModelValue(value) => Some(&value.path),
        _ => None,
    };
    if let (Some(name), Ok(Figure::Word(word))) = (name, statement.figure()) {
        return Some(Fact::Word(name.clone(), word));
    }
    let claimed = statement.claimed(clock)?;
    let at_s = |moment| clock.micros(moment) as f64 / 1e6;
    Some(match &statement.quantity {
        Quantity::Count(count) => Fact::Difference {
            grows: Grows::Counted(count.of),
            from: count.since.as_ref().map(at_s),
            to: at_s(&count.by),
            by: claimed,
        },
        Quantity::Rate(rate) if rate.reading == Reading::Mean => {
            let (from, to) = (at_s(&rate.from), at_s(&rate.until));
            Fact::Difference {
                grows: Grows::Counted(rate.of),
                from: Some(from),
                to,
                by: claimed.times(to - from),
            }
        }
        Quantity::Victims(victims) => Fact::Difference {
            grows: Grows::Victims,
            from: None,
            to: at_s(&victims.by),
            by: claimed,
        },
        // Of one moment or another, both of two rates may be true.
        Quantity::Rate(rate) if rate.reading == Reading::SomeMoment => return None,
        // What figures come to is no course of the day.
        Quantity::Derived(_) | Quantity::Similar(_) => return None,
        Quantity::ModelValue(value) => match &value.since {
            Some(since) => Fact::Lasts(since.clone(), value.path.clone(), claimed),
            None => Fact::Single(value.path.clone(), claimed),
        },
        Quantity::Collapse(_) => Fact::Single("collapse".to_owned(), claimed),
        Quantity::Given(given) => Fact::Single(given.what.clone(), claimed),
        // Their instants are the whole of what they are about.
        other => Fact::Single(format!("{other:?}"), claimed),
    })
}

/// Sets of two or three claims of a launch that no course of the day fits, none of which holds a
/// smaller one.
pub(crate) fn by_words(launch: &Terms, clock: &CivilClock) -> Vec<Conflict> {
    let facts: Vec<(&str, Fact)> = launch
        .claims()
        .filter_map(|(_, claim)| Some((claim.id.as_str(), fact(launch.worlds, &claim.says, clock)?)))
        .collect();
    let impossible = |members: &[usize]| {
        let together: Vec<&Fact> = members.iter().map(|&member| &facts[member].1).collect();
        !possible(&together)
    };
    let mut found: Vec<Vec<usize>> = Vec::new();
    let n = facts.len();
    for (a, b) in (0..n).flat_map(|b| (0..b).map(move |a| (a, b))) {
        if impossible(&[a, b]) {
            found.push(vec![a, b]);
        }
    }
    let pairs = found.clone();
    let clash = |a: usize, b: usize| pairs.iter().any(|pair| pair[..] == [a, b]);
    for c in 0..n {
        for (a, b) in (0..c).flat_map(|b| (0..b).map(move |a| (a, b))) {
            if !(clash(a, b) || clash(a, c) || clash(b, c)) && impossible(&[a, b, c]) {
                found.push(vec![a, b, c]);
            }
        }
    }
    let named = |members: &Vec<usize>| Conflict {
        claims: members.iter().map(|&member| facts[member].0.to_owned()).collect(),
        launch: launch.name.map(str::to_owned),
        because: Because::Words,
    };
    found.iter().map(named).collect()
}

/// Whether some course of the day fits all these facts.
fn possible(facts: &[&Fact]) -> bool {
    for (index, fact) in facts.iter().enumerate() {
        match fact {
            Fact::Single(name, range) => {
                let apart = |other: &&Fact| matches!(other, Fact::Single(of, other) if of == name && are_apart(*other, *range));
                if facts[..index].iter().any(apart) {
                    return false;
                }
            }
            Fact::Word(name, word) => {
                let apart =
                    |other: &&Fact| matches!(other, Fact::Word(of, other) if of == name && other != word);
                if facts[..index].iter().any(apart) {
                    return false;
                }
            }
            Fact::Lasts(from, to, by) => {
                if !can_last(facts, index, from, to, *by) {
                    return false;
                }
            }
            Fact::Difference { grows, .. } => {
                if !solvable(facts, *grows) {
                    return false;
                }
            }
        }
    }
    true
}

fn are_apart(a: Interval, b: Interval) -> bool {
    a.high < b.low || b.high < a.low
}

/// Whether so long a time fits what else is said of it, and of its two ends.
fn can_last(facts: &[&Fact], index: usize, from: &str, to: &str, by: Interval) -> bool {
    let of = |name: &str| {
        let single = |fact: &&Fact| match fact {
            Fact::Single(of, range) if of == name => Some(*range),
            _ => None,
        };
        facts.iter().filter_map(single).collect::<Vec<Interval>>()
    };
    let (begins, ends) = (of(from), of(to));
    let between = begins.iter().flat_map(|begin| {
        ends.iter().map(|end| Interval {
            low: end.low - begin.high,
            high: end.high - begin.low,
        })
    });
    let same = facts[..index].iter().filter_map(|fact| match fact {
        Fact::Lasts(other_from, other_to, other) if other_from == from && other_to == to => Some(*other),
        _ => None,
    });
    !between.chain(same).any(|other| are_apart(other, by))
}

/// Whether the differences of one growing count have a solution.
fn solvable(facts: &[&Fact], of: Grows) -> bool {
    let differences: Vec<(f64, f64, Interval)> = facts
        .iter()
        .filter_map(|fact| match fact {
            // The start is earlier than every instant there is.
            Fact::Difference { grows, from, to, by } if *grows == of => {
                Some((from.unwrap_or(f64::NEG_INFINITY), *to, *by))
            }
            _ => None,
        })
        .collect();
    let mut instants: Vec<f64> = differences
        .iter()
        .flat_map(|(from, to, _)| [*from, *to])
        .collect();
    instants.push(f64::NEG_INFINITY);
    instants.sort_by(f64::total_cmp);
    instants.dedup_by(|a, b| a.total_cmp(b).is_eq());
    let place = |instant: f64| {
        instants
            .iter()
            .position(|other| other.total_cmp(&instant).is_eq())
    };
    // N(end) ≤ N(start) + length, along every arc.
    let mut arcs: Vec<(usize, usize, f64)> =
        (1..instants.len()).map(|later| (later, later - 1, 0.0)).collect();
    for (from, to, by) in &differences {
        if let (Some(from), Some(to)) = (place(*from), place(*to)) {
            arcs.push((from, to, by.high));
            arcs.push((to, from, -by.low));
        }
    }
    // Bellman and Ford, from everywhere at once; an end that is no bound has an arc of infinite
    // length, which shortens nothing.
    let mut distance = vec![0.0_f64; instants.len()];
    for _ in 0..=instants.len() {
        let mut shortened = false;
        for (start, end, length) in &arcs {
            let along = distance[*start] + length;
            // Counts are far below 2^52, and a claim that fails by a millionth of a person fails by
            // rounding.
            if along < distance[*end] - 1e-6 {
                distance[*end] = along;
                shortened = true;
            }
        }
        if !shortened {
            return true;
        }
    }
    false
}

/// How often two claims that know nothing of each other would have to meet for their never meeting
/// to say something: by chance alone they then miss each other once in twenty times (the rule of
/// three, `e⁻³ = 0.05`).
const MEETINGS: f64 = 3.0;

/// Pairs of claims of a launch that each hold in some of its runs and together in none. `held` says
/// for each claim, by its name, run by run whether it held; nothing for a claim that is not
/// measured.
pub(crate) fn by_model(launch: Option<&str>, held: &[(&str, Vec<bool>)]) -> Vec<Conflict> {
    let count = |held: &[bool]| held.iter().filter(|held| **held).count();
    let mut found = Vec::new();
    for (a, b) in (0..held.len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
        let ((name_a, a), (name_b, b)) = (&held[a], &held[b]);
        let runs = a.len().min(b.len());
        let both = a.iter().zip(b).filter(|(a, b)| **a && **b).count();
        let (first, second) = (count(a), count(b));
        if both == 0 && first as f64 * second as f64 >= MEETINGS * runs as f64 && runs > 0 {
            found.push(Conflict {
                claims: vec![(*name_a).to_owned(), (*name_b).to_owned()],
                launch: launch.map(str::to_owned),
                because: Because::Model {
                    first: first as u64,
                    second: second as u64,
                    runs: runs as u64,
                },
            });
        }
    }
    found
}

#[cfg(test)]
mod tests;
