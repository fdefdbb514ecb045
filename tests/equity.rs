//! Equity on days so simple that it can be worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use clickday::measures::load;
use clickday::measures::run;
use clickday::model::Document;
use clickday::sim::equity::{Equity, Share};
use clickday::sim::{RunOptions, RunResult};
use clickday::theory::fairness::variance_of_inversions;

/// People who come one by one over an hour to a portal with one desk; a page takes 1 s.
const DAY: &str = r#"
version = 1
title = "One desk"
calendar = { start = "2020-04-01 00:00", end = "2020-04-02 00:00" }

[people.group.people]
role = "citizen"
size = 5_000
demand = "hour"

[[people.demand.hour.part]]
even = { weight = 1, from = "2020-04-01 00:00", until = "2020-04-01 01:00" }

[people.role.citizen]

[[journey.page]]
name = "form"
request = "page"

[[portal.tier]]
name = "portal"
slots = 1
backlog = {}

[portal.request.page]
work = { portal = { fixed = "1 s" } }
"#;

fn simulate(more: &str, set: &[&str]) -> RunResult {
    replicate(more, set, 0)
}

fn replicate(more: &str, set: &[&str], replication: u64) -> RunResult {
    let text = format!("{DAY}{more}");
    run_text(&text, set, replication)
}

fn run_text(text: &str, set: &[&str], replication: u64) -> RunResult {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let model = load::read(Document::of_text("day.toml", text), &set).unwrap_or_else(|e| panic!("{e}"));
    let policy = model.policy.keys().next().unwrap().clone();
    let options = RunOptions {
        policy,
        replication,
        ..RunOptions::default()
    };
    run(&model, &options, &mut |_| {}).unwrap()
}

fn equity(run: &RunResult) -> &Equity {
    run.equity.as_ref().unwrap()
}

fn of<'a>(shares: &'a [(String, Share)], name: &str) -> &'a Share {
    &shares.iter().find(|(key, _)| key == name).unwrap().1
}

#[track_caller]
fn assert_hours(got: f64, want: f64) {
    assert!(
        (got - want).abs() < 1e-4 * want.max(1.0),
        "{got} h instead of {want} h"
    );
}

#[test]
fn who_comes_first_is_served_first() {
    let run = simulate("", &[]);
    let equity = equity(&run);
    assert_eq!((run.submitted, equity.overtaking), (5_000, Some(0.0)));
    assert_eq!(equity.all.early, 500);
    // Everybody waits in front of the page: all of it is attended, and all but the second of work is lost.
    let waited = run.wait_s.submitted_mean.unwrap() * 5_000.0 / 3_600.0;
    assert_hours(equity.all.attended_h, waited);
    assert_hours(equity.all.lost_h, waited - 5_000.0 / 3_600.0);
    assert_hours(equity.all.unattended_h, 0.0);
}

/// Desk time is 5,000 s, and people come over 3,600: the n-th waits about 0.28 n seconds, uniform between 0 and 1,400 s, whose Gini
/// index is a third. The instants at which people come wander about the even ones like a Brownian bridge of 3,600/√5,000 = 51 s: the mean
/// wait by 51/√12 s of 700, its covariance with the rank by 51/√180 of 233 (`∫B` and `∫(2u-1)B` have variances 1/12 and 1/180), together
/// 2.7 % of a third.
#[test]
fn the_gini_index_of_a_growing_queue_is_a_third() {
    let scatter = 3_600.0 / f64::sqrt(5_000.0);
    let (mean, covariance) = (
        scatter / f64::sqrt(12.0) / 700.0,
        scatter / f64::sqrt(180.0) / (700.0 / 3.0),
    );
    let replications = 40_u32;
    let error = mean.hypot(covariance) / 3.0 / f64::from(replications).sqrt();
    let gini: f64 = (0..replications)
        .map(|r| equity(&replicate("", &[], r.into())).gini_wait.unwrap())
        .sum();
    let gini = gini / f64::from(replications);
    let z = (gini - 1.0 / 3.0) / error;
    assert!(z.abs() < 4.0, "{gini}, z = {z}");
}

#[test]
fn last_come_first_served_turns_the_order_around() {
    let burst = "people.demand.hour.part=[{ burst = { weight = 1, at = \"2020-04-01 00:00\" } }]";
    let run = simulate("", &["portal.tier.portal.backlog.order=\"lifo\""]);
    let lifo = equity(&run).overtaking.unwrap();
    assert!(lifo > 0.2, "{lifo}");
    // At one and the same instant nobody comes before anybody.
    let run = simulate("", &["portal.tier.portal.backlog.order=\"lifo\"", burst]);
    assert_eq!(equity(&run).overtaking, Some(0.0));
}

