//! Made-up runs with the shape of real ones: four policies, 444 bins of ten minutes, two groups, three tiers.

use crate::measures::load;
use clickday_engine::model::{Document, Model};
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::{
    AttemptCounts, BinCounts, BinState, Collapse, MeasureFigures, Outcome, PageSummary, RunTimes, Series,
    TimeDistribution, WaitSummary,
};

const BIN_S: f64 = 600.0;
const TRIED: f64 = 2_900_000.0;

/// A launch with the four policies of the main job.
pub(super) fn model() -> Model {
    let mut model: Model = toml::from_str(MODEL).unwrap();
    let policies = load::read_policies(Document::of_text("policies.toml", POLICIES));
    model.policy = policies.unwrap().policy;
    model
}

/// The launch as a file would have it, where a policy sets a value of the model.
pub(super) fn read_under(policy: &str, set: &str) -> Model {
    let header = format!("[policy.{policy}]\n");
    let set = if set.is_empty() {
        String::new()
    } else {
        format!("set = [{set:?}]\n")
    };
    let text = format!("{MODEL}{POLICIES}").replace(&header, &format!("{header}{set}"));
    load::read(Document::of_text("model.toml", &text), &[]).unwrap()
}

/// One run of each of the four policies.
pub(super) fn runs() -> Vec<RunResult> {
    [
        "as-it-happened",
        "open-to-all",
        "staggered-role-windows",
        "queue-with-tickets",
    ]
    .map(|p| run(p, 0, 1.0))
    .into()
}

/// A run in which nobody came.
pub(super) fn nobody(policy: &str) -> RunResult {
    let mut run = run(policy, 0, 1.0);
    run.tried = 0;
    run.submitted = 0;
    run.submitted_by_deadline = 0;
    run.attempts = AttemptCounts::default();
    run.collapse = None;
    run.series = Series {
        bin_s: BIN_S,
        groups: run.series.groups,
        ..Series::default()
    };
    run.times = RunTimes::default();
    run
}

/// A made-up run; replications differ a little.
pub(super) fn run(policy: &str, replication: u64, scale: f64) -> RunResult {
    let luck = 1.0 + 0.1 * ((replication as f64 * 2.4).sin());
    let mut series = Series {
        bin_s: BIN_S,
        groups: vec!["artisans".to_owned(), "vat-holders".to_owned()],
        tiers: vec!["edge".to_owned(), "web".to_owned(), "database".to_owned()],
        ..Series::default()
    };
    let mut waiting = 0.0;
    for bin in 0..444 {
        let hour = bin as f64 / 6.0 - 2.0;
        let now = Instant::of(policy, hour, luck);
        waiting = (waiting + now.to_room * BIN_S - 24.0 * BIN_S).max(0.0);
        push(
            &mut series,
            bin,
            hour,
            &now,
            scale,
            if now.room { waiting } else { 0.0 },
        );
    }
    finish(policy, replication, scale, series)
}

/// What happens a second at an hour of the first day.
struct Instant {
    came: f64,
    attempts: f64,
    applications: f64,
    closed: bool,
    room: bool,
    to_room: f64,
}

impl Instant {
    fn of(policy: &str, hour: f64, luck: f64) -> Instant {
        let of_day = hour.rem_euclid(24.0);
        let rush = if hour >= 0.0 {
            80.0 * (-hour / 1.5).exp()
        } else {
            0.0
        };
        let daily = if hour >= 0.0 {
            14.0 * (-((of_day - 11.0) / 4.5_f64).powi(2)).exp()
        } else {
            0.0
        };
        let came = rush + daily * (-hour / 60.0).exp();
        let closed = policy == "as-it-happened" && (13.33..17.5).contains(&hour);
        let (attempts, applications) = match policy {
            "queue-with-tickets" => (came.min(25.0) * 13.0, (20.0 + came).min(24.0)),
            "staggered-role-windows" => (
                came * 9.0 + 40.0,
                if (8.0..16.0).contains(&of_day) { 21.0 } else { 9.0 },
            ),
            "as-it-happened" if hour > 32.0 => (came * 20.0 + 90.0, 15.0),
            _ => (
                came * 22.0 + 120.0 + 30.0 * (hour * 2.0).sin(),
                4.5 + 1.5 * (hour / 3.0).sin(),
            ),
        };
        let open = hour >= 0.0;
        Instant {
            came,
            attempts: if open { attempts * luck } else { 0.0 },
            applications: if closed || !open { 0.0 } else { applications * luck },
            closed,
            room: policy == "queue-with-tickets" && open,
            to_room: came,
        }
    }
}

