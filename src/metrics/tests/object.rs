//! The object of `run --json`: each of its numbers is a metric, or is listed as none.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::*;
use crate::measures::{self, load};
use clickday_engine::model::Document;
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::equity::Share;
use clickday_engine::sim::result::Equity;

/// An hour with a refusal by chance, a tier that grows by itself, and one that an operator makes
/// larger.
const BUSY: &str = r#"
version = 1
title = "A busy hour"
calendar = { start = "2020-04-01 08:00", end = "2020-04-01 09:00", bin = "10 min", time-zone = "UTC" }

[people]
group.one = { role = "citizen", arrivals = { poisson = "20 per second" } }
role.citizen = { patience = { law = { exponential = "30 s" } }, retry = 0.6, retry-after = { exponential = "10 s" } }

[portal]
request.page = { work = { web = { exponential = "1 s" }, database = { fixed = "10 ms" } } }

[[portal.tier]]
name = "web"
slots = 10
backlog = { length = 40 }

[[portal.tier]]
name = "database"
slots = 50

[[journey.page]]
name = "send"
request = "page"

[policy.open]
title = "Refusal by chance, and more servers"

[[policy.open.measure]]
random-early-refusal = { tier = "web", above = 5, probability = "50 %" }

[[policy.open.measure]]
autoscaling = { tier = "web", step = 0.2, every = "10 min", above = 0.7, over = "3 min", most = 3.0 }

[[policy.open.operator]]
name = "more"
at = "2020-04-01 08:50"
capacity = { database = 2.0 }
"#;

/// Models, policies, scales and hours that have together all that the object can have.
const RUNS: [(&str, &str, f64, u64); 6] = [
    // Offices, a helpline, credentials, skills, two tiers, a cache and a collapse.
    ("models/inps-2020-04-01", "as-it-happened", 0.03, 14),
    // A waiting room, two groups, a flood.
    ("tests/models/launch", "queue", 1.0, 74),
    // Guesses at passwords, and accounts that are locked.
    ("models/textbook/credential-stuffing.toml", "lockout", 1.0, 1),
    ("models/textbook/slow-connections.toml", "open", 1.0, 1),
    // Alarms.
    ("models/physics/false-alarm.toml", "watched", 0.2, 1),
    // A cache that has no reports.
    ("models/physics/wrong-pages.toml", "cached", 1.0, 1),
];

fn runs() -> Vec<RunResult> {
    let on_disk = RUNS.map(|(path, policy, scale, hours)| {
        let model = measures::load(Path::new(path), &[]).unwrap();
        run(&model, policy, scale, Some(hours))
    });
    let busy = load::read(Document::of_text("busy.toml", BUSY), &[]).unwrap();
    let busy = run(&busy, "open", 1.0, None);
    on_disk.into_iter().chain([busy]).collect()
}

fn run(model: &clickday_engine::model::Model, policy: &str, scale: f64, hours: Option<u64>) -> RunResult {
    let whole = Scenario::new(model, policy, scale, None).unwrap();
    let options = RunOptions {
        policy: policy.to_owned(),
        scale,
        until_us: hours.map(|hours| (hours * 3_600_000_000).min(whole.end_us)),
        ..RunOptions::default()
    };
    let mut run = measures::run(model, &options, &mut |_| {}).unwrap();
    // The one who makes a run fills it in.
    run.peak_rss_mib = Some(100.0);
    run
}

/// A place of the object where a metric says that it stands.
struct Place {
    metric: &'static Metric,
    declared: &'static str,
    /// The keys from the outside in; `[]` for an entry of a list.
    path: Vec<String>,
    /// What the catalogue reads off the run.
    value: Option<f64>,
}

fn places(run: &RunResult) -> Vec<Place> {
    let mut all = Vec::new();
    for metric in catalogue() {
        for declared in metric.json {
            for (before, after, view) in parts(run, declared) {
                all.extend(of_part(metric, declared, (&before, after), view));
            }
        }
    }
    all
}

/// The parts of the run that a path leads through: the keys up to each, the keys after it, and what
/// is read there.
fn parts<'a>(run: &'a RunResult, declared: &'static str) -> Vec<(Vec<String>, &'static str, View<'a>)> {
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    if let Some(after) = declared.strip_prefix("by_group.NAME.") {
        let groups = run.by_group.iter();
        return groups
            .map(|(name, group)| {
                (
                    keys(&["by_group", name.as_str()]),
                    after,
                    View::Group(group, None),
                )
            })
            .collect();
    }
    if let Some(after) = declared.strip_prefix("tiers.NAME.") {
        let tiers = run.tiers.iter();
        return tiers
            .map(|(name, tier)| (keys(&["tiers", name.as_str()]), after, View::Tier(tier)))
            .collect();
    }
    if let Some(after) = declared.strip_prefix("equity.PART.") {
        let shares = run.equity.iter().flat_map(shares);
        return shares
            .map(|(part, share)| (part, after, View::Share(share)))
            .collect();
    }
    assert!(
        !declared.contains("NAME") && !declared.contains("PART"),
        "{declared}"
    );
    vec![(Vec::new(), declared, View::Run(run))]
}

