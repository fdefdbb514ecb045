//! The same queues at further points, far from the comfortable ones: overload, thousands of servers, a long orbit, heavy traffic with uneven
//! work, buckets of one token and of a hundred.

use clickday::measures::waiting_room::RoomSummary;
use clickday::scenario::ServiceCurve;
use clickday::sim::result::Outcome;
use clickday::theory::closed::Closed;
use clickday::theory::drain::drain;
use clickday::theory::erlang;
use clickday::theory::finite_room::FiniteRoom;
use clickday::theory::fixed_work::FixedWork;
use clickday::theory::general_service::{GeneralService, ServiceTime};
use clickday::theory::infinite_servers::{InfiniteServers, SojournTime};
use clickday::theory::retrial::{Retrial, RetrialParameters, single_server_orbit};
use clickday::theory::sharing::sojourn_of_size;
use clickday::theory::token_bucket::TokenBucket;
use clickday::theory::waiting_room::Release;

use crate::Checked;
use crate::common::{Estimate, Observed, Replications, Subject};
use crate::estimates::*;
use crate::path::Path;
use crate::retrial::{orbit, share_of_attempts_refused};

/// Replications of a model with overrides that are made on the spot.
fn replicate(path: &str, set: &[String], warm: u64, seconds: u64, count: u64) -> Replications {
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    crate::common::replicate(path, &set, warm, seconds, count)
}

fn customers_at(rate: f64) -> String {
    format!("people.group.customers.arrivals.poisson=\"{rate} per second\"")
}

fn callers_at(rate: f64) -> String {
    format!("people.group.callers.arrivals.poisson=\"{rate} per second\"")
}

#[test]
fn a_thousand_desks_and_fifty_chairs() -> Checked {
    for rate in [1_000.0, 2_000.0] {
        let set = [
            customers_at(rate),
            "portal.tier.0.slots=1_000".to_owned(),
            "portal.tier.0.backlog.length=50".to_owned(),
        ];
        let runs = replicate("models/textbook/mmck.toml", &set, 60, 200, 12);
        let queue = FiniteRoom::new(rate, 1.0, 1_000, 1_050)?;
        has_settled(queue.chain(), &runs);
        p_refused(&runs).agrees_with(queue.p_refused());
        mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
        mean_sojourn(&runs).agrees_with(queue.mean_sojourn());
        throughput(&runs).agrees_with(queue.throughput());
    }
    Ok(())
}

#[test]
fn uneven_work_in_heavy_traffic() -> Checked {
    for (rate, law, work) in [
        (
            0.9,
            "{ lognormal = { mean = \"1 s\", cv = 2.0 } }",
            ServiceTime::lognormal(1.0, 2.0)?,
        ),
        (0.95, "{ fixed = \"1 s\" }", ServiceTime::fixed(1.0)?),
    ] {
        let queue = GeneralService::new(rate, work)?;
        let set = [
            customers_at(rate),
            format!("portal.request.service.work.desk={law}"),
        ];
        let runs = replicate("models/textbook/mg1.toml", &set, 10_000, 150_000, 20);
        mean_backlog_wait(&runs).agrees_with(queue.mean_backlog_wait());
        mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
        utilisation(&runs).agrees_with(queue.utilisation());
    }
    Ok(())
}

#[test]
fn a_hundred_desks_whose_work_is_always_the_same() -> Checked {
    let queue = FixedWork::new(97.0, 1.0, 100)?;
    let set = [customers_at(97.0), "portal.tier.0.slots=100".to_owned()];
    let runs = replicate("models/textbook/mdc.toml", &set, 500, 3_000, 20);
    mean_backlog_wait(&runs).agrees_with(queue.mean_backlog_wait()?);
    mean_in_tier(&runs).agrees_with(queue.mean_in_tier()?);
    p_wait(&runs).agrees_with(queue.p_wait()?);
    Ok(())
}

#[test]
fn lines_lost_in_overload_and_by_the_thousand() -> Checked {
    for (rate, lines, law, seconds) in [
        (
            20.0,
            10,
            "{ hyperexponential = { mean = \"1 s\", cv = 3.0 } }",
            10_000,
        ),
        (
            1_000.0,
            1_000,
            "{ lognormal = { mean = \"1 s\", cv = 2.0 } }",
            200,
        ),
        (0.5, 1, "{ fixed = \"1 s\" }", 50_000),
    ] {
        let set = [
            callers_at(rate),
            format!("portal.tier.0.slots={lines}"),
            format!("portal.request.call.work.lines={law}"),
        ];
        let runs = replicate("models/textbook/mgcc.toml", &set, 100, seconds, 20);
        let blocked = erlang::loss(lines, rate)?;
        p_refused(&runs).agrees_with(blocked);
        mean_in_tier(&runs).agrees_with(rate * (1.0 - blocked));
    }
    Ok(())
}

