//! What the physics must show (the design, section 4): consequences, not settings.
//!
//! Small models under `models/physics/` in which each effect stands alone, next to the theory that predicts it. Where there is an exact
//! value the comparison is statistical, as in `tests/textbook/`; where there are two states, they are so far apart that a
//! bound between them is enough, and every replication has to be on its side of it.

mod common;

use common::{Estimate, Observed, Subject, tier};

use clickday::measures::emergency_cache::CacheSummary;
use clickday::scenario::ServiceCurve;
use clickday::sim::result::{BinCounts, Outcome};
use clickday::theory::cache_leak::leak;
use clickday::theory::closed::Closed;
use clickday::theory::deadline::Deadline;
use clickday::theory::retry_storm::{Folds, RetryStorm};
use clickday::theory::session::Session;
use clickday::theory::waiting_room::saturation_point;
use clickday::theory::{BirthDeath, TheoryError};

type Checked = Result<(), TheoryError>;

// 1. Overload destroys finished sessions, not only requests.

#[test]
fn a_quarter_of_the_pages_is_seven_per_cent_of_the_work() -> Checked {
    for (page_success, lost) in [
        (0.8, 0.1),
        (0.5, 0.1),
        (0.253, 0.1),
        (0.2, 0.1),
        (0.253, 0.0),
        (0.5, 0.4),
    ] {
        let mean_patience = -1.0 / f64::ln(page_success);
        let patience = format!("people.role.applicant.patience.law.exponential=\"{mean_patience} s\"");
        let lost_is = format!("people.role.applicant.session-lost={lost}");
        let set: &[&str] = if (lost - 0.1_f64).abs() < 1e-9 {
            &[&patience]
        } else {
            &[&patience, &lost_is]
        };
        let subject = Subject::new("models/physics/sessions.toml", set);
        let runs = subject.replicate(0, 10_800, 8);
        // Everyone is through with it in the end, so that no session is cut in two by the end of the run.
        assert!(runs.ends().all(|run| run.still_trying == 0));

        let session = Session::new(12, page_success, 0.95, lost)?;
        let served = |r: &Observed| r.attempts.of(Outcome::Served) as f64;
        let submitted = |r: &Observed| r.submitted as f64;
        runs.ratio("page success", served, |r| r.attempts.total as f64)
            .agrees_with(page_success);
        runs.ratio("useful share of the pages", |r| 12.0 * submitted(r), served)
            .agrees_with(session.efficiency());
        runs.ratio("people served in the end", submitted, |r| r.tried as f64)
            .agrees_with(session.person_completion());
        runs.ratio("1 / attempts per application", submitted, |r| {
            r.attempts.total as f64
        })
        .agrees_with(1.0 / session.attempts_per_completion());
    }
    let melt_down = Session::new(12, 0.253, 0.95, 0.1)?;
    assert!((0.07..0.075).contains(&melt_down.efficiency()));
    Ok(())
}

// 2. With reloads, goodput has two states at the same demand, and hysteresis.

/// A stretch of the day of `models/physics/reloads.toml` [s], and the demand in it [people a second].
struct Stretch {
    from: f64,
    until: f64,
    demand: f64,
}

const HEALTHY: Stretch = Stretch {
    from: 60.0,
    until: 600.0,
    demand: 15.0,
};
/// From 40 s after the flood is over.
const AFTER_THE_FLOOD: Stretch = Stretch {
    from: 700.0,
    until: 2_400.0,
    demand: 15.0,
};
/// The last 300 s of it.
const LONG_AFTER_THE_FLOOD: Stretch = Stretch {
    from: 2_100.0,
    until: 2_400.0,
    demand: 15.0,
};
const LESS_DEMAND: Stretch = Stretch {
    from: 2_600.0,
    until: 4_200.0,
    demand: 5.0,
};
const HARDLY_ANY_DEMAND: Stretch = Stretch {
    from: 4_400.0,
    until: 6_000.0,
    demand: 1.0,
};
const DEMAND_IS_BACK: Stretch = Stretch {
    from: 6_100.0,
    until: 7_200.0,
    demand: 15.0,
};

/// Of people's attempts, how many a second were made, and how many were answered in time.
struct Flow {
    attempts: f64,
    goodput: f64,
}

