//! What the shipped policies change by what they set, on the people of the INPS launch: held against the law that follows from the values.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/launch.rs"]
mod launch;

use clickday::experiment::spec;
use clickday::measures::load;
use clickday::measures::run;
use clickday::measures::waiting_room::RoomSummary;
use clickday::model::people::DemandPart;
use clickday::model::{Document, Model};
use clickday::sim::result::{BinCounts, DefenceSummary, MeasureFigures};
use clickday::sim::{RunOptions, RunResult};
use launch::GROUPS;

const SCALE: f64 = 0.025;

/// The model with the files of `experiments/policies.toml`, a portal that is never busy, and a session that is never lost.
fn idle(set: &[&str], of_each_group: &[&str]) -> Model {
    let mut all: Vec<String> = [
        "portal.tier.web.cores=10000",
        "portal.tier.web.slots=100000",
        "portal.tier.database.slots=100000",
        "people.role.citizen.session-lost=0",
        "people.role.office.session-lost=0",
        "people.credentials.whole-one-wanted=0",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(set.iter().map(|s| (*s).to_owned()));
    for group in GROUPS {
        all.extend(of_each_group.iter().map(|s| format!("people.group.{group}.{s}")));
    }
    let experiment = spec::load("experiments/policies.toml".as_ref()).unwrap();
    experiment.model(&all).unwrap_or_else(|e| panic!("{e:?}")).model
}

fn under(model: &Model, policy: &str) -> RunResult {
    cut(model, policy, None)
}

/// The run, or its beginning up to an instant \[µs\].
fn cut(model: &Model, policy: &str, until_us: Option<u64>) -> RunResult {
    let options = RunOptions {
        policy: policy.to_owned(),
        seed: 20_200_401,
        scale: SCALE,
        until_us,
        ..RunOptions::default()
    };
    run(model, &options, &mut |_| {}).unwrap()
}

/// What happens to a group between two instants of 1 April, hours after midnight.
fn between(result: &RunResult, group: &str, from_h: f64, until_h: f64, what: impl Fn(usize) -> u32) -> f64 {
    let series = &result.series;
    let index = series.groups.iter().position(|g| g == group).unwrap();
    // The model's day begins two hours before midnight.
    let bins = (0..series.time.len()).filter(|b| {
        let at = series.start_s[*b] / 3_600.0 - 2.0;
        at >= from_h && at < until_h
    });
    bins.map(|b| f64::from(what(b * series.groups.len() + index)))
        .sum()
}

#[track_caller]
fn is_near(found: f64, exact: f64, error: f64) {
    let z = (found - exact) / error;
    assert!(z.abs() < 4.0, "{found}, expected {exact}: z = {z}");
}

/// Levels of skill: the share of people, and how long they think.
const SKILL: [(f64, f64); 3] = [(0.25, 1.8), (0.5, 1.0), (0.25, 0.8)];

#[test]
fn a_pre_filled_form_saves_the_typing_it_saves() {
    let model = idle(&[], &["through-office.share=0", "credential.missing=0"]);
    let [open, filled] = ["open-to-all", "pre-filled-form"].map(|policy| under(&model, policy));
    // Four think times, from and to, with the same quantile of a lognormal law of sigma 0.7 for the same person, at a pace with a
    // coefficient of variation of 0.4 and by skill.
    let saved = [25.0 - 6.0, 25.0 - 6.0, 40.0 - 15.0, 30.0 - 15.0_f64];
    let skill: f64 = SKILL.iter().map(|(weight, think)| weight * think).sum();
    let skill_squared: f64 = SKILL.iter().map(|(weight, think)| weight * think * think).sum();
    let mean = saved.iter().sum::<f64>();
    let scatter = saved.iter().map(|s| s * s).sum::<f64>() * (0.49_f64.exp() - 1.0);
    let square = (scatter + mean * mean) * (1.0 + 0.16) * skill_squared;
    let variance = square - (mean * skill).powi(2);
    let n = open.submitted as f64;
    let [before, after] = [&open, &filled].map(|run| run.wait_s.submitted_mean.unwrap());
    is_near(before - after, mean * skill, (variance / n).sqrt());
}

#[test]
fn batch_upload_spares_offices_the_pages_between_two_files() {
    let model = idle(
        &[
            "people.office.commercialisti.operators=3000",
            "people.role.office.pace={ fixed = 0.6 }",
        ],
        &["through-office.share=1"],
    );
    // Work of a light page, a form and a heavy page on an idle portal, and what is thought before and after the contacts page [s].
    let (light, form, heavy) = (0.25, 0.75, 1.25);
    let (first_pages, form_pages, submit_page) = (65.0, 135.0, 5.0);
    let pause = 200.0_f64;
    let to_contacts = 0.6 * first_pages + 3.0 * light + heavy + form;
    let to_submit = 0.6 * form_pages + 5.0 * form;
    let a_file = pause + 0.6 * submit_page + heavy + light;
    // Scatter of a file: the pause with a coefficient of variation of 0.8, the typing with 0.8 of each page at most.
    let typing = [25.0, 25.0, 40.0, 30.0, 15.0, 5.0_f64];
    let scatter =
        (0.8 * pause).powi(2) + 0.36 * (0.49_f64.exp() - 1.0) * typing.iter().map(|t| t * t).sum::<f64>();
    for (policy, takes) in [
        ("open-to-all", a_file + to_submit + to_contacts / 30.0),
        ("office-batch-upload", a_file + (to_submit + to_contacts) / 500.0),
    ] {
        let result = under(&model, policy);
        // From ten to twelve all operators have files on their desks.
        let counts = &result.series.counts;
        let done = between(&result, "artisans-and-traders", 10.0, 12.0, |i| {
            counts[i].submitted
        });
        let files = 3_000.0 * SCALE * 7_200.0 / takes;
        is_near(done, files, (files * scatter).sqrt() / takes);
    }
}

#[test]
fn an_announcement_moves_the_rush_and_nothing_else() {
    let model = idle(&[], &["through-office.share=0", "credential.missing=0"]);
    let part = &model.people.demand["own-hand"].part;
    let diurnal = part
        .iter()
        .find_map(|part| match part {
            DemandPart::Diurnal(diurnal) => Some(diurnal),
            _ => None,
        })
        .unwrap();
    let total = |weights: &[clickday::model::units::Factor]| weights.iter().map(|w| w.get()).sum::<f64>();
    let everyday = |hour: usize| {
        diurnal.days[1].get() / total(&diurnal.days) * diurnal.hours[hour].get() / total(&diurnal.hours)
    };
    for (policy, weight, mean_min) in [
        ("open-to-all", 13.0, 50.0),
        ("calming-announcement", 6.5, 100.0),
        ("inflaming-notice", 26.0, 25.0),
    ] {
        let result = under(&model, policy);
        let counts = &result.series.counts;
        let (_, group) = result
            .by_group
            .iter()
            .find(|(name, _)| name == GROUPS[0])
            .unwrap();
        let n = group.eligible as f64;
        for hour in [0, 1, 12] {
            let from = hour as f64;
            let rush = (-60.0 * from / mean_min).exp() - (-60.0 * (from + 1.0) / mean_min).exp();
            let p = 0.82 * (weight * rush + 92.0 * everyday(hour)) / (weight + 92.0);
            let came = between(&result, GROUPS[0], from, from + 1.0, |i| counts[i].came);
            is_near(came, n * p, (n * p * (1.0 - p)).sqrt());
        }
    }
}

#[test]
fn with_a_pin_beforehand_nobody_waits_for_one() {
    let model = idle(&[], &["through-office.share=0"]);
    let [open, before] = ["open-to-all", "pin-beforehand"].map(|policy| under(&model, policy));
    assert_eq!(open.tried, before.tried, "the same people come");
    assert_eq!(before.credentials.as_ref().unwrap().asked, 0);
    // On a portal that is never busy all are served but those who came within the last hour.
    let last = before.series.time.len() - 6;
    let late: u64 = before.series.counts[last * before.series.groups.len()..]
        .iter()
        .map(|bin| u64::from(bin.came))
        .sum();
    let left = before.tried - before.submitted;
    assert!(left <= late, "{left} are left, and {late} came in the last hour");
    // Without, 30 % ask for one; the gateway sends 1.26 a second at full scale, operators help some more, and the others wait.
    let came_by = open.credentials.as_ref().unwrap();
    let asked = came_by.asked as f64;
    is_near(asked, 0.30 * open.tried as f64, (0.21 * open.tried as f64).sqrt());
    let sent = 1.26 * SCALE * 74.0 * 3_600.0;
    let without = (open.tried - open.submitted) as f64;
    let helped = came_by.validated as f64;
    assert!(
        without >= asked - sent - helped,
        "{without} of {asked}: {sent} sent, {helped} helped"
    );
}

/// What the defence of that name did.
fn defence<'a>(result: &'a RunResult, name: &str) -> &'a DefenceSummary {
    result.defences.iter().find(|d| d.defence == name).unwrap()
}

