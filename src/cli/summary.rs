//! One run, in words. Every number is of the real launch; below full scale the simulated one stands beside it in brackets.

use std::io::{self, Write};

use clickday::figures::{NOT_REACHED, count, known_time, number, percent, scale, significant, time};
use clickday::measures::waiting_room::RoomSummary;
use clickday::metrics::Quantity;
use clickday::sim::RunResult;
use clickday::sim::result::Outcome;

/// Writes what happened in a run, with the numbers that somebody asked for besides.
pub(crate) fn write(out: &mut impl Write, r: &RunResult, metrics: &[Quantity]) -> io::Result<()> {
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
        scale(r.scale)
    )?;
    let launch = Launch { scale: r.scale };
    if launch.is_scaled() {
        writeln!(
            out,
            "1 simulated person stands for {} people. Numbers are of the real launch, those in brackets simulated.",
            number(1.0 / r.scale)
        )?;
    }
    people(out, r, launch)?;
    attempts(out, r, launch)?;
    portal(out, r, launch)?;
    asked(out, r, metrics)?;
    speed(out, r)
}

/// The real launch, of which a share was simulated.
#[derive(Debug, Clone, Copy)]
struct Launch {
    scale: f64,
}

impl Launch {
    fn is_scaled(self) -> bool {
        self.scale < 1.0
    }

    /// A count of the real launch.
    fn real(self, simulated: u64) -> String {
        count(simulated as f64 / self.scale)
    }

    /// A count of the real launch, with the simulated one in brackets.
    fn both(self, simulated: u64) -> String {
        let bracket = if self.is_scaled() {
            format!(" ({})", count(simulated as f64))
        } else {
            String::new()
        };
        self.real(simulated) + &bracket
    }

    /// The same of a rate or a mean.
    fn both_of(self, simulated: f64) -> String {
        let bracket = if self.is_scaled() {
            format!(" ({})", significant(simulated))
        } else {
            String::new()
        };
        significant(simulated / self.scale) + &bracket
    }

    /// A line of a table: what is counted, the count, and which share of a whole that is.
    fn row(self, out: &mut impl Write, what: &str, simulated: u64, share: Option<f64>) -> io::Result<()> {
        let bracket = if self.is_scaled() {
            format!("{:>14}", format!("({})", count(simulated as f64)))
        } else {
            String::new()
        };
        let share = share.map(percent).unwrap_or_default();
        let line = format!("{what:<24} {:>14}{bracket}   {share:>8}", self.real(simulated));
        writeln!(out, "{}", line.trim_end())
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn people(out: &mut impl Write, r: &RunResult, launch: Launch) -> io::Result<()> {
    writeln!(out)?;
    launch.row(out, "people entitled", r.eligible, None)?;
    launch.row(out, "  first intent by now", r.tried, share(r.tried, r.eligible))?;
    launch.row(out, "  submitted", r.submitted, share(r.submitted, r.tried))?;
    launch.row(
        out,
        "  still trying",
        r.still_trying,
        share(r.still_trying, r.tried),
    )?;
    launch.row(out, "  gave up", r.given_up, share(r.given_up, r.tried))?;
    writeln!(
        out,
        "wait from first intent to submission, of all who tried: median {}, 90th percentile {}",
        reached(r.wait_s.p50),
        reached(r.wait_s.p90)
    )
}

fn attempts(out: &mut impl Write, r: &RunResult, launch: Launch) -> io::Result<()> {
    let attempts = &r.attempts;
    writeln!(out)?;
    launch.row(out, "attempts (requests)", attempts.total, None)?;
    if attempts.in_flight > 0 {
        launch.row(out, "  in flight at the end", attempts.in_flight, None)?;
    }
    // Shares are of the attempts that ended, as in every table.
    for outcome in Outcome::ALL
        .into_iter()
        .filter(|outcome| attempts.of(*outcome) > 0)
    {
        let name = format!("  {}", outcome.name().replace('_', " "));
        launch.row(out, &name, attempts.of(outcome), Some(attempts.share(outcome)))?;
    }
    writeln!(
        out,
        "served pages: median {}, 99th percentile {}",
        reached(r.page_s.p50),
        reached(r.page_s.p99)
    )
}

fn portal(out: &mut impl Write, r: &RunResult, launch: Launch) -> io::Result<()> {
    writeln!(out)?;
    for (name, tier) in &r.tiers {
        writeln!(
            out,
            "tier {name}: {} requests, {} served to someone a second, utilisation {}, {} inside on average",
            launch.both(tier.arrivals),
            launch.both_of(tier.goodput_per_s),
            percent(tier.utilisation),
            launch.both_of(tier.mean_in_tier)
        )?;
    }
    if let Some(room) = RoomSummary::of(r) {
        writeln!(
            out,
            "waiting room: {} tickets, {} called, {} claimed, {} waiting and {} inside on average over the run, {} polls",
            launch.both(room.tickets),
            launch.both(room.called),
            launch.both(room.claimed),
            launch.both_of(room.mean_waiting),
            launch.both_of(room.mean_inside),
            launch.both(room.polls)
        )?;
    }
    match &r.collapse {
        Some(c) => writeln!(
            out,
            "the portal collapsed: first at {}, for {} in all",
            c.since,
            time(c.total_s)
        ),
        None => writeln!(out, "the portal did not collapse"),
    }
}

fn asked(out: &mut impl Write, r: &RunResult, metrics: &[Quantity]) -> io::Result<()> {
    if !metrics.is_empty() {
        writeln!(out)?;
    }
    for metric in metrics {
        let value = metric.metric().unit.written(metric.of(r));
        writeln!(out, "{}: {value}", metric.said())?;
    }
    Ok(())
}

/// What the run cost the machine: events are simulated, whatever the scale.
fn speed(out: &mut impl Write, r: &RunResult) -> io::Result<()> {
    writeln!(out)?;
    let rate = r.events as f64 / r.wall_s / 1e6;
    write!(
        out,
        "{} events simulated in {:.1} s: {rate:.1} million a second",
        count(r.events as f64),
        r.wall_s
    )?;
    if let Some(peak) = r.peak_rss_mib {
        write!(out, ", {peak:.0} MiB")?;
    }
    writeln!(out)
}

fn reached(wait: Option<f64>) -> String {
    wait.map_or_else(|| NOT_REACHED.to_owned(), known_time)
}
