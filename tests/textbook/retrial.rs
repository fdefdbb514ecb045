//! The refused try again: retrial queues.

use clickday::sim::result::Outcome;
use clickday::theory::general_service::ServiceTime;
use clickday::theory::retrial::{Retrial, RetrialParameters, single_server_orbit};

use crate::Checked;
use crate::common::{Estimate, Observed, Replications, replicate};
use crate::estimates::*;

/// People between two tries: each try after the first ends a stay in the orbit of `between` seconds on average.
pub(crate) fn orbit(runs: &Replications, between: f64) -> Estimate {
    runs.rate("mean orbit", |r| (r.attempts.total - r.tried) as f64 * between)
}

pub(crate) fn share_of_attempts_refused(runs: &Replications) -> Estimate {
    runs.ratio(
        "share of attempts refused",
        |r| r.attempts.of(Outcome::Refused) as f64,
        |r| (r.attempts.total - r.attempts.in_flight) as f64,
    )
}

#[test]
fn the_refused_try_again() -> Checked {
    let queue = Retrial::new(RetrialParameters {
        arrival_rate: 4.0,
        service_rate: 1.0,
        servers: 5,
        retry_rate: 0.2,
        first_retry: 1.0,
        persist: 1.0,
    })?;
    let runs = replicate("models/textbook/retrial.toml", &[], 1_000, 40_000, 40);
    share_of_attempts_refused(&runs).agrees_with(queue.p_refused());
    orbit(&runs, 5.0).agrees_with(queue.mean_orbit());
    utilisation(&runs).agrees_with(queue.utilisation());
    mean_stay(&runs).agrees_with(queue.mean_orbit() / 4.0 + 1.0);
    Ok(())
}

#[test]
fn one_line_and_the_refused_try_again() -> Checked {
    let set = [
        "portal.tier.0.slots=1",
        "people.group.callers.arrivals.poisson=\"0.7 per second\"",
    ];
    for (law, work) in [
        ("{ exponential = \"1 s\" }", ServiceTime::exponential(1.0)?),
        (
            "{ erlang = { mean = \"1 s\", stages = 2 } }",
            ServiceTime::erlang(1.0, 2)?,
        ),
    ] {
        let law = format!("portal.request.call.work.lines={law}");
        let quick = "people.role.caller.retry-after={ exponential = \"2 s\" }";
        let runs = replicate(
            "models/textbook/retrial.toml",
            &[set[0], set[1], &law, quick],
            1_000,
            100_000,
            20,
        );
        orbit(&runs, 2.0).agrees_with(single_server_orbit(0.7, work, 0.5)?);
        utilisation(&runs).agrees_with(0.7);
    }
    Ok(())
}

#[test]
fn the_refused_lose_heart() -> Checked {
    // Those who try again after the first refusal may be more or fewer than after later ones.
    for (first_retry, persist) in [(0.9, 0.8), (0.5, 0.9)] {
        let queue = Retrial::new(RetrialParameters {
            arrival_rate: 12.0,
            service_rate: 1.0,
            servers: 10,
            retry_rate: 0.2,
            first_retry,
            persist,
        })?;
        let set = [
            format!("people.role.caller.retry-first={first_retry}"),
            format!("people.role.caller.retry={persist}"),
        ];
        let runs = replicate(
            "models/textbook/retrial-impatient.toml",
            &[&set[0], &set[1]],
            300,
            10_000,
            40,
        );
        share_of_attempts_refused(&runs).agrees_with(queue.p_refused());
        utilisation(&runs).agrees_with(queue.utilisation());
        throughput(&runs).agrees_with(queue.throughput());
        // Who is still in the orbit at the end has not lost heart yet.
        let decided = |r: &Observed| (r.submitted + r.given_up) as f64;
        runs.ratio("share never served", |r| r.given_up as f64, decided)
            .agrees_with(queue.p_lost());
        orbit(&runs, 5.0).agrees_with(queue.mean_orbit());
    }
    Ok(())
}
