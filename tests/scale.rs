//! A scale that would say little of the real launch is refused, with the reason, and no other is: at least 50,000 people, 100
//! sessions at the portal's knee, and two cores, or all there are.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use clickday::measures::load;
use clickday::measures::run;
use clickday::scenario::ScenarioError;
use clickday::sim::{RunOptions, SimError};

/// What `models/physics/waiting-room-cliff.toml` answers at a scale: its first second is run.
fn at(scale: f64, set: &[&str]) -> Result<(), SimError> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/physics/waiting-room-cliff.toml");
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let model = load(&path, &set).unwrap_or_else(|p| panic!("{p}"));
    let options = RunOptions {
        policy: "open".to_owned(),
        scale,
        until_us: Some(1_000_000),
        ..RunOptions::default()
    };
    run(&model, &options, &mut |_| {}).map(|_| ())
}

#[track_caller]
fn refused(scale: f64, set: &[&str], because: &str) {
    match at(scale, set) {
        Err(SimError::Scenario(ScenarioError::ScaleTooSmall {
            scale: told,
            reason,
            least,
        })) => {
            assert!(told.total_cmp(&scale).is_eq(), "{told}");
            assert!(reason.contains(because), "{reason}");
            assert!(least > scale && least <= 1.0, "{least}");
            at(least, set).unwrap_or_else(|refusal| panic!("told to use {least}: {refusal}"));
        }
        other => panic!("at {scale}: {other:?}"),
    }
}

#[test]
fn fewer_than_fifty_thousand_people_are_too_few() {
    let set = ["people.group.applicants.size=200_000"];
    refused(
        0.249,
        &set,
        "only 49,800 people would be simulated, and at least 50,000",
    );
    at(0.25, &set).unwrap();
    // Where there are fewer, all of them are needed, and enough.
    let few = ["people.group.applicants.size=1_000"];
    refused(
        0.9,
        &few,
        "only 900 people would be simulated, and at least 1,000",
    );
    at(1.0, &few).unwrap();
}

#[test]
fn a_portal_for_fewer_than_a_hundred_is_too_small() {
    // 740 sessions at the knee of the model; without the way in from the waiting room, 13.3 a second that take 53 s each: 707.
    let set = ["people.group.applicants.size=1_000_000"];
    refused(
        0.14,
        &set,
        "the portal would be full at 99 sessions, and at least 100",
    );
    at(0.142, &set).unwrap();
}

#[test]
fn a_tier_needs_two_cores_where_it_has_more() {
    // Forty cores; who thinks for half an hour at each page leaves sessions enough.
    let set = [
        "people.group.applicants.size=5_000_000",
        "journey.page.0.think={ fixed = \"5 h\" }",
    ];
    refused(0.049, &set, "would have 1.96 cores, and at least 2 are needed");
    at(0.05, &set).unwrap();
    // A tier of one core, whole, stays whole.
    let one = [set[0], set[1], "portal.tier.0.cores=1"];
    refused(0.5, &one, "would have 0.50 cores, and at least 1 are needed");
    at(1.0, &one).unwrap();
}

#[test]
fn streams_are_not_people_who_could_be_too_few() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/textbook/mm1.toml");
    let model = load(&path, &["calendar.end=\"2020-01-01 00:10\"".to_owned()]).unwrap();
    let options = RunOptions {
        policy: "open".to_owned(),
        scale: 0.5,
        ..RunOptions::default()
    };
    // One desk cannot be halved, whoever comes.
    let refusal = run(&model, &options, &mut |_| {}).unwrap_err();
    let told = refusal.to_string();
    assert!(told.contains("the tier desk would have "), "{told}");
    assert!(
        told.ends_with(" cores, and at least 2 are needed. Use 1 or more"),
        "{told}"
    );
}

#[test]
fn no_scale_is_none_or_more_than_all() {
    for scale in [0.0, -0.5, 1.01, f64::NAN] {
        assert!(
            matches!(
                at(scale, &[]),
                Err(SimError::Scenario(ScenarioError::ScaleOutOfRange { .. }))
            ),
            "{scale}"
        );
    }
}
