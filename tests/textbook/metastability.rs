//! A processor that thrashes: exact lives of its good and its bad state.

use clickday::scenario::ServiceCurve;
use clickday::sim::result::Outcome;
use clickday::theory::TheoryError;
use clickday::theory::sharing::Sharing;

use crate::Checked;
use crate::common::{Estimate, Observed, Subject, replicate, tier};
use crate::estimates::*;

/// The database that thrashes, reference section 1.4.
fn thrashing(lambda: f64) -> Result<Sharing, TheoryError> {
    Sharing::new(
        lambda,
        1.0,
        200,
        ServiceCurve::Usl {
            sigma: 0.02,
            kappa: 0.0005,
            scale: 1.0,
        },
    )
}

/// The first bin, from `after` on, by which the number inside has come to `level` from below: one whose mean lies above the state
/// before it.
///
/// A visit to the level within a bin that begins and ends elsewhere can be passed over. Bins are so short against the time between
/// events that this delays the finding, on average, by a small part of the standard error.
fn first_up(run: &Observed, after: usize, level: f64) -> Option<usize> {
    (after..run.series.state.len()).find(|bin| run.series.state[*bin].in_tier[0] > level - 1.0 + 1e-9)
}

/// The first bin by which the number inside has come to `level` from above.
fn first_down(run: &Observed, level: f64) -> Option<usize> {
    run.series
        .state
        .iter()
        .position(|state| state.in_tier[0] < level + 1.0 - 1e-9)
}

/// How long it takes, in each of `count` replications, for `found` to find a passage: the number of bins it gives, in seconds.
/// Each is run for a while at first, and over again for longer where that was not enough.
fn passage_times(
    subject: &Subject,
    count: u64,
    longest: u64,
    found: impl Fn(&Observed) -> Option<usize>,
) -> Vec<f64> {
    let passage = |replication| {
        let lengths = [longest / 12, longest / 6, longest / 3, longest];
        let tries = lengths.iter().map(|seconds| subject.run(*seconds, replication));
        let passage = tries
            .into_iter()
            .find_map(|run| found(&run).map(|bins| bins as f64 * run.series.bin_s));
        passage.expect("a passage within the longest run")
    };
    (0..count).map(passage).collect()
}

#[test]
fn a_thrashing_database_collapses_when_theory_says() -> Checked {
    let portal = thrashing(15.0)?;
    let set = [
        "people.group.customers.arrivals.poisson=\"15 per second\"",
        "calendar.bin=\"40 ms\"",
        "calendar.end=\"2020-01-01 01:00\"",
    ];
    let subject = Subject::new("models/textbook/metastable.toml", &set);
    let times = passage_times(&subject, 400, 3_600, |run| {
        let good = first_up(run, 0, 31.0)?;
        Some(first_up(run, good, 200.0)? - good)
    });
    let exact = portal.chain().mean_time_to(31, 200);
    assert!((exact - 244.50).abs() < 0.01);
    Estimate::of_sample("time from 31 inside to 200", &times).agrees_with(exact);
    Ok(())
}

#[test]
fn a_thrashing_database_first_refuses_when_theory_says() -> Checked {
    // The first refusal needs no fine bins to be seen: it is counted.
    let portal = thrashing(15.0)?;
    let set = [
        "people.group.customers.arrivals.poisson=\"15 per second\"",
        "calendar.bin=\"1 s\"",
        "calendar.end=\"2020-01-01 01:00\"",
    ];
    let subject = Subject::new("models/textbook/metastable.toml", &set);
    let refused = |run: &Observed| {
        run.series
            .counts
            .iter()
            .position(|c| c.outcomes[Outcome::Refused as usize] > 0)
    };
    let times: Vec<f64> = passage_times(&subject, 600, 3_600, refused)
        .iter()
        .map(|t| t + 0.5)
        .collect();
    let exact = portal.chain().with_refusals(15.0)?.mean_time_to(0, 201);
    Estimate::of_sample("time from empty to the first refusal", &times).agrees_with(exact);
    Ok(())
}

#[test]
fn a_full_database_recovers_when_theory_says() -> Checked {
    let portal = thrashing(8.5)?;
    let set = [
        "people.group.customers.arrivals.poisson=\"8.5 per second\"",
        "calendar.bin=\"10 ms\"",
        "calendar.end=\"2020-01-01 00:16\"",
    ];
    let subject = Subject::new("models/textbook/metastable-full.toml", &set);
    let times = passage_times(&subject, 400, 960, |run| first_down(run, 11.0));
    let exact = portal.chain().mean_time_to(200, 11);
    assert!((exact - 132.57).abs() < 0.01);
    Estimate::of_sample("time from full to 11 inside", &times).agrees_with(exact);
    Ok(())
}

#[test]
fn the_same_demand_has_two_states() -> Checked {
    let portal = thrashing(12.0)?;
    let from_empty = replicate("models/textbook/metastable.toml", &[], 500, 100_000, 4);
    let from_full = replicate("models/textbook/metastable-full.toml", &[], 500, 100_000, 4);
    throughput(&from_empty).agrees_with(12.0);
    assert!(from_empty.ends().all(|run| tier(run).refused == 0));
    // In the bad state the law is that of the queue given that it is there: changes of state take 10⁹ s.
    let bad = portal.throughput_when_bad().unwrap();
    throughput(&from_full).agrees_with(bad);
    let inside = portal
        .law()
        .mean_within(portal.modes().unwrap().unstable..=200, |n| n as f64);
    mean_in_tier(&from_full).agrees_with(inside.unwrap());
    Ok(())
}
