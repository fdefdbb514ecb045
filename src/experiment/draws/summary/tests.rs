use super::super::drawn::Draws;
use super::super::run::Numbers;
use super::super::run::tests::draws;
use super::*;
use crate::experiment::points::Points;
use crate::experiment::schedule::{Plan, Stage};
use crate::metrics::{SUBMITTED_BY_DEADLINE, quantity};

const SUBMITTED: &str = "submitted_by_deadline_people";

/// Runs of two policies under the draws: what a draw does to both is large, what the second has more
/// is small and always there. At the small scale both are 2,000 too high. `of` changes a value, given
/// its policy, its scale and its draw.
fn runs(of: impl Fn(&str, f64, u64, f64) -> f64) -> DrawRuns {
    runs_under(draws(), of)
}

/// The same, under these draws.
fn runs_under(draws: Draws, of: impl Fn(&str, f64, u64, f64) -> f64) -> DrawRuns {
    let mut runs = Vec::new();
    for (scale, these) in [(0.1, draws.larger()), (0.03, &draws.draws[..])] {
        for policy in ["open", "queue"] {
            for draw in these {
                let number = draw.number as f64;
                let of_draw = 2_000_000.0 + 50_000.0 * (1.7 * number).sin();
                let of_policy = if policy == "queue" {
                    9_000.0 + 1_000.0 * (2.9 * number).cos()
                } else {
                    0.0
                };
                let bias = if scale < 0.05 {
                    2_000.0 + 300.0 * (4.1 * number).sin()
                } else {
                    0.0
                };
                let value = of(policy, scale, draw.number, of_draw + of_policy + bias);
                let values = vec![
                    (SUBMITTED.to_owned(), value),
                    ("tried_people".to_owned(), 2_500_000.0),
                ];
                runs.push(DrawRun::of_numbers(
                    (draw.number, scale, policy),
                    Numbers {
                        collapsed: draw.number % 4 == 0,
                        events: 1,
                        values,
                    },
                ));
            }
        }
    }
    DrawRuns { draws, runs }
}

fn summary(runs: &DrawRuns, stages: &[StageRuns]) -> DrawsSummary {
    let policies = ["open", "queue"].map(str::to_owned);
    let asked = DrawsRequest {
        policies: &policies,
        baseline: "open",
        confidence: 0.95,
        metrics: &[quantity(SUBMITTED).unwrap()],
    };
    DrawsSummary::of(asked, runs, stages)
}

#[test]
fn what_a_draw_does_to_both_policies_is_not_in_their_difference() {
    let told = summary(&runs(|_, _, _, value| value), &[]);
    assert_eq!((told.draws, told.distinct, told.at_larger_scale), (24, 24, 8));
    let queue = told.of_policy("queue", SUBMITTED).unwrap();
    let width = |bounds: Option<Bounds>| bounds.map(|b| b.high.unwrap() - b.low.unwrap()).unwrap();
    assert!(width(queue.interval) > 20_000.0, "{queue:?}");
    assert!(width(queue.launch) > 100_000.0, "{queue:?}");
    let line = told.difference("queue", SUBMITTED).unwrap();
    assert!(width(line.difference.interval) < 2_000.0, "{line:?}");
    assert_eq!(
        (line.better, line.better_in, line.worse_in, line.of),
        ("more", 24, 0, 24)
    );
    // 0.025^(1/24): either side might have been told.
    assert!((line.better_in_at_least - 0.857_526).abs() < 1e-6, "{line:?}");
    assert_eq!(line.worse_in_at_least.to_bits(), 0.0_f64.to_bits());
    assert_eq!((told.policies[0].launched, told.policies[0].collapsed), (24, 6));
}