/// A lottery among people who are all there before it: random order.
#[test]
fn a_lottery_overtakes_half_of_the_pairs() {
    let room = "\n[[policy.room.measure]]\n[policy.room.measure.waiting-room]\norder = \"lottery\"\nopens = \"2020-04-01 02:00\"\n\
                cap = 1\npoll = \"1 us\"\nlease = \"1 day\"\nclaim = \"1 h\"\nidle = \"1 h\"\n";
    let run = simulate(room, &[]);
    let equity = equity(&run);
    assert_eq!(run.submitted, 5_000);
    let pairs = 5_000.0 * 4_999.0 / 2.0;
    let z = (equity.overtaking.unwrap() - 0.5) * pairs / variance_of_inversions(5_000).sqrt();
    assert!(z.abs() < 4.0, "z = {z}");
    // With a ticket they do something else: at the screen is the second of the page.
    assert_hours(equity.all.attended_h, 5_000.0 / 3_600.0);
    assert!(equity.all.lost_h.abs() < 0.1, "{}", equity.all.lost_h);
}

/// Who waits for an announced opening, or comes back hours after a refusal, is away meanwhile.
#[test]
fn away_is_not_attended() {
    let closed = "\n[[policy.closed.measure]]\nclosure = { from = \"2020-04-01 00:00\", until = \"2020-04-01 02:00\", announced = true }\n";
    let one = [
        "people.group.people.size=100",
        "portal.tier.portal.slots=100",
        "people.demand.hour.part=[{ burst = { weight = 1, at = \"2020-04-01 00:00\" } }]",
    ];
    let run = simulate(closed, &one);
    let all = &equity(&run).all;
    assert_hours(all.unattended_h, 200.0);
    assert_hours(all.attended_h, 100.0 / 3_600.0);
    // One desk and no line: 99 are refused, wait a minute at the screen, are refused again, and go home for six hours.
    let run = simulate(
        "",
        &[
            one[0],
            one[2],
            "portal.tier.portal.backlog={ length = 0 }",
            "people.role.citizen={ retry-first = 1, retry-after = { fixed = \"1 min\" }, come-back = 1, come-back-after = { fixed = \"6 h\" } }",
        ],
    );
    // At midnight, a minute later, then at 6:01, 6:02, 12:02, 12:03, 18:03 and 18:04 one each is served: eight, and 92 are away at the end.
    assert_eq!(run.submitted, 8);
    let all = &equity(&run).all;
    let away = 4.0 * 0.0 + 2.0 * 6.0 + 2.0 * 12.0 + 2.0 * 18.0 + 92.0 * (24.0 - 4.0 / 60.0);
    assert_hours(all.unattended_h, away);
    assert_eq!((all.submitted, all.tried), (8, 100));
}

/// Files at an office take their owners no time at the screen; the office is early.
#[test]
fn channels_are_told_apart() {
    let offices = r#"
[people.office.early-birds]
role = "citizen"
operators = 50
hours = "00:00-24:00"
files-per-login = 1

[[people.demand.first.part]]
burst = { weight = 1, at = "2020-04-01 00:00" }
"#;
    let run = simulate(
        offices,
        &[
            "people.group.people.through-office={ office = \"early-birds\", share = 0.4, demand = \"first\" }",
            "people.demand.hour.part=[{ even = { weight = 1, from = \"2020-04-01 04:00\", until = \"2020-04-01 05:00\" } }]",
        ],
    );
    let equity = equity(&run);
    let (own, office) = (
        of(&equity.by_channel, "own hand"),
        of(&equity.by_channel, "office early-birds"),
    );
    assert_eq!(own.tried + office.tried, 5_000);
    // Binomial: 2,000 files, standard deviation 34.6.
    assert!((office.tried as f64 - 2_000.0).abs() < 4.0 * 34.7);
    assert_eq!((office.early, own.early), (500, 0));
    assert_hours(office.attended_h, 0.0);
    assert_eq!(equity.office_share_of_early, Some(1.0));
    assert_eq!(
        equity.office_share_of_all,
        Some(office.submitted as f64 / run.submitted as f64)
    );
}

