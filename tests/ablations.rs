//! Each mechanism of a collapse, switched off: the change that theory predicts, and nothing else.
//!
//! Nothing else: the same people come at the same moments in both, and what lies before the mechanism in the day is as it was. Which tests
//! stand for which mechanism, and which mechanisms the engine does not have, is listed in `docs/validation/reference.toml`.

mod common;

use clickday::scenario::ServiceCurve;
use clickday::sim::result::Outcome;
use clickday::theory::TheoryError;
use clickday::theory::sharing::Sharing;
use common::{Observed, Replications, Subject, tier};

type Checked = Result<(), TheoryError>;

/// The newcomers of each bin.
fn came(run: &Observed) -> Vec<u32> {
    run.series.counts.iter().map(|bin| bin.came).collect()
}

/// Served pages and submitted applications of a stretch \[a second\], all groups together.
fn rates(run: &Observed, from_s: f64, until_s: f64) -> (f64, f64) {
    let groups = run.series.groups.len();
    let starts = run.series.start_s.iter().zip(run.series.counts.chunks(groups));
    let within = starts.filter(|(start, _)| (from_s..until_s).contains(start));
    let (served, submitted) = within.flat_map(|(_, bins)| bins).fold((0, 0), |sums, bin| {
        (
            sums.0 + bin.outcomes[Outcome::Served as usize],
            sums.1 + bin.submitted,
        )
    });
    let seconds = until_s - from_s;
    (f64::from(served) / seconds, f64::from(submitted) / seconds)
}

// E1 to E3, on the portal with reloads: work for people who have left, reloads, a line longer than patience.

#[test]
fn each_of_three_mechanisms_is_needed_for_the_portal_to_stay_down() {
    let path = "models/physics/reloads.toml";
    let on = Subject::new(path, &[]);
    let with_all = on.run(2_400, 0);
    let demand = 15.0;
    assert!(rates(&with_all, 700.0, 2_400.0).0 < 0.01 * demand);
    let switches: [&[&str]; 3] = [
        // The server notices who has left, and begins with who came last.
        &[
            "portal.tier.0.cancel-on-disconnect=true",
            "portal.tier.0.backlog.order=\"lifo\"",
        ],
        &["people.role.visitor.retry=0"],
        &["portal.tier.0.backlog.length=60"],
    ];
    for off in switches {
        let without = Subject::new(path, off).with_the_chance_of(&on).run(2_400, 0);
        let (after, _) = rates(&without, 700.0, 2_400.0);
        assert!(after > 0.95 * demand, "{off:?}: {after} of {demand}");
        // Nothing else: the same people, the same flood, and the same portal while all is well.
        assert_eq!(came(&without), came(&with_all), "{off:?}");
        assert_eq!(
            without.attacks[0].1.requests.total,
            with_all.attacks[0].1.requests.total
        );
        let before = [&without, &with_all].map(|run| rates(run, 60.0, 600.0).0);
        assert!((before[0] / before[1] - 1.0).abs() < 0.01, "{off:?}: {before:?}");
    }
}

// E4: a processor that does less the more it has to do.

/// Requests a second that its cores can do, and the number inside at which the penalty has taken half of it.
const CORES: f64 = 10.0;
const HALF_AT: f64 = 100.0;

fn thrashing(rate: f64, penalty: bool) -> (Subject, Result<Sharing, TheoryError>) {
    let mut set = vec![
        format!("people.group.customers.arrivals.poisson=\"{rate} per second\""),
        "portal.tier.0.slots=200".to_owned(),
        "portal.request.service.work.server={ exponential = \"1 s\" }".to_owned(),
        format!("portal.tier.0.cores={CORES}"),
    ];
    if penalty {
        set.push(format!("portal.tier.0.penalty={{ half-at = {HALF_AT} }}"));
    }
    let speed = if penalty {
        ServiceCurve::HalfAt {
            cores: CORES,
            half_at: HALF_AT,
        }
    } else {
        ServiceCurve::Cores(CORES)
    };
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    let subject = Subject::new("models/textbook/mg1-ps.toml", &set);
    (subject, Sharing::new(rate, 1.0, 200, speed))
}

