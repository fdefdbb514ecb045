//! A launch made up in a microsecond, for tests of everything that happens around runs.

use crate::measures::definition::Definition;
use crate::measures::waiting_room::{RoomSummary, WaitingRoom};
use clickday_engine::sim::result::{
    AttemptCounts, BinCounts, BinState, Collapse, Cumulative, GroupSummary, MeasureFigures, Outcome,
    PageSummary, RunTimes, Series, TierSummary, TimeDistribution, WaitHistogram, WaitSummary,
};
use clickday_engine::sim::{Observe, Progress, RunOptions, RunResult, SimError};

/// People at full scale.
const PEOPLE: f64 = 4_900_000.0;

/// Bins of an hour, from the evening before.
const BINS: usize = 74;

/// A run that depends on its options alone. Under `queue…` most are served; under `cliff…` every third launch
/// melts; under anything else few are.
pub(crate) fn simulate(options: &RunOptions) -> RunResult {
    let noise = noise(options.seed, options.replication);
    let melts = match options.policy.as_str() {
        policy if policy.starts_with("queue") => false,
        policy if policy.starts_with("cliff") => options.replication % 3 == 1,
        _ => true,
    };
    let share = if melts { 0.36 } else { 0.92 } * (1.0 + 0.01 * noise);
    let people = (PEOPLE * options.scale) as u64;
    let submitted = (people as f64 * share) as u64;
    let tier = TierSummary {
        arrivals: 10 * people,
        ..TierSummary::default()
    };
    let mut result = RunResult {
        model: "A made-up launch".to_owned(),
        policy: options.policy.clone(),
        seed: options.seed,
        replication: options.replication,
        antithetic: options.antithetic,
        scale: options.scale,
        time_zone: "Europe/Rome".to_owned(),
        start: "2020-03-31 22:00".to_owned(),
        until: "2020-04-04 00:00".to_owned(),
        deadline: "2020-04-04 00:00".to_owned(),
        events: 40 * people,
        wall_s: 0.0,
        peak_rss_mib: None,
        eligible: people,
        tried: 0,
        submitted,
        still_trying: 0,
        given_up: 0,
        never_came: 0,
        submitted_by_deadline: submitted,
        submitted_by: Vec::new(),
        attempts: attempts(submitted, melts),
        wait_s: WaitSummary::default(),
        page_s: PageSummary::default(),
        tiers: vec![("web".to_owned(), tier)],
        collapsed: melts,
        collapse: melts.then(|| Collapse {
            since: "2020-04-01 08:10".to_owned(),
            total_s: 18_000.0,
        }),
        by_group: Vec::new(),
        measures: room(options, people),
        credentials: None,
        helpline: None,
        equity: None,
        operator: None,
        defences: Vec::new(),
        attacks: Vec::new(),
        times: RunTimes::default(),
        series: Series::default(),
        waits: Vec::new(),
    };
    count_people(&mut result, people, submitted);
    take_time(&mut result, noise);
    fill_series(&mut result);
    result
}

/// The same, as an engine that can be stopped in the middle and at its end.
pub(crate) fn run(options: &RunOptions, observe: &mut Observe) -> Result<RunResult, SimError> {
    for now_us in [1, 2] {
        let progress = Progress {
            now_us,
            end_us: 2,
            events: 0,
        };
        if observe(progress).is_break() {
            return Err(SimError::Cancelled);
        }
    }
    Ok(simulate(options))
}

/// Between −1 and 1, the same for every policy.
fn noise(seed: u64, replication: u64) -> f64 {
    let mixed = (seed * 1_000 + replication + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)) % 2_001) as f64 / 1_000.0 - 1.0
}

fn count_people(result: &mut RunResult, people: u64, submitted: u64) {
    result.tried = people * 96 / 100;
    result.never_came = people - result.tried;
    result.given_up = (result.tried - submitted) / 4;
    result.still_trying = result.tried - submitted - result.given_up;
    result.by_group = vec![(
        "artisans".to_owned(),
        GroupSummary {
            eligible: people,
            tried: result.tried,
            submitted,
            ..GroupSummary::default()
        },
    )];
}

