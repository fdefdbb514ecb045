//! What a reader sees, held against itself.

use clickday::measures::emergency_cache::CacheSummary;
use clickday::measures::waiting_room::{RoomSummary, WaitingRoom};
use clickday::model::Model;
use clickday::model::units::Percentile;
use clickday::sim::result::{AttemptCounts, GroupSummary, Outcome, RunResult};

/// The most a tier of these models is made larger.
const MOST_GROWTH: f64 = 3.0;

/// Numbers that should be the same but for rounding.
fn assert_close(a: f64, b: f64, what: &str) {
    assert!(
        (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3),
        "{what}: {a} and {b}"
    );
}

fn assert_attempts_add_up(attempts: &AttemptCounts, whose: &str) {
    let ended: u64 = attempts.by_outcome.iter().sum();
    assert_eq!(
        attempts.total,
        ended + attempts.in_flight,
        "attempts of {whose}: {attempts:?}"
    );
    assert_eq!(
        attempts.total - attempts.in_flight,
        attempts.failed() + attempts.of(Outcome::Served)
    );
}

pub(crate) fn assert_people_add_up(r: &RunResult) {
    type Field = fn(&GroupSummary) -> u64;
    let totals: [(u64, Field); 7] = [
        (r.eligible, |g| g.eligible),
        (r.tried, |g| g.tried),
        (r.submitted, |g| g.submitted),
        (r.still_trying, |g| g.still_trying),
        (r.given_up, |g| g.given_up),
        (r.never_came, |g| g.never_came),
        (r.submitted_by_deadline, |g| g.submitted_by_deadline),
    ];
    for (total, of) in totals {
        assert_eq!(total, r.by_group.iter().map(|(_, g)| of(g)).sum::<u64>());
    }
    let mut attempts = AttemptCounts::default();
    for (name, g) in &r.by_group {
        assert_eq!(
            g.tried,
            g.submitted + g.still_trying + g.given_up,
            "people of {name}"
        );
        assert_eq!(g.eligible, g.tried + g.never_came, "the entitled of {name}");
        assert_attempts_add_up(&g.attempts, name);
        attempts.add(&g.attempts);
    }
    assert_eq!(attempts, r.attempts);
    assert_eq!(r.submitted_by_deadline, r.submitted, "the deadline is the end");
}

/// Mean number of slots that slow connections hold.
fn held_slots(r: &RunResult) -> f64 {
    let held = r.attacks.iter().filter_map(|(_, a)| a.connections);
    held.map(|c| c.mean_held).sum()
}

pub(crate) fn assert_tiers_add_up(model: &Model, r: &RunResult, seconds: f64) {
    for ((name, t), spec) in r.tiers.iter().zip(&model.portal.tier) {
        assert_eq!(
            t.arrivals,
            t.served + t.refused + t.abandoned + t.failed + t.inside,
            "requests of {name}"
        );
        let whole = 1.0 + 1e-9;
        assert!(
            (0.0..=whole).contains(&t.utilisation),
            "{name}: {}",
            t.utilisation
        );
        assert!(
            0.0 <= t.work_after_departure_share
                && t.work_after_departure_share <= t.undelivered_work_share
                && t.undelivered_work_share <= 1.0,
            "{name}: {t:?}"
        );
        assert!(t.p_wait.is_none_or(|p| (0.0..=1.0).contains(&p)), "{name}: {t:?}");
        // The outermost tier can grow, and slow connections take slots of it and ask for nothing.
        let outermost = std::ptr::eq(spec, &raw const model.portal.tier[0]);
        let (grown, held) = if outermost {
            (MOST_GROWTH, held_slots(r))
        } else {
            (1.0, 0.0)
        };
        assert!(
            t.mean_slots_taken <= grown * spec.slots.get() as f64 * whole,
            "{name}: {t:?}"
        );
        assert!(
            t.mean_slots_taken <= (t.mean_in_tier + held) * whole + 1e-9,
            "{name}: {t:?}"
        );
        assert!(
            (t.goodput_per_s + t.attack_answers_per_s) * seconds <= t.served as f64 * whole,
            "{name}: {t:?}"
        );
    }
    assert_outermost_adds_up(model, r);
    assert_answers_add_up(model, r, seconds);
    for (name, attack) in &r.attacks {
        assert_attempts_add_up(&attack.requests, name);
    }
}