#[test]
fn a_limit_of_each_address_blocks_those_who_share_one() {
    // A tenth of what the file allows: fifteen operators ask for more than that, and a person alone has the burst.
    let tight = "policy.address-limits.measure.1.address-limit.rate=\"6 per minute\"";
    let shared = under(&idle(&[tight], &[]), "address-limits");
    let limit = defence(&shared, "address-limit");
    let blocked = |offices: bool| -> u64 {
        let of = limit.people_blocked_by_group.iter();
        of.filter(|(kind, _)| GROUPS.contains(&kind.as_str()) != offices)
            .map(|(_, n)| n)
            .sum()
    };
    assert!(
        blocked(true) > 100 * blocked(false),
        "{} by offices, {} by others",
        blocked(true),
        blocked(false)
    );
    // With an address for each the limit is never reached, and changes nothing.
    let alone = idle(&[tight, "network.shared-address=[]"], &[]);
    let [limited, open] = ["address-limits", "open-to-all"].map(|policy| under(&alone, policy));
    assert_eq!(defence(&limited, "address-limit").people_blocked, 0);
    let figures = |r: &RunResult| (r.submitted, r.attempts.total, r.wait_s.submitted_mean);
    assert_eq!(figures(&limited), figures(&open));
}

#[test]
fn defences_cost_people_the_shares_they_are_set_to() {
    let own_hand = ["through-office.share=0", "credential.missing=0"];
    let model = idle(&["network.shared-address=[]"], &own_hand);
    let result = under(&model, "defended");
    for (name, share) in [("scrubbing", 0.005), ("challenge", 0.02)] {
        let found = defence(&result, name);
        let n = (found.people_blocked + found.people_passed) as f64;
        is_near(
            found.people_blocked as f64,
            n * share,
            (n * share * (1.0 - share)).sqrt(),
        );
    }
    // One in a hundred is abroad, tries, and is never let in; at home everybody is, but those who came at the very end.
    let open = under(&model, "open-to-all");
    assert_eq!(result.tried, open.tried, "the same people come");
    let [shut_out, late] = [&result, &open].map(|r| (r.tried - r.submitted) as f64);
    let abroad = 0.01 * result.tried as f64;
    is_near(shut_out - late, abroad, (abroad * 0.99).sqrt());
}