#[test]
fn the_bias_of_the_small_scale_is_taken_away_and_told() {
    let told = summary(&runs(|_, _, _, value| value), &[]);
    let open = told.of_policy("open", SUBMITTED).unwrap();
    let correction = open.correction.unwrap();
    assert_eq!((open.kind, open.distrust), (Kind::Mean, None));
    assert!(correction.bias_interval.contains(2_000.0), "{correction:?}");
    assert!(correction.correlation.unwrap() > 0.99, "{correction:?}");
    // The mean of all draws at the large scale, of which only the first were launched there.
    let numbers = (0..24).map(f64::from);
    let mean = numbers
        .map(|n| 2_000_000.0 + 50_000.0 * (1.7 * n).sin())
        .sum::<f64>()
        / 24.0;
    assert!((open.value.unwrap() - mean).abs() < 1_000.0, "{open:?}, {mean}");
}

#[test]
fn a_correction_that_cannot_be_trusted_is_not_made() {
    let unrelated = |_: &str, scale: f64, draw: u64, value: f64| {
        if scale < 0.05 {
            value
        } else {
            2_000_000.0 + 100.0 * (draw as f64).cos()
        }
    };
    let told = summary(&runs(unrelated), &[]);
    let open = told.of_policy("open", SUBMITTED).unwrap();
    assert_eq!(
        (open.distrust, open.correction),
        (Some(Distrust::Unrelated), None)
    );
    assert!(open.value.is_some() && open.interval.is_some());
    // From the least to the greatest of 24 draws.
    assert!((open.launch_probability - 23.0 / 25.0).abs() < 1e-12, "{open:?}");
    let never = |_: &str, _: f64, draw: u64, value: f64| if draw == 3 { f64::INFINITY } else { value };
    let told = summary(&runs(never), &[]);
    let open = told.of_policy("open", SUBMITTED).unwrap();
    assert_eq!(
        (open.kind, open.distrust, open.reached),
        (Kind::Median, Some(Distrust::NotReached), 23)
    );
    assert!(open.value.unwrap().is_finite());
    // Reached under neither policy: neither is better, and by how much they differ is not known.
    let line = told.difference("queue", SUBMITTED).unwrap();
    assert_eq!((line.better_in, line.worse_in, line.of), (23, 0, 24));
    let difference = &line.difference;
    assert_eq!(
        (difference.kind, difference.distrust, difference.reached),
        (Kind::Median, Some(Distrust::NotReached), 23)
    );
    assert!(
        difference.value.is_some_and(|value| value > 5_000.0),
        "{difference:?}"
    );
}

/// Draws from a sample of so many rows, the first with ten times the weight of another. `more` is more
/// of the table `[draws]`.
fn of_sample(rows: u32, more: &str) -> Draws {
    let columns = vec!["people.role.citizen.retry".to_owned()];
    let values = (0..rows).map(|row| vec![format!("0.{:02}", row + 10)]);
    let weights = (0..rows).map(|row| if row == 0 { 10.0 } else { 1.0 });
    let points = Points::new(columns, values.collect(), Some(weights.collect()));
    Draws::of(&toml::from_str(more).unwrap(), Some(&points), 7, &[])
}

#[test]
fn draws_of_one_row_count_once() {
    let draws = of_sample(10, "");
    let groups = draws.groups();
    assert_eq!(groups.iter().collect::<BTreeSet<_>>().len(), 10);
    let told = summary(&runs_under(draws.clone(), |_, _, _, value| value), &[]);
    assert_eq!((told.draws, told.distinct), (24, 10));
    let open = told.of_policy("open", SUBMITTED).unwrap();
    assert_eq!(open.reached, 24, "draws, and not rows");
    assert!(open.effective < 8.0, "{open:?}");
    let line = told.difference("queue", SUBMITTED).unwrap();
    assert_eq!((line.better_in, line.of), (24, 24));
    // 0.025^(1/10), and not 0.025^(1/24).
    assert!((line.better_in_at_least - 0.691_503).abs() < 1e-6, "{line:?}");
    // One draw of the heavy row, in which the policy is not better: it is not in that row.
    let last = (0..24)
        .rev()
        .find(|&draw| groups.iter().filter(|group| **group == groups[draw]).count() > 2)
        .unwrap();
    let but_one = |policy: &str, _: f64, draw: u64, value: f64| {
        if policy == "queue" && draw == last as u64 {
            value - 50_000.0
        } else {
            value
        }
    };
    let told = summary(&runs_under(draws, but_one), &[]);
    let line = told.difference("queue", SUBMITTED).unwrap();
    assert_eq!((line.better_in, line.worse_in), (23, 1));
    // Clopper and Pearson's bound of 9 of 10.
    assert!((line.better_in_at_least - 0.554_984).abs() < 1e-5, "{line:?}");
    assert_eq!(line.worse_in_at_least.to_bits(), 0.0_f64.to_bits());
}

