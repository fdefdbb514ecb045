mod object;

use std::collections::BTreeSet;

use super::*;
use crate::experiment::fake;
use crate::messages::Language;
use clickday_engine::sim::result::{
    CredentialSummary, HelplineSummary, SecondProductSummary, TimeDistribution,
};
use clickday_engine::sim::{RunOptions, RunResult};

#[test]
fn every_metric_of_a_run_lies_in_its_domain() {
    for seed in 0..20 {
        for policy in ["open", "cliff", "queue"] {
            let options = RunOptions {
                policy: policy.to_owned(),
                seed,
                ..RunOptions::default()
            };
            let run = fake::simulate(&options);
            for one in summary([]) {
                let value = one.of(&run);
                let most = match (one.metric().domain(), one.whole()) {
                    (Domain::Share, _) => 1.0,
                    (Domain::Within(_), whole) => whole.unwrap().of(&run),
                    (Domain::NotNegative, _) => f64::INFINITY,
                };
                assert!((0.0..=most).contains(&value), "{}: {value} of {most}", one.name());
            }
        }
    }
}

#[test]
fn a_percentile_counts_the_unserved_as_later_than_all_others() {
    let mut run = fake::simulate(&RunOptions::default());
    run.times.waits = TimeDistribution::of([(60.0, 40), (700.0, 20), (120.0, 30)], 10);
    for (percentile, expected, of_submitted) in [
        (40, 60.0, 60.0),
        (41, 120.0, 60.0),
        (70, 120.0, 120.0),
        (75, 700.0, 120.0),
        (90, 700.0, 700.0),
        (91, f64::INFINITY, 700.0),
    ] {
        let value = |time: &str| quantity(&format!("p{percentile} {time}")).unwrap().of(&run);
        let near = |found: f64, expected: f64| {
            (found.is_infinite() && expected.is_infinite()) || (expected..expected * 1.001).contains(&found)
        };
        assert!(near(value("wait"), expected), "{percentile}: {}", value("wait"));
        assert!(near(value("submitted wait"), of_submitted), "{percentile}");
    }
    run.times.waits = TimeDistribution::default();
    assert!(
        quantity("p50 wait").unwrap().of(&run).is_infinite(),
        "nobody tried"
    );
}

#[test]
fn an_entry_has_a_name_of_its_own_and_all_that_a_reader_wants() {
    let mut ids = BTreeSet::new();
    let mut columns = BTreeSet::new();
    for metric in catalogue() {
        assert!(ids.insert(metric.id), "{metric:?} is there twice");
        for dimension in metric.dimensions {
            assert!(
                columns.insert((dimension, metric.column)),
                "{dimension:?} {metric:?}"
            );
        }
        assert!(!metric.dimensions.is_empty(), "{metric:?}");
        let definition = metric.definition(Language::English);
        assert!(definition.len() > 10 && !definition.ends_with('.'), "{metric:?}");
        assert!(
            metric
                .within
                .is_none_or(|whole| catalogue().any(|other| other.id == whole)),
            "{metric:?}"
        );
        assert!(
            metric.unit != Unit::Share || metric.absent.abs() < 1.0,
            "{metric:?}"
        );
    }
}

#[test]
fn people_of_a_small_scale_are_those_of_the_real_launch_and_tables_have_the_simulated() {
    let options = RunOptions {
        scale: 0.02,
        ..RunOptions::default()
    };
    let run = fake::simulate(&options);
    let submitted = quantity("submitted").unwrap();
    let simulated = submitted.metric().value(View::Run(&run), None).unwrap();
    assert!((simulated - run.submitted as f64).abs() < 0.5);
    assert!((submitted.of(&run) - simulated / 0.02).abs() < 1e-6);
    let arrivals = quantity("arrivals of tier web").unwrap();
    assert!((arrivals.of(&run) - run.tiers[0].1.arrivals as f64 / 0.02).abs() < 1e-6);
}

#[test]
fn the_share_who_gave_up_is_of_those_who_came_and_has_no_value_where_nobody_did() {
    let options = RunOptions {
        scale: 0.02,
        ..RunOptions::default()
    };
    let mut run = fake::simulate(&options);
    (run.eligible, run.tried, run.given_up) = (1_000, 200, 50);
    let group = &mut run.by_group[0].1;
    (group.eligible, group.tried, group.given_up) = (100, 40, 30);
    let of_group = format!("gave up of group {}", run.by_group[0].0);
    for (asked, expected) in [("gave_up_share", 0.25), ("gave up", 0.25), (&of_group, 0.75)] {
        let value = quantity(asked).unwrap().of(&run);
        assert!((value - expected).abs() < 1e-12, "{asked}: {value}");
    }
    assert_eq!(quantity("given up").unwrap().name(), "given_up_people");
    (run.tried, run.given_up) = (0, 0);
    let share = quantity("gave_up_share").unwrap();
    assert_eq!(share.metric().value(View::Run(&run), None), None);
    assert!(share.of(&run).abs() < 1e-12, "0 in a summary");
}

