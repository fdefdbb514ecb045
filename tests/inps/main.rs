//! What the physics must show (the design, section 4), on the portal of `models/inps-2020-04-01` itself.
//!
//! `tests/physics.rs` shows each effect alone, on a model made for it. Here the portal, its pages and its people are those of the shipped
//! model, at a small scale; only demand, the trouble, and what has no formula are set (everybody files for themselves and has a
//! credential). What theory says of the model is asked of `clickday explain`, so that a value of the model may change and the test still
//! says what follows from it.

#[path = "../common/mod.rs"]
mod common;

#[path = "../common/launch.rs"]
mod launch;
mod ramp;

use clickday::measures::emergency_cache::CacheSummary;
use clickday::measures::load::load;
use clickday::model::Model;
use clickday::model::people::Group;
use clickday::report::explain::explain;
use clickday::scenario::Scenario;
use clickday::sim::result::{BinCounts, Outcome};
use clickday::theory::TheoryError;
use clickday::theory::cache_leak::leak;
use clickday::theory::session::Session;
use common::{Estimate, Observed, Subject};
use launch::GROUPS;

type Checked = Result<(), TheoryError>;

const MODEL: &str = "models/inps-2020-04-01";
/// The run begins at 22:00 of the evening before.
const MIDNIGHT_H: usize = 2;
/// A bin of the model's calendar is ten minutes.
const BINS_AN_HOUR: usize = 6;
const SCALE: f64 = 0.03;

/// Persistence, of which the record of the first day tells next to nothing (`docs/calibration.md`, .70 to .99): what is shown here is
/// shown of people who do not give up easily.
const RETRY: f64 = 0.95;

/// Everybody files for themselves, has a credential, is persistent, and tires of trying no sooner than another.
fn alike() -> Vec<String> {
    let mut set: Vec<String> = GROUPS
        .iter()
        .flat_map(|g| {
            [
                format!("people.group.{g}.through-office.share=0"),
                format!("people.group.{g}.credential={{ missing = 0 }}"),
            ]
        })
        .collect();
    set.push("people.credentials.whole-one-wanted=0".to_owned());
    set.push(format!("people.role.citizen.retry={RETRY}"));
    set.push("people.skill.low.retry=1".to_owned());
    set.push("people.role.citizen.retry-half-life=1e15".to_owned());
    set
}

/// The same, and people first come at an even rate from midnight until then.
fn evenly_until(until: &str) -> Vec<String> {
    let mut set = alike();
    set.push(format!(
        "people.demand.own-hand.part=[{{ even = {{ weight = 1, from = \"2020-04-01 00:00\", until = \"{until}\" }} }}]"
    ));
    set
}

/// A flood that fills the portal from 06:00 on.
fn flood_until(hour: u32) -> String {
    format!(
        "attack.flood.flood.pulse=[{{ from = \"2020-04-01 06:00\", until = \"2020-04-01 {hour:02}:00\", rate = \"5000 per second\" }}]"
    )
}

fn subject(policy: &str, scale: f64, set: &[String]) -> Subject {
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    Subject::new(MODEL, &set).under(policy).at_scale(scale)
}

/// What theory says of the model under a policy, at full scale.
fn told(policy: &str, set: &[String], id: &str) -> f64 {
    let scenario = Scenario::new(&shipped(set), policy, 1.0, None).expect("the model compiles");
    let explanation =
        explain(&scenario, 1.0, clickday::Language::English).expect("the model can be explained");
    let statement = explanation.find(id).and_then(|s| s.value);
    statement.unwrap_or_else(|| panic!("nothing is said of {id}"))
}

fn size(group: &Group) -> f64 {
    group.size.map_or(0.0, |n| n.get() as f64)
}

