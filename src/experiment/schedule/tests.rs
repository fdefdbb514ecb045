use std::sync::Mutex;

use super::super::fake;
use super::*;
use clickday_engine::scenario::ScenarioError;
use clickday_engine::sim::SimError;

fn stage(replications: u64) -> Stage {
    Stage {
        name: "quick".to_owned(),
        scale: 0.02,
        replications,
    }
}

fn policies() -> Vec<String> {
    ["open", "queue"].map(str::to_owned).to_vec()
}

fn plan<'a>(stage: &'a Stage, policies: &'a [String]) -> Plan<'a> {
    Plan {
        stage,
        policies,
        seed: 3,
        first: 0,
    }
}

/// Without what the machine took.
fn timeless(mut runs: StageRuns) -> StageRuns {
    runs.runs
        .iter_mut()
        .for_each(|run| (run.wall_s, run.peak_rss_mib) = (0.0, None));
    runs
}

#[test]
fn runs_are_in_the_order_of_policies_and_replications() {
    let (stage, policies) = (stage(7), policies());
    let runs = plan(&stage, &policies).fake().runs;
    let order: Vec<(&str, u64)> = runs.iter().map(|r| (r.policy.as_str(), r.replication)).collect();
    assert_eq!(order[..2], [("open", 0), ("open", 1)]);
    assert_eq!(order[13], ("queue", 6));
}

#[test]
fn further_replications_are_as_if_they_had_been_asked_for_at_once() {
    let policies = policies();
    let run = |replications, first| {
        let stage = stage(replications);
        let plan = Plan {
            first,
            ..plan(&stage, &policies)
        };
        timeless(plan.fake())
    };
    assert_eq!(run(3, 0).and(run(7, 3)), run(7, 0));
}

#[test]
fn a_run_that_fails_leaves_the_others_alone() {
    let (stage, policies) = (stage(3), policies());
    let simulate = |options: &RunOptions, run: &Run| match options.replication {
        1 => Err(SimError::from(ScenarioError::Calendar("no such door".to_owned())).into()),
        2 if options.policy == "queue" => run.simulate_with(0, &mut |_| panic!("lost count")),
        _ => run.simulate_with(0, &mut |observe| fake::run(options, observe)),
    };
    let runs = plan(&stage, &policies).run_with(&simulate, &KeptRuns::new(), &|_| Ok(()));
    assert_eq!(runs.runs.len(), 3);
    let reasons: Vec<&str> = runs.failed.iter().map(|failed| failed.reason.as_str()).collect();
    assert_eq!(
        reasons,
        ["no such door", "no such door", "the engine stopped: lost count"]
    );
}

#[test]
fn the_longest_runs_go_first() {
    let (stage, policies) = (stage(2), policies());
    let plan = plan(&stage, &policies);
    assert_eq!(plan.longest_first(&[]), [0, 1, 2, 3]);
    let mut earlier = plan.fake();
    earlier
        .runs
        .iter_mut()
        .for_each(|run| run.events = if run.policy == "queue" { 9 } else { 1 });
    assert_eq!(plan.longest_first(&[earlier]), [2, 3, 0, 1]);
}

#[test]
fn what_was_kept_is_not_made_again_and_is_the_same_to_the_last_bit() {
    let (stage, policies) = (stage(3), policies());
    let plan = plan(&stage, &policies);
    let kept = Mutex::new(Vec::new());
    let simulate = |options: &RunOptions, run: &Run| match options.replication {
        1 => Err(RunError::Refused(SimError::from(ScenarioError::UntilOutOfRange))),
        _ => run.simulate_with(0, &mut |observe| fake::run(options, observe)),
    };
    let whole = plan.run_with(&simulate, &KeptRuns::new(), &|run| {
        kept.lock().unwrap().push(run.to_bytes().unwrap());
        Ok(())
    });
    let rows = kept.into_inner().unwrap();
    assert_eq!(rows.len(), 6);
    let there: KeptRuns = rows[..4]
        .iter()
        .map(|row| StageRun::of_bytes(row).unwrap())
        .map(|run| (run.key(), run))
        .collect();
    assert_eq!(plan.missing(&there), 2);
    let made = Mutex::new(0);
    let again = plan.run_with(
        &|options, run| {
            *made.lock().unwrap() += 1;
            simulate(options, run)
        },
        &there,
        &|_| Ok(()),
    );
    assert_eq!(made.into_inner().unwrap(), 2);
    assert_eq!(timeless(again), timeless(whole));
}