/// Whom the outermost tier served is who was served: people are its goodput, and attacks are not. Caches and a page that is fetched once
/// for many serve more than the portal does.
fn assert_answers_add_up(model: &Model, r: &RunResult, seconds: f64) {
    let people = r.attempts.of(Outcome::Served);
    let asks = |name: &str| model.attack[name].request().is_some();
    let attacks = r.attacks.iter().filter(|(name, _)| asks(name));
    let attacks: u64 = attacks.map(|(_, a)| a.requests.of(Outcome::Served)).sum();
    let outermost = &r.tiers[0].1;
    for (rate, served) in [
        (outermost.goodput_per_s, people),
        (outermost.attack_answers_per_s, attacks),
    ] {
        let answers = rate * seconds;
        if CacheSummary::of(r).is_none() {
            assert_close(answers, served as f64, "answers");
        } else {
            assert!(answers <= served as f64 + 1e-6, "{answers} of {served}");
        }
    }
    // An answer passes every tier that works on it.
    for (name, inner) in &r.tiers[1..] {
        assert!(inner.goodput_per_s <= outermost.goodput_per_s, "{name}");
        assert!(
            inner.attack_answers_per_s <= outermost.attack_answers_per_s,
            "{name}"
        );
    }
}

/// Whoever was neither turned away at the door nor served by a cache came to the outermost tier.
fn assert_outermost_adds_up(model: &Model, r: &RunResult) {
    let past_the_door = |a: &AttemptCounts| {
        let door = [Outcome::Closed, Outcome::Shed, Outcome::Blocked];
        a.total - door.iter().map(|o| a.of(*o)).sum::<u64>()
    };
    // Slow connections ask for nothing, and bots for a ticket.
    let asks = |name: &str| model.attack[name].request().is_some();
    let attacks: u64 = r
        .attacks
        .iter()
        .filter(|(name, _)| asks(name))
        .map(|(_, a)| past_the_door(&a.requests))
        .sum();
    let outermost = &model.portal.tier[0];
    let there_before = outermost
        .start_full_of
        .as_ref()
        .map_or(0, |_| outermost.slots.get());
    let cached = CacheSummary::of(r).map_or(0, |c| c.exposures + c.own);
    let came = past_the_door(&r.attempts) - cached + attacks + there_before;
    let arrived = r.tiers[0].1.arrivals;
    // A request that is collapsed into another waits for its answer, and some do at the end.
    let collapsed = if cached > 0 { r.attempts.in_flight } else { 0 };
    assert!(
        (came - collapsed..=came).contains(&arrived),
        "{arrived} of {came} came"
    );
}

pub(crate) fn assert_series_add_up(r: &RunResult, seconds: f64) {
    let s = &r.series;
    let bins = (seconds / s.bin_s).ceil() as usize;
    let groups = s.groups.len();
    assert_eq!((s.state.len(), s.start_s.len(), s.time.len()), (bins, bins, bins));
    assert_eq!(s.counts.len(), bins * groups);
    for (g, (name, group)) in r.by_group.iter().enumerate() {
        let mut sums = [0_u64; 4];
        let mut outcomes = [0_u64; Outcome::COUNT];
        for bin in s.counts.iter().skip(g).step_by(groups) {
            for (sum, n) in sums
                .iter_mut()
                .zip([bin.came, bin.attempts, bin.submitted, bin.given_up])
            {
                *sum += u64::from(n);
            }
            for (sum, n) in outcomes.iter_mut().zip(bin.outcomes) {
                *sum += u64::from(n);
            }
        }
        assert_eq!(
            sums,
            [group.tried, group.attempts.total, group.submitted, group.given_up],
            "{name}"
        );
        assert_eq!(outcomes, group.attempts.by_outcome, "{name}");
    }
    let width = |bin: usize| (seconds - bin as f64 * s.bin_s).min(s.bin_s);
    let area = |state: &dyn Fn(usize) -> f64| (0..bins).map(|b| state(b) * width(b)).sum::<f64>();
    for (k, (name, tier)) in r.tiers.iter().enumerate() {
        assert_close(
            area(&|b| s.state[b].in_tier[k]),
            tier.mean_in_tier * seconds,
            name,
        );
    }
    if let Some(room) = RoomSummary::of(r) {
        assert_close(
            area(&|b| s.state[b].waiting),
            room.mean_waiting * seconds,
            "waiting",
        );
        assert_close(area(&|b| s.state[b].inside), room.mean_inside * seconds, "inside");
    }
    let attacks: u64 = s.state.iter().map(|b| u64::from(b.attack_requests)).sum();
    assert_eq!(
        attacks,
        r.attacks.iter().map(|(_, a)| a.requests.total).sum::<u64>()
    );
}