fn push(series: &mut Series, bin: usize, hour: f64, now: &Instant, scale: f64, waiting: f64) {
    series.time.push(civil(bin));
    series.start_s.push(bin as f64 * BIN_S);
    let failed = (now.attempts - 12.0 * now.applications).max(0.0);
    let kinds = if now.closed {
        [
            (Outcome::Closed, 1.0),
            (Outcome::Refused, 0.0),
            (Outcome::GatewayTimeout, 0.0),
            (Outcome::Abandoned, 0.0),
        ]
    } else {
        let refused = 0.3 + 0.2 * (hour / 2.0).sin();
        [
            (Outcome::Refused, refused),
            (Outcome::GatewayTimeout, 0.3),
            (Outcome::Abandoned, 0.6 - refused),
            (Outcome::BacklogTimeout, 0.1),
        ]
    };
    for share in [0.6, 0.4] {
        let n = |per_s: f64| (per_s * share * BIN_S * scale) as u32;
        let mut counts = BinCounts {
            came: n(now.came),
            attempts: n(now.attempts),
            submitted: n(now.applications),
            ..BinCounts::default()
        };
        counts.outcomes[Outcome::Served as usize] = n(now.attempts - failed);
        for (kind, part) in kinds {
            counts.outcomes[kind as usize] += n(failed * part);
        }
        series.counts.push(counts);
    }
    let full = (now.attempts / 600.0).min(1.0);
    let tiers = [30_000.0 * full, 600.0 * full.sqrt(), 220.0 * full.sqrt()];
    series.state.push(BinState {
        in_tier: tiers.iter().map(|n| n * scale).collect(),
        waiting: waiting * scale,
        inside: if now.room {
            now.came.min(24.0) * 1500.0 * scale
        } else {
            0.0
        },
        page_s: Some(2.0),
        attack_requests: 0,
    });
}

