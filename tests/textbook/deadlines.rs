//! Answers that come too late: M/M/c/K whose server does not notice that somebody has left.

use clickday::sim::result::Outcome;
use clickday::theory::deadline::Deadline;
use clickday::theory::finite_room::FiniteRoom;

use crate::Checked;
use crate::common::replicate;
use crate::estimates::*;

/// A station and what is asked of it.
struct Point {
    rate: f64,
    desks: usize,
    chairs: usize,
    patience_s: f64,
    /// When observation begins, and how long it lasts \[s\].
    warm: u64,
    seconds: u64,
}

/// `Point` in a line.
const fn point(rate: f64, desks: usize, chairs: usize, patience_s: f64, warm: u64, seconds: u64) -> Point {
    Point {
        rate,
        desks,
        chairs,
        patience_s,
        warm,
        seconds,
    }
}

fn goodput_follows(points: &[Point]) -> Checked {
    for p in points {
        let room = p.desks + p.chairs;
        let set = [
            format!(
                "people.group.customers.arrivals.poisson=\"{} per second\"",
                p.rate
            ),
            format!("portal.tier.0.slots={}", p.desks),
            format!("portal.tier.0.backlog.length={}", p.chairs),
            format!(
                "people.role.customer.patience={{ law = {{ fixed = \"{} s\" }} }}",
                p.patience_s
            ),
        ];
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        let runs = replicate("models/textbook/mmck.toml", &set, p.warm, p.seconds, 20);
        let queue = FiniteRoom::new(p.rate, 1.0, p.desks, room)?;
        has_settled(queue.chain(), &runs);
        let goodput = Deadline::new(1.0, p.desks, room, p.patience_s)?.goodput(p.rate)?;
        runs.rate("answers in time", |r| r.attempts.of(Outcome::Served) as f64)
            .agrees_with(goodput);
        // What is left of exponential work is as long as all of it was: so the late share of the answers is that of the work.
        work_after_departure(&runs).agrees_with(1.0 - goodput / queue.throughput());
        // The desks do the work all the same.
        throughput(&runs).agrees_with(queue.throughput());
    }
    Ok(())
}

/// A line that is worked off before people have had enough loses what it has no room for; a longer one is a trap.
#[test]
fn a_long_line_answers_nobody_in_time() -> Checked {
    goodput_follows(&[
        point(10.5, 10, 40, 5.0, 1_000, 10_000),
        point(20.0, 10, 40, 5.0, 200, 5_000),
        point(10.5, 10, 100, 5.0, 5_000, 20_000),
        point(12.0, 10, 100, 5.0, 500, 20_000),
        point(1.0, 1, 19, 10.0, 2_000, 50_000),
    ])
}

#[test]
fn a_thousand_desks_and_hardly_any_patience() -> Checked {
    goodput_follows(&[
        point(1_100.0, 1_000, 500, 1.4, 60, 200),
        point(8.0, 10, 20, 0.1, 200, 10_000),
    ])
}