#[test]
fn the_share_served_is_of_those_who_came_in_every_part_of_people() {
    let mut run = fake::simulate(&RunOptions::default());
    (run.eligible, run.tried, run.submitted) = (1_000, 200, 150);
    let group = &mut run.by_group[0].1;
    (group.eligible, group.tried, group.submitted) = (100, 40, 10);
    let of_group = format!("served of group {}", run.by_group[0].0);
    for (asked, expected) in [("served_share", 0.75), ("served", 0.75), (&of_group, 0.25)] {
        let value = quantity(asked).unwrap().of(&run);
        assert!((value - expected).abs() < 1e-12, "{asked}: {value}");
    }
    assert_eq!(
        quantity("served of tier web").unwrap().name(),
        "served_requests of tier web"
    );
    let share = clickday_engine::sim::equity::Share {
        tried: 8,
        submitted: 2,
        ..Default::default()
    };
    let metric = quantity("served_share").unwrap().metric();
    assert_eq!(metric.value(View::Share(&share), None), Some(0.25));
    (run.tried, run.submitted) = (0, 0);
    assert_eq!(metric.value(View::Run(&run), None), None);
}

#[test]
fn every_entry_can_be_read_of_what_it_says() {
    let run = fake::simulate(&RunOptions::default());
    let share = clickday_engine::sim::equity::Share::default();
    let (group, tier) = (&run.by_group[0].1, &run.tiers[0].1);
    let (bin, state) = (&run.series.counts[0], &run.series.state[0]);
    for metric in catalogue() {
        let Read::Count(of) = metric.read else { continue };
        for dimension in metric.dimensions {
            let view = match dimension {
                Dimension::Run | Dimension::Room => View::Run(&run),
                Dimension::Group => View::Group(group, None),
                Dimension::Channel | Dimension::Skill | Dimension::Credential => View::Share(&share),
                Dimension::Tier => View::Tier(tier),
                Dimension::Time => View::Bin(bin),
                Dimension::State => View::State(state),
                Dimension::TierState => View::TierState(state, 0),
            };
            assert!(of(view).is_some(), "{metric:?} of {dimension:?}");
        }
    }
}

#[test]
fn a_metric_is_called_in_english_as_people_ask_for_it() {
    for metric in catalogue() {
        let said = metric.said().replace('_', " ");
        assert_eq!(
            Language::English.metrics().metric(metric.name),
            said,
            "{metric:?}"
        );
        let of_bins = [Dimension::Time, Dimension::State, Dimension::TierState];
        let part = metric
            .dimensions
            .iter()
            .find(|dimension| !of_bins.contains(dimension));
        let of = match part {
            None => continue,
            Some(Dimension::Run | Dimension::Room) => String::new(),
            Some(part) => format!(" of {} a b", part.name()),
        };
        let at = if metric.has_percentiles() { "p99.9 " } else { "" };
        let asked = quantity(&format!("{at}{}{of}", metric.id)).unwrap();
        assert_eq!(asked.label(Language::English), asked.said(), "{metric:?}");
    }
}

#[test]
fn calls_and_credentials_are_read_where_there_are_some_and_nowhere_else() {
    let options = RunOptions {
        scale: 0.02,
        ..RunOptions::default()
    };
    let mut run = fake::simulate(&options);
    let value = |run: &RunResult, name: &str| {
        let asked = quantity(name).unwrap();
        asked.metric().value(View::Run(run), asked.percentile())
    };
    for name in [
        "calls",
        "callers",
        "lacking credential",
        "locked out",
        "cache reports",
    ] {
        assert_eq!(value(&run, name), None, "{name}");
    }
    assert_eq!(value(&run, "call_wait_mean_s"), None);
    run.helpline = Some(HelplineSummary {
        callers: 30,
        helped: 20,
        calls: 50,
        busy: 15,
        abandoned: 5,
        answered: 28,
        in_line: 2,
        ..HelplineSummary::default()
    });
    run.credentials = Some(CredentialSummary {
        lacking: 12,
        asked: 10,
        overdue: 4,
        second_product: SecondProductSummary {
            wanted: 8,
            applied: 3,
            ..SecondProductSummary::default()
        },
        ..CredentialSummary::default()
    });
    run.measures.add("lockout", &[("people", 7)]);
    run.measures.add("emergency-cache", &[("reports", 1)]);
    run.times.calls = TimeDistribution::of([(10.0, 1), (20.0, 1)], 0);
    for (name, expected) in [
        ("callers", 30.0),
        ("helped", 20.0),
        ("calls", 50.0),
        ("calls busy", 15.0),
        ("abandoned_calls", 5.0),
        ("calls answered", 28.0),
        ("lacking_credential_people", 12.0),
        ("credential_requests", 10.0),
        ("credential overdue", 4.0),
        ("second product wanted", 8.0),
        ("second_product_applied_people", 3.0),
        ("locked out", 7.0),
        ("cache_reports", 1.0),
        ("call wait mean", 15.0),
    ] {
        assert_eq!(value(&run, name), Some(expected), "{name}");
    }
    let calls = quantity("calls").unwrap();
    assert!(
        (calls.of(&run) - 2_500.0).abs() < 1e-9,
        "those of the real launch"
    );
}

#[test]
fn a_value_is_written_with_its_unit() {
    let written = |unit: Unit, value: f64| unit.written(value, Language::English);
    for (unit, value, expected) in [
        (Unit::People, 1_234.0, "1,234 people"),
        (Unit::People, 1.0, "1 person"),
        (Unit::Calls, 2.0, "2 calls"),
        (Unit::Share, 0.357, "35.7 %"),
        (Unit::Seconds, f64::INFINITY, "not by the end"),
        (Unit::Ratio, 24.1, "24.1"),
        (Unit::RequestsPerSecond, 31.74, "31.7 requests per second"),
    ] {
        assert_eq!(written(unit, value), expected);
    }
}