fn room(options: &RunOptions, people: u64) -> MeasureFigures {
    let mut measures = MeasureFigures::default();
    if options.policy.starts_with("queue") {
        let room = RoomSummary {
            tickets: people,
            ..RoomSummary::default()
        };
        measures.add_first(WaitingRoom::ID, &room.figures());
    }
    measures
}

fn attempts(submitted: u64, melts: bool) -> AttemptCounts {
    let mut counts = AttemptCounts::default();
    let each = if melts { 40 } else { 1 };
    counts.by_outcome[Outcome::Served as usize] = 12 * submitted;
    counts.by_outcome[Outcome::Refused as usize] = each * submitted;
    counts.by_outcome[Outcome::GatewayTimeout as usize] = each * submitted / 4;
    counts.by_outcome[Outcome::Abandoned as usize] = each * submitted / 2;
    counts.by_outcome[Outcome::Closed as usize] = submitted / 10;
    counts.total = counts.by_outcome.iter().sum();
    counts
}

/// Half of those who tried wait a median time, most of the others five times as long, the last nine
/// times.
fn take_time(result: &mut RunResult, noise: f64) {
    let median = 12_000.0 * (1.0 + 0.02 * noise);
    let (half, most) = (result.tried.div_ceil(2), (result.tried * 9).div_ceil(10));
    let served = |from: u64, to: u64| to.min(result.submitted).saturating_sub(from);
    let waits = [
        (median, served(0, half)),
        (5.0 * median, served(half, most)),
        (9.0 * median, served(most, u64::MAX)),
    ];
    let pages = [(0.5, 80), (2.0, 15), (4.0, 5)].map(|(s, n)| (s, n * result.submitted));
    result.times = RunTimes {
        waits: TimeDistribution::of(waits, result.tried - result.submitted),
        pages: TimeDistribution::of(pages, 0),
        calls: TimeDistribution::default(),
    };
    result.wait_s = WaitSummary::of(&result.times.waits);
    result.page_s = PageSummary::of(&result.times.pages);
    for (_, group) in &mut result.by_group {
        group.wait_s = result.wait_s;
        group.waits = result.times.waits.clone();
        group.pages = result.times.pages.clone();
    }
    for (_, tier) in &mut result.tiers {
        tier.pages = result.times.pages.clone();
    }
}

fn fill_series(result: &mut RunResult) {
    let hour = |bin: usize| format!("2020-04-{:02} {:02}:00", (bin + 22) / 24, (bin + 22) % 24);
    let time: Vec<String> = (0..BINS).map(hour).map(|t| t.replace("04-00", "03-31")).collect();
    let each = result.submitted / BINS as u64;
    let first = result.submitted - each * (BINS as u64 - 1);
    let submitted = |bin: usize| if bin == 0 { first } else { each };
    result.submitted_by = (1..BINS)
        .map(|bin| Cumulative {
            time: time[bin].clone(),
            count: (0..bin).map(submitted).sum(),
        })
        .collect();
    result.series = Series {
        bin_s: 3600.0,
        start_s: (0..BINS).map(|bin| 3600.0 * bin as f64).collect(),
        groups: vec!["artisans".to_owned()],
        counts: (0..BINS)
            .map(|bin| BinCounts {
                submitted: submitted(bin) as u32,
                ..BinCounts::default()
            })
            .collect(),
        tiers: vec!["web".to_owned()],
        state: (0..BINS)
            .map(|_| BinState {
                in_tier: vec![7.5],
                ..BinState::default()
            })
            .collect(),
        time,
    };
    let bins = vec![
        (0.0, 600.0, result.submitted / 2),
        (600.0, 1200.0, result.submitted.div_ceil(2)),
    ];
    let unserved = result.tried - result.submitted;
    result.waits = vec![WaitHistogram {
        group: "artisans".to_owned(),
        unserved,
        bins,
    }];
}
