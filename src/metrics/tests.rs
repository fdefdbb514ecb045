use std::collections::BTreeSet;

use super::*;
use crate::experiment::fake;
use crate::sim::RunOptions;
use crate::sim::result::TimeDistribution;

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
        assert!(
            metric.definition.len() > 10 && !metric.definition.ends_with('.'),
            "{metric:?}"
        );
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
    let share = crate::sim::equity::Share {
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
    let share = crate::sim::equity::Share::default();
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
