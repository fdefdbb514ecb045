//! The statistics of a tier that theory knows, estimated from replications.

use clickday::sim::result::Outcome;
use clickday::theory::BirthDeath;

use crate::common::{Estimate, Observed, Replications, admitted, left, tier};

/// When observation begins, the mean number inside is off its limit by less than a hundredth of the standard error of its estimate.
#[track_caller]
pub(crate) fn has_settled(chain: &BirthDeath, runs: &Replications) {
    let limit = chain.stationary().mean_state();
    let off = chain
        .mean_after(0, runs.warm)
        .map_or(f64::INFINITY, |mean| (mean - limit).abs());
    let error = mean_in_tier(runs).error;
    assert!(
        off < 0.01 * error,
        "observed too early: off by {off}, error {error}"
    );
}

pub(crate) fn mean_in_tier(runs: &Replications) -> Estimate {
    runs.rate("mean in tier", |r| tier(r).mean_in_tier * r.seconds)
}

pub(crate) fn utilisation(runs: &Replications) -> Estimate {
    runs.rate("utilisation", |r| tier(r).utilisation * r.seconds)
}

pub(crate) fn throughput(runs: &Replications) -> Estimate {
    runs.rate("throughput", |r| tier(r).served as f64)
}

pub(crate) fn p_wait(runs: &Replications) -> Estimate {
    let admitted = |r: &Observed| admitted(r);
    runs.ratio(
        "p wait",
        |r| tier(r).p_wait.unwrap_or(0.0) * admitted(r),
        admitted,
    )
}

pub(crate) fn mean_sojourn(runs: &Replications) -> Estimate {
    let left = |r: &Observed| left(r);
    runs.ratio(
        "mean sojourn",
        |r| tier(r).mean_sojourn_s.unwrap_or(0.0) * left(r),
        left,
    )
}

/// Mean wait of those that got a slot.
pub(crate) fn mean_backlog_wait(runs: &Replications) -> Estimate {
    // Who is in the backlog at the end has not got one yet: at most as many as are inside.
    let seated = |r: &Observed| left(r) - tier(r).abandoned as f64;
    runs.ratio(
        "mean backlog wait",
        |r| tier(r).mean_backlog_wait_s.unwrap_or(0.0) * seated(r),
        seated,
    )
}

pub(crate) fn p_refused(runs: &Replications) -> Estimate {
    runs.ratio(
        "share refused",
        |r| tier(r).refused as f64,
        |r| tier(r).arrivals as f64,
    )
}

pub(crate) fn page_time(runs: &Replications) -> Estimate {
    let served = |r: &Observed| r.attempts.of(Outcome::Served) as f64;
    runs.ratio(
        "response time of a page",
        |r| r.page_s.mean.unwrap_or(0.0) * served(r),
        served,
    )
}

/// Mean time from first intent to submission.
pub(crate) fn mean_stay(runs: &Replications) -> Estimate {
    let submitted = |r: &Observed| r.submitted as f64;
    runs.ratio(
        "mean stay",
        |r| r.wait_s.submitted_mean.unwrap_or(0.0) * submitted(r),
        submitted,
    )
}

/// Share of the processor work that a tier does after the sender has gone.
pub(crate) fn work_after_departure(runs: &Replications) -> Estimate {
    share_of_work(runs, "work after departure", |r| {
        tier(r).work_after_departure_share
    })
}

/// Share of the processor work that a tier does on requests whose answer nobody receives.
pub(crate) fn undelivered_work(runs: &Replications) -> Estimate {
    share_of_work(runs, "undelivered work", |r| tier(r).undelivered_work_share)
}

fn share_of_work(runs: &Replications, what: &str, share: impl Fn(&Observed) -> f64) -> Estimate {
    let work = |r: &Observed| tier(r).utilisation * r.seconds;
    runs.ratio(what, |r| share(r) * work(r), work)
}
