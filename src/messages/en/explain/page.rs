//! The page around the statements, and their values.

use crate::messages::Numbers;
use crate::messages::en::English;
use crate::messages::explain::{Column, Difference, PageText, RunBeside, Topic};

/// Symbols of the formulas, as `docs/explain.md` has them.
const SYMBOLS: [(&str, &str); 11] = [
    (
        "M/M/c/K",
        "arrivals at random, exponential work, c servers, room for K; G: work of any distribution",
    ),
    (
        "λ, μ, ρ",
        "arrivals per second; requests per second that one server can do; utilisation",
    ),
    (
        "C, n",
        "pages per second that the portal can complete; pages of an application",
    ),
    ("Z, S", "time to think, and work of the portal, for one page"),
    (
        "N*, N",
        "most people whom the portal can bear at once; people or operators at work",
    ),
    (
        "Λ, G, a",
        "attempts per second; attempts answered in time; share that succeeds, a = G/Λ",
    ),
    (
        "p, r, b",
        "probability to try again after a failure, to lose the session by it, to come back later",
    ),
    (
        "x, η",
        "probability that a page is obtained in the end; session efficiency",
    ),
    (
        "h(Λ)",
        "newcomers per second that replace those who finish or give up, at Λ attempts per second",
    ),
    (
        "D, K",
        "time of a page when everything is full; requests that are then on the portal",
    ),
    (
        "A, r, q",
        "waiting room: cap; calls per second; share of people called who do not come",
    ),
];

impl PageText for English {
    fn explained(&self, model: &str, policy: &str) -> String {
        format!("{model}, policy {policy}")
    }

    fn span(&self, start: &str, end: &str, time_zone: &str) -> String {
        format!("{} to {}, {time_zone}", self.beginning(start), self.moment(end))
    }

    fn intro(&self) -> &'static str {
        "This page shows what queueing theory predicts before any simulation. Counts and rates are of the real launch. Each value \
         is followed by an explanation, the formula, and what the formula assumes. If the formula or the assumption is missing, \
         that of the value above applies. Symbols and sources are at the end."
    }

    fn beside(&self, run: RunBeside) -> String {
        let is = format!(
            "The column “simulated” is one run at a scale of {} (seed {}, replication {}). Differences come from chance or \
             from an assumption.",
            self.scale(run.scale),
            run.seed,
            run.replication
        );
        if run.scale < 1.0 {
            let people = self.number(1.0 / run.scale);
            format!("{is} One simulated person stands for {people} people, and counts are multiplied back.")
        } else {
            is
        }
    }

    fn heading(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Load => "Who comes, and what the portal can do",
            Topic::Station => "The portal as a standard queue",
            Topic::Session => "Applications of several pages",
            Topic::Storm => "Collapse and recovery",
            Topic::WaitingRoom => "How many people may be inside",
            Topic::Drain => "How long the backlog lasts",
            Topic::Leak => "Pages shown to the wrong person",
            Topic::Contact => "Credentials and the helpline",
            Topic::Measures => "What the other measures do",
            Topic::Attack => "Attacks and defences",
            Topic::Simulation => "Accuracy of a simulation",
        }
    }

    fn column(&self, column: Column) -> &'static str {
        match column {
            Column::Theory => "theory",
            Column::Simulated => "simulated",
            Column::Difference => "difference",
        }
    }

    fn formula(&self, name: &str, source: usize) -> String {
        format!("Formula: {name} [{source}].")
    }

    fn assumes(&self, words: &str) -> String {
        format!("Assumes: {words}.")
    }

    fn not_simulated(&self, why: &str) -> String {
        format!("No simulated value: {why}.")
    }

    fn not_applicable(&self, labels: &[&str]) -> String {
        format!(
            "Not applicable (--json gives the reasons): {}.",
            labels.join("; ")
        )
    }

    fn symbols_heading(&self) -> &'static str {
        "Symbols in the formulas"
    }

    fn symbols(&self) -> &'static [(&'static str, &'static str)] {
        &SYMBOLS
    }

    fn sources_heading(&self) -> &'static str {
        "Sources"
    }

    fn per_second(&self, value: f64) -> String {
        format!("{}/s", self.significant(value))
    }

    fn core_seconds(&self, value: f64) -> String {
        format!("{} s", self.significant(value))
    }

    fn never(&self) -> &'static str {
        "never"
    }

    fn difference(&self, difference: Difference) -> String {
        match difference {
            Difference::Same => "the same".to_owned(),
            Difference::OnlyOne => "only one happens".to_owned(),
            Difference::Points(gap) => format!("{} points", signed(100.0 * gap)),
            Difference::Later(gap) if gap < 0.0 => format!("{} earlier", self.exact_time(-gap)),
            Difference::Later(gap) => format!("{} later", self.exact_time(gap)),
            Difference::Relative(share) => format!("{} %", signed(100.0 * share)),
            Difference::Times(times) => format!("{} times", self.significant(times)),
            Difference::NotZero => "not zero".to_owned(),
        }
    }

    fn not_measured(&self) -> &'static str {
        "a run does not measure this"
    }

    fn not_in_the_run(&self) -> &'static str {
        "this did not occur in the run"
    }
}

/// With its sign; what rounds to nothing as a bound.
fn signed(x: f64) -> String {
    if x == 0.0 {
        "0.0".to_owned()
    } else if x.abs() < 0.05 {
        "under 0.1".to_owned()
    } else {
        format!("{x:+.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_in_the_unit_that_suits() {
        for (difference, text) in [
            (Difference::Relative(0.02), "+2.0 %"),
            (Difference::Relative(0.000_4), "under 0.1 %"),
            (Difference::Points(-0.02), "-2.0 points"),
            (Difference::Later(3_600.0), "60 min later"),
            (Difference::Later(-52.0), "52.0 s earlier"),
        ] {
            assert_eq!(English.difference(difference), text);
        }
    }

    #[test]
    fn the_list_of_symbols_is_short_and_narrow() {
        assert!(SYMBOLS.len() <= 12);
        for (symbols, meaning) in SYMBOLS {
            assert!(symbols.chars().count() <= 8, "{symbols}");
            assert!(meaning.chars().count() <= 90, "{meaning}");
        }
    }
}
