//! Which claims cannot be true together.
//!
//! *By their words alone.* Counts only grow, and a mean rate is what a count grows by. With `N(t)` applications by the instant `t`,
//! every claim about a count or a mean rate says `low ≤ N(b) − N(a) ≤ high` for two instants, and the clock says
//! `N(a) ≤ N(b)` for `a` before `b`. Such a system of differences has a solution if and only if the graph with an arc of length
//! `high` from `a` to `b`, and one of length `−low` back, has no cycle of negative length. Sets of two or three claims that
//! have none, and of which no smaller part has none, cannot be true together, whatever any model says. Claims about the same
//! instant, or the same stretch of time, are compared by their ranges.
//!
//! *By the model.* Two claims that each hold in some of the runs, and together in none, where chance alone would have made them
//! meet.
//!
//! Source: Cormen, Leiserson, Rivest and Stein, *Introduction to Algorithms*, 3rd ed., section 24.4 (systems of difference
//! constraints).

use serde::Serialize;

use super::figure::Figure;
use super::quantity::{Counted, Quantity, Reading};
use super::spec::Claims;
use super::statement::Statement;
use crate::experiment::statistics::Interval;
use crate::model::CivilClock;

/// Claims that cannot be true together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// Their names.
    pub claims: Vec<String>,
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
    /// `low ≤ N(to) − N(from) ≤ high`; instants in seconds from the start, `from` nothing for the start itself.
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
    /// The time between two instants that are facts of their own: the names of the earlier and the later, and its range.
    Lasts(String, String, Interval),
}