/// The mean of both scales over the draws of a row that were launched at both.
#[test]
fn draws_of_one_row_are_one_pair() {
    let policies = ["open".to_owned()];
    let asked = DrawsRequest {
        policies: &policies,
        baseline: "open",
        confidence: 0.95,
        metrics: &[],
    };
    let reading = Reading {
        asked,
        runs: &runs(|_, _, _, value| value),
        groups: &[0, 1, 0, 1, 4],
    };
    let values = Values {
        small: [2.0, 5.0, 6.0, 9.0, 7.0].map(Some).to_vec(),
        large: vec![Some(1.0), Some(4.0), Some(3.0), None, Some(8.0)],
        reached: 5,
        is_reached: true,
    };
    assert_eq!(reading.pairs(&values), [(2.0, 4.0), (4.0, 5.0), (8.0, 7.0)]);
}

#[test]
fn draws_that_differ_in_a_prior_alone_are_distinct_and_not_independent() {
    let prior = "[[prior]]\nname = 'n'\npath = 'people.x'\nfrom = 0.0\nto = 0.96\nsource = 's'\n";
    let told = summary(&runs_under(of_sample(10, prior), |_, _, _, value| value), &[]);
    assert_eq!(told.distinct, 24);
    let line = told.difference("queue", SUBMITTED).unwrap();
    assert!((line.better_in_at_least - 0.691_503).abs() < 1e-6, "{line:?}");
}

#[test]
fn rows_and_not_draws_carry_a_correction() {
    let told = summary(&runs_under(of_sample(5, ""), |_, _, _, value| value), &[]);
    let open = told.of_policy("open", SUBMITTED).unwrap();
    assert_eq!((open.correction, open.distrust), (None, Some(Distrust::TooFew)));
    // Five rows: between the least and the greatest with 4/6.
    assert!((open.launch_probability - 4.0 / 6.0).abs() < 1e-12, "{open:?}");
    let values: Vec<f64> = told.policies[0].metrics[0]
        .launch
        .iter()
        .flat_map(|launch| [launch.low, launch.high])
        .flatten()
        .collect();
    // One value for each draw, and not one for each row.
    assert!(values[1] - values[0] > 90_000.0, "{values:?}");
}

/// One draw of a row in which only the one policy reaches the value, and one in which only the other
/// does.
#[test]
fn what_each_policy_misses_once_is_a_tie() {
    let draws = of_sample(10, "");
    let groups = draws.groups();
    let heavy = (0..24)
        .find(|&draw| groups.iter().filter(|group| **group == draw).count() > 2)
        .unwrap();
    let alike: Vec<u64> = (0..24_u64)
        .zip(&groups)
        .filter(|(_, group)| **group == heavy)
        .map(|(draw, _)| draw)
        .collect();
    let missed = |policy: &str, _: f64, draw: u64, value: f64| {
        let is_missed = (policy == "open" && draw == alike[1]) || (policy == "queue" && draw == alike[2]);
        if is_missed { f64::INFINITY } else { value }
    };
    let told = summary(&runs_under(draws, missed), &[]);
    let line = told.difference("queue", SUBMITTED).unwrap();
    assert_eq!(
        (line.difference.kind, line.difference.reached),
        (Kind::Median, 22)
    );
    assert!(
        line.difference.value.is_some_and(f64::is_finite),
        "{:?}",
        line.difference
    );
}

