//! One run, in words.

use std::io::{self, Write};

use clickday::sim::RunResult;
use clickday::sim::result::Outcome;

/// Writes what happened in a run.
pub(crate) fn write(out: &mut impl Write, r: &RunResult) -> io::Result<()> {
    writeln!(
        out,
        "{}, policy {}, {} to {}, {}",
        r.model, r.policy, r.start, r.until, r.time_zone
    )?;
    writeln!(
        out,
        "seed {}, replication {}{}, scale {}",
        r.seed,
        r.replication,
        if r.antithetic { " in the mirror" } else { "" },
        r.scale
    )?;
    people(out, r)?;
    attempts(out, r)?;
    portal(out, r)?;
    speed(out, r)
}

fn row(out: &mut impl Write, what: &str, n: u64, of: u64) -> io::Result<()> {
    writeln!(out, "{what:<24} {:>14}   {}", grouped(n), share(n, of))
}

fn people(out: &mut impl Write, r: &RunResult) -> io::Result<()> {
    writeln!(out)?;
    row(out, "people entitled", r.eligible, 0)?;
    row(out, "  first intent by now", r.tried, r.eligible)?;
    row(out, "  submitted", r.submitted, r.tried)?;
    row(out, "  still trying", r.still_trying, r.tried)?;
    row(out, "  gave up", r.given_up, r.tried)?;
    writeln!(
        out,
        "wait from first intent to submission, of all who tried: median {}, 90th percentile {}",
        reached(r.wait_s.p50),
        reached(r.wait_s.p90)
    )
}

fn attempts(out: &mut impl Write, r: &RunResult) -> io::Result<()> {
    writeln!(out)?;
    row(out, "attempts (requests)", r.attempts.total, 0)?;
    for outcome in Outcome::ALL {
        let n = r.attempts.of(outcome);
        if n > 0 {
            row(
                out,
                &format!("  {}", outcome.name().replace('_', " ")),
                n,
                r.attempts.total,
            )?;
        }
    }
    writeln!(
        out,
        "served pages: median {}, 99th percentile {}",
        reached(r.page_s.p50),
        reached(r.page_s.p99)
    )
}

fn portal(out: &mut impl Write, r: &RunResult) -> io::Result<()> {
    writeln!(out)?;
    for (name, tier) in &r.tiers {
        writeln!(
            out,
            "tier {name}: {} requests, {} served to someone a second, utilisation {:.3}, {:.1} inside on average",
            grouped(tier.arrivals),
            rounded(tier.goodput_per_s),
            tier.utilisation,
            tier.mean_in_tier
        )?;
    }
    if let Some(room) = &r.waiting_room {
        writeln!(
            out,
            "waiting room: {} tickets, {} called, {} claimed, {:.0} waiting and {:.0} inside on average over the run, {} polls",
            grouped(room.tickets),
            grouped(room.called),
            grouped(room.claimed),
            room.mean_waiting,
            room.mean_inside,
            grouped(room.polls)
        )?;
    }
    match &r.collapse {
        Some(c) => writeln!(
            out,
            "the portal collapsed: first at {}, for {} in all",
            c.since,
            duration(c.total_s)
        ),
        None => writeln!(out, "the portal did not collapse"),
    }
}

fn speed(out: &mut impl Write, r: &RunResult) -> io::Result<()> {
    writeln!(out)?;
    let rate = r.events as f64 / r.wall_s / 1e6;
    write!(
        out,
        "{} events in {:.1} s: {rate:.1} million a second",
        grouped(r.events),
        r.wall_s
    )?;
    if let Some(peak) = r.peak_rss_mib {
        write!(out, ", {peak:.0} MiB")?;
    }
    writeln!(out)
}

fn reached(wait: Option<f64>) -> String {
    wait.map_or_else(|| "not reached".to_owned(), duration)
}

fn rounded(x: f64) -> String {
    if x < 10.0 {
        format!("{x:.2}")
    } else {
        format!("{x:.0}")
    }
}

fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        String::new()
    } else {
        format!("{:5.1} %", 100.0 * part as f64 / whole as f64)
    }
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time, with no more than the three digits that are known of a percentile.
fn duration(seconds: f64) -> String {
    let three = |value: f64| {
        if value < 99.95 {
            format!("{value:.1}")
        } else {
            format!("{value:.0}")
        }
    };
    if seconds < 120.0 {
        format!("{} s", three(seconds))
    } else if seconds < 7_200.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{} h", three(seconds / 3_600.0))
    }
}