fn shipped(set: &[String]) -> Model {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(MODEL);
    load(&path, set).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Requests that a tier can hold.
fn places(tier: &str) -> f64 {
    let model = shipped(&[]);
    let tier = model.portal.tier.iter().find(|t| t.name == tier);
    let tier = tier.expect("a tier of that name");
    let backlog = tier.backlog.as_ref().and_then(|b| b.length);
    (tier.slots.get() + backlog.map_or(0, clickday::model::units::Count::get)) as f64
}

/// What happened in a stretch of the run, at full scale \[a second\].
#[derive(Debug, Clone, Copy)]
struct Flow {
    attempts: f64,
    ended: f64,
    served: f64,
    applications: f64,
}

impl Flow {
    fn page_success(self) -> f64 {
        self.served / self.ended
    }
}

/// Stretch by stretch of so many bins.
fn every(bins: usize, run: &Observed) -> Vec<Flow> {
    let width = run.series.groups.len() * bins;
    let a_second = 3_600.0 * run.scale * bins as f64 / BINS_AN_HOUR as f64;
    let flow = |bins: &[BinCounts]| {
        let sum =
            |of: fn(&BinCounts) -> u32| bins.iter().map(|bin| f64::from(of(bin))).sum::<f64>() / a_second;
        Flow {
            attempts: sum(|bin| bin.attempts),
            ended: sum(|bin| bin.outcomes.iter().sum()),
            served: sum(|bin| bin.outcomes[Outcome::Served as usize]),
            applications: sum(|bin| bin.submitted),
        }
    };
    run.series.counts.chunks_exact(width).map(flow).collect()
}

fn hours(run: &Observed) -> Vec<Flow> {
    every(BINS_AN_HOUR, run)
}

fn mean(of: impl Iterator<Item = f64> + Clone) -> f64 {
    of.clone().sum::<f64>() / of.count() as f64
}

// 1. Overload destroys finished sessions, not only requests.

/// Every page fails alike: by refusal, which does not ask what page it is. With patience or time-outs the heavy pages fail more often
/// than the light ones, and of as many pages served fewer are of use.
fn refused_alone() -> [String; 3] {
    [
        r#"people.role.citizen.patience={ law = { fixed = "2 h" } }"#,
        r#"portal.tier.edge.gateway-timeout="2 h""#,
        r#"portal.tier.database.backlog={ timeout = "2 h" }"#,
    ]
    .map(str::to_owned)
}

/// Hour by hour as the portal sinks, of the pages it serves those belong to applications that theory says; not exactly, since
/// attempts fail in clusters, and the hour's attempts are not all of the hour's sessions.
#[test]
fn of_the_pages_served_in_a_melt_down_hardly_any_is_of_use() -> Checked {
    for session_lost in [0.1, 0.25] {
        let mut set = evenly_until("2020-04-03 00:00");
        set.push(flood_until(8));
        set.push(format!("people.role.citizen.session-lost={session_lost}"));
        set.extend(refused_alone());
        let (mut useful, mut expected, mut served) = (0.0, 0.0, 0.0);
        for replication in 0..6 {
            let run = subject("open-to-all", SCALE, &set).run(24 * 3_600, replication);
            for hour in &hours(&run)[MIDNIGHT_H + 10..] {
                let success = hour.page_success();
                let session = Session::new(12, success, RETRY, session_lost)?;
                if !(0.15..0.3).contains(&success) {
                    continue;
                }
                useful += 12.0 * hour.applications;
                expected += session.efficiency() * hour.served;
                served += hour.served;
            }
        }
        assert!(served > 0.0, "no hour of a melt-down");
        assert!(
            (useful / expected - 1.0).abs() < 0.1,
            "{useful} of {served}, not {expected}"
        );
        // The portal works all the time, and more than nine tenths of it for nothing.
        assert!(useful < 0.1 * served, "{useful} of {served}");
    }
    Ok(())
}

// 2. With reloads, goodput has two states at the same demand, and stays in the bad one after the trigger is gone.

/// Applications a second in each of the hours from six hours after the flood on, or from where it would have been.
fn long_after(set: &[String], flood: bool) -> Vec<f64> {
    let mut set = set.to_vec();
    set.push(if flood {
        flood_until(10)
    } else {
        "attack.flood.flood.pulse=[]".to_owned()
    });
    let run = subject("open-to-all", SCALE, &set).run(30 * 3_600, 0);
    let hours = hours(&run);
    hours[MIDNIGHT_H + 16..].iter().map(|h| h.applications).collect()
}

#[test]
fn four_hours_of_trouble_keep_the_portal_down_for_good() {
    let mut set = evenly_until("2020-04-04 00:00");
    // So many come, each once and evenly over three days: less than the portal can do, more than it recovers at.
    let eligible: f64 = shipped(&[]).people.group.values().map(size).sum();
    let share = 0.7 * told("open-to-all", &set, "collapse_threshold") * 72.0 * 3_600.0 / eligible;
    set.extend(GROUPS.iter().map(|g| format!("people.group.{g}.apply={share}")));
    let demand = told("open-to-all", &set, "people_coming") / (72.0 * 3_600.0);
    let collapse = told("open-to-all", &set, "collapse_threshold");
    let recovery = told("open-to-all", &set, "recovery_threshold");
    assert!(
        recovery < 0.5 * demand && demand < 0.8 * collapse,
        "{recovery} {demand} {collapse}"
    );

    let never = long_after(&set, false);
    assert!(
        never.iter().all(|rate| (rate / demand - 1.0).abs() < 0.15),
        "{never:.1?}"
    );
    let after = long_after(&set, true);
    assert!(after.iter().all(|rate| *rate < 0.1 * demand), "{after:.1?}");
    // Those who fail neither reload nor come back: the flood ends, and so does the trouble.
    let mut alone = set.clone();
    alone.push("people.role.citizen.retry=0".to_owned());
    alone.push("people.role.citizen.come-back=0".to_owned());
    let after = long_after(&alone, true);
    assert!(
        after.iter().all(|rate| (rate / demand - 1.0).abs() < 0.15),
        "{after:.1?}"
    );
}

// 3. The order of service.

/// Pages a second from 06:00 to 12:00 of a day on which twice as many come as the portal can serve.
fn pages_in_overload(more: &[&str]) -> f64 {
    let mut set = evenly_until("2020-04-02 00:00");
    set.push("portal.tier.edge.slots=100_000".to_owned());
    set.extend(more.iter().map(|s| (*s).to_owned()));
    let run = subject("open-to-all", SCALE, &set).run(14 * 3_600, 0);
    mean(hours(&run)[MIDNIGHT_H + 6..].iter().map(|h| h.served))
}

const LONG: &str = "portal.tier.web.backlog.length=40_000";
const SHORT: &str = "portal.tier.web.backlog.length=200";
const LIFO: &str = "portal.tier.web.backlog.order=\"lifo\"";

/// A full line of the model is worked off in a quarter of people's patience: it is the sessions that are lost here, not the pages.
#[test]
fn the_order_of_a_short_line_does_not_matter() {
    let patience = 40.0;
    assert!(told("open-to-all", &alike(), "full_delay") < 0.5 * patience);
    let fifo = pages_in_overload(&[]);
    for other in [pages_in_overload(&[LIFO]), pages_in_overload(&[SHORT])] {
        assert!((other / fifo - 1.0).abs() < 0.03, "{other} instead of {fifo}");
    }
}

/// A line twenty times as long takes longer than people wait.
#[test]
fn a_long_line_in_order_of_arrival_serves_those_who_have_left() {
    let mut long = alike();
    long.push(LONG.to_owned());
    assert!(told("open-to-all", &long, "full_delay") > 40.0);
    let best = pages_in_overload(&[]);
    let fifo = pages_in_overload(&[LONG]);
    assert!(fifo < 0.05 * best, "{fifo} of {best}");
    let lifo = pages_in_overload(&[LONG, LIFO]);
    assert!(lifo > 0.95 * best, "{lifo} of {best}");
    // Everybody waits for the same 40 s: to drop, at their turn, those who have left leaves those who are about to leave.
    let same = "people.role.citizen.patience={ law = { fixed = \"40 s\" } }";
    let dropping = pages_in_overload(&[LONG, same, "portal.tier.web.backlog.timeout=\"40 s\""]);
    assert!(dropping < 0.05 * best, "{dropping} of {best}");
    // The model's own people differ: the patient among them get half of what there is.
    let patient = pages_in_overload(&[LONG, "portal.tier.web.backlog.timeout=\"40 s\""]);
    assert!(patient < 0.7 * best, "{patient} of {best}");
}

// 4. A waiting room has a cliff.

/// Applications a second, and the mean time of a page, from 03:00 to 06:00 of a day on which twice as many come as the portal can serve
/// and so many are let in at once.
fn behind_a_room(set: &[String], cap: f64) -> (f64, f64) {
    let mut set = set.to_vec();
    set.push(format!(
        "policy.queue-with-tickets.measure.0.waiting-room.cap={}",
        cap.round()
    ));
    let run = subject("queue-with-tickets", 0.1, &set).run(8 * 3_600, 0);
    let rate = mean(hours(&run)[MIDNIGHT_H + 3..].iter().map(|h| h.applications));
    (rate, run.page_s.mean.unwrap_or(0.0))
}

#[test]
fn a_waiting_room_turns_within_five_per_cent_of_where_theory_puts_it() {
    let mut set = evenly_until("2020-04-02 00:00");
    set.push("policy.queue-with-tickets.measure.0.waiting-room.no-show=0".to_owned());
    let policy = "queue-with-tickets";
    let turn = told(policy, &set, "saturation_point");
    let capacity = told(policy, &set, "capacity");
    // Below, those inside do not disturb each other; above, more of them do not make the portal faster. The two lines meet at the turn.
    let (below, page) = behind_a_room(&set, 0.75 * turn);
    let (most, _) = behind_a_room(&set, 1.1 * turn);
    assert!((most / capacity - 1.0).abs() < 0.05, "{most} of {capacity}");
    let found = 0.75 * turn * most / below;
    assert!((found / turn - 1.0).abs() < 0.05, "{found} instead of {turn}");
    assert!(page < 1.1 * told(policy, &set, "page_time"), "{page} s");
    // Above it a page takes what the law of the closed system says.
    for share in [1.2, 1.3] {
        let cap = share * turn;
        set.push(format!(
            "policy.queue-with-tickets.measure.0.waiting-room.cap={}",
            cap.round()
        ));
        let law = told(policy, &set, "page_time_at_cap");
        let (_, page) = behind_a_room(&set, cap);
        assert!((page / law - 1.0).abs() < 0.15, "{page} s instead of {law} s");
    }
    // With all places of the portal taken besides, pages are refused and sessions lost: more people inside, fewer applications.
    let full = turn + places("web");
    let (lost, _) = behind_a_room(&set, 1.25 * full);
    let (more, _) = behind_a_room(&set, 1.7 * full);
    assert!(
        lost < 0.65 * most && more < 0.5 * lost,
        "{lost}, {more} of {most}"
    );
}

// 5. The same portal accepts a few applications a second in the melt-down, and 20 to 30 when entry is paced.

#[test]
fn the_same_portal_accepts_six_times_as_many_when_entry_is_paced() {
    for replication in 0..2 {
        let day = |policy: &str| hours(&subject(policy, SCALE, &[]).run(44 * 3_600, replication));
        let between = |hours: &[Flow], from: usize, until: usize| {
            mean(
                hours[MIDNIGHT_H + from..MIDNIGHT_H + until]
                    .iter()
                    .map(|h| h.applications),
            )
        };
        let happened = day("as-it-happened");
        let melt_down = between(&happened, 9, 13);
        assert!((2.0..6.5).contains(&melt_down), "{melt_down}");
        // From 08:00 to 16:00 of the second day only offices: their operators pace themselves.
        let offices = between(&happened, 33, 40);
        assert!((25.0..35.0).contains(&offices), "{offices}");
        // The same hours of the first day, with the door paced.
        let paced = day("queue-with-tickets");
        let paced = between(&paced, 9, 13);
        // Of what the portal can do half at least: operators who pause between two files hold places too.
        let capacity = told("queue-with-tickets", &[], "capacity");
        assert!(
            (0.5 * capacity..capacity).contains(&paced),
            "{paced} of {capacity}"
        );
        assert!(offices > 6.0 * melt_down, "{offices} and {melt_down}");
        assert!(paced > 3.0 * melt_down, "{paced} and {melt_down}");
    }
}

// 6. A long cache lifetime leaks to many people few identities.

/// Half an hour of an even flow of people to one page at fourteen nodes, nobody asking twice, kept for so long: at each node a Poisson stream.
fn even_leak(lifetime: &str) -> (f64, Vec<CacheSummary>) {
    let cache = "policy.as-it-happened.measure.3.emergency-cache";
    let mut set = evenly_until("2020-04-02 00:00");
    set.extend(GROUPS.map(|g| format!("people.group.{g}.apply=0.2")));
    set.extend(["retry", "come-back"].map(|what| format!("people.role.citizen.{what}=0")));
    set.extend(
        [
            "from=\"2020-04-01 04:00\"",
            "until=\"2020-04-01 04:30\"",
            "pages=[\"summary\"]",
            "reported=0",
        ]
        .map(|what| format!("{cache}.{what}")),
    );
    set.push(format!("{cache}.lifetime=\"{lifetime}\""));
    let scale = 0.1;
    let subject = subject("as-it-happened", scale, &set);
    let runs = (0..10).filter_map(|replication| CacheSummary::of(&subject.run(7 * 3_600, replication)));
    let people = told("as-it-happened", &set, "people_coming");
    (people * scale / 86_400.0 / NODES, runs.collect())
}

/// Nodes of the model's cache.
const NODES: f64 = 14.0;
/// Work for the page on the web tier and the database \[s\]: so long it takes to fetch one for the cache.
const FETCH_S: f64 = 0.5 + 0.25;
/// How long it is on \[s\].
const ON_S: f64 = 1_800.0;

#[test]
fn the_cache_leaks_as_renewals_do() -> Checked {
    for lifetime_s in [20.0, 60.0, 150.0] {
        let (rate, runs) = even_leak(&format!("{lifetime_s} s"));
        let of = |what: &str, count: fn(&CacheSummary) -> u64| {
            let sample: Vec<f64> = runs.iter().map(|c| count(c) as f64 / NODES).collect();
            Estimate::of_sample(what, &sample)
        };
        // From one fill to the next there are the fetching, the keeping, and the wait for somebody; who asks during the fetching gets a
        // page of their own.
        let fills = leak(ON_S, lifetime_s + FETCH_S, rate, 1.0)?.victims;
        of("pages stored at a node", |c| c.stored).agrees_with(fills);
        let shown = rate * ON_S - fills * (1.0 + rate * FETCH_S);
        of("pages shown to others at a node", |c| c.exposures).agrees_with(shown);
    }
    // Kept for the model's week, a page at a node is one person's.
    let (rate, runs) = even_leak("7 days");
    assert!(runs.iter().all(|c| (c.stored, c.victims) == (14, 14)), "{runs:?}");
    let shown: Vec<f64> = runs.iter().map(|c| c.exposures as f64 / NODES).collect();
    let law = rate * (ON_S - FETCH_S) - 1.0;
    Estimate::of_sample("pages shown to others at a node", &shown).agrees_with(law);
    Ok(())
}

/// The model's own half hour: three pages at fourteen nodes, kept for a week, are forty-two identities at most, however many come.
#[test]
fn a_week_of_keeping_is_few_identities_and_many_exposures() {
    let mut before = 0;
    for scale in [0.025, 0.05] {
        let run = subject("as-it-happened", scale, &[]).run(3 * 3_600, 0);
        let cache = CacheSummary::of(&run).unwrap_or_default();
        assert!(cache.stored <= 42 && cache.victims >= 25, "{cache:?}");
        assert!(
            cache.exposures > 1_000 && cache.exposures > 3 * before / 2,
            "{cache:?}"
        );
        before = cache.exposures;
    }
}
