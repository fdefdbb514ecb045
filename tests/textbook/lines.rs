//! Desks and lines before them: M/M/1, M/M/c, M/M/c/K, Erlang-A, M/G/1, M/G/c/c.

use clickday::sim::result::Outcome;
use clickday::theory::erlang;
use clickday::theory::finite_room::FiniteRoom;
use clickday::theory::general_service::{GeneralService, ServiceTime};
use clickday::theory::impatience::Impatience;
use clickday::theory::many_servers::ManyServers;

use crate::Checked;
use crate::common::{Estimate, Observed, replicate, tier};
use crate::estimates::*;

#[test]
fn one_desk_one_line() -> Checked {
    let queue = ManyServers::new(0.8, 1.0, 1)?;
    let chain = queue.chain()?;
    let runs = replicate("models/textbook/mm1.toml", &[], 1_500, 100_000, 40);
    has_settled(&chain, &runs);
    mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
    mean_sojourn(&runs).agrees_with(queue.mean_sojourn());
    mean_stay(&runs).agrees_with(queue.mean_sojourn());
    page_time(&runs).agrees_with(queue.mean_sojourn());
    mean_backlog_wait(&runs).agrees_with(queue.mean_backlog_wait());
    p_wait(&runs).agrees_with(queue.p_wait());
    utilisation(&runs).agrees_with(queue.utilisation());
    throughput(&runs).agrees_with(0.8);
    // Replications are independent, and as noisy as a queue is: the scatter itself is exact.
    let average = chain.time_average(|n| n as f64);
    mean_in_tier(&runs).scatters_like(average.standard_deviation(runs.seconds));
    Ok(())
}

type Quantile = fn(&Observed) -> Option<f64>;

#[test]
fn the_law_of_a_single_stay() {
    // The sojourn in M/M/1 is exponential with mean 5 s: its quantiles are 5 ln 2, 5 ln 10, 5 ln 100. Each replication's quantile
    // is over 80,000 customers, of whom a few hundred came before the queue had settled.
    let runs = replicate("models/textbook/mm1.toml", &[], 1, 100_000, 40);
    let quantiles: [(_, Quantile, f64); 3] = [
        ("median stay", |r| r.wait_s.submitted_p50, 2.0),
        ("90th percentile of stays", |r| r.wait_s.submitted_p90, 10.0),
        ("99th percentile of stays", |r| r.wait_s.submitted_p99, 100.0),
    ];
    for (what, of, odds) in quantiles {
        let sample: Vec<f64> = runs.ends().filter_map(of).collect();
        Estimate::of_sample(what, &sample).agrees_with(5.0 * f64::ln(odds));
    }
}

#[test]
fn ten_desks_one_line() -> Checked {
    let queue = ManyServers::new(8.0, 1.0, 10)?;
    let runs = replicate("models/textbook/mmc.toml", &[], 200, 20_000, 40);
    has_settled(&queue.chain()?, &runs);
    mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
    mean_sojourn(&runs).agrees_with(queue.mean_sojourn());
    mean_backlog_wait(&runs).agrees_with(queue.mean_backlog_wait());
    p_wait(&runs).agrees_with(queue.p_wait());
    utilisation(&runs).agrees_with(queue.utilisation());
    Ok(())
}

#[test]
fn a_hundred_desks_one_line() -> Checked {
    let queue = ManyServers::new(95.0, 1.0, 100)?;
    let set = [
        "portal.tier.0.slots=100",
        "people.group.customers.arrivals.poisson=\"95 per second\"",
    ];
    let runs = replicate("models/textbook/mmc.toml", &set, 600, 4_000, 20);
    has_settled(&queue.chain()?, &runs);
    p_wait(&runs).agrees_with(queue.p_wait());
    mean_backlog_wait(&runs).agrees_with(queue.mean_backlog_wait());
    mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
    Ok(())
}