fn throughput(runs: &Replications) -> common::Estimate {
    runs.rate("throughput", |r| tier(r).served as f64)
}

#[test]
fn without_the_penalty_a_processor_in_overload_does_what_it_can() -> Checked {
    let (on, law) = thrashing(12.0, true);
    let (off, law_off) = thrashing(12.0, false);
    let (law, law_off) = (law?, law_off?);
    // At two hundred inside it does a fifth of what its cores could.
    assert!(law.throughput() < 0.25 * CORES && law_off.throughput() > 0.99 * CORES);
    let runs = on.replicate(1_000, 3_000, 10);
    throughput(&runs).agrees_with(law.throughput());
    let off = off.with_the_chance_of(&on);
    let runs_off = off.replicate(1_000, 3_000, 10);
    throughput(&runs_off).agrees_with(law_off.throughput());
    for (with, without) in runs.ends().zip(runs_off.ends()) {
        assert_eq!(came(with), came(without));
        assert_eq!(tier(with).arrivals, tier(without).arrivals);
    }
    Ok(())
}

#[test]
fn the_penalty_hardly_matters_where_there_is_little_to_do() -> Checked {
    for penalty in [true, false] {
        let (subject, law) = thrashing(4.0, penalty);
        let (law, runs) = (law?, subject.replicate(200, 4_000, 10));
        throughput(&runs).agrees_with(law.throughput());
        runs.rate("mean in tier", |r| tier(r).mean_in_tier * r.seconds)
            .agrees_with(law.mean_in_tier());
    }
    Ok(())
}

// E5: sessions of many pages that failure destroys.

#[test]
fn where_failure_costs_no_session_every_page_is_of_use() {
    let patience = "people.role.applicant.patience.law.exponential=\"0.7276 s\"";
    let kept = [
        "people.role.applicant.session-lost=0",
        "people.role.applicant.retry=1",
    ];
    let on = Subject::new("models/physics/sessions.toml", &[patience]);
    let off =
        Subject::new("models/physics/sessions.toml", &[patience, kept[0], kept[1]]).with_the_chance_of(&on);
    for replication in 0..2 {
        let (on, off) = (on.run(10_800, replication), off.run(10_800, replication));
        assert_eq!(came(&on), came(&off));
        // Everybody is through with it; of the pages served none was for nothing.
        assert_eq!((off.still_trying, off.submitted), (0, off.tried));
        assert_eq!(off.attempts.of(Outcome::Served), 12 * off.submitted);
        // Pages still fail as often: the mechanism is of sessions, not of pages.
        let failure = [&on, &off].map(|run| run.attempts.failure_rate());
        assert!((failure[0] - failure[1]).abs() < 0.005, "{failure:?}");
        assert!(12 * on.submitted < on.attempts.of(Outcome::Served) / 10);
    }
}

// E6: sessions that expire, and a login that has to be done again.

/// Each gap between two pages outlasts the session with probability `1 - x`, and sends back to the first page: twelve pages in a row take
/// `Σ x⁻ʲ` on average, `j` from 0 to 11.
#[test]
fn sessions_that_expire_are_done_again_as_runs_of_success_say() {
    let mut set: Vec<String> = (0..11)
        .map(|page| format!("journey.page.{page}.think={{ exponential = \"5 s\" }}"))
        .collect();
    set.push("people.role.applicant.patience={ law = { fixed = \"1 h\" } }".to_owned());
    let subject = |more: &[&str]| {
        let all: Vec<&str> = set
            .iter()
            .map(String::as_str)
            .chain(more.iter().copied())
            .collect();
        Subject::new("models/physics/sessions.toml", &all)
    };
    let never = subject(&[]);
    let off = never.run(10_800, 0);
    assert_eq!(off.attempts.of(Outcome::Served), 12 * off.tried);
    for idle_s in [20.0, 10.0] {
        let idle = format!("journey.session-idle=\"{idle_s} s\"");
        let on = subject(&[&idle]);
        let runs = on.replicate(0, 10_800, 8);
        assert!(runs.ends().all(|run| run.submitted == run.tried));
        let survives = 1.0 - f64::exp(-idle_s / 5.0);
        let pages: f64 = (0..12).map(|gap| survives.powi(-gap)).sum();
        runs.ratio(
            "applications a page served",
            |r| r.submitted as f64,
            |r| r.attempts.of(Outcome::Served) as f64,
        )
        .agrees_with(1.0 / pages);
        // Nothing else: no page fails, and the same people come.
        assert!(runs.ends().all(|run| run.attempts.failed() == 0));
        let same = subject(&[&idle]).with_the_chance_of(&never).run(10_800, 0);
        assert_eq!(came(&same), came(&off));
    }
}