fn flow(run: &Observed, stretch: &Stretch) -> Flow {
    let within = |start: &f64| (stretch.from..stretch.until).contains(start);
    let bins = run
        .series
        .start_s
        .iter()
        .zip(&run.series.counts)
        .filter(|(start, _)| within(start));
    let (attempts, served) = bins.fold((0, 0), |(attempts, served), (_, bin)| {
        (
            attempts + bin.attempts,
            served + bin.outcomes[Outcome::Served as usize],
        )
    });
    let seconds = stretch.until - stretch.from;
    Flow {
        attempts: f64::from(attempts) / seconds,
        goodput: f64::from(served) / seconds,
    }
}

/// Nearly everyone is served (demand itself fluctuates by a few per cent).
fn is_up(run: &Observed, stretch: &Stretch) -> bool {
    flow(run, stretch).goodput > 0.9 * stretch.demand
}

/// Hardly anyone is.
fn is_down(run: &Observed, stretch: &Stretch) -> bool {
    flow(run, stretch).goodput < 0.01 * stretch.demand
}

fn reloads(set: &[&str]) -> Vec<Observed> {
    let subject = Subject::new("models/physics/reloads.toml", set);
    (0..4)
        .map(|replication| subject.run(7_200, replication))
        .collect()
}

/// The folds of mean field for a backlog and a probability of reloading; `None` when there is one state only.
fn folds(backlog: usize, retry: f64) -> Result<Option<Folds>, TheoryError> {
    let station = Deadline::new(1.0, 20, 20 + backlog, 6.0)?;
    RetryStorm::new(|attempts| station.goodput(attempts), retry)?.folds(0.5, 400.0)
}

#[test]
fn reloads_keep_a_portal_down_until_demand_has_all_but_gone() -> Checked {
    let folds = folds(240, 0.9)?.expect("two states");
    for demand in [HEALTHY.demand, LESS_DEMAND.demand] {
        assert!(
            folds.recovery.fresh < demand && demand < folds.collapse.fresh,
            "{folds:?}"
        );
    }
    assert!(HARDLY_ANY_DEMAND.demand < folds.recovery.fresh);

    for run in reloads(&[]) {
        assert!(is_up(&run, &HEALTHY));
        // The flood is over, demand is what it was: nobody is served.
        assert!(is_down(&run, &AFTER_THE_FLOOD));
        // A third of it, a quarter of what the portal can do: still nobody.
        assert!(is_down(&run, &LESS_DEMAND));
        assert!(is_up(&run, &HARDLY_ANY_DEMAND));
        // The same demand as when it was down: hysteresis.
        assert!(is_up(&run, &DEMAND_IS_BACK));
    }
    Ok(())
}

#[test]
fn a_portal_that_is_down_gets_ten_times_the_attempts() -> Checked {
    let station = Deadline::new(1.0, 20, 260, 6.0)?;
    let storm = RetryStorm::new(|attempts| station.goodput(attempts), 0.9)?;
    let states = storm.equilibria(15.0, 0.5, 400.0)?;
    let (healthy, down) = (states[0].attempts, states[states.len() - 1].attempts);
    assert!((down - 150.0).abs() < 0.01);

    let runs = reloads(&[]);
    let attempts = |stretch: &Stretch| {
        let sample: Vec<f64> = runs.iter().map(|run| flow(run, stretch).attempts).collect();
        Estimate::of_sample("attempts per second", &sample)
    };
    attempts(&HEALTHY).agrees_with(healthy);
    attempts(&LONG_AFTER_THE_FLOOD).agrees_with(down);
    // Nearly all the work of those hours was for nobody.
    assert!(runs.iter().all(|run| tier(run).work_after_departure_share > 0.6));
    Ok(())
}

#[test]
fn how_many_reload_decides_where_a_portal_recovers() -> Checked {
    // One in two reloads: down at 15, for (1 - p) C = 10 is less, but it recovers at 5.
    let half = folds(240, 0.5)?.expect("two states");
    assert!(
        LESS_DEMAND.demand < half.recovery.fresh && half.recovery.fresh < AFTER_THE_FLOOD.demand,
        "{half:?}"
    );
    for run in reloads(&["people.role.visitor.retry=0.5"]) {
        assert!(is_down(&run, &AFTER_THE_FLOOD) && is_up(&run, &LESS_DEMAND));
    }
    // Nobody reloads: the flood ends, and so does the trouble.
    assert!(folds(240, 0.0)?.is_none());
    for run in reloads(&["people.role.visitor.retry=0"]) {
        assert!(is_up(&run, &LONG_AFTER_THE_FLOOD));
    }
    Ok(())
}

