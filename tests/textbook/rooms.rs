//! Waiting rooms: before one desk, with people who do not come, by lot.

use clickday::measures::waiting_room::RoomSummary;
use clickday::theory::fixed_work::FixedWork;
use clickday::theory::general_service::{ExceptionalFirst, ServiceTime};
use clickday::theory::waiting_room::{PacedEntry, Release};

use crate::Checked;
use crate::common::{Observed, Subject, replicate, tier};
use crate::estimates::*;
use crate::fixed_work::law_of_waits_follows;

#[test]
fn a_waiting_room_before_one_desk() -> Checked {
    let service = ServiceTime::exponential(1.0)?;
    let queue = ExceptionalFirst::new(0.5, ServiceTime::uniform(0.0, 1.0)?.then(service), service)?;
    let runs = replicate("models/textbook/waiting-room.toml", &[], 2_000, 100_000, 20);
    let room = |r: &Observed| RoomSummary::of(r).unwrap();
    runs.rate("mean waiting", |r| room(r).mean_waiting * r.seconds)
        .agrees_with(0.5 * queue.mean_backlog_wait());
    runs.rate("mean inside", |r| room(r).mean_inside * r.seconds)
        .agrees_with(1.0 - queue.p_empty());
    let called = |r: &Observed| room(r).called as f64;
    runs.ratio(
        "mean wait for the call",
        |r| room(r).mean_wait_s.unwrap() * called(r),
        called,
    )
    .agrees_with(queue.mean_backlog_wait());
    mean_stay(&runs).agrees_with(queue.mean_sojourn());
    // Nobody is ever refused at a desk that sees one person at a time.
    assert!(runs.ends().all(|r| tier(r).refused == 0));
    Ok(())
}

/// With fewer comers than calls a room is M/D/1, whose work is the time between two calls: Pollaczek and Khinchine's mean, and the whole
/// law of the wait. A burst saves every wait the time of so many calls, but one.
#[test]
fn a_room_with_a_pace_is_a_desk_of_fixed_work() -> Checked {
    const RATE: f64 = 2.0;
    let room = "policy.two-a-second.measure.0.waiting-room";
    for (load, burst) in [(0.5, 1), (0.8, 1), (0.8, 3)] {
        let arrivals = load * RATE;
        let set = [
            format!("people.group.customers.arrivals.poisson=\"{arrivals} per second\""),
            "portal.request.service.work.portal={ fixed = \"1 s\" }".to_owned(),
            format!("{room}.no-show=0.0"),
            format!("{room}.poll=\"1 us\""),
            format!("{room}.burst={burst}"),
        ];
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        let runs = replicate(
            "models/textbook/waiting-room-no-shows.toml",
            &set,
            1_000,
            40_000,
            30,
        );
        let paced = PacedEntry::new(arrivals, RATE, burst)?;
        let room = |r: &Observed| RoomSummary::of(r).unwrap();
        let called = |r: &Observed| room(r).called as f64;
        runs.ratio(
            "mean wait for the call",
            |r| room(r).mean_wait_s.unwrap() * called(r),
            called,
        )
        .agrees_with(paced.mean_wait()?);
        runs.rate("mean waiting", |r| room(r).mean_waiting * r.seconds)
            .agrees_with(arrivals * paced.mean_wait()?);
        let queue = FixedWork::new(arrivals, 1.0 / RATE, 1)?;
        law_of_waits_follows(&runs, &queue, 1.1, 4.0, (burst - 1) as f64 / RATE)?;
    }
    Ok(())
}

#[test]
fn calls_that_nobody_answers() -> Checked {
    let (no_show, claim) = (0.2, 120.0);
    let release = Release::new(2.0, no_show)?;
    let runs = replicate(
        "models/textbook/waiting-room-no-shows.toml",
        &[],
        1_000,
        20_000,
        20,
    );
    let room = |r: &Observed| RoomSummary::of(r).unwrap();
    runs.rate("called", |r| room(r).called as f64).agrees_with(2.0);
    runs.rate("lapsed", |r| room(r).lapsed as f64)
        .agrees_with(2.0 * no_show);
    throughput(&runs).agrees_with(release.served_rate());
    mean_in_tier(&runs).agrees_with(release.mean_inside(30.0));
    // Places are held while people have not noticed (half of 20 s), while they are at work, or until the claim time is over.
    runs.rate("mean inside", |r| room(r).mean_inside * r.seconds)
        .agrees_with(release.mean_inside(10.0 + 30.0) + release.mean_unclaimed(claim));
    Ok(())
}

#[test]
fn a_lottery_is_a_uniform_wait() {
    let subject = Subject::new("models/textbook/waiting-room-lottery.toml", &[]);
    let run = subject.run(3_600, 0);
    let room = RoomSummary::of(&run).unwrap();
    assert_eq!(
        (room.called, room.claimed, run.submitted),
        (10_000, 10_000, 10_000)
    );
    // The k-th call comes after k/r: the mean is (N - 1)/2r, however the lots fall.
    assert!((room.mean_wait_s.unwrap() - 499.95).abs() < 0.01, "{room:?}");
    let wait = run.wait_s;
    for (quantile, share) in [(wait.p50, 0.5), (wait.p90, 0.9), (wait.p99, 0.99)] {
        let exact = share * 1_000.0 + 1.0;
        assert!(
            (quantile.unwrap() / exact - 1.0).abs() < 5e-3,
            "{quantile:?} instead of {exact}"
        );
    }
}