/// Each way of telling people apart adds up to the same.
#[test]
fn the_parts_add_up() {
    let more = r#"
[people.skill.low]
weight = 1
think = 2
[people.skill.high]
weight = 3
[people.helpline]
operators = 1
handling = { fixed = "1 min" }
per-failure = 0.5
"#;
    let run = simulate(
        more,
        &[
            "people.group.people.credential={ missing = 0.3, obtained-after = { exponential = \"1 h\" } }",
            "portal.tier.portal.backlog.length=20",
            "people.role.citizen={ retry = 0.9, retry-after = { exponential = \"1 min\" } }",
        ],
    );
    let equity = equity(&run);
    assert!(run.given_up > 100 && run.submitted > 1_000);
    let sum = |shares: &[(String, Share)], of: fn(&Share) -> f64| -> f64 {
        shares.iter().map(|(_, s)| of(s)).sum()
    };
    for of in [
        |s: &Share| s.tried as f64,
        |s: &Share| s.submitted as f64,
        |s: &Share| s.submitted_by_deadline as f64,
        |s: &Share| s.early as f64,
        |s: &Share| s.attended_h,
        |s: &Share| s.unattended_h,
        |s: &Share| s.lost_h,
    ] {
        for by in [
            &equity.by_group,
            &equity.by_channel,
            &equity.by_skill,
            &equity.by_credential,
        ] {
            let (part, whole) = (sum(by, of), of(&equity.all));
            assert!((part - whole).abs() < 1e-6 * whole.max(1.0), "{part} of {whole}");
        }
    }
    assert_eq!(
        (equity.all.tried, equity.all.submitted),
        (run.tried, run.submitted)
    );
    assert_eq!(equity.all.wait_s, run.wait_s);
    let helped = of(&equity.by_channel, "helpline").tried;
    assert_eq!(helped, run.helpline.unwrap().helped);
    let none = of(&equity.by_credential, "none at first");
    // Binomial: 1,500 without, standard deviation 32.4; each is away for an hour on average before they first come.
    assert!((none.tried as f64 - 1_500.0).abs() < 4.0 * 32.5);
    let away = none.unattended_h / none.tried as f64;
    assert!((away - 1.0).abs() < 4.0 / (none.tried as f64).sqrt(), "{away}");
}

/// Pages with thinking between them, the last of which people may also think about, on a portal where everybody has a processor.
fn idle_form(pages: usize, size: u64, law: &str) -> String {
    let page = |i: usize| {
        format!("[[journey.page]]\nname = \"page {i}\"\nrequest = \"page\"\nthink = {{ {law} }}\n")
    };
    let pages: String = (0..pages).map(page).collect();
    DAY.replace("[[journey.page]]\nname = \"form\"\nrequest = \"page\"\n", &pages)
        .replace("size = 5_000", &format!("size = {size}"))
        .replace("slots = 1\n", "slots = 100000\n")
        .replace("{ fixed = \"1 s\" }", "{ exponential = \"1 s\" }")
}

/// Where nobody has to wait for anything nobody loses anything, however fast or slow they happen to be: not on average, but each time.
/// With means in the place of a person's own times a few people lose less than nothing in half of the runs.
#[test]
fn on_an_idle_portal_nothing_is_lost_and_nowhere_less_than_nothing() {
    for law in [
        "exponential = \"40 s\"",
        "lognormal = { mean = \"40 s\", sigma = 1.2 }",
        "uniform = { from = \"1 s\", to = \"3 min\" }",
    ] {
        for (pages, size) in [(1, 1), (1, 20), (4, 3), (12, 40)] {
            let text = idle_form(pages, size, law);
            for replication in 0..12 {
                let run = run_text(&text, &[], replication);
                let equity = equity(&run);
                assert_eq!(run.submitted, size);
                // Each time is rounded to a microsecond.
                let rounding = 2e-6 * (pages as u64 * size) as f64 / 3_600.0;
                assert!(
                    (0.0..=rounding).contains(&equity.all.lost_h),
                    "{law}: {}",
                    equity.all.lost_h
                );
                for (_, share) in equity.by_channel.iter().chain(&equity.by_group) {
                    assert!(share.lost_h >= 0.0 && share.unattended_h >= 0.0, "{share:?}");
                }
            }
        }
    }
}

/// Nor where people are refused and try again at once, so that another request's work counts in the end.
#[test]
fn nobody_loses_less_than_nothing_when_refused() {
    let text = idle_form(3, 200, "exponential = \"5 s\"")
        .replace("slots = 100000\n", "slots = 1\n")
        .replace("backlog = {}\n", "")
        .replace(
            "[people.role.citizen]\n",
            "[people.role.citizen]\nretry = 1\nretry-after = { exponential = \"100 ms\" }\n",
        );
    for replication in 0..10 {
        let run = run_text(&text, &[], replication);
        assert!(run.attempts.failed() > 0);
        let equity = equity(&run);
        assert!(
            equity.all.lost_h > 0.0 && equity.all.unattended_h >= 0.0,
            "{:?}",
            equity.all
        );
    }
}