/// What the portal of `models/physics/ramp.toml` answers in each step of five minutes \[a second\], the first minute of each left out.
fn ramp(set: &[&str], replication: u64) -> Vec<f64> {
    let run = Subject::new("models/physics/ramp.toml", set).run(6_600, replication);
    let served = |minutes: &[BinCounts]| {
        let served = minutes[1..]
            .iter()
            .map(|bin| bin.outcomes[Outcome::Served as usize]);
        f64::from(served.sum::<u32>()) / 240.0
    };
    run.series.counts.chunks(5).map(served).collect()
}

/// Newcomers a second in the steps of the ramp.
const RAMP: [f64; 22] = [
    2.5, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 8.0,
    6.0, 4.0, 2.5, 1.0,
];
/// The step of most demand.
const TOP: usize = 10;
/// What happens with a smaller probability does not happen in a test: about that of `|z| > 4`.
const SURPRISING: f64 = 1e-4;

/// The area between the way up and the way down, where both have been \[newcomers a second × answers a second\].
fn loop_area(answered: &[f64]) -> f64 {
    let gap = |step: usize| answered[step] - answered[2 * TOP - step];
    (1..TOP)
        .map(|step| (RAMP[step] - RAMP[step - 1]) * 0.5 * (gap(step) + gap(step - 1)))
        .sum()
}

/// Mean time until reloads fill the portal of `models/physics/ramp.toml` from all servers busy \[s\]: births are those who come for the
/// first time and those who reload, by the probability that whoever finds `n` inside waits longer than 6 s. That they reload 8 s
/// later is left out, which makes the time shorter than it is.
fn time_to_tip(newcomers_per_s: f64) -> Result<f64, TheoryError> {
    let (servers, room, patience_s, reload) = (20, 260, 6.0, 0.9);
    let too_late = |n: usize| {
        let wait_s = (n as f64 + 1.0 - servers as f64).max(0.0) / servers as f64;
        f64::exp(wait_s - patience_s).min(1.0)
    };
    let attempts = |n: usize| newcomers_per_s / (1.0 - reload * too_late(n));
    let chain = BirthDeath::new(room, attempts, |n| n.min(servers) as f64)?;
    Ok(chain.mean_time_to(servers, room))
}

#[test]
fn a_slow_ramp_goes_up_one_way_and_down_another() -> Checked {
    let folds = folds(240, 0.9)?.expect("two states");
    let (replications, step_s) = (4, 300.0);
    for replication in 0..replications {
        let answered = ramp(&[], replication);
        let up = |step: usize| answered[step] > 0.85 * RAMP[step];
        // Below the fold everyone is answered, except where chance has the time to tip the portal; from the first step beyond the fold on
        // hardly anyone, until demand is below the other fold.
        for (step, demand) in RAMP.iter().enumerate().take(TOP) {
            let p_tips = replications as f64 * step_s / time_to_tip(*demand)?;
            let lasts = *demand < folds.collapse.fresh && p_tips < SURPRISING;
            assert!(!lasts || up(step), "{answered:.1?}");
        }
        for (step, demand) in RAMP.iter().enumerate().skip(TOP) {
            let back = *demand < folds.recovery.fresh;
            assert!(
                if back { up(step) } else { answered[step] < 0.5 },
                "{answered:.1?}"
            );
        }
        // All that lies between the two folds is lost on the way down: `(λ² of the collapse − λ² of the recovery) / 2`.
        let lost = 0.5 * (folds.collapse.fresh.powi(2) - folds.recovery.fresh.powi(2));
        let area = loop_area(&answered);
        assert!((0.85..1.25).contains(&(area / lost)), "{area} of {lost}");
    }
    Ok(())
}

/// (With a backlog that is worked off before people have had enough: a longer one wastes work beyond saturation even without reloads.)
#[test]
fn without_reloads_the_way_down_is_the_way_up() {
    let without = ["people.role.visitor.retry=0", "portal.tier.0.backlog.length=60"];
    // In 240 s as many come as a Poisson variable says; the errors of a dozen steps add up.
    let areas: Vec<f64> = (0..20).map(|r| loop_area(&ramp(&without, r))).collect();
    Estimate::of_sample("loop of a slow ramp", &areas).agrees_with(0.0);
}