// E8: messages that do not come fill the helpline.

const CASE: &str = "models/inps-2020-04-01";

#[test]
fn a_gateway_that_keeps_up_keeps_the_helpline_free_of_calls_about_it() {
    // Nobody calls twice, so that calls are callers.
    let quiet = [
        "people.helpline.redial=0",
        "people.helpline.reconnect=0",
        "people.credentials.whole-one-wanted=0",
    ];
    let quick = ["people.credentials.gateway={ loss = 0.0 }"];
    let subject = |set: &[&str]| {
        Subject::new(CASE, set)
            .under("queue-with-tickets")
            .at_scale(0.025)
    };
    let on = subject(&quiet);
    let all: Vec<&str> = quiet.iter().chain(&quick).copied().collect();
    let off = subject(&all).with_the_chance_of(&on);
    let (on, off) = (on.run(46 * 3_600, 0), off.run(46 * 3_600, 0));
    let calls = [&on, &off].map(|run| run.helpline.expect("the model has a helpline").about);
    assert!(calls[0].overdue > 1_000, "{calls:?}");
    assert_eq!(calls[1].overdue, 0);
    // Nothing else: the same people come, and the everyday callers call as ever.
    assert_eq!(calls[0].everyday, calls[1].everyday);
    assert_eq!(came(&on), came(&off));
    // Whoever asks for a PIN applies on the day they ask.
    let waiting = [&on, &off].map(|run| run.credentials.expect("the model says how").waiting);
    assert!(waiting[1] < waiting[0] / 100, "{waiting:?}");
    assert!(
        off.submitted > on.submitted,
        "{} and {}",
        on.submitted,
        off.submitted
    );
}

// E10: people who give up for now and come back.

#[test]
fn without_coming_back_the_demand_of_a_bad_hour_is_lost() {
    // Nobody reloads; for two hours a flood leaves people no room.
    let set = [
        "people.role.citizen.retry=0",
        "people.role.office.retry=0",
        "attack.flood.flood.pulse=[{ from = \"2020-04-01 10:00\", until = \"2020-04-01 12:00\", rate = \"5000 per second\" }]",
    ];
    let gone = [
        "people.role.citizen.come-back=0",
        "people.role.office.come-back=0",
    ];
    let subject = |set: &[&str]| Subject::new(CASE, set).under("open-to-all").at_scale(0.025);
    let on = subject(&set);
    let all: Vec<&str> = set.iter().chain(&gone).copied().collect();
    let off = subject(&all).with_the_chance_of(&on);
    let (on, off) = (on.run(16 * 3_600, 0), off.run(16 * 3_600, 0));
    assert_eq!(came(&on), came(&off));
    // Coming back stores demand: hardly anybody is lost, and they are there in the evening. Without, everybody is who failed.
    assert!(
        on.given_up < off.given_up / 10,
        "{} and {}",
        on.given_up,
        off.given_up
    );
    assert!(
        on.still_trying > off.still_trying,
        "{} and {}",
        on.still_trying,
        off.still_trying
    );
    // Nothing else: until the night's first failures the two days are one.
    let quiet = |run: &Observed| rates(run, 0.0, 2.0 * 3_600.0);
    assert_eq!(quiet(&on), quiet(&off));
}
