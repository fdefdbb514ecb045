//! A changed value makes another scenario, and the same values the same.

use std::path::Path;

use clickday_engine::scenario::{PageIndex, Scenario};

use crate::measures::load::{load, read};

/// The INPS launch with overrides, compiled under a policy at a scale.
fn inps(set: &[&str], policy: &str, scale: f64) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/inps-2020-04-01");
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let model = load(&path, &set).unwrap_or_else(|problems| panic!("{problems}"));
    Scenario::new(&model, policy, scale, None).unwrap()
}

/// What is compiled, without what was written.
fn compiled(mut scenario: Scenario, written: &Scenario) -> String {
    scenario.model = written.model.clone();
    format!("{scenario:?}")
}

const POLICY: &str = "queue-with-tickets";

#[test]
fn a_factor_that_changes_a_value_makes_another_scenario() {
    let base = inps(&[], POLICY, 1.0);
    let same = compiled(inps(&[], POLICY, 1.0), &base);
    assert_eq!(same, compiled(inps(&[], POLICY, 1.0), &base));
    for set in [
        "calendar.end=2020-04-03 00:00",
        "people.group.farm-workers.size=600000",
        "people.group.farm-workers.apply=0.8",
        "people.group.farm-workers.through-office.share=0.4",
        "people.group.farm-workers.credential.missing=0.2",
        "people.demand.own-hand.part.rush.weight=6.5",
        "people.demand.own-hand.part.rush.after={ exponential = \"100 min\" }",
        "people.role.citizen.patience.law={ lognormal = { median = \"41 s\", sigma = 0.6 } }",
        "people.role.citizen.patience.law={ lognormal = { median = \"40 s\", sigma = 0.61 } }",
        "people.role.citizen.pace={ lognormal = { mean = 1.1, cv = 0.4 } }",
        "people.role.citizen.retry=0.8",
        "people.role.citizen.session-lost=0.3",
        "people.role.citizen.come-back-after={ exponential = \"1 h\" }",
        "people.office.patronati.operators=1700",
        "people.office.patronati.hours=08:00-18:00",
        "people.office.patronati.files-per-login=20",
        "people.credentials.gateway.rate=2 per second",
        "people.credentials.overdue-after=6 h",
        "people.helpline.operators=900",
        "people.helpline.per-failure=0.02",
        "people.helpline.everyday={ poisson = \"1 per second\" }",
        "journey.session-idle=10 min",
        "portal.tier.web.cores=200",
        "portal.tier.web.penalty={ half-at = 10000 }",
        "portal.tier.web.backlog.length=1000",
        "portal.request.form.work.web={ lognormal = { mean = \"400 ms\", cv = 1.0 } }",
        "attack.flood.flood.pulse.0.rate=70 per second",
        "network.abroad=0.02",
        "policy.queue-with-tickets.measure.waiting-room.cap=1000",
    ] {
        let changed = inps(&[set], POLICY, 1.0);
        assert_ne!(same, compiled(changed, &base), "{set}");
    }
    assert_ne!(same, compiled(inps(&[], POLICY, 0.5), &base));
    assert_ne!(same, compiled(inps(&[], "open-to-all", 1.0), &base));
    // A value that is changed back, after others were compiled, is as it was.
    assert_eq!(
        same,
        compiled(inps(&["people.role.citizen.retry=0.841"], POLICY, 1.0), &base)
    );
}

/// What a policy sets counts as if it stood in the model.
#[test]
fn a_policy_that_sets_a_value_makes_another_scenario() {
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("models/physics/waiting-room-cliff.toml"),
    )
    .unwrap();
    let text =
        format!("{text}\n[policy.larger]\ntitle = \"More cores\"\nset = [\"portal.tier.0.cores=80\"]\n");
    let document = clickday_engine::model::Document::of_text("cliff.toml", &text);
    let model = read(document, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let capacity = |policy: &str| {
        let scenario = Scenario::new(&model, policy, 1.0, None).unwrap();
        scenario.completion_capacity()
    };
    let (usual, larger) = (capacity("room"), capacity("larger"));
    // Not quite twice as large: more requests inside cost more.
    let ratio = larger / usual;
    assert!((1.99..2.0).contains(&ratio), "{larger} after {usual}");
}

/// The engine's rule of scale and the statements of `explain` speak of one portal.
#[test]
fn streams_and_the_engine_agree_on_what_an_application_takes() {
    let scenario = inps(&[], POLICY, 1.0);
    let application = scenario.application_from(PageIndex::FIRST, 1.0);
    let (_, per_s) = scenario.bottleneck(&application).unwrap();
    // The web tier runs out first, by its work and not by its slots.
    assert!((per_s - scenario.completion_capacity()).abs() < 1e-9);
    let people: f64 = scenario.streams().iter().map(|stream| stream.people).sum();
    let expected: f64 = scenario
        .groups
        .iter()
        .map(|group| group.size.unwrap_or(0) as f64 * group.apply)
        .sum();
    // The others come only after the days that are run.
    let share = people / expected;
    assert!((0.7..0.72).contains(&share), "{people} of {expected}");
}