// 3. FIFO that drops the departed is nearly as bad as FIFO that does not; short queues, LIFO or slack are not.

/// Goodput from 40 s after the flood on, as a share of demand: the best and the worst of the replications.
fn goodput_after_the_flood(set: &[&str]) -> (f64, f64) {
    let shares: Vec<f64> = reloads(set)
        .iter()
        .map(|run| flow(run, &AFTER_THE_FLOOD).goodput / AFTER_THE_FLOOD.demand)
        .collect();
    (
        shares.iter().copied().fold(0.0, f64::max),
        shares.iter().copied().fold(1.0, f64::min),
    )
}

#[test]
fn dropping_the_departed_does_not_save_a_fifo() {
    let fifo = goodput_after_the_flood(&[]);
    assert!(fifo.0 < 0.01, "{fifo:?}");
    // Requests older than people's patience are dropped when their turn comes: what is served next is about to expire.
    let dropping = [
        "portal.tier.0.backlog.order=\"slack\"",
        "portal.tier.0.backlog.oldest=\"6 s\"",
    ];
    let dropping = goodput_after_the_flood(&dropping);
    assert!(dropping.0 < 0.15, "{dropping:?}");
    // A backlog timeout as long as patience is the same.
    let timeout = goodput_after_the_flood(&["portal.tier.0.backlog.timeout=\"6 s\""]);
    assert!(timeout.0 < 0.15, "{timeout:?}");
    // Nor does it help to cancel everywhere, at once, when every request needs the same second of work: each is begun with less than
    // that left. (With exponential work it does help, for work half done is then as good as not begun.)
    let fixed = "portal.request.page.work.web={ fixed = \"1 s\" }";
    let cancelling = goodput_after_the_flood(&["portal.tier.0.cancel-on-disconnect=true", fixed]);
    assert!(cancelling.0 < 0.15, "{cancelling:?}");
}

#[test]
fn short_queues_slack_and_last_in_first_out_save_it() {
    let remedies: [&[&str]; 3] = [
        // A full backlog is worked off in 3 s, half of people's patience.
        &["portal.tier.0.backlog.length=60"],
        // Whoever has less than 2 s left is not begun.
        &[
            "portal.tier.0.backlog.order=\"slack\"",
            "portal.tier.0.backlog.oldest=\"4 s\"",
        ],
        &["portal.tier.0.backlog.order=\"lifo\""],
    ];
    for remedy in remedies {
        let share = goodput_after_the_flood(remedy);
        assert!(share.1 > 0.95, "{remedy:?}: {share:?}");
    }
}

// 4. A waiting room has a cliff at N* = capacity (think + service).

/// Applications a second from 25 to 30 minutes after the opening, in each replication.
fn late_goodput(policy: &str, cap: Option<u64>, replications: u64) -> Vec<f64> {
    let set = cap.map(|cap| format!("policy.room.measure.0.waiting-room.cap={cap}"));
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    let subject = Subject::new("models/physics/waiting-room-cliff.toml", &set).under(policy);
    let late = |run: &Observed| {
        run.series.counts[25..]
            .iter()
            .map(|bin| bin.submitted)
            .sum::<u32>()
    };
    (0..replications)
        .map(|r| f64::from(late(&subject.run(1_800, r))) / 300.0)
        .collect()
}

/// Applications a second the portal can complete.
const CAPACITY: f64 = 80.0 / 6.0;

#[test]
fn a_waiting_room_has_a_cliff() -> Checked {
    // Six pages take five times 10 s of thought, and 2.5 s to notice the call.
    let think = (5.0 * 10.0 + 2.5) / 6.0;
    let cliff = saturation_point(80.0, think, 0.5)?;
    assert!((cliff - 740.0).abs() < 1e-9);

    // A tenth below: everyone flows, as in a closed system of that many people.
    let below = late_goodput("room", Some(660), 6);
    let closed = Closed::new(
        660,
        think,
        0.5,
        ServiceCurve::HalfAt {
            cores: 40.0,
            half_at: 2_000.0,
        },
    )?;
    for goodput in &below {
        assert!(
            (goodput / (closed.throughput() / 6.0) - 1.0).abs() < 0.03,
            "{below:?}, {closed:?}"
        );
    }
    // A fifth above: as bad as no waiting room at all.
    let above = late_goodput("room", Some(890), 6);
    let none = late_goodput("open", None, 2);
    assert!(
        above
            .iter()
            .chain(&none)
            .all(|goodput| *goodput < 0.01 * CAPACITY),
        "{above:?}, {none:?}"
    );
    Ok(())
}

