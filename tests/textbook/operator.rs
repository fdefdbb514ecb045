//! The operator: alarms in the fluid limit, measures switched on and off, a cache that collapses requests.

use clickday::measures::emergency_cache::CacheSummary;
use clickday::sim::result::Outcome;

use crate::common::{Observed, Subject};

const ALARM: &str = "models/physics/false-alarm.toml";
const PAGES: &str = "models/physics/wrong-pages.toml";

fn operator(r: &Observed) -> &clickday::sim::result::OperatorSummary {
    r.operator.as_ref().expect("the policy has an operator")
}

/// Of the people's attempts in the bins of a minute from `from` on, how many ended so.
fn ended_from(r: &Observed, from: usize, outcome: Outcome) -> u64 {
    let counts = &r.series.counts[from..];
    counts
        .iter()
        .map(|c| u64::from(c.outcomes[outcome as usize]))
        .sum()
}

#[test]
fn a_surge_of_people_is_a_false_alarm_at_the_instant_of_the_fluid_limit() {
    // 200 + 400 x/60 passes 380 at x = 27 s; at 20 s the minute has 333 a second, at 30 s it has 400: eight standard deviations off.
    for replication in 0..5 {
        let run = Subject::new(ALARM, &[]).under("watched").run(1_200, replication);
        let seen = operator(&run);
        assert_eq!((seen.false_alarms, seen.true_alarms), (1, 0));
        let first = seen.first_alarm.as_deref().expect("an alarm");
        assert!(first.starts_with("2020-03-23 00:10:30"), "{first}");
        // Two minutes later the defence is on, and not before.
        assert_eq!(seen.acts.len(), 1);
        assert!(seen.acts[0].at.starts_with("2020-03-23 00:12:30"), "{seen:?}");
        let blocked = &run.defences[0].people_blocked;
        assert_eq!(*blocked, ended_from(&run, 12, Outcome::Blocked));
        assert_eq!(*blocked, run.attempts.of(Outcome::Blocked));
        assert!(*blocked > 0);
    }
}

#[test]
fn an_attack_is_a_true_alarm() {
    let flood = "attack.flood.flood.pulse.0.rate=\"400 per second\"";
    let run = Subject::new(ALARM, &[flood]).under("watched").run(600, 0);
    let seen = operator(&run);
    assert_eq!((seen.false_alarms, seen.true_alarms), (0, 1));
    // The flood begins at 00:05.
    let first = seen.first_alarm.as_deref().expect("an alarm");
    assert!(first.starts_with("2020-03-23 00:05:30"), "{first}");
}

#[test]
fn an_alarm_that_is_never_raised_changes_nothing() {
    let never = "policy.watched.operator.0.when.requests.above=\"100000 per second\"";
    let plain = Subject::new(ALARM, &[never]).under("watched");
    let quiet = plain.run(1_200, 0);
    assert_eq!(
        operator(&quiet),
        &clickday::sim::result::OperatorSummary::default()
    );
    assert_eq!(quiet.attempts.of(Outcome::Blocked), 0);
    // The same people under the policy without an operator: the same attempts, to the last.
    let open = plain.beside("open").run(1_200, 0);
    assert_eq!(quiet.attempts, open.attempts);
    assert_eq!(quiet.by_group, open.by_group);
    assert_eq!(quiet.page_s, open.page_s);
}

fn cache(r: &Observed) -> CacheSummary {
    CacheSummary::of(r).expect("the policy has a cache")
}

#[test]
fn collapsed_requests_show_more_people_the_same_page() {
    // A page takes 2 s to fetch and is kept for 60 s: a cycle of a page and node is 1/ρ + 62 s, and whoever asks in the latter is shown it.
    let set = [
        "calendar.end=\"2020-04-01 10:30\"",
        "policy.cached.measure.0.emergency-cache.until=\"2020-04-01 10:00\"",
        "policy.cached.measure.0.emergency-cache.collapses=\"1 min\"",
        "policy.cached.measure.0.emergency-cache.reported=0.1",
        "portal.request.page.work.portal.fixed=\"2 s\"",
    ];
    let runs = Subject::new(PAGES, &set)
        .under("cached")
        .replicate(2_000, 30_000, 10);
    let rate = 2.1 / 42.0;
    runs.ratio(
        "exposures a fill",
        |r| cache(r).exposures as f64,
        |r| cache(r).stored as f64,
    )
    .agrees_with(rate * 62.0);
    runs.rate("fills", |r| cache(r).stored as f64)
        .agrees_with(42.0 / (1.0 / rate + 62.0));
    runs.ratio(
        "reports an exposure",
        |r| cache(r).reports as f64,
        |r| cache(r).exposures as f64,
    )
    .agrees_with(0.1);
}

#[test]
fn reports_end_the_leak() {
    // Everybody reports after five minutes; the operator looks every minute, and purges and switches off two minutes later.
    let set = [
        "policy.cached.measure.0.emergency-cache.reported=1.0",
        "policy.cached.measure.0.emergency-cache.reported-after.fixed=\"5 min\"",
        "policy.cached.operator=[{name=\"leak\",when={reports={above=0,over=\"1 min\"}},after=\"2 min\",stop=[\"emergency-cache\"],close=true},\
         {name=\"mended\",at=\"2020-04-01 00:40\",reopen=true}]",
    ];
    let run = Subject::new(PAGES, &set).under("cached").run(3_600, 0);
    let acts = &operator(&run).acts;
    assert_eq!(acts.len(), 2);
    // On at 00:10, so that the first exposure is seconds later: reported by 00:15, seen at 00:16, ended at 00:18.
    assert!(acts[0].at.starts_with("2020-04-01 00:18"), "{acts:?}");
    assert_eq!(ended_from(&run, 18, Outcome::WrongPerson), 0);
    assert!(cache(&run).exposures > 0);
    assert_eq!(cache(&run).exposures, run.attempts.of(Outcome::WrongPerson));
    assert_eq!(cache(&run).purges, 1);
    // Closed from then until it is reopened, and to nobody else.
    assert_eq!(
        ended_from(&run, 18, Outcome::Closed) - ended_from(&run, 40, Outcome::Closed),
        run.attempts.of(Outcome::Closed)
    );
    assert!(ended_from(&run, 18, Outcome::Closed) > 1_000);
}