fn fact(claims: &Claims, statement: &Statement, clock: &CivilClock) -> Option<Fact> {
    let world = statement.world.as_ref().and_then(|name| claims.world.get(name));
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
        Quantity::Reckoned(_) | Quantity::Alike(_) => return None,
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

/// Sets of two or three claims that no course of the day fits, none of which holds a smaller one.
pub fn by_words(claims: &Claims, clock: &CivilClock) -> Vec<Conflict> {
    let facts: Vec<(usize, Fact)> = claims
        .claim
        .iter()
        .enumerate()
        .filter_map(|(index, claim)| Some((index, fact(claims, &claim.says, clock)?)))
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
        claims: members
            .iter()
            .map(|&member| claims.claim[facts[member].0].id.clone())
            .collect(),
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
    // Bellman and Ford, from everywhere at once; an end that is no bound has an arc of infinite length, which shortens nothing.
    let mut distance = vec![0.0_f64; instants.len()];
    for _ in 0..=instants.len() {
        let mut shortened = false;
        for (start, end, length) in &arcs {
            let along = distance[*start] + length;
            // Counts are far below 2^52, and a claim that fails by a millionth of a person fails by rounding.
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

/// How often two claims that know nothing of each other would have to meet for their never meeting to say something: by chance alone
/// they then miss each other once in twenty times (the rule of three, `e⁻³ = 0.05`).
const MEETINGS: f64 = 3.0;

/// Pairs of claims that each hold in some of the runs and together in none. `held[i]` says, run by run, whether the `i`-th claim held;
/// nothing for a claim that is not measured.
pub fn by_model(names: &[&str], held: &[Vec<bool>]) -> Vec<Conflict> {
    let count = |held: &[bool]| held.iter().filter(|held| **held).count();
    let mut found = Vec::new();
    for (a, b) in (0..held.len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
        let runs = held[a].len().min(held[b].len());
        let both = held[a].iter().zip(&held[b]).filter(|(a, b)| **a && **b).count();
        let (first, second) = (count(&held[a]), count(&held[b]));
        if both == 0 && first as f64 * second as f64 >= MEETINGS * runs as f64 && runs > 0 {
            found.push(Conflict {
                claims: vec![names[a].to_owned(), names[b].to_owned()],
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
mod tests {
    use super::*;

    /// Claims about a morning: name, quantity, figure, and more keys.
    fn conflicts(claims: &[(&str, &str, &str)]) -> Vec<Vec<String>> {
        let mut text = "version = 1\ntitle = \"Said\"\nmodel = \"day.toml\"\npolicy = \"open\"\nseed = 1\nscale = 1\ndraws = 1\n\
                        [world.other]\ntitle = \"Another\"\nset = [\"a=1\"]\n\
                        [world.same]\ntitle = \"The same, larger\"\nset = []\n"
            .to_owned();
        text.extend(claims.iter().map(|(id, quantity, rest)| {
            format!(
                "[[claim]]\nid = \"{id}\"\nsaid = \"\"\nmeans = \"\"\nwho = \"\"\nat = \"2020-04-01 14:00\"\nsource = \"\"\n\
                 [claim.says]\nquantity.{quantity}\n{rest}\n"
            )
        }));
        let claims: Claims = toml::from_str(&text).unwrap();
        let calendar = "start = \"2020-04-01 00:00\"\nend = \"2020-04-03 00:00\"";
        let clock = CivilClock::new(&toml::from_str(calendar).unwrap()).unwrap();
        by_words(&claims, &clock)
            .into_iter()
            .map(|conflict| conflict.claims)
            .collect()
    }

    const AT_11: (&str, &str, &str) = (
        "at-11",
        "count = { by = \"2020-04-01 11:00\" }",
        "value = 350_000\nwording = \"about\"",
    );
    const AT_14: (&str, &str, &str) = (
        "at-14",
        "count = { by = \"2020-04-01 14:00\" }",
        "value = 339_000",
    );

    #[test]
    fn a_count_does_not_fall() {
        assert_eq!(conflicts(&[AT_11, AT_14]), [["at-11", "at-14"]]);
        let vaguer = ("at-14", AT_14.1, "value = 340_000");
        assert!(
            conflicts(&[AT_11, vaguer]).is_empty(),
            "rounded to ten thousand, 340,000 may be both"
        );
        let later = ("at-9", "count = { by = \"2020-04-01 09:00\" }", "value = 339_000");
        assert!(conflicts(&[AT_11, later]).is_empty());
    }

    #[test]
    fn a_rate_for_an_hour_is_a_count() {
        let early = (
            "night",
            "count = { since = \"2020-04-01 01:00\", by = \"2020-04-01 08:30\" }",
            "value = 300_000",
        );
        let rate = "rate = { from = \"2020-04-01 08:30\", until = \"2020-04-01 09:40\" }";
        let hundred = ("hundred", rate, "value = \"100 per second\"");
        // At least 250,000 in the night and 50 a second for 70 minutes are 460,000: neither alone is more than 360,000 but together.
        assert_eq!(
            conflicts(&[early, AT_11, hundred]),
            [["night", "at-11", "hundred"]]
        );
        assert!(conflicts(&[early, hundred]).is_empty());
        let three_hundred = ("three-hundred", rate, "value = \"300 per second\"");
        assert_eq!(
            conflicts(&[early, AT_11, three_hundred]),
            [["at-11", "three-hundred"]]
        );
        let attempts = (
            "attempts",
            "rate = { from = \"2020-04-01 08:30\", until = \"2020-04-01 09:40\", of = \"attempts\" }",
            "value = \"300 per second\"",
        );
        assert!(
            conflicts(&[early, AT_11, attempts]).is_empty(),
            "attempts are no applications"
        );
        let moment = (
            "moment",
            "rate = { from = \"2020-04-01 08:30\", until = \"2020-04-01 09:40\", reading = \"some-moment\" }",
            "value = \"300 per second\"",
        );
        assert!(
            conflicts(&[early, AT_11, moment]).is_empty(),
            "for a moment it may have been so"
        );
    }

    #[test]
    fn there_is_one_length_of_the_leak_and_one_collapse() {
        let leak = |id, value| (id, "given = { what = \"how long\", in = \"time\" }", value);
        assert_eq!(
            conflicts(&[
                leak("five", "value = \"5 min\""),
                leak("thirty", "value = \"30 min\"\nwording = \"about\"")
            ]),
            [["five", "thirty"]]
        );
        let collapse = |id, until, value| (id, until, value);
        let (one, other) = (
            "collapse = { until = \"2020-04-01 12:00\" }",
            "collapse = { until = \"2020-04-01 13:00\" }",
        );
        assert_eq!(
            conflicts(&[
                collapse(
                    "late",
                    one,
                    "value = \"2020-04-01 11:00\"\nwording = \"at-least\""
                ),
                collapse("early", other, "value = \"2020-04-01 09:30\""),
            ]),
            [["late", "early"]]
        );
        let victims = |id, by, value| (id, by, value);
        let (one, other) = (
            "victims = { by = \"2020-04-01 12:00\" }",
            "victims = { by = \"2020-04-02 12:00\" }",
        );
        assert_eq!(
            conflicts(&[
                victims("more", one, "value = 42\nwording = \"at-least\""),
                victims("fewer", other, "value = 23"),
            ]),
            [["more", "fewer"]]
        );
        assert!(
            conflicts(&[
                victims("fewer", one, "value = 23"),
                victims("more", other, "value = 42")
            ])
            .is_empty(),
            "some were shown later"
        );
    }

    #[test]
    fn two_words_for_one_thing_cannot_both_be_right() {
        let cause = |id, value| (id, "given = { what = \"the cause\", in = \"word\" }", value);
        let (attack, cache, same) = ("value = \"attack\"", "value = \"cache\"", "value = \"attack\"");
        assert_eq!(
            conflicts(&[cause("a", attack), cause("b", cache), cause("c", same)]),
            [["a", "b"], ["b", "c"]]
        );
    }

    #[test]
    fn what_was_closed_and_reopened_was_closed_for_the_time_between() {
        let closed = |id, value| {
            (
                id,
                "model-value = { path = \"a.closed\", in = \"instant\" }",
                value,
            )
        };
        let reopened = |id, value| (id, "model-value = { path = \"a.open\", in = \"instant\" }", value);
        let lasts = |id, value| {
            (
                id,
                "model-value = { path = \"a.open\", since = \"a.closed\", in = \"time\" }",
                value,
            )
        };
        let (at_13_20, at_17_30) = ("value = \"2020-04-01 13:20\"", "value = \"2020-04-01 17:30\"");
        // From 3 h 50 min to 4 h 30 min, as the two are rounded; "3 h" is at most 3 h 30 min.
        let both = [closed("shut", at_13_20), reopened("open", at_17_30)];
        assert_eq!(
            conflicts(&[both[0], both[1], lasts("three", "value = \"3 h\"")]),
            [["shut", "open", "three"]]
        );
        assert!(conflicts(&[both[0], both[1], lasts("four", "value = \"4 h\"")]).is_empty());
        assert_eq!(
            conflicts(&[
                lasts("three", "value = \"3 h\""),
                lasts("five", "value = \"5 h\"")
            ]),
            [["three", "five"]]
        );
        let at_12 = closed("noon", "value = \"2020-04-01 12:00\"");
        assert_eq!(conflicts(&[both[0], at_12]), [["shut", "noon"]]);
    }

    #[test]
    fn what_is_said_of_another_world_contradicts_nothing() {
        let other = ("other", AT_14.1, "value = 339_000\nworld = \"other\"");
        assert!(conflicts(&[AT_11, other]).is_empty());
        let same = ("same", AT_14.1, "value = 339_000\nworld = \"same\"");
        assert_eq!(conflicts(&[AT_11, same]), [["at-11", "same"]]);
    }

    #[test]
    fn never_together_where_chance_would_have_them_meet() {
        let held = |from: usize, to: usize| (0..40).map(|run| (from..to).contains(&run)).collect::<Vec<_>>();
        let names = ["a", "b", "c", "none"];
        let found = by_model(&names, &[held(0, 15), held(15, 30), held(10, 20), Vec::new()]);
        // 15 · 15 / 40 = 5.6 meetings are due; a and c, b and c do meet.
        let Because::Model { first, second, runs } = found[0].because else {
            panic!("{found:?}");
        };
        assert_eq!((found.len(), first, second, runs), (1, 15, 15, 40));
        assert_eq!(found[0].claims, ["a", "b"]);
        assert!(
            by_model(&names, &[held(0, 10), held(30, 40)]).is_empty(),
            "2.5 meetings may well not come"
        );
    }
}
