//! Waiting rooms: before one desk, with people who do not come, by lot.

use clickday::theory::general_service::{ExceptionalFirst, Work};
use clickday::theory::waiting_room::Release;

use crate::Checked;
use crate::common::{Observed, Subject, replicate, tier};
use crate::estimates::*;

#[test]
fn a_waiting_room_before_one_desk() -> Checked {
    let service = Work::exponential(1.0)?;
    let queue = ExceptionalFirst::new(0.5, Work::uniform(0.0, 1.0)?.then(service), service)?;
    let runs = replicate("models/textbook/waiting-room.toml", &[], 2_000, 100_000, 20);
    let room = |r: &Observed| r.waiting_room.clone().unwrap();
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
    let room = |r: &Observed| r.waiting_room.clone().unwrap();
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
    let room = run.waiting_room.clone().unwrap();
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
