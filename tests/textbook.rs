//! The textbook queues of `models/textbook/` against their exact values.
//!
//! Each model file is run as a user would run it, many times over, and every statistic it reports that theory knows is held
//! against theory: `|z| < 4` with the error from the replications (see `common`). Queues start empty; observation begins when they
//! have settled. For birth-death queues how far they are from their limit by then is known exactly (`theory::transient`), and
//! [`has_settled`] makes sure that it is nothing; the others are given as long.

mod common;

use common::{Estimate, Observed, Replications, Subject, admitted, left, replicate, tier};

use clickday::sim::result::Outcome;
use clickday::theory::closed::Closed;
use clickday::theory::finite_room::FiniteRoom;
use clickday::theory::general_service::{ExceptionalFirst, GeneralService, Work};
use clickday::theory::impatience::Impatience;
use clickday::theory::many_servers::ManyServers;
use clickday::theory::retrial::{Retrial, RetrialParameters, single_server_orbit};
use clickday::theory::sharing::{Sharing, Speed};
use clickday::theory::waiting_room::Release;
use clickday::theory::{BirthDeath, TheoryError, erlang};

type Checked = Result<(), TheoryError>;

/// When observation begins, the mean number inside is off its limit by less than a hundredth of the standard error of its estimate.
#[track_caller]
fn has_settled(chain: &BirthDeath, runs: &Replications) {
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

fn mean_in_tier(runs: &Replications) -> Estimate {
    runs.rate("mean in tier", |r| tier(r).mean_in_tier * r.seconds)
}

fn utilisation(runs: &Replications) -> Estimate {
    runs.rate("utilisation", |r| tier(r).utilisation * r.seconds)
}

fn throughput(runs: &Replications) -> Estimate {
    runs.rate("throughput", |r| tier(r).served as f64)
}

fn p_wait(runs: &Replications) -> Estimate {
    let admitted = |r: &Observed| admitted(r);
    runs.ratio(
        "p wait",
        |r| tier(r).p_wait.unwrap_or(0.0) * admitted(r),
        admitted,
    )
}

fn mean_sojourn(runs: &Replications) -> Estimate {
    let left = |r: &Observed| left(r);
    runs.ratio(
        "mean sojourn",
        |r| tier(r).mean_sojourn_s.unwrap_or(0.0) * left(r),
        left,
    )
}

/// Mean wait of those that got a slot.
fn mean_backlog_wait(runs: &Replications) -> Estimate {
    // Who is in the backlog at the end has not got one yet: at most as many as are inside.
    let seated = |r: &Observed| left(r) - tier(r).abandoned as f64;
    runs.ratio(
        "mean backlog wait",
        |r| tier(r).mean_backlog_wait_s.unwrap_or(0.0) * seated(r),
        seated,
    )
}

fn p_refused(runs: &Replications) -> Estimate {
    runs.ratio(
        "share refused",
        |r| tier(r).refused as f64,
        |r| tier(r).arrivals as f64,
    )
}

fn page_time(runs: &Replications) -> Estimate {
    let served = |r: &Observed| r.attempts.of(Outcome::Served) as f64;
    runs.ratio(
        "response time of a page",
        |r| r.page_s.mean.unwrap_or(0.0) * served(r),
        served,
    )
}

/// Mean time from first intent to submission.
fn mean_stay(runs: &Replications) -> Estimate {
    let submitted = |r: &Observed| r.submitted as f64;
    runs.ratio(
        "mean stay",
        |r| r.wait_s.submitted_mean.unwrap_or(0.0) * submitted(r),
        submitted,
    )
}

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
        ("{ fixed = \"1 s\" }", Work::fixed(1.0)?),
        (
            "{ erlang = { mean = \"1 s\", stages = 3 } }",
            Work::erlang(1.0, 3)?,
        ),
        (
            "{ uniform = { from = \"0.5 s\", to = \"1.5 s\" } }",
            Work::uniform(0.5, 1.5)?,
        ),
        ("{ exponential = \"1 s\" }", Work::exponential(1.0)?),
        (
            "{ hyperexponential = { mean = \"1 s\", cv = 2.0 } }",
            Work::hyperexponential(1.0, 2.0)?,
        ),
        (
            "{ lognormal = { mean = \"1 s\", cv = 2.0 } }",
            Work::lognormal(1.0, 2.0)?,
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
fn shared_processors_do_not_care_how_uneven_the_work_is() -> Checked {
    let queue = Sharing::unbounded(0.8, 1.0, 1.0)?;
    for law in [
        "{ fixed = \"1 s\" }",
        "{ exponential = \"1 s\" }",
        "{ hyperexponential = { mean = \"1 s\", cv = 2.0 } }",
        "{ lognormal = { mean = \"1 s\", cv = 2.0 } }",
    ] {
        let set = format!("portal.request.service.work.server={law}");
        let runs = replicate("models/textbook/mg1-ps.toml", &[&set], 1_500, 100_000, 20);
        has_settled(queue.chain(), &runs);
        mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
        mean_sojourn(&runs).agrees_with(queue.mean_sojourn());
        utilisation(&runs).agrees_with(0.8);
    }
    Ok(())
}

#[test]
fn shared_processors_with_several_cores_and_a_limit() -> Checked {
    let cores = [
        "portal.tier.0.cores=4",
        "people.group.customers.arrivals.poisson=\"3.2 per second\"",
    ];
    let open = replicate("models/textbook/mg1-ps.toml", &cores, 500, 40_000, 20);
    let queue = Sharing::unbounded(3.2, 1.0, 4.0)?;
    has_settled(queue.chain(), &open);
    mean_sojourn(&open).agrees_with(queue.mean_sojourn());
    utilisation(&open).agrees_with(0.8);

    // M/G/10/K-PS with four cores and too much work.
    let set = [
        cores[0],
        "people.group.customers.arrivals.poisson=\"4.4 per second\"",
        "portal.tier.0.slots=10",
    ];
    let limited = replicate("models/textbook/mg1-ps.toml", &set, 200, 20_000, 20);
    let queue = Sharing::new(4.4, 1.0, 10, Speed::Cores(4.0))?;
    has_settled(queue.chain(), &limited);
    p_refused(&limited).agrees_with(queue.p_refused());
    mean_in_tier(&limited).agrees_with(queue.mean_in_tier());
    mean_sojourn(&limited).agrees_with(queue.mean_sojourn());
    throughput(&limited).agrees_with(queue.throughput());
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

/// People between two tries: each try after the first ends a stay in the orbit of `between` seconds on average.
fn orbit(runs: &Replications, between: f64) -> Estimate {
    runs.rate("mean orbit", |r| (r.attempts.total - r.tried) as f64 * between)
}

fn share_of_attempts_refused(runs: &Replications) -> Estimate {
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
        ("{ exponential = \"1 s\" }", Work::exponential(1.0)?),
        (
            "{ erlang = { mean = \"1 s\", stages = 2 } }",
            Work::erlang(1.0, 2)?,
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

/// The database that thrashes, reference section 1.4.
fn thrashing(lambda: f64) -> Result<Sharing, TheoryError> {
    Sharing::new(
        lambda,
        1.0,
        200,
        Speed::Usl {
            sigma: 0.02,
            kappa: 0.0005,
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

#[test]
fn a_waiting_room_before_one_desk() -> Checked {
    let service = Work::exponential(1.0)?;
    let queue = ExceptionalFirst::new(0.5, Work::uniform(0.0, 1.0)?.then(service), service)?;
    let runs = replicate("models/textbook/waiting-room.toml", &[], 2_000, 100_000, 20);
    let room = |r: &Observed| r.waiting_room.clone().unwrap();
    runs.rate("mean waiting", |r| room(r).mean_waiting * r.seconds)
        .agrees_with(0.5 * queue.mean_backlog_wait());
    runs.rate("mean inside", |r| room(r).mean_inside * r.seconds)
        .agrees_with(1.0 - queue.p_empty());
    let called = |r: &Observed| room(r).called as f64;
    runs.ratio(
        "mean wait for the call",
        |r| room(r).mean_wait_s.unwrap() * called(r),
        called,
    )
    .agrees_with(queue.mean_backlog_wait());
    mean_stay(&runs).agrees_with(queue.mean_sojourn());
    // Nobody is ever refused at a desk that sees one person at a time.
    assert!(runs.ends().all(|r| tier(r).refused == 0));
    Ok(())
}

#[test]
fn calls_that_nobody_answers() -> Checked {
    let (no_show, claim) = (0.2, 120.0);
    let release = Release::new(2.0, no_show)?;
    let runs = replicate(
        "models/textbook/waiting-room-no-shows.toml",
        &[],
        1_000,
        20_000,
        20,
    );
    let room = |r: &Observed| r.waiting_room.clone().unwrap();
    runs.rate("called", |r| room(r).called as f64).agrees_with(2.0);
    runs.rate("lapsed", |r| room(r).lapsed as f64)
        .agrees_with(2.0 * no_show);
    throughput(&runs).agrees_with(release.served_rate());
    mean_in_tier(&runs).agrees_with(release.mean_inside(30.0));
    // Places are held while people have not noticed (half of 20 s), while they are at work, or until the claim time is over.
    runs.rate("mean inside", |r| room(r).mean_inside * r.seconds)
        .agrees_with(release.mean_inside(10.0 + 30.0) + release.mean_unclaimed(claim));
    Ok(())
}

#[test]
fn a_lottery_is_a_uniform_wait() {
    let subject = Subject::new("models/textbook/waiting-room-lottery.toml", &[]);
    let run = subject.run(3_600, 0);
    let room = run.waiting_room.clone().unwrap();
    assert_eq!(
        (room.called, room.claimed, run.submitted),
        (10_000, 10_000, 10_000)
    );
    // The k-th call comes after k/r: the mean is (N - 1)/2r, however the lots fall.
    assert!((room.mean_wait_s.unwrap() - 499.95).abs() < 0.01, "{room:?}");
    let wait = run.wait_s;
    for (quantile, share) in [(wait.p50, 0.5), (wait.p90, 0.9), (wait.p99, 0.99)] {
        let exact = share * 1_000.0 + 1.0;
        assert!(
            (quantile.unwrap() / exact - 1.0).abs() < 5e-3,
            "{quantile:?} instead of {exact}"
        );
    }
}

#[test]
fn operators_and_one_processor() -> Checked {
    let system = Closed::new(100, 10.0, 0.1, Speed::Cores(1.0))?;
    let runs = replicate("models/textbook/machine-repair.toml", &[], 200, 10_000, 20);
    throughput(&runs).agrees_with(system.throughput());
    page_time(&runs).agrees_with(system.mean_response());
    mean_in_tier(&runs).agrees_with(system.law().mean_state());
    utilisation(&runs).agrees_with(1.0 - system.law().p(0));
    Ok(())
}
