use std::time::Instant;

use super::*;

/// So much above what the process takes.
fn memory(above_mib: u64) -> Memory {
    Memory::new(Some(machine::rss_bytes().unwrap_or(0) + above_mib * MIB))
}

#[test]
fn runs_begin_side_by_side_as_long_as_there_is_room() {
    let memory = memory(1024);
    assert!((2..=3).contains(&memory.fits(400 * MIB)));
    let first = memory.admit(400 * MIB, &mut || Ok(())).unwrap();
    let second = memory.admit(400 * MIB, &mut || Ok(())).unwrap();
    let mut asked = 0;
    let third = memory.admit(400 * MIB, &mut || {
        asked += 1;
        Err(RunError::Stopped)
    });
    assert!(matches!(third, Err(RunError::Stopped)));
    assert_eq!(asked, 1, "it waited until it was stopped");
    drop(first);
    drop(memory.admit(400 * MIB, &mut || Ok(())).unwrap());
    drop(second);
}

#[test]
fn a_run_that_waits_begins_when_another_has_ended() {
    let memory = memory(1024);
    let first = memory.admit(900 * MIB, &mut || Ok(())).unwrap();
    std::thread::scope(|scope| {
        let began = scope.spawn(|| {
            let _permit = memory.admit(900 * MIB, &mut || Ok(())).unwrap();
            Instant::now()
        });
        std::thread::sleep(Duration::from_millis(50));
        let ended = Instant::now();
        drop(first);
        assert!(began.join().unwrap() >= ended);
    });
}

#[test]
fn a_run_that_does_not_fit_alone_is_refused_only_where_somebody_said_so() {
    let refusal = memory(100).admit(900 * MIB, &mut || Ok(())).unwrap_err();
    assert!(refusal.may_pass());
    assert!(
        refusal.to_string().contains("give more with --memory"),
        "{refusal}"
    );
    let unsaid = Memory::new(None);
    assert!(
        unsaid.admit(u64::MAX / 4, &mut || Ok(())).is_ok(),
        "one is always tried"
    );
}

#[test]
fn beyond_the_limit_the_last_gives_way_and_one_that_is_alone_ends() {
    // Less than the process takes already.
    let Some(rss) = machine::rss_bytes() else { return };
    let memory = Memory::new(Some(rss / 2));
    let alone = || memory.admit(u64::MAX, &mut || Ok(())).unwrap();
    assert!(matches!(alone().check(), Err(RunError::Memory { .. })));
    let first = alone();
    memory.state().runs.push((7, MIB));
    assert_eq!(first.check().unwrap(), Hold::Keep);
    let last = Permit {
        memory: &memory,
        number: 7,
    };
    assert_eq!(last.check().unwrap(), Hold::GiveWay);
}

#[test]
fn results_of_earlier_tasks_count_when_others_begin() {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    static TAKEN: AtomicU64 = AtomicU64::new(10 * MIB);
    let memory = Memory {
        taken: || Some(TAKEN.load(Relaxed)),
        ..Memory::new(Some(600 * MIB))
    };
    let admit = || memory.admit(500 * MIB, &mut || Ok(())).map(drop);
    admit().unwrap();
    TAKEN.store(310 * MIB, Relaxed);
    admit().expect("the tasks at hand go on");
    memory.begin();
    assert!(matches!(
        admit(),
        Err(RunError::Memory {
            needed_mib: 810,
            limit_mib: 600
        })
    ));
    TAKEN.store(50 * MIB, Relaxed);
    memory.begin();
    admit().unwrap();
}
