//! Extreme but legal models run to their end, and nothing gets lost: one person and one slot, nothing at all, a year, services of a
//! microsecond and of a day, fifty million people.
//!
//! In a debug build the engine itself checks Little's law and the flow balance of each tier, exactly, at the end of every run; here
//! the numbers are held against what must come out.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use clickday::measures::load;
use clickday::measures::run;
use clickday::model::Model;
use clickday::sim::RunOptions;
use clickday::sim::result::{Outcome, RunResult, TierSummary};

/// Standard deviations by which a count may differ from its mean: 6 in 100,000 by bad luck, at seeds that never change.
const LIMIT: f64 = 4.0;

fn extreme(name: &str) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/extreme");
    load(&folder.join(name), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn under(model: &Model, policy: &str, scale: f64) -> RunResult {
    let options = RunOptions {
        policy: policy.to_owned(),
        seed: 20_200_401,
        scale,
        ..RunOptions::default()
    };
    let result = run(model, &options, &mut |_| {}).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_conserves(&result);
    result
}

fn simulate(name: &str) -> RunResult {
    under(&extreme(name), "open", 1.0)
}

/// Everybody, every attempt and every request is somewhere.
#[allow(
    clippy::assertions_on_constants,
    reason = "a release build of the tests would check less, and say nothing"
)]
fn assert_conserves(r: &RunResult) {
    assert!(cfg!(debug_assertions), "only a debug build checks Little's law");
    assert_eq!(r.eligible, r.tried + r.never_came);
    assert_eq!(r.tried, r.submitted + r.given_up + r.still_trying);
    let ended: u64 = r.attempts.by_outcome.iter().sum();
    assert_eq!(r.attempts.total, ended + r.attempts.in_flight);
    for (name, t) in &r.tiers {
        let gone = t.served + t.refused + t.abandoned + t.failed;
        assert_eq!(t.arrivals, gone + t.inside, "requests of {name}");
        assert!(
            (0.0..=1.0 + 1e-9).contains(&t.utilisation),
            "{name}: {}",
            t.utilisation
        );
    }
    let counted: u64 = r.series.counts.iter().map(|bin| u64::from(bin.submitted)).sum();
    assert_eq!(counted, r.submitted, "the bins together");
}

fn only_tier(r: &RunResult) -> &TierSummary {
    assert_eq!(r.tiers.len(), 1);
    &r.tiers[0].1
}

fn assert_poisson(count: u64, mean: f64) {
    let z = (count as f64 - mean) / mean.sqrt();
    assert!(z.abs() < LIMIT, "{count} where {mean} are expected: z = {z}");
}

#[test]
fn one_person_and_one_slot() {
    let r = simulate("one-person-one-slot.toml");
    assert_eq!((r.tried, r.submitted, r.attempts.total), (1, 1, 1));
    let wait = r.wait_s.submitted_mean.unwrap();
    assert!((wait - 2.0).abs() < 1e-9, "{wait} s");
    // Two seconds of an hour.
    let utilisation = only_tier(&r).utilisation;
    assert!((utilisation - 2.0 / 3600.0).abs() < 1e-12, "{utilisation}");
}

#[test]
fn nothing_happens_where_all_rates_are_zero() {
    let r = simulate("zero.toml");
    assert_eq!((r.eligible, r.tried, r.attempts.total), (100, 0, 0));
    assert_eq!(r.attacks[0].1.requests.total, 0);
    assert_eq!(only_tier(&r).arrivals, 0);
    assert_eq!(r.series.state.len(), 24, "the hours pass all the same");
    assert_eq!((r.wait_s.p50, r.page_s.mean, r.collapsed), (None, None, false));
}