pub(crate) fn assert_waits_add_up(r: &RunResult) {
    for (waits, (name, group)) in r.waits.iter().zip(&r.by_group) {
        assert_eq!(&waits.group, name);
        assert_eq!(
            waits.bins.iter().map(|(_, _, n)| n).sum::<u64>(),
            group.submitted,
            "{name}"
        );
        assert_eq!(waits.unserved, group.tried - group.submitted, "{name}");
        assert!(
            waits.bins.windows(2).all(|w| (w[0].1 - w[1].0).abs() < 1e-9),
            "{name}"
        );
    }
    let w = &r.wait_s;
    for (q, value) in [(0.5, w.p50), (0.9, w.p90), (0.99, w.p99)] {
        let reached = r.tried > 0 && r.submitted as f64 >= (q * r.tried as f64).ceil();
        assert_eq!(
            value.is_some(),
            reached,
            "quantile {q} of {} in {}",
            r.submitted,
            r.tried
        );
    }
    let groups = r.by_group.iter().map(|(_, group)| (&group.waits, group.tried));
    for (times, tried) in groups.chain([(&r.times.waits, r.tried)]) {
        assert_eq!(times.people(), tried);
        let percentiles = (1..=100).map(|p| times.percentile(Percentile::whole(p)).unwrap_or(f64::INFINITY));
        assert!(percentiles.is_sorted(), "{times:?}");
    }
    assert_eq!(w.submitted_mean.is_some(), r.submitted > 0);
    assert!(w.submitted_p50 <= w.submitted_p90 && w.submitted_p90 <= w.submitted_p99);
    assert_eq!(r.page_s.mean.is_some(), r.attempts.of(Outcome::Served) > 0);
    let so_far: Vec<u64> = r.submitted_by.iter().map(|at| at.count).collect();
    assert!(so_far.is_sorted());
    assert_eq!(so_far.last(), Some(&r.submitted), "by the end");
    // What was submitted before a bin is what the bins before it hold.
    let mut before = 0;
    for (time, counts) in r
        .series
        .time
        .iter()
        .zip(r.series.counts.chunks(r.series.groups.len()))
    {
        let mut named = r.submitted_by.iter().filter(|at| at.time == *time);
        assert_eq!(named.next().map(|at| at.count), Some(before), "by {time}");
        assert!(named.next().is_none(), "two counts by {time}");
        before += counts.iter().map(|c| u64::from(c.submitted)).sum::<u64>();
    }
    assert_eq!(before, r.submitted);
}

pub(crate) fn assert_room_adds_up(model: &Model, r: &RunResult) {
    let Some(room) = RoomSummary::of(r) else { return };
    assert!(room.called <= room.tickets, "{room:?}");
    assert!(room.claimed + room.lapsed <= room.called, "{room:?}");
    assert!(room.left <= room.tickets, "{room:?}");
    assert!(room.mean_waiting <= room.most_waiting as f64, "{room:?}");
    let room_as_written = |m: &clickday::model::Measure| m.get::<WaitingRoom>().map(|room| room.cap.get());
    let cap = model.policy["p"].measure.iter().find_map(room_as_written);
    assert!(room.mean_inside <= cap.unwrap() as f64 * (1.0 + 1e-9), "{room:?}");
}

/// Every page of an application was served at least once, to those who file their own.
pub(crate) fn assert_nobody_skips_a_page(model: &Model, r: &RunResult) {
    for (name, group) in &r.by_group {
        // Who has applied for a second product goes on under the same login.
        let second = model.people.credentials.is_some();
        if model.people.group[name].through_office.is_none() && !second {
            let needed = group.submitted * model.journey.page.len() as u64;
            assert!(group.attempts.of(Outcome::Served) >= needed, "{name}: {group:?}");
        }
    }
}

/// Every call ends in one way, and so does every request for a credential.
pub(crate) fn assert_calls_add_up(r: &RunResult) {
    if let Some(h) = &r.helpline {
        assert_eq!(h.calls, h.busy + h.abandoned + h.answered + h.in_line, "{h:?}");
        assert!(
            h.redials + h.reconnects <= h.calls && h.callers >= h.will_call,
            "{h:?}"
        );
        assert!(h.talking <= h.answered && h.utilisation <= 1.0, "{h:?}");
    }
    if let Some(c) = &r.credentials {
        let ended = c.received_in_time + c.received_late + c.validated + c.by_post;
        assert_eq!(c.asked, ended + c.waiting, "{c:?}");
        let helped = c.whole_one_validated + c.whole_one_by_post;
        assert_eq!(c.whole_one_wanted, helped + c.whole_one_waiting, "{c:?}");
        assert!(c.lost <= c.asked, "{c:?}");
        assert!(c.waiting + c.whole_one_waiting <= r.still_trying, "{c:?}");
    }
}
