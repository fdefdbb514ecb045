use clickday_engine::scenario::ScenarioError;
use std::sync::Mutex;

use super::super::fake;
use super::*;

fn ensemble(threads: usize) -> Ensemble {
    Ensemble::new(Resources {
        threads: NonZeroUsize::new(threads),
        memory: None,
    })
    .unwrap()
}

fn options() -> Vec<RunOptions> {
    let one = |policy: &str, replication| RunOptions {
        policy: policy.to_owned(),
        scale: 0.02,
        replication,
        ..RunOptions::default()
    };
    ["open", "queue"]
        .iter()
        .flat_map(|policy| (0..7).map(move |replication| one(policy, replication)))
        .collect()
}

fn simulate(options: &RunOptions, run: &Run) -> Result<RunResult, RunError> {
    run.simulate_with(0, &mut |told| fake::run(options, told))
}

const GO_ON: &Watch = &|_| ControlFlow::Continue(());

/// What comes of the tasks, in their order, without what the machine took.
fn outcomes(threads: usize) -> Vec<RunResult> {
    let (tasks, ensemble) = (options(), ensemble(threads));
    let mut there: Vec<Option<RunResult>> = vec![None; tasks.len()];
    let left = ensemble.run(&tasks, GO_ON, &simulate, &mut |number, outcome| {
        let mut result = outcome.unwrap();
        (result.wall_s, result.peak_rss_mib) = (0.0, None);
        assert!(there[number].replace(result).is_none(), "taken once");
        ControlFlow::Continue(())
    });
    assert_eq!(left, 0);
    there.into_iter().map(Option::unwrap).collect()
}

#[test]
fn what_comes_out_does_not_depend_on_the_number_of_threads() {
    let alone = outcomes(1);
    assert_eq!(alone, outcomes(2));
    assert_eq!(alone, outcomes(16));
    let of: Vec<(&str, u64)> = alone.iter().map(|r| (r.policy.as_str(), r.replication)).collect();
    assert_eq!(of[..2], [("open", 0), ("open", 1)]);
    assert_eq!(of[13], ("queue", 6));
}

#[test]
fn a_run_that_fails_leaves_the_others_alone() {
    let (tasks, ensemble) = (options(), ensemble(2));
    let simulate = |options: &RunOptions, run: &Run| match (options.replication, options.policy.as_str()) {
        (1, _) => Err(RunError::Refused(SimError::from(ScenarioError::UntilOutOfRange))),
        (2, "queue") => panic!("lost count"),
        _ => simulate(options, run),
    };
    let mut failed = Vec::new();
    let left = ensemble.run(&tasks, GO_ON, &simulate, &mut |number, outcome| {
        failed.extend(outcome.err().map(|error| (number, error.to_string())));
        ControlFlow::Continue(())
    });
    failed.sort();
    let refused = SimError::from(ScenarioError::UntilOutOfRange).to_string();
    let stopped = "the engine stopped: lost count".to_owned();
    assert_eq!(
        (left, failed),
        (0, vec![(1, refused.clone()), (8, refused), (9, stopped)])
    );
}

#[test]
fn the_observer_hears_of_every_task() {
    let heard = Mutex::new([0; 3]);
    let observe = |event: Event| {
        let mut heard = heard.lock().unwrap();
        match event {
            Event::Started(_) => heard[0] += 1,
            Event::Advanced(_, share) => {
                assert!((0.0..=1.0).contains(&share));
                heard[1] += 1;
            }
            Event::Ended(_) => heard[2] += 1,
            Event::Given(tasks) => assert_eq!(tasks, 14),
            Event::Waiting(_) => {}
        }
        ControlFlow::Continue(())
    };
    let tasks = options();
    ensemble(2).run(&tasks, &observe, &simulate, &mut |_, _| ControlFlow::Continue(()));
    assert_eq!(*heard.lock().unwrap(), [14, 28, 14]);
}

#[test]
fn an_observer_that_breaks_stops_runs_under_way_and_those_not_begun() {
    for threads in [1, 2] {
        let (tasks, begun) = (options(), Mutex::new(0));
        let observe = |event: Event| {
            let mut begun = begun.lock().unwrap();
            *begun += usize::from(matches!(event, Event::Started(_)));
            match event {
                Event::Advanced(_, share) if share < 1.0 && *begun >= 5 => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        };
        let (ensemble, mut taken) = (ensemble(threads), 0);
        let left = ensemble.run(&tasks, &observe, &simulate, &mut |_, outcome| {
            assert!(outcome.is_ok());
            taken += 1;
            ControlFlow::Continue(())
        });
        assert!(ensemble.is_stopped());
        assert_eq!(left + taken, tasks.len());
        assert!((14 - left) < 5, "{left} left with {threads} threads");
    }
}

#[test]
fn whoever_takes_can_stop_as_well() {
    let (tasks, ensemble) = (options(), ensemble(1));
    // Slow enough that the first is taken before the last begins.
    let slowly = |options: &RunOptions, run: &Run| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        simulate(options, run)
    };
    let left = ensemble.run(&tasks, GO_ON, &slowly, &mut |_, _| ControlFlow::Break(()));
    assert!(left > 0 && left < tasks.len(), "{left}");
}

#[test]
fn values_are_collected_in_the_order_of_the_tasks() {
    let tasks: Vec<u64> = (0..40).collect();
    let squares = ensemble(4).collect(&tasks, GO_ON, &|n, _| Ok(n * n)).unwrap();
    assert_eq!(squares, tasks.iter().map(|n| n * n).collect::<Vec<_>>());
}

#[test]
fn a_failure_that_may_pass_leaves_the_others_alone_and_another_stops_them() {
    let tasks: Vec<u64> = (0..40).collect();
    let done = Mutex::new(0);
    let work = |error: fn() -> RunError| {
        *done.lock().unwrap() = 0;
        let outcome = ensemble(1).collect(&tasks, GO_ON, &|n, _| {
            if *n == 3 {
                return Err(error());
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
            *done.lock().unwrap() += 1;
            Ok(())
        });
        (outcome.unwrap_err(), *done.lock().unwrap())
    };
    let (error, done_then) = work(|| SimError::NoMemory { people: 1, mib: 1 }.into());
    assert!(
        matches!(
            error,
            Unfinished::Failed {
                failed: 1,
                left: 0,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(done_then, 39);
    let (error, done_then) = work(|| SimError::from(ScenarioError::UntilOutOfRange).into());
    assert!(
        matches!(
            error,
            Unfinished::Failed {
                failed: 1,
                left: 1..,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(done_then < 39, "{done_then}");
}