#[test]
fn a_year_passes_whole() {
    let model = extreme("year.toml");
    // 2020 has 366 days, and what the clocks lose in spring they win back in autumn.
    let hours = 366.0 * 24.0;
    let r = under(&model, "always", 1.0);
    assert_poisson(r.tried, 6.0 * hours);
    assert_eq!(r.series.state.len(), 366);
    assert_eq!(r.submitted_by.len(), 366 * 24 + 1, "full hours, both ends");
    let r = under(&model, "office-hours", 1.0);
    assert_poisson(r.tried, 6.0 * hours);
    // Everyone knows the hours: nobody comes outside of them, and weekends are empty.
    assert_eq!(r.attempts.of(Outcome::Closed), 0);
    let saturday = &r.series.counts[3];
    // The clocks go back in that year, so times carry their offset.
    assert_eq!(r.series.time[3], "2020-01-04 00:00+01:00");
    assert_eq!((saturday.attempts, saturday.submitted), (0, 0));
    let monday = &r.series.counts[5];
    // One desk, nine minutes each, eight hours: 53 on average at most.
    assert!(
        saturday.came > 50 && monday.submitted > 25,
        "{saturday:?} {monday:?}"
    );
}

/// M/D/1 at a load of 0.1: Pollaczek-Khinchine would give a mean of `1 + ρ/(2(1-ρ)) = 1.056` µs; the clock's tick is as long as
/// the service, so instants are rounded and only the load is exact.
#[test]
fn services_of_a_tick_of_the_clock() {
    let r = simulate("microsecond.toml");
    assert_poisson(r.tried, 6e6);
    assert!(r.tried - r.submitted <= 1, "{} were left", r.tried - r.submitted);
    let tier = only_tier(&r);
    assert!(
        (tier.utilisation - r.submitted as f64 / 6e7).abs() < 1e-6,
        "{tier:?}"
    );
    let mean_us = r.page_s.mean.unwrap() * 1e6;
    assert!((1.0..1.2).contains(&mean_us), "{mean_us} µs");
}

/// Each slot is taken by somebody within the first hours, and again soon after each day: nine are done in ten days, in each.
#[test]
fn services_of_a_day() {
    let r = simulate("day.toml");
    assert_poisson(r.tried, 240.0);
    assert_eq!(r.submitted, 27);
    assert_eq!(only_tier(&r).inside, 3);
    assert_eq!(r.given_up, r.attempts.of(Outcome::Refused));
    let mean = r.page_s.mean.unwrap();
    assert!((mean - 86_400.0).abs() < 1e-6, "{mean} s");
}

#[test]
fn bots_alone_are_turned_away_and_counted() {
    let r = simulate("only-an-attack.toml");
    assert_eq!((r.eligible, r.by_group.len(), r.collapsed), (0, 0, false));
    let bots = &r.attacks[0].1.requests;
    assert_poisson(bots.total, 2.0 * 40.0 * 60.0);
    // Erlang's B with one slot and a load of two: two in three are lost.
    let lost = bots.of(Outcome::Refused) as f64 / bots.total as f64;
    assert!((lost - 2.0 / 3.0).abs() < 0.03, "{lost}");
}

/// The country at a scale. The portal has cores for everyone, so that work (1 s) and patience (30 s), both exponential, race each
/// other alone: an attempt fails with `p = 1/31`, a page is given up with `g = p (1-r) / (1 - p r)` where `r` try again, and
/// `(1-g)²` get through two pages.
fn a_country_at(scale: f64) {
    let r = under(&extreme("fifty-million.toml"), "open", scale);
    let people = 5e7 * scale;
    assert!((r.tried as f64 - people).abs() < 0.5, "{}", r.tried);
    let (p, retry) = (1.0_f64 / 31.0, 0.9);
    let through = (1.0 - p * (1.0 - retry) / (1.0 - p * retry)).powi(2);
    let spread = (people * through * (1.0 - through)).sqrt();
    let z = (r.submitted as f64 - people * through) / spread;
    assert!(z.abs() < LIMIT, "{} of {people}: z = {z}", r.submitted);
}

/// Half a million of the fifty, on a hundredth of the portal.
#[test]
fn a_country_in_small() {
    a_country_at(0.01);
}

/// The whole country, in a debug build: minutes, and some gigabytes. The release build's figures are in `docs/robustness.md`.
#[test]
#[ignore = "takes minutes and gigabytes: cargo test --test extremes -- --ignored"]
fn a_country() {
    a_country_at(1.0);
}
