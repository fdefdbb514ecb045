//! Nothing gets lost: over random small models, whatever their portal, people, attacks and policies, every run ends and its
//! books balance.
//!
//! Two watchmen look. Inside, a run in a debug build ends with the engine checking itself: Little's law exactly and flow balance
//! in each tier, one outcome to each attempt, nobody forgotten (everyone still at it has a request in flight, a ticket, a pile to
//! lie in, or plans beyond the end), and no place of the waiting room leaked. Outside, here, the numbers a reader sees are held
//! against each other: totals are the sums of groups, hours, bins and histograms, and what the people sent is what the outermost
//! tier got.
//!
//! Models are written as TOML, so that a failing one can be read, kept in a file and run.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod books;
mod generate;

use clickday::measures::emergency_cache::CacheSummary;
use clickday::measures::load;
use clickday::measures::lockout::LockoutSummary;
use clickday::measures::run;
use clickday::measures::waiting_room::RoomSummary;
use clickday::model::{Document, Model};
use clickday::sim::RunOptions;
use clickday::sim::result::Outcome;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};

use books::*;
use generate::{HOURS, model};

/// Reads a model; `None` when its policy lets nobody in, which is refused with good reason.
fn read(text: &str) -> Option<Model> {
    match load::read(Document::of_text("random.toml", text), &[]) {
        Ok(model) => Some(model),
        Err(problems) => {
            for problem in &problems {
                assert!(problem.wrong.contains("never lets"), "{}\n{text}", problem.wrong);
            }
            None
        }
    }
}

fn options(seed: u64, until_us: Option<u64>) -> RunOptions {
    RunOptions {
        policy: "p".to_owned(),
        seed,
        until_us,
        ..RunOptions::default()
    }
}

/// The same models at every run of the tests: whoever breaks the engine sees it, and nobody else.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 600,
        rng_seed: RngSeed::Fixed(20_200_401),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    }
}

/// Books that are all zero balance too: over the models above, everything that can happen happens.
#[test]
fn the_models_reach_every_corner() {
    let mut runner = TestRunner::new(config());
    let mut seen = [0_u64; 44];
    // More of them than balance below: hardly anybody is shown a cached page that is their own.
    for seed in 0..1_200 {
        let text = model().new_tree(&mut runner).unwrap().current();
        let Some(model) = read(&text) else { continue };
        let r = run(&model, &options(seed, None), &mut |_| {}).unwrap();
        let room = RoomSummary::of(&r).unwrap_or_default();
        let cache = CacheSummary::of(&r).unwrap_or_default();
        let booked = |name| {
            r.measures
                .of("appointments")
                .map_or(0, |figures| figures.count(name))
        };
        let held: Vec<_> = r.attacks.iter().filter_map(|(_, a)| a.connections).collect();
        let guesses: Vec<_> = r.attacks.iter().filter_map(|(_, a)| a.guesses).collect();
        let calls = r.helpline.unwrap_or_default();
        let credentials = r.credentials.unwrap_or_default();
        let attacks: u64 = r.attacks.iter().map(|(_, a)| a.requests.total).sum();
        let inner: u64 = r.tiers.iter().skip(2).map(|(_, t)| t.served).sum();
        let happened = [
            r.attempts.of(Outcome::Served),
            r.attempts.of(Outcome::Refused),
            r.attempts.of(Outcome::Closed),
            r.attempts.of(Outcome::GatewayTimeout),
            r.attempts.of(Outcome::BacklogTimeout),
            r.attempts.of(Outcome::Abandoned),
            r.attempts.in_flight,
            r.submitted,
            r.given_up,
            r.still_trying,
            attacks,
            inner,
            room.claimed,
            room.lapsed,
            room.left,
            room.tickets - room.called,
            calls.busy,
            calls.abandoned,
            calls.answered,
            calls.in_line + calls.will_call,
            calls.redials,
            calls.reconnects,
            credentials.lost,
            credentials.received_in_time,
            credentials.received_late + credentials.by_post,
            credentials.validated + credentials.whole_one_validated,
            credentials.provider_failures,
            credentials.second_product.applied,
            r.attempts.of(Outcome::Shed),
            r.attempts.of(Outcome::Blocked),
            r.attempts.of(Outcome::WrongPerson),
            cache.own,
            cache.reports,
            booked("booked"),
            booked("kept"),
            booked("missed"),
            held.iter().map(|c| c.most_held).sum(),
            guesses.iter().map(|g| g.made).sum(),
            guesses.iter().map(|g| g.got_in).sum(),
            LockoutSummary::of(&r).map_or(0, |l| l.lockouts),
            r.defences.iter().map(|d| d.attack_blocked).sum(),
            r.defences.iter().map(|d| d.people_blocked).sum(),
            r.operator.map_or(0, |o| o.acts.len() as u64),
            r.measures.scaling.len() as u64,
        ];
        for (sum, n) in seen.iter_mut().zip(happened) {
            *sum += n;
        }
    }
    assert!(seen.iter().all(|n| *n > 20), "{seen:?}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_books_balance_whatever_the_model(
        text in model(),
        seed in any::<u64>(),
        until in prop::option::of(1..HOURS * 3_600_000_000),
    ) {
        let model = read(&text);
        prop_assume!(model.is_some());
        let model = model.unwrap();
        let result = run(&model, &options(seed, until), &mut |_| {}).unwrap();
        assert_people_add_up(&result);
        let seconds = until.unwrap_or(HOURS * 3_600_000_000) as f64 / 1e6;
        assert_tiers_add_up(&model, &result, seconds);
        assert_series_add_up(&result, seconds);
        assert_waits_add_up(&result);
        assert_room_adds_up(&model, &result);
        assert_nobody_skips_a_page(&model, &result);
        assert_calls_add_up(&result);
    }
}

/// Three hundred thousand people wait for one slot in front of a database that is full: when it comes free they all go on, and all
/// are refused, one after the other in the same instant. Would fail (by running out of stack) if each refusal seated the next
/// from within.
#[test]
fn a_long_backlog_can_be_refused_all_at_once() {
    let model = read(
        r#"
version = 1
title = "A jam"
calendar = { start = "2020-04-01 00:00", end = "2020-04-01 03:00" }

[people.group.crowd]
role = "citizen"
size = 300_000
demand = "rush"
[[people.demand.rush.part]]
burst = { weight = 1, at = "2020-04-01 01:00" }
[people.role.citizen]

[journey]
page = [{ name = "form", request = "quick" }]

[[portal.tier]]
name = "web"
slots = 1
backlog = {}
cancel-on-disconnect = true
[[portal.tier]]
name = "database"
slots = 1
start-full-of = "endless"

[portal.request.quick]
work.database = { fixed = "1 ms" }
[portal.request.slow]
work.web = { fixed = "100 min" }
[portal.request.endless]
work.database = { fixed = "1 d" }

[attack.first.flood]
request = "slow"
patience = { fixed = "40 min" }
pulse = [{ from = "2020-04-01 00:30", until = "2020-04-01 00:40", rate = "2 per minute" }]

[policy.p]
"#,
    )
    .unwrap();
    let result = run(&model, &options(1, None), &mut |_| {}).unwrap();
    assert_eq!(result.attempts.of(Outcome::Refused), 300_000);
    assert_eq!(result.tiers[0].1.failed, 300_000);
}