#[test]
fn ten_desks_and_twenty_chairs() -> Checked {
    let queue = FiniteRoom::new(12.0, 1.0, 10, 30)?;
    let runs = replicate("models/textbook/mmck.toml", &[], 200, 20_000, 40);
    has_settled(queue.chain(), &runs);
    p_refused(&runs).agrees_with(queue.p_refused());
    mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
    mean_sojourn(&runs).agrees_with(queue.mean_sojourn());
    mean_backlog_wait(&runs).agrees_with(queue.mean_backlog_wait());
    p_wait(&runs).agrees_with(queue.p_wait());
    utilisation(&runs).agrees_with(queue.utilisation());
    throughput(&runs).agrees_with(queue.throughput());
    // Everyone turned away is an attempt refused, and a person who gave up.
    for run in runs.ends() {
        assert_eq!(run.attempts.of(Outcome::Refused), tier(run).refused);
        assert_eq!(run.given_up, tier(run).refused);
    }
    Ok(())
}

#[test]
fn callers_who_hang_up() -> Checked {
    for lambda in [90.0, 100.0, 110.0] {
        let queue = Impatience::new(lambda, 1.0, 100, 0.5)?;
        let set = format!("people.group.callers.arrivals.poisson=\"{lambda} per second\"");
        let runs = replicate("models/textbook/erlang-a.toml", &[&set], 100, 2_000, 20);
        has_settled(queue.chain(), &runs);
        p_wait(&runs).agrees_with(queue.p_wait());
        runs.ratio(
            "share that hangs up",
            |r| tier(r).abandoned as f64,
            |r| tier(r).arrivals as f64,
        )
        .agrees_with(queue.p_abandon());
        mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
        mean_sojourn(&runs).agrees_with(queue.mean_in_tier() / lambda);
        mean_backlog_wait(&runs).agrees_with(queue.mean_served_wait());
        utilisation(&runs).agrees_with(queue.utilisation());
        for run in runs.ends() {
            assert_eq!(run.attempts.of(Outcome::Abandoned), tier(run).abandoned);
        }
    }
    Ok(())
}

#[test]
fn uneven_work_makes_the_line() -> Checked {
    for (law, work) in [
        ("{ fixed = \"1 s\" }", ServiceTime::fixed(1.0)?),
        (
            "{ erlang = { mean = \"1 s\", stages = 3 } }",
            ServiceTime::erlang(1.0, 3)?,
        ),
        (
            "{ uniform = { from = \"0.5 s\", to = \"1.5 s\" } }",
            ServiceTime::uniform(0.5, 1.5)?,
        ),
        ("{ exponential = \"1 s\" }", ServiceTime::exponential(1.0)?),
        (
            "{ hyperexponential = { mean = \"1 s\", cv = 2.0 } }",
            ServiceTime::hyperexponential(1.0, 2.0)?,
        ),
        (
            "{ lognormal = { mean = \"1 s\", cv = 2.0 } }",
            ServiceTime::lognormal(1.0, 2.0)?,
        ),
    ] {
        let queue = GeneralService::new(0.7, work)?;
        let set = format!("portal.request.service.work.desk={law}");
        let runs = replicate("models/textbook/mg1.toml", &[&set], 3_000, 60_000, 20);
        mean_backlog_wait(&runs).agrees_with(queue.mean_backlog_wait());
        mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
        p_wait(&runs).agrees_with(queue.utilisation());
        utilisation(&runs).agrees_with(queue.utilisation());
    }
    Ok(())
}

#[test]
fn lines_that_are_lost_whatever_the_law() -> Checked {
    let blocked = erlang::loss(10, 8.0)?;
    for law in [
        "{ fixed = \"1 s\" }",
        "{ exponential = \"1 s\" }",
        "{ lognormal = { mean = \"1 s\", cv = 2.0 } }",
        "{ hyperexponential = { mean = \"1 s\", cv = 3.0 } }",
    ] {
        let set = format!("portal.request.call.work.lines={law}");
        let runs = replicate("models/textbook/mgcc.toml", &[&set], 100, 20_000, 20);
        has_settled(FiniteRoom::new(8.0, 1.0, 10, 10)?.chain(), &runs);
        p_refused(&runs).agrees_with(blocked);
        mean_in_tier(&runs).agrees_with(8.0 * (1.0 - blocked));
        utilisation(&runs).agrees_with(0.8 * (1.0 - blocked));
        mean_sojourn(&runs).agrees_with(1.0);
    }
    Ok(())
}
