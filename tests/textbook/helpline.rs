//! The contact centre, and the gateway that sends credentials.

use clickday::sim::result::{CredentialSummary, HelplineSummary};
use clickday::theory::contact_centre::ContactCentre;
use clickday::theory::fixed_work::FixedWork;
use clickday::theory::fluid::{Centre, CentreParameters};
use clickday::theory::impatience::Impatience;
use clickday::theory::planar::Planar;
use clickday::theory::retrial::{Retrial, RetrialParameters};

use crate::Checked;
use crate::common::{Estimate, Observed, Replications, Subject, replicate};

const MODEL: &str = "models/textbook/helpline.toml";

fn centre(run: &Observed) -> &HelplineSummary {
    run.helpline.as_ref().expect("the model has a helpline")
}

/// Share of calls that ended in `end`.
fn share(runs: &Replications, what: &str, end: fn(&HelplineSummary) -> u64) -> Estimate {
    runs.ratio(what, |r| end(centre(r)) as f64, |r| centre(r).calls as f64)
}

fn mean_wait(runs: &Replications) -> Estimate {
    runs.ratio(
        "mean wait of the answered",
        |r| centre(r).wait_s.mean.unwrap_or(0.0) * centre(r).answered as f64,
        |r| centre(r).answered as f64,
    )
}

fn mean_in_line(runs: &Replications) -> Estimate {
    runs.rate("mean in line", |r| centre(r).mean_in_line * r.seconds)
}

fn utilisation(runs: &Replications) -> Estimate {
    runs.rate("operators at work", |r| centre(r).utilisation * r.seconds)
}

fn calls_at(rate: &str) -> String {
    format!("people.helpline.everyday.poisson=\"{rate}\"")
}

#[test]
fn a_busy_signal_or_a_line_that_people_leave() -> Checked {
    for (rate, operators, trunks) in [(12.0, 10, 14), (9.0, 10, 12), (4.0, 2, 9)] {
        let exact = ContactCentre::new(rate, 1.0, operators, 0.5, trunks)?;
        let set = [
            calls_at(&format!("{rate} per second")),
            format!("people.helpline.operators={operators}"),
            format!("people.helpline.trunks={trunks}"),
        ];
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        let runs = replicate(MODEL, &set, 200, 10_000, 30);
        share(&runs, "share busy", |h| h.busy).agrees_with(exact.p_busy());
        share(&runs, "share abandoned", |h| h.abandoned).agrees_with(exact.p_abandon());
        mean_wait(&runs).agrees_with(exact.mean_answered_wait());
        mean_in_line(&runs).agrees_with(exact.mean_in_line());
        utilisation(&runs).agrees_with(exact.utilisation());
    }
    Ok(())
}

#[test]
fn lines_without_end_are_erlang_a() -> Checked {
    let exact = Impatience::new(110.0, 1.0, 100, 0.5)?;
    let set = [
        "people.helpline.operators=100",
        "people.helpline.trunks=100_000",
        &calls_at("110.0 per second"),
    ];
    let runs = replicate(MODEL, &set, 100, 2_000, 40);
    runs.rate("calls a second", |r| centre(r).calls as f64)
        .agrees_with(110.0);
    share(&runs, "share abandoned", |h| h.abandoned).agrees_with(exact.p_abandon());
    mean_wait(&runs).agrees_with(exact.mean_served_wait());
    utilisation(&runs).agrees_with(exact.utilisation());
    Ok(())
}

/// As many lines as operators, and those who find them taken dial again: the retrial queue.
#[test]
fn the_busy_dial_again() -> Checked {
    let exact = Retrial::new(RetrialParameters {
        arrival_rate: 12.0,
        service_rate: 1.0,
        servers: 10,
        retry_rate: 0.2,
        first_retry: 0.8,
        persist: 0.8,
    })?;
    let set = ["people.helpline.trunks=10", "people.helpline.redial=0.8"];
    let runs = replicate(MODEL, &set, 300, 10_000, 30);
    share(&runs, "share busy", |h| h.busy).agrees_with(exact.p_refused());
    utilisation(&runs).agrees_with(exact.utilisation());
    let redials = runs.rate("redials a second", |r| centre(r).redials as f64);
    redials.agrees_with(0.2 * exact.mean_orbit());
    Ok(())
}