/// Those of whom equity tells, with the keys that lead to them.
fn shares(equity: &Equity) -> Vec<(Vec<String>, &Share)> {
    let named = [
        ("by_group", &equity.by_group),
        ("by_channel", &equity.by_channel),
        ("by_skill", &equity.by_skill),
        ("by_credential", &equity.by_credential),
    ];
    let mut all = vec![(vec!["equity".to_owned(), "all".to_owned()], &equity.all)];
    for (by, shares) in named {
        let of_kind = shares.iter();
        all.extend(
            of_kind.map(|(name, share)| (["equity", by, name.as_str()].map(str::to_owned).to_vec(), share)),
        );
    }
    all
}

fn of_part(
    metric: &'static Metric,
    declared: &'static str,
    (before, after): (&[String], &str),
    view: View<'_>,
) -> Vec<Place> {
    let percentiles: Vec<Option<Percentile>> = if metric.has_percentiles() {
        [50, 90, 99]
            .map(|percent| Some(Percentile::whole(percent)))
            .to_vec()
    } else {
        vec![None]
    };
    percentiles
        .into_iter()
        .map(|percentile| {
            let after = percentile.map_or_else(
                || after.to_owned(),
                |percentile| after.replace("pN", &format!("p{percentile}")),
            );
            let after = after.split('.').map(str::to_owned);
            Place {
                metric,
                declared,
                path: before.iter().cloned().chain(after).collect(),
                value: metric.value(view, percentile),
            }
        })
        .collect()
}

/// The numbers of the object, each with the keys that lead to it.
fn numbers(object: &Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, f64)>) {
    match object {
        Value::Number(number) => found.push((path.clone(), number.as_f64().unwrap())),
        Value::Object(map) => {
            for (key, value) in map {
                path.push(key.clone());
                numbers(value, path, found);
                path.pop();
            }
        }
        Value::Array(list) => {
            path.push("[]".to_owned());
            for value in list {
                numbers(value, path, found);
            }
            path.pop();
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn leads_to(pattern: &str, path: &[String]) -> bool {
    let keys: Vec<&str> = pattern.split('.').collect();
    let is = |key: &str, of: &String| key == "NAME" || key == of;
    match keys.split_last() {
        Some((&"*", keys)) => path.len() > keys.len() && keys.iter().zip(path).all(|(key, of)| is(key, of)),
        _ => keys.len() == path.len() && keys.iter().zip(path).all(|(key, of)| is(key, of)),
    }
}

#[test]
fn every_number_of_the_object_is_a_metric_or_is_listed_as_none() {
    let (mut declared, mut listed) = (BTreeSet::new(), BTreeSet::new());
    for run in runs() {
        let name = format!("{}, {}", run.model, run.policy);
        let object = serde_json::to_value(&run).unwrap();
        let places = places(&run);
        let mut found = Vec::new();
        numbers(&object, &mut Vec::new(), &mut found);
        assert!(found.len() > 50, "{name}: {}", found.len());
        for (path, number) in found {
            let shown = path.join(".");
            let metrics: Vec<&Place> = places.iter().filter(|place| place.path == path).collect();
            let none: Vec<&str> = NO_METRICS
                .iter()
                .map(|(pattern, _)| *pattern)
                .filter(|pattern| leads_to(pattern, &path))
                .collect();
            assert_eq!(
                metrics.len() + none.len(),
                1,
                "{name}: {shown} has to be in the `in_json` of one metric, or in NO_METRICS"
            );
            listed.extend(none);
            for place in metrics {
                let of_metric = &place.metric.id;
                assert_eq!(place.value, Some(number), "{name}: {shown} and {of_metric}");
                declared.insert(place.declared);
            }
        }
        // And what the object does not have, the catalogue does not have there either.
        for place in places {
            let there = place
                .path
                .iter()
                .try_fold(&object, |object, key| object.get(key))
                .and_then(Value::as_f64);
            let of_metric = &place.metric.id;
            assert_eq!(
                there,
                place.value,
                "{name}: {} and {of_metric}",
                place.path.join(".")
            );
        }
    }
    let all = catalogue().flat_map(|metric| metric.json);
    let unseen: Vec<_> = all.filter(|path| !declared.contains(*path)).collect();
    assert!(unseen.is_empty(), "no run has {unseen:?}");
    let patterns = NO_METRICS.iter().map(|(pattern, _)| *pattern);
    let unseen: Vec<_> = patterns.filter(|pattern| !listed.contains(pattern)).collect();
    assert!(unseen.is_empty(), "no run has {unseen:?}");
}

#[test]
fn a_path_of_the_list_leads_where_it_says() {
    let path = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
    assert!(leads_to("seed", &path("seed")));
    assert!(leads_to("helpline.about.NAME", &path("helpline.about.failures")));
    assert!(!leads_to("helpline.about.NAME", &path("helpline.about")));
    assert!(leads_to("attacks.NAME.*", &path("attacks.flood.requests.total")));
    assert!(!leads_to("attacks.NAME.*", &path("attacks.flood")));
    assert!(!leads_to("attacks.NAME.*", &path("attempts.total.x")));
}
