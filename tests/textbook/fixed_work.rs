//! Work that always takes the same time: M/D/1 and M/D/c, with the whole law of the wait.

use clickday::theory::fixed_work::FixedWork;

use crate::Checked;
use crate::common::{Observed, Replications, replicate};
use crate::estimates::*;

const MODEL: &str = "models/textbook/mdc.toml";

#[track_caller]
fn waits_follow(runs: &Replications, queue: &FixedWork) -> Checked {
    mean_backlog_wait(runs).agrees_with(queue.mean_backlog_wait()?);
    mean_in_tier(runs).agrees_with(queue.mean_in_tier()?);
    mean_stay(runs).agrees_with(queue.mean_sojourn()?);
    p_wait(runs).agrees_with(queue.p_wait()?);
    utilisation(runs).agrees_with(queue.utilisation());
    Ok(())
}

/// The law of the wait at every edge of the histogram of stays from `from` to `until` seconds (a stay is a wait and a second's work), when
/// `saved` seconds of each wait are spared.
///
/// The histogram keeps three digits: what it counts below an edge is off by at most a thousandth of the edge times the density there, small
/// against the error of the estimate.
#[track_caller]
pub(crate) fn law_of_waits_follows(
    runs: &Replications,
    queue: &FixedWork,
    from: f64,
    until: f64,
    saved: f64,
) -> Checked {
    let law = queue.wait_law(until + saved)?;
    let edges: Vec<f64> = runs.windows[0].after.waits[0]
        .bins
        .iter()
        .map(|bin| bin.1)
        .filter(|edge| (from..until).contains(edge))
        .collect();
    assert!(edges.len() > 5);
    for edge in edges {
        let within = |r: &Observed| {
            let bins = r.waits[0].bins.iter().filter(|bin| bin.1 <= edge);
            bins.map(|bin| bin.2).sum::<u64>() as f64
        };
        runs.ratio(&format!("stays within {edge:.3} s"), within, |r| {
            r.submitted as f64
        })
        .agrees_with(law.p_within(edge - 1.0 + saved)?);
    }
    Ok(())
}

#[test]
fn one_desk_whose_work_is_always_the_same() -> Checked {
    let queue = FixedWork::new(0.8, 1.0, 1)?;
    let set = [
        "portal.tier.0.slots=1",
        "people.group.customers.arrivals.poisson=\"0.8 per second\"",
    ];
    let runs = replicate(MODEL, &set, 1_000, 60_000, 40);
    waits_follow(&runs, &queue)?;
    law_of_waits_follows(&runs, &queue, 1.1, 13.0, 0.0)
}

#[test]
fn five_and_twenty_desks_whose_work_is_always_the_same() -> Checked {
    for (desks, rate) in [(5, 4.5), (20, 19.0)] {
        let queue = FixedWork::new(rate, 1.0, desks)?;
        let set = [
            format!("portal.tier.0.slots={desks}"),
            format!("people.group.customers.arrivals.poisson=\"{rate} per second\""),
        ];
        let runs = replicate(MODEL, &[&set[0], &set[1]], 1_000, 20_000, 30);
        waits_follow(&runs, &queue)?;
        law_of_waits_follows(&runs, &queue, 1.1, 6.0, 0.0)?;
    }
    Ok(())
}