#[test]
fn the_cliff_is_within_five_per_cent_of_where_theory_puts_it() {
    // 740 x 0.95 and 740 x 1.05.
    let (below, above) = (
        late_goodput("room", Some(703), 6),
        late_goodput("room", Some(777), 6),
    );
    assert!(below.iter().all(|goodput| *goodput > 0.9 * CAPACITY), "{below:?}");
    assert!(
        above.iter().all(|goodput| *goodput < 0.01 * CAPACITY),
        "{above:?}"
    );
}

#[test]
fn near_the_cliff_replications_disagree() {
    let goodput = late_goodput("room", Some(735), 20);
    let up = goodput.iter().filter(|g| **g > 0.7 * CAPACITY).count();
    let down = goodput.iter().filter(|g| **g < 0.05 * CAPACITY).count();
    assert!(up >= 4 && down >= 4, "not two modes: {goodput:.1?}");
    // Two modes and hardly anything between: at most those that are just falling.
    assert!(goodput.len() - up - down <= 2, "{goodput:.1?}");
}

// 6. A long cache lifetime leaks to many people few identities.

/// Pages times nodes of `models/physics/wrong-pages.toml`.
const CACHES: f64 = 42.0;
/// How long its cache is on \[s\].
const ON_S: f64 = 1_800.0;

#[test]
fn a_cache_that_forgets_the_session_leaks_as_renewals_do() -> Checked {
    for (lifetime_s, stored) in [(60.0, 1.0), (60.0, 0.3), (600.0, 1.0), (5.0, 1.0)] {
        let measure = "policy.cached.measure.0.emergency-cache";
        let lifetime = format!("{measure}.lifetime=\"{lifetime_s} s\"");
        let share = format!("{measure}.stored={stored}");
        let subject = Subject::new("models/physics/wrong-pages.toml", &[&lifetime, &share]).under("cached");
        let runs = subject.replicate(0, 3_600, 20);
        let of_cache = |what: &str, count: fn(&CacheSummary) -> u64| {
            let sample: Vec<f64> = runs
                .ends()
                .filter_map(|run| {
                    CacheSummary::of(run)
                        .as_ref()
                        .map(|cache| count(cache) as f64 / CACHES)
                })
                .collect();
            Estimate::of_sample(what, &sample)
        };
        let law = leak(ON_S, lifetime_s, 2.1 / CACHES, stored)?;
        of_cache("pages stored, a page and node", |c| c.stored).agrees_with(law.victims);
        of_cache("pages shown to others, a page and node", |c| c.exposures).agrees_with(law.exposures);
        for run in runs.ends() {
            let cache = CacheSummary::of(run).unwrap_or_default();
            assert_eq!(cache.exposures, run.attempts.of(Outcome::WrongPerson));
            assert!(cache.victims <= cache.stored);
        }
    }
    Ok(())
}

#[test]
fn a_page_kept_for_the_half_hour_has_one_victim_a_page_and_node() {
    // A request every 20 s for half an hour: that nobody comes to a node, or only one person, has a chance below 1e-36.
    let set = "policy.cached.measure.0.emergency-cache.lifetime=\"30 min\"";
    let subject = Subject::new("models/physics/wrong-pages.toml", &[set]).under("cached");
    for r in 0..4 {
        let cache = CacheSummary::of(&subject.run(3_600, r)).unwrap_or_default();
        assert_eq!((cache.stored, cache.victims), (42, 42));
        assert!(cache.exposures > 3_000);
    }
}

#[test]
fn without_a_cache_nobody_sees_a_wrong_page() {
    let run = Subject::new("models/physics/wrong-pages.toml", &[])
        .under("open")
        .run(3_600, 0);
    assert_eq!(run.attempts.of(Outcome::WrongPerson), 0);
    assert!(CacheSummary::of(&run).is_none());
}