#[test]
fn the_range_of_the_order_says_its_probability() {
    let values: Vec<f64> = (1..=39).map(f64::from).collect();
    let (range, probability) = further(&values, 39, 0.95).unwrap();
    assert_eq!(range, Interval { low: 1.0, high: 39.0 });
    assert!((probability - 0.95).abs() < 1e-12, "{probability}");
    let (range, probability) = further(&values, 39, 0.9).unwrap();
    assert_eq!(range, Interval { low: 2.0, high: 38.0 });
    assert!((probability - 0.9).abs() < 1e-12, "{probability}");
    let (range, probability) = further(&values, 9, 0.9).unwrap();
    assert_eq!(range, Interval { low: 1.0, high: 39.0 });
    assert!((probability - 0.8).abs() < 1e-12, "{probability}");
    assert_eq!(further(&[], 0, 0.9), None);
}

#[test]
fn people_are_never_more_than_there_are() {
    let told = summary(&runs(|_, _, _, value| value + 480_000.0), &[]);
    let launch = told.of_policy("queue", SUBMITTED).unwrap().launch.unwrap();
    assert_eq!(launch.high.map(f64::to_bits), Some(2_500_000.0_f64.to_bits()));
}

/// A made-up stage of these launches.
fn stage(name: &str, scale: f64, replications: u64) -> StageRuns {
    let stage = Stage {
        name: name.to_owned(),
        scale,
        replications,
    };
    let policies = ["open", "queue"].map(str::to_owned);
    let plan = Plan {
        stage: &stage,
        policies: &policies,
        seed: 5,
        first: 0,
    };
    plan.fake()
}

#[test]
fn a_launch_at_full_scale_is_held_against_the_draws() {
    let (quick, full) = (stage("quick", 0.02, 20), stage("full", 1.0, 1));
    let told = summary(&runs(|_, _, _, value| value), &[quick.clone(), full]);
    // Two policies, and their difference.
    assert_eq!(told.full_scale.len(), 3);
    let open = &told.full_scale[0];
    assert_eq!(
        (open.policy.as_str(), open.against.as_deref(), open.launches),
        ("open", None, 1)
    );
    // The made-up launches have about 1.8 and 4.5 million, and the draws expect two.
    assert!(
        told.full_scale.iter().all(|full| full.is_outside),
        "{:?}",
        told.full_scale
    );
    let interval = open.interval.unwrap();
    assert!(
        interval.contains(open.value) && interval.high > interval.low,
        "{open:?}"
    );
    assert_eq!(
        open.carried.unwrap().is_confirmed,
        None,
        "there is one small scale"
    );
    assert_eq!(told.full_scale[2].against.as_deref(), Some("open"));
    assert_eq!(summary(&runs(|_, _, _, value| value), &[quick]).full_scale, []);
}

#[test]
fn a_value_that_the_draws_expect_is_not_marked() {
    let full = stage("full", 1.0, 1);
    let value = full
        .of("open")
        .map(|run| quantity(SUBMITTED).unwrap().of(run))
        .next()
        .unwrap();
    let near = |_: &str, _: f64, _: u64, own: f64| own - 2_000_000.0 + value;
    let told = summary(&runs(near), &[full]);
    let open = told.full_scale.iter().find(|full| full.policy == "open").unwrap();
    assert!(!open.is_outside, "{open:?}");
    assert_eq!((open.interval, open.distrust), (None, Some(Distrust::TooFew)));
    assert!(told.outside().all(|full| full.policy != "open"));
}

#[test]
fn what_limits_a_number_is_read_too() {
    let policies = [];
    let asked = DrawsRequest {
        policies: &policies,
        baseline: "",
        confidence: 0.95,
        metrics: &[quantity(SUBMITTED_BY_DEADLINE.id).unwrap()],
    };
    let names: Vec<String> = asked.quantities().iter().map(Quantity::name).collect();
    assert_eq!(names[0], SUBMITTED);
    assert_eq!(names.len(), 2, "and the people who come: {names:?}");
}
