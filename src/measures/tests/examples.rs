//! The policy to copy that each measure has.

use clickday_engine::model::{Document, Measure, Model};
use clickday_engine::sim::RunOptions;
use clickday_engine::sim::result::AttemptCounts;

use crate::measures::set::examples;
use crate::measures::{load, run};

/// A small share of the launch, and not one that is refused as too small.
const SCALE: f64 = 0.025;
/// Hours from the start, 22:00, until which the launch is run: until 1:00 if attempts end otherwise by then, else until 14:00, when each
/// example has been at work.
const UNTIL_H: [u64; 2] = [3, 16];

/// The launch of INPS, with a file of policies.
fn launch(policies: &str) -> Model {
    let mut launch = Document::open("models/inps-2020-04-01".as_ref());
    launch.add_policies(Document::of_text("policy.toml", policies));
    load::read(launch, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// How attempts ended under a policy.
fn attempts(model: &Model, policy: &str, until_h: u64) -> AttemptCounts {
    let options = RunOptions {
        policy: policy.to_owned(),
        scale: SCALE,
        until_us: Some(until_h * 3_600_000_000),
        ..RunOptions::default()
    };
    run(model, &options, &mut |_| {}).unwrap().attempts
}

/// Without the measure the same people do the same at the same instants: if attempts end otherwise, it is at work.
#[test]
fn each_policy_to_copy_shows_its_measure_at_work() {
    for (id, example) in examples() {
        let with = launch(example);
        let kinds: Vec<&str> = with.policy[id].measure.iter().map(Measure::kind).collect();
        let is_allowed = |kind: &&str| *kind == id || *kind == "open";
        assert!(
            kinds.contains(&id) && kinds.iter().all(is_allowed),
            "{id}: {kinds:?}"
        );
        let mut without = with.under(id).clone();
        let policy = without.policy.get_mut(id).unwrap();
        policy.measure.retain(|measure| measure.kind() != id);
        let differs = |until_h| attempts(&with, id, until_h) != attempts(&without, id, until_h);
        assert!(
            UNTIL_H.into_iter().any(differs),
            "`{id}` changes how no attempt ends"
        );
    }
}

#[test]
fn each_policy_to_copy_tells_what_it_does_how_to_run_it_and_what_to_look_at() {
    for (id, example) in examples() {
        let head: Vec<&str> = example.lines().take_while(|line| line.starts_with('#')).collect();
        let command = format!(
            "#   clickday run models/inps-2020-04-01 --policy src/measures/{}/policy.toml --scale 0.03",
            id.replace('-', "_")
        );
        assert!(head.contains(&command.as_str()), "{id}: {head:?}");
        assert!(head.iter().any(|line| line.starts_with("# Look at: ")), "{id}");
        assert!(head[0].len() > "# ".len() && example.ends_with('\n'), "{id}");
    }
}