/// Policies of the model that stand in a file of their own as well, to be copied: the file, and the model's.
const COPIES: [(&str, &str); 3] = [
    ("open", "open-to-all"),
    ("role-windows", "staggered-role-windows"),
    ("waiting-room", "queue-with-tickets"),
];

#[test]
fn the_policies_of_the_model_can_be_copied_from_files() {
    let mut document = Document::open("models/inps-2020-04-01".as_ref());
    for (file, _) in COPIES {
        document.add_policies(Document::open(format!("models/policies/{file}.toml").as_ref()));
    }
    let model = load::read(document, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    for (file, own) in COPIES {
        let [copy, own] = [file, own].map(|policy| {
            let mut run = under(&model, policy);
            run.policy.clear();
            serde_json::to_string(&run).unwrap()
        });
        // The same bytes, whatever they are called.
        assert!(copy == own, "{file} has come to differ from the model's");
    }
}

#[test]
fn what_is_combined_does_what_each_of_its_parts_does() {
    let model = idle(&[], &["through-office.share=0", "credential.missing=0"]);
    let [combined, calm, open] =
        ["combined", "calming-announcement", "open-to-all"].map(|policy| under(&model, policy));
    // People come when the announcement has them come, to the bin.
    let came = |r: &RunResult| r.series.counts.iter().map(|bin| bin.came).collect::<Vec<_>>();
    assert_eq!(came(&combined), came(&calm));
    // On Wednesday only who was born from January to April may come: 120.25 days of 365.25, by a binomial law at most.
    let wednesday = |r: &RunResult| -> f64 {
        let counts = &r.series.counts;
        GROUPS
            .iter()
            .map(|group| between(r, group, 0.0, 24.0, |i| counts[i].submitted))
            .sum()
    };
    let n = open.tried as f64;
    let p = 120.25 / 365.25;
    let most = n * p + 4.0 * (n * p * (1.0 - p)).sqrt();
    assert!(wednesday(&combined) < most, "{} of {n}", wednesday(&combined));
    assert!(
        wednesday(&open) > 1.5 * most,
        "{} without windows",
        wednesday(&open)
    );
    // They go in through the room, each with a ticket.
    let room = RoomSummary::of(&combined).unwrap();
    assert!(room.tickets >= combined.submitted, "{} tickets", room.tickets);
}

/// What a result says, but for the name of the policy and the waiting room.
fn but_for_the_room(mut result: RunResult) -> RunResult {
    result.measures = MeasureFigures::default();
    result.policy.clear();
    result
}

#[test]
fn closed_and_reopened_behind_a_room_it_lets_in_no_more_than_the_cap() {
    let model = idle(&[], &["through-office.share=0", "credential.missing=0"]);
    // The model's day begins two hours before midnight; it reopens at half past five.
    let reopens_s = 19.5 * 3_600.0;
    let until_then = |policy: &str| {
        let options = RunOptions {
            policy: policy.to_owned(),
            seed: 20_200_401,
            scale: SCALE,
            until_us: Some((reopens_s * 1e6) as u64),
            ..RunOptions::default()
        };
        but_for_the_room(run(&model, &options, &mut |_| {}).unwrap())
    };
    assert_eq!(until_then("close-and-room"), until_then("close-and-reopen"));
    let [room, open] = ["close-and-room", "close-and-reopen"].map(|policy| under(&model, policy));
    let series = &room.series;
    let (mut before, mut after) = (0.0_f64, 0.0_f64);
    for (start, state) in series.start_s.iter().zip(&series.state) {
        let most = if *start < reopens_s {
            &mut before
        } else {
            &mut after
        };
        *most = most.max(state.inside + state.waiting);
        assert!(
            state.inside <= (5_500.0 * SCALE).ceil(),
            "{} inside",
            state.inside
        );
    }
    assert!(before.abs() < 1e-9, "{before} before it begins");
    assert!(after > 5_500.0 * SCALE, "{after}: it has to hold people back");
    // Whoever is served from then on had a place, and some still wait for one in the end.
    let [evening, without] = [&room, &open].map(|r| {
        let counts = &r.series.counts;
        let served = |group: &&str| between(r, group, 17.5, 100.0, |i| counts[i].submitted);
        GROUPS.iter().map(served).sum::<f64>()
    });
    let claimed = RoomSummary::of(&room).unwrap().claimed as f64;
    assert!(claimed >= evening, "{claimed} places for {evening}");
    assert!(evening < without, "{evening} of {without}");
}

#[test]
fn closed_and_reopened_it_serves_before_and_after_and_not_meanwhile() {
    let model = idle(&[], &["through-office.share=0", "credential.missing=0"]);
    let [closed, open] = ["close-and-reopen", "open-to-all"].map(|policy| under(&model, policy));
    let count = |r: &RunResult, from: f64, until: f64, what: fn(&BinCounts) -> u32| -> f64 {
        let counts = &r.series.counts;
        GROUPS
            .iter()
            .map(|group| between(r, group, from, until, |i| what(&counts[i])))
            .sum()
    };
    let (noon, shut, opens) = (13.0, 13.0 + 20.0 / 60.0, 17.5);
    // Until it is closed nothing tells one from the other.
    for what in [|b: &BinCounts| b.attempts, |b: &BinCounts| b.submitted] {
        let [with, without] = [&closed, &open].map(|r| count(r, 0.0, noon, what));
        assert!((with - without).abs() < 0.5, "{with} and {without}");
    }
    // Nobody gets in: who still gets through had asked before.
    let until = (shut + 2.0) * 3.6e9;
    let asked = cut(&model, "close-and-reopen", Some(until as u64))
        .attempts
        .in_flight;
    let through = count(&closed, shut, opens, |b| b.submitted);
    assert!(through <= asked as f64, "{through} of {asked}");
    assert!(asked < 20, "{asked}");
    assert!(count(&open, shut, opens, |b| b.submitted) > 1_000.0);
    // On a portal that is never busy whoever was shut out is served once it is open again.
    let evening = [&closed, &open].map(|r| count(r, opens, 24.0, |b| b.submitted));
    assert!(evening[0] > evening[1] + 1_000.0, "{evening:?}");
}

/// Every file of `models/policies` can be used with the INPS model, is named like its policy, and is compared in an experiment: the copies
/// under the names that the model has for them.
#[test]
fn every_shipped_policy_can_be_used_and_is_compared() {
    let spec = |file: &str| clickday::experiment::spec::load(file.as_ref()).unwrap();
    let experiments = ["policies", "asynchronous"].map(|name| spec(&format!("experiments/{name}.toml")));
    let models = experiments.each_ref().map(|e| e.model(&[]).unwrap().model);
    let mut files = 0;
    for file in std::fs::read_dir("models/policies").unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if COPIES.iter().any(|(copy, _)| *copy == name) {
            continue;
        }
        let mut all = experiments.iter().zip(&models);
        let compared = all.find(|(e, _)| e.experiment.policies.contains(&name));
        let (experiment, model) = compared.unwrap_or_else(|| panic!("{name} is not compared"));
        assert!(model.policy.contains_key(&name), "{name} is called otherwise");
        let scenario = clickday::scenario::Scenario::new(model, &name, 1.0, None).unwrap();
        let said = clickday::report::explain::explain(&scenario, 1.0, clickday::Language::English).unwrap();
        assert!(!said.statements.is_empty());
        let options = RunOptions {
            policy: name.clone(),
            scale: experiment.experiment.stage[0].scale.get(),
            until_us: Some(1),
            ..RunOptions::default()
        };
        if let Err(refused) = run(model, &options, &mut |_| {}) {
            panic!("{name}: {refused}");
        }
        files += 1;
    }
    let own = load::load("models/inps-2020-04-01".as_ref(), &[]).unwrap();
    let all: usize = models
        .iter()
        .map(|model| model.policy.len() - own.policy.len())
        .sum();
    assert_eq!(all, files);
}
