use proptest::prelude::*;

use super::*;
use crate::metrics::catalogue::{CALL_WAIT, PAGE, SUBMITTED_WAIT, WAIT};

const TIMES: [&Metric; 4] = [&WAIT, &SUBMITTED_WAIT, &PAGE, &CALL_WAIT];

#[test]
fn what_is_asked_for_stands_among_its_kind_once() {
    let names = |asked: &[&str]| -> Vec<String> {
        let asked = asked.iter().map(|name| quantity(name).unwrap());
        summary(asked).iter().map(Quantity::name).collect()
    };
    let all = names(&["p99.9 page", "wait_p80_s", "p90 wait", "submitted", "p5 page"]);
    let times: Vec<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|name| name.contains("_p"))
        .collect();
    let times: Vec<&str> = times.into_iter().filter(|name| name.ends_with("_s")).collect();
    assert_eq!(
        times,
        [
            "wait_p50_s",
            "wait_p75_s",
            "wait_p80_s",
            "wait_p90_s",
            "wait_p95_s",
            "wait_p99_s",
            "page_p5_s",
            "page_p50_s",
            "page_p99.9_s"
        ]
    );
    assert_eq!(names(&[]).len() + 3, all.len());
    let more = names(&[
        "given up",
        "submitted of group a",
        "tried",
        "submitted_people of group a",
    ]);
    assert_eq!(names(&[]).len() + 2, more.len());
    assert_eq!(more.last().unwrap(), "submitted_people of group a");
}

#[test]
fn a_metric_is_asked_of_a_part_of_the_run() {
    for (text, name) in [
        (
            "p99.9 wait_s of group farm-workers",
            "wait_p99.9_s of group farm-workers",
        ),
        (
            "wait_p90_s of  group  \"farm workers\"",
            "wait_p90_s of group farm workers",
        ),
        (
            "submitted by deadline of channel office caf",
            "submitted_by_deadline_people of channel office caf",
        ),
        ("utilisation of tier database", "utilisation of tier database"),
        ("refused of tier web", "refused_requests of tier web"),
        ("refused of group a", "refused_share of group a"),
        ("refused", "refused_share"),
        ("office share", "office_share"),
        ("room mean wait", "room_mean_wait_s"),
    ] {
        assert_eq!(quantity(text).unwrap().name(), name, "{text}");
    }
    let wrong = |name: &str| quantity(name).unwrap_err().to_string();
    assert_eq!(
        wrong("utilisation"),
        "utilisation is no number of the whole run; write \"utilisation of tier NAME\""
    );
    assert_eq!(
        wrong("overtaking of group a"),
        "overtaking cannot be read of a group; it can be read of a run"
    );
    assert_eq!(
        wrong("p90 wait of tier web"),
        "wait cannot be read of a tier; it can be read of a run or group or channel or skill or credential"
    );
}

#[test]
fn a_name_that_means_nothing_is_told_with_what_would_be_right() {
    let wrong = |name: &str| {
        let QuantityError { wrong, right } = quantity(name).unwrap_err();
        format!("{wrong}; {right}")
    };
    assert_eq!(
        wrong("p99.9 wiat"),
        "there is no metric \"p99.9 wiat\"; did you mean \"wait p99.9\"?"
    );
    assert!(wrong("foo").starts_with("there is no metric \"foo\"; write one of `"));
    for impossible in ["p0 wait", "p100.1 page", "p99.99999 page", "wait_p9x_s"] {
        assert!(
            wrong(impossible).contains("is not a percentile; write a number above 0"),
            "{impossible}"
        );
    }
    for nothing in [
        "",
        "s",
        "p",
        "p95",
        "wait",
        "p95 p99 wait",
        "s p95 wait",
        "wait p95 s s",
        "µ p95",
        "submitted of group",
        "submitted of groups a",
    ] {
        assert!(quantity(nothing).is_err(), "{nothing}");
    }
}

proptest! {
    #[test]
    fn every_name_is_understood_as_what_it_names(parts in 1..=1_000_000_u32, kind in 0..4_usize) {
        let percentile = Percentile::new(f64::from(parts) / 1e4).unwrap();
        let named = Quantity::at(TIMES[kind], percentile);
        let of_run = |metric: &&'static Metric| !metric.has_percentiles() && !metric.is_of_bins();
        let every = catalogue().filter(of_run).map(Quantity::of_run);
        for one in summary([named.clone()]).into_iter().chain(every) {
            let dimension = one.metric().dimensions[0];
            let part = Part { dimension, name: "a b".to_owned() };
            let part = Some(part).filter(|_| Dimension::NAMED.contains(&dimension));
            let one = Quantity { part, ..one };
            prop_assert_eq!(quantity(&one.name()).unwrap().name(), one.name());
            let id = one.metric().is_in_summary || one.percentile().is_some();
            if id {
                prop_assert_eq!(quantity(&one.said()).unwrap().name(), one.name());
            }
        }
        let said = format!("p{percentile} {}", TIMES[kind].said().replace('_', " "));
        prop_assert_eq!(quantity(&said).unwrap().name(), named.name());
    }

    #[test]
    fn no_name_makes_it_panic(name in ".{0,24}") {
        let _ = quantity(&name);
    }
}

#[test]
fn a_number_of_a_bin_is_no_number_of_a_run() {
    for asked in ["people waiting", "requests in tier of tier web"] {
        let misunderstood = quantity(asked).unwrap_err();
        assert!(misunderstood.right.contains("table `state`"), "{misunderstood}");
    }
    assert!(quantity("attack requests").is_ok());
}