/// What a request of a given size takes on a shared processor depends on the load alone, `x / (1 − ρ)`: small ones of people among large
/// ones of a flood, and the other way round.
#[test]
fn a_shared_processor_takes_so_long_for_each_size() -> Checked {
    for (rate, size, others, size_of_others) in
        [(1.0, 0.1, 0.2, 4.0), (0.2, 4.0, 1.0, 0.1), (0.5, 1.0, 0.45, 1.0)]
    {
        let set = [
            customers_at(rate),
            format!("portal.request.service.work.server={{ fixed = \"{size} s\" }}"),
            format!("portal.request.other={{ work = {{ server = {{ fixed = \"{size_of_others} s\" }} }} }}"),
            format!(
                "attack.others={{ flood = {{ request = \"other\", pulse = [{{ from = \"2020-01-01 00:00\", until = \"2020-01-05 00:00\", rate = \"{others} per second\" }}] }} }}"
            ),
        ];
        let runs = replicate("models/textbook/mg1-ps.toml", &set, 10_000, 100_000, 20);
        let load = rate * size + others * size_of_others;
        page_time(&runs).agrees_with(sojourn_of_size(size, load)?);
        utilisation(&runs).agrees_with(load);
    }
    Ok(())
}

#[test]
fn few_operators_and_thousands_of_them() -> Checked {
    // (operators, thought, work, cores): hardly any load, a processor just at its limit, four cores and more than they can do.
    for (operators, think, work, cores, seconds) in [
        (5, 10.0, 0.5, 1.0, 20_000),
        (2_000, 200.0, 0.1, 1.0, 10_000),
        (400, 10.0, 0.1, 4.0, 4_000),
    ] {
        let set = [
            "people.group.files.size=400_000".to_owned(),
            format!("people.office.bureau.operators={operators}"),
            format!("people.office.bureau.between-files={{ exponential = \"{think} s\" }}"),
            format!("portal.request.file.work.server={{ exponential = \"{work} s\" }}"),
            format!("portal.tier.0.slots={operators}"),
            format!("portal.tier.0.cores={cores}"),
        ];
        let runs = replicate("models/textbook/machine-repair.toml", &set, 2_000, seconds, 12);
        let system = Closed::new(operators, think, work, ServiceCurve::Cores(cores))?;
        throughput(&runs).agrees_with(system.throughput());
        mean_in_tier(&runs).agrees_with(system.law().mean_state());
        page_time(&runs).agrees_with(system.mean_response());
    }
    Ok(())
}

#[test]
fn a_long_orbit_before_one_line() -> Checked {
    for (rate, between, law, work) in [
        (
            0.8,
            10.0,
            "{ exponential = \"1 s\" }",
            ServiceTime::exponential(1.0)?,
        ),
        (
            0.5,
            2.0,
            "{ hyperexponential = { mean = \"1 s\", cv = 3.0 } }",
            ServiceTime::hyperexponential(1.0, 3.0)?,
        ),
    ] {
        let set = [
            callers_at(rate),
            "portal.tier.0.slots=1".to_owned(),
            format!("portal.request.call.work.lines={law}"),
            format!("people.role.caller.retry-after={{ exponential = \"{between} s\" }}"),
        ];
        let runs = replicate("models/textbook/retrial.toml", &set, 4_000, 80_000, 20);
        orbit(&runs, between).agrees_with(single_server_orbit(rate, work, 1.0 / between)?);
        utilisation(&runs).agrees_with(rate);
    }
    Ok(())
}

#[test]
fn fifty_lines_and_a_fifth_more_than_they_can_do() -> Checked {
    let queue = Retrial::new(RetrialParameters {
        arrival_rate: 60.0,
        service_rate: 1.0,
        servers: 50,
        retry_rate: 0.2,
        first_retry: 0.5,
        persist: 0.5,
    })?;
    let set = [
        callers_at(60.0),
        "portal.tier.0.slots=50".to_owned(),
        "people.role.caller.retry-first=0.5".to_owned(),
        "people.role.caller.retry=0.5".to_owned(),
    ];
    let runs = replicate("models/textbook/retrial-impatient.toml", &set, 200, 2_000, 30);
    share_of_attempts_refused(&runs).agrees_with(queue.p_refused());
    utilisation(&runs).agrees_with(queue.utilisation());
    throughput(&runs).agrees_with(queue.throughput());
    orbit(&runs, 5.0).agrees_with(queue.mean_orbit());
    Ok(())
}

/// Twenty thousand an hour for a quarter of the day, and then a tenth of it; stays of very uneven length.
#[test]
fn thousands_of_visitors_and_then_few() -> Checked {
    let hour = 3_600.0;
    let set = [
        "people.group.visitors.arrivals.poisson-steps=[{ from = \"2020-01-01 00:00\", rate = \"20000 per hour\" }, { from = \"2020-01-01 06:00\", rate = \"2000 per hour\" }]".to_owned(),
        "portal.request.visit.work.rooms={ lognormal = { mean = \"3 h\", cv = 4.0 } }".to_owned(),
    ];
    let runs = replicate("models/textbook/infinite-servers.toml", &set, 0, 86_400, 20);
    let steps = [(0.0, 20_000.0 / hour), (6.0 * hour, 2_000.0 / hour)];
    let visitors = InfiniteServers::new(&steps, SojournTime::lognormal(3.0 * hour, 4.0)?)?;
    Path::in_tier(&runs).follows(|instants| Ok(instants.iter().map(|t| visitors.mean_present(*t)).collect()))
}