/// With many more callers than the operators can serve, no operator is ever idle, and the fluid's balance of flows is exact: who gives up
/// for good is what comes less what is done.
#[test]
fn redials_and_reconnects_balance() -> Checked {
    let parameters = CentreParameters {
        servers: 50.0,
        service_rate: 1.0,
        abandonment_rate: 0.5,
        redial: 0.6,
        redial_rate: 0.2,
        reconnect: 0.1,
        reconnect_rate: 0.2,
    };
    let flow = Centre::new(parameters, &[(0.0, 80.0)])?.equilibrium(80.0)?;
    let set = [
        "people.helpline.operators=50",
        "people.helpline.trunks=100_000",
        "people.helpline.redial=0.6",
        "people.helpline.reconnect=0.1",
        &calls_at("80 per second"),
    ];
    let runs = replicate(MODEL, &set, 400, 2_000, 30);
    utilisation(&runs).agrees_with(1.0);
    mean_in_line(&runs).agrees_with(flow.present - 50.0);
    let redials = runs.rate("redials a second", |r| centre(r).redials as f64);
    redials.agrees_with(0.2 * flow.redialling);
    let reconnects = runs.rate("reconnects a second", |r| centre(r).reconnects as f64);
    reconnects.agrees_with(0.2 * flow.reconnecting);
    Ok(())
}

/// On the way there, ten operators and a wave of callers: the pair (in line or talking, about to call again) as an exact chain.
#[test]
fn a_wave_of_callers_comes_back() -> Checked {
    let set = [
        "people.helpline.trunks=100_000",
        "people.helpline.redial=0.8",
        &calls_at("16 per second"),
    ];
    let runs = Subject::new(MODEL, &set).replicate(0, 20, 1_500);
    let chain = Planar::new([130, 140])?
        .with_move([1, 0], |_, _| 16.0)?
        .with_move([1, -1], |_, again| 0.2 * again as f64)?
        .with_move([-1, 0], |present, _| {
            present.min(10) as f64 + 0.1 * present.saturating_sub(10) as f64
        })?
        .with_move([-1, 1], |present, _| 0.4 * present.saturating_sub(10) as f64)?;
    let law = chain.after(&chain.certain(0, 0)?, 20.0)?;
    assert!(chain.at_the_edge(&law) < 1e-9);
    let mean = |what: &str, of: fn(&HelplineSummary) -> u64| {
        let sample: Vec<f64> = runs.ends().map(|r| of(centre(r)) as f64).collect();
        Estimate::of_sample(what, &sample)
    };
    mean("present after 20 s", |h| h.in_line + h.talking).agrees_with(chain.mean(&law, |n, _| n as f64));
    mean("about to call again after 20 s", |h| h.will_call).agrees_with(chain.mean(&law, |_, n| n as f64));
    Ok(())
}

/// Messages through a gateway of constant speed: M/D/1, and a share of them lost.
#[test]
fn a_gateway_is_a_queue_of_fixed_work() -> Checked {
    let asked = |r: &Observed| -> CredentialSummary { r.credentials.expect("the model says how") };
    for load in [0.8, 0.5] {
        let exact = FixedWork::new(load, 1.0, 1)?;
        let set = [format!(
            "people.group.applicants.arrivals.poisson=\"{load} per second\""
        )];
        let runs = replicate("models/textbook/gateway.toml", &[&set[0]], 1_000, 20_000, 30);
        runs.ratio(
            "wait before a message is sent",
            |r| asked(r).gateway_mean_wait_s.unwrap_or(0.0) * asked(r).asked as f64,
            |r| asked(r).asked as f64,
        )
        .agrees_with(exact.mean_backlog_wait()?);
        runs.ratio("share lost", |r| asked(r).lost as f64, |r| asked(r).asked as f64)
            .agrees_with(0.05);
        // From asking to logging in: the wait, the sending, the way, and 1 ms for each page.
        runs.ratio(
            "time until submission",
            |r| r.wait_s.submitted_mean.unwrap_or(0.0) * r.submitted as f64,
            |r| r.submitted as f64,
        )
        .agrees_with(exact.mean_backlog_wait()? + 1.0 + 10.0 + 0.002);
    }
    Ok(())
}