/// Clock time at which a bin starts.
fn civil(bin: usize) -> String {
    let minutes = 22 * 60 + bin * 10;
    let date = ["2020-03-31", "2020-04-01", "2020-04-02", "2020-04-03"][minutes / 1440];
    format!("{date} {:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

fn finish(policy: &str, replication: u64, scale: f64, series: Series) -> RunResult {
    let tried = (TRIED * scale) as u64;
    let submitted: u64 = series.counts.iter().map(|c| u64::from(c.submitted)).sum();
    let submitted = submitted.min(tried);
    let mut attempts = AttemptCounts::default();
    for counts in &series.counts {
        for (sum, n) in attempts.by_outcome.iter_mut().zip(counts.outcomes) {
            *sum += u64::from(n);
        }
    }
    attempts.total = attempts.by_outcome.iter().sum();
    let collapsed = policy != "queue-with-tickets";
    let collapse = Collapse {
        since: "2020-04-01 00:20".to_owned(),
        total_s: 31.0 * 3600.0,
    };
    RunResult {
        model: "INPS".to_owned(),
        policy: policy.to_owned(),
        seed: 1,
        replication,
        antithetic: false,
        scale,
        time_zone: "Europe/Rome".to_owned(),
        start: "2020-03-31 22:00".to_owned(),
        until: "2020-04-04 00:00".to_owned(),
        events: 0,
        wall_s: 0.0,
        peak_rss_mib: None,
        eligible: 5_000_000,
        tried,
        submitted,
        still_trying: 0,
        given_up: 0,
        never_came: 0,
        submitted_by_deadline: submitted * 9 / 10,
        deadline: "2020-04-03 18:00".to_owned(),
        submitted_by: Vec::new(),
        attempts,
        wait_s: WaitSummary::default(),
        page_s: PageSummary::default(),
        tiers: Vec::new(),
        collapsed,
        collapse: collapsed.then_some(collapse),
        by_group: Vec::new(),
        measures: MeasureFigures::default(),
        credentials: None,
        helpline: None,
        equity: None,
        operator: None,
        defences: Vec::new(),
        attacks: Vec::new(),
        times: RunTimes {
            waits: waits(policy, tried, submitted),
            ..RunTimes::default()
        },
        series,
        waits: Vec::new(),
    }
}

/// Waits spread about a median that depends on the policy.
fn waits(policy: &str, tried: u64, submitted: u64) -> TimeDistribution {
    let median: f64 = if policy == "queue-with-tickets" {
        9_000.0
    } else {
        40_000.0
    };
    let weight = |s: f64| (-((s / median).ln() / 1.1).powi(2)).exp();
    let times: Vec<f64> = (0..48 * 8)
        .map(|i| 300.0 * 1.12_f64.powf((f64::from(i) + 0.5) / 8.0))
        .collect();
    let total: f64 = times.iter().map(|s| weight(*s)).sum();
    let people = |s: &f64| (*s, (submitted as f64 * weight(*s) / total) as u64);
    TimeDistribution::of(times.iter().map(people), tried - submitted)
}

const MODEL: &str = r#"
version = 1
title = "A made-up launch of 1 April 2020"

[calendar]
time-zone = "Europe/Rome"
start = "2020-03-31 22:00"
end = "2020-04-03 24:00"
deadline = "2020-04-03 18:00"

[people.group.artisans]
role = "citizen"
size = 2_000_000
demand = "rush"

[[people.demand.rush.part]]
rush = { weight = 1.0, at = "2020-04-01 00:00", after = { exponential = "1 h" } }

[people.role.citizen]

[people.role.office]

[[journey.page]]
name = "form"
request = "page"

[portal.request.page.work]
web = { exponential = "1 s" }

[[portal.tier]]
name = "edge"
slots = 10_000
backlog.length = 20_000

[[portal.tier]]
name = "web"
slots = 400
backlog.length = 200

[[portal.tier]]
name = "database"
slots = 200
backlog.length = 20

[[record]]
at = "2020-04-01 08:30"
applications = 120_000
source = "made up"

[[record]]
at = "2020-04-01 13:00"
applications = 339_000
source = "made up"

[[record]]
at = "2020-04-03 09:00"
applications = 1_660_000
source = "made up"
"#;

const POLICIES: &str = r#"
[policy.as-it-happened]
title = "as it happened"

[[policy.as-it-happened.measure]]
open.from = "2020-04-01 00:00"

[[policy.as-it-happened.measure]]
closure = { from = "2020-04-01 13:20", until = "2020-04-01 17:30" }

[[policy.as-it-happened.measure]]
[policy.as-it-happened.measure.role-windows]
from = "2020-04-02 08:00"
window = [{ role = "office", hours = "08:00-16:00" }, { role = "citizen", hours = "16:00-08:00" }]

[policy.open-to-all]
title = "open to all"

[[policy.open-to-all.measure]]
open.from = "2020-04-01 00:00"

[policy.staggered-role-windows]
title = "hours for each role from the first day"

[[policy.staggered-role-windows.measure]]
open.from = "2020-04-01 00:00"

[[policy.staggered-role-windows.measure]]
[policy.staggered-role-windows.measure.role-windows]
window = [{ role = "office", hours = "08:00-16:00" }, { role = "citizen", hours = "16:00-08:00" }]

[policy.queue-with-tickets]
title = "queue with tickets"

[[policy.queue-with-tickets.measure]]
open.from = "2020-04-01 00:00"

[[policy.queue-with-tickets.measure]]
[policy.queue-with-tickets.measure.waiting-room]
opens = "2020-04-01 08:00"
cap = 40_000
release = "25 per second"
poll = "20 s"
lease = "2 min"
claim = "10 min"
idle = "20 min"
"#;