#[test]
fn one_desk_and_a_thousand_empty_a_hall() -> Checked {
    for (people, desks, count) in [(50, 1, 1_500), (5_000, 1_000, 300)] {
        let exact = drain(people, 0, desks, 1.0)?;
        let set = [
            "calendar.bin=\"10 ms\"".to_owned(),
            "calendar.end=\"2020-01-01 00:03\"".to_owned(),
            format!("people.group.citizens.size={people}"),
            format!("portal.tier.0.slots={desks}"),
        ];
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        let subject = Subject::new("models/textbook/drain.toml", &set);
        let emptied: Vec<f64> = (0..count)
            .map(|replication| {
                let run = subject.run(180, replication);
                assert_eq!(run.submitted, people as u64);
                let last = run.series.counts.iter().rposition(|bin| bin.submitted > 0);
                (last.unwrap_or(0) as f64 + 0.5) * run.series.bin_s
            })
            .collect();
        Estimate::of_sample("time until the hall is empty", &emptied).agrees_with(exact.mean);
        let squares: Vec<f64> = emptied.iter().map(|t| (t - exact.mean).powi(2)).collect();
        Estimate::of_sample("its variance", &squares).agrees_with(exact.sd.powi(2));
    }
    Ok(())
}

#[test]
fn buckets_of_one_token_and_of_a_hundred() -> Checked {
    for (rate, burst) in [(30.0, 5), (10.0, 1), (9.9, 100)] {
        let bucket = TokenBucket::new(rate, 10.0, burst)?;
        for (policy, exact) in [
            ("limit", bucket.p_refused()),
            ("ticks", bucket.p_refused_by_ticks()),
        ] {
            let arrivals = customers_at(rate);
            let depth = format!("policy.{policy}.measure.0.address-limit.burst={burst}");
            let runs = Subject::new("models/textbook/token-bucket.toml", &[&arrivals, &depth])
                .under(policy)
                .replicate(1_000, 10_000, 20);
            let blocked = |r: &Observed| r.attempts.of(Outcome::Blocked) as f64;
            runs.ratio("share blocked", blocked, |r| r.attempts.total as f64)
                .agrees_with(exact);
        }
    }
    Ok(())
}

/// Half of those called do not come, and each keeps a place for ten minutes.
#[test]
fn half_of_the_calls_nobody_answers() -> Checked {
    let release = Release::new(20.0, 0.5)?;
    let room = "policy.two-a-second.measure.0.waiting-room";
    let set = [
        customers_at(25.0),
        format!("{room}.release=\"20 per second\""),
        format!("{room}.no-show=0.5"),
        format!("{room}.claim=\"10 min\""),
    ];
    let runs = replicate(
        "models/textbook/waiting-room-no-shows.toml",
        &set,
        1_500,
        4_000,
        12,
    );
    let summary = |r: &Observed| RoomSummary::of(r).unwrap_or_default();
    runs.rate("called", |r| summary(r).called as f64)
        .agrees_with(20.0);
    runs.rate("lapsed", |r| summary(r).lapsed as f64)
        .agrees_with(10.0);
    throughput(&runs).agrees_with(release.served_rate());
    mean_in_tier(&runs).agrees_with(release.mean_inside(30.0));
    runs.rate("mean inside", |r| summary(r).mean_inside * r.seconds)
        .agrees_with(release.mean_inside(10.0 + 30.0) + release.mean_unclaimed(600.0));
    Ok(())
}

/// A thousand of ten thousand are watched: the lots fall on them as on anybody, uniformly until the last is called.
#[test]
fn a_lot_favours_nobody() -> Checked {
    for release in [10.0, 40.0] {
        let set = [
            "people.group.applicants.size=9_000".to_owned(),
            "people.group.watched={ role = \"applicant\", size = 1_000, demand = \"opening\" }".to_owned(),
            format!("policy.by-lot.measure.0.waiting-room.release=\"{release} per second\""),
        ];
        let runs = replicate("models/textbook/waiting-room-lottery.toml", &set, 0, 3_600, 40);
        let (mean, deviation) = Release::new(release, 0.0)?.lottery_wait(10_000.0);
        let waits: Vec<f64> = runs
            .ends()
            .filter_map(|r| {
                let watched = r.by_group.iter().find(|(name, _)| name == "watched");
                watched.and_then(|(_, group)| group.wait_s.submitted_mean)
            })
            .collect();
        // The page takes a second; the wait for a call ends half a tick of the door early, on average.
        let wait = Estimate::of_sample("mean stay of the watched", &waits);
        wait.agrees_with(mean - 0.5 / release + 1.0);
        // A thousand drawn without putting back, of ten thousand: nine tenths of the variance of free draws.
        wait.scatters_like(deviation * (0.9_f64 / 1_000.0).sqrt());
    }
    Ok(())
}
