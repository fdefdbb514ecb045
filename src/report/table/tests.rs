use std::sync::atomic::AtomicUsize;

use super::*;
use crate::experiment::draws::run::tests::made_up;
use crate::experiment::draws::{DrawsRequest, DrawsSummary, KeptDraws};
use crate::experiment::estimate::{Bounds, Kind};
use crate::experiment::goals::GoalSpec;
use crate::experiment::schedule::{Plan, Stage, StageRuns};
use crate::experiment::summary::SummaryRequest;
use crate::metrics::{self, quantity};
use clickday_engine::model::units::Percentile;

fn stage(name: &str, scale: f64, replications: u64, policies: &[String]) -> StageRuns {
    let stage = Stage {
        name: name.to_owned(),
        scale,
        replications,
    };
    let plan = Plan {
        stage: &stage,
        policies,
        seed: 5,
        first: 0,
    };
    plan.fake()
}

fn summary(policies: &[&str], full: bool) -> Summary {
    asking(policies, full, &["p99.9 wait", "p100 wait"])
}

fn asking(policies: &[&str], full: bool, asked: &[&str]) -> Summary {
    let names: Vec<String> = policies.iter().map(|name| (*name).to_owned()).collect();
    let mut stages = vec![stage("quick", 0.02, 20, &names)];
    if full {
        stages.push(stage("full", 1.0, 1, &names));
    }
    let titled: Vec<(String, String)> = names.iter().map(|n| (n.clone(), TITLE.to_owned())).collect();
    let asked = SummaryRequest {
        title: "How to open the door",
        policies: &titled,
        baseline: policies[0],
        confidence: 0.95,
        metrics: &metrics::summary(asked.iter().map(|name| quantity(name).unwrap())),
        goals: &goals(),
    };
    let line = RecordLine {
        at: "2020-04-01 08:30".to_owned(),
        applications: 300_000,
        simulated: 312_331.0,
        source: "Tridico, 1 April 2020".to_owned(),
    };
    Summary::of(asked, &stages, if full { vec![line] } else { Vec::new() })
}

fn goals() -> [GoalSpec; 1] {
    [GoalSpec {
        require: "submitted by deadline >= \"90 %\"".to_owned(),
        probability: "90 %".parse().unwrap(),
        policies: None,
    }]
}

const POLICIES: [&str; 4] = [
    "as-it-happened",
    "cliff-edge",
    "staggered-role-windows",
    "queue-with-tickets",
];

const TITLE: &str = "Open to all from the first minute, closed at 13:20 on the first day, and open again with hours \
    of their own for offices and citizens from the second day on";

#[test]
fn the_preliminary_table_gives_values_and_their_intervals() {
    insta::assert_snapshot!(report(
        &summary(&POLICIES, false),
        &[50, 90].map(Percentile::whole),
        Styling::default()
    ));
}

#[test]
fn the_final_table_keeps_full_scale_and_replications_apart() {
    insta::assert_snapshot!(report(
        &summary(&POLICIES, true),
        &[50, 90].map(Percentile::whole),
        Styling::default()
    ));
}

#[test]
fn the_table_of_a_what_if_says_so_and_its_record_too() {
    let set = ["portal.tier.web.slots=500".to_owned()];
    let said = "WHAT-IF, not the model of the files. Changed: portal.tier.web.slots=500.";
    let told = |summary: &Summary| report(summary, &[Percentile::MEDIAN], Styling::default());
    let plain = summary(&POLICIES, true);
    assert!(!told(&plain).contains("WHAT-IF") && !told(&plain).contains("QUICK LOOK"));
    let changed = told(&plain.of_what_if(&set));
    assert_eq!(changed.lines().nth(1), Some(said), "{changed}");
    let words = changed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("public record (of the real day, not of this what-if)"),
        "{changed}"
    );
    assert!(
        changed.lines().all(|line| line.chars().count() <= 100),
        "{changed}"
    );
}

#[test]
fn a_table_without_full_scale_says_so() {
    let told = report(
        &summary(&POLICIES, false),
        &[Percentile::MEDIAN],
        Styling::default(),
    );
    let said = "QUICK LOOK: no launch here is at full scale (1:1); the largest are at 1:50.";
    assert_eq!(told.lines().nth(1), Some(said), "{told}");
}

#[test]
fn everything_fits_into_a_hundred_columns() {
    let many = [
        "as-it-happened",
        "cliff-edge",
        "staggered-role-windows",
        "queue-with-tickets",
        "queue-b",
        "c",
    ];
    for policies in [&POLICIES[..], &many[..]] {
        let text = report(
            &summary(policies, true),
            &[50, 90, 99].map(Percentile::whole),
            Styling::default(),
        );
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn the_best_names_its_criterion_and_a_collapse_is_defined() {
    let text = report(
        &summary(&POLICIES, false),
        &[Percentile::MEDIAN],
        Styling::default(),
    );
    for line in [
        "Most applications by 3 Apr 24:00 (20 launches at 1:50): queue-with-tickets",
        "Collapse: for at least 20 min, more attempts fail than succeed, and fewer than 30 % of the possible",
        "At 1:50, one simulated person stands for 50 people, and counts are multiplied back.",
        "Goals (20 launches at 1:50)",
        "    missed  cliff-edge: 13 of 20 launches (95 % interval 43–82 %)",
    ] {
        assert!(text.lines().any(|written| written == line), "{line} in\n{text}");
    }
    // What the comparisons rest on is said once.
    assert_eq!(text.matches("Holm").count(), 1, "{text}");
    assert_eq!(text.matches("independent launches").count(), 1, "{text}");
}

#[test]
fn small_shares_of_four_policies_fit_with_their_odds_and_intervals() {
    let mut summary = summary(&POLICIES, false);
    for policy in summary.stages.iter_mut().flat_map(|stage| &mut stage.policies) {
        for (name, estimate) in &mut policy.metrics {
            if name == "failure_share" || name == "refused_share" {
                estimate.kind = Kind::Mean;
                estimate.modes = None;
                estimate.value = Some(0.000_052);
                estimate.interval = Some(Bounds {
                    low: Some(0.000_038),
                    high: Some(0.000_066),
                });
            }
        }
    }
    let text = report(&summary, &[], Styling::default());
    let rows: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("Attempts that fail"))
        .collect();
    for (row, cell) in rows.iter().zip(["0.0052 %", "1 in 19,000", "0.0038–0.0066 %"]) {
        assert_eq!(row.matches(cell).count(), POLICIES.len(), "{row}");
        assert!(row.chars().count() <= 100, "{row}");
    }
}

#[test]
fn a_row_of_waits_names_its_percentile() {
    let percentiles = ["50", "75", "99.9", "100"].map(|text| text.parse().unwrap());
    let text = report(&summary(&["open"], false), &percentiles, Styling::default());
    let labels: Vec<&str> = text
        .lines()
        .filter_map(|line| Some(line.trim_end().rsplit_once("  ")?.0.trim_end()))
        .filter(|label| label.ends_with(" wait") || label.ends_with(" of wait"))
        .collect();
    assert_eq!(
        labels,
        [
            "Median wait",
            "75th percentile of wait",
            "99.9th percentile of wait",
            "Longest wait"
        ]
    );
}

#[test]
fn bold_is_for_terminals_alone() {
    let plain = report(
        &summary(&POLICIES, true),
        &[50].map(Percentile::whole),
        Styling::default(),
    );
    assert!(!plain.contains('\x1b'));
    let bold = report(
        &summary(&POLICIES, true),
        &[50].map(Percentile::whole),
        Styling {
            bold: true,
            ..Styling::default()
        },
    );
    assert_eq!(bold.replace("\x1b[1m", "").replace("\x1b[0m", ""), plain);
}

#[test]
fn chance_alone_is_a_detail_where_there_are_draws() {
    let runs = made_up(&POLICIES, &KeptDraws::new(), &AtomicUsize::new(0));
    let policies = POLICIES.map(str::to_owned);
    let asked = DrawsRequest {
        policies: &policies,
        baseline: POLICIES[0],
        confidence: 0.95,
        metrics: &[quantity("submitted_by_deadline_people").unwrap()],
    };
    let told = DrawsSummary::of(asked, &runs, &[]);
    let summary = summary(&POLICIES, true).with_draws(Some(told));
    let shown = |details| {
        let styling = Styling {
            details,
            ..Styling::default()
        };
        report(&summary, &[Percentile::MEDIAN], styling)
    };
    // The one launch at full scale has no interval; those at the small scale have a line of their own.
    let chance = |text: &str| {
        text.lines()
            .any(|line| line.starts_with("    95 % interval") || line.starts_with("    20 launches at 1:50"))
    };
    let (brief, whole) = (shown(false), shown(true));
    assert_eq!((chance(&brief), chance(&whole)), (false, true), "{brief}");
    for text in [brief, whole] {
        assert!(text.contains("    24 draws, 95 % range"), "{text}");
        assert!(text.contains("What nobody knows (24 draws)"), "{text}");
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn a_run_that_begins_at_midnight_begins_with_that_day() {
    let mut summary = summary(&POLICIES[..2], true);
    "2020-04-01 00:00".clone_into(&mut summary.start);
    let text = report(&summary, &[Percentile::MEDIAN], Styling::default());
    let title = "A made-up launch, 1 Apr 00:00 to 3 Apr 24:00, Europe/Rome";
    assert!(text.contains(title), "{text}");
}

#[test]
fn what_an_experiment_asks_for_has_rows_of_its_own() {
    let asked = [
        "p99.9 page of group artisans",
        "p99.9 page of tier web",
        "submitted of group artisans",
        "utilisation of tier web",
        "p75 page",
    ];
    let text = report(&asking(&POLICIES, true, &asked), &[], Styling::default());
    let rows: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("Page p75"))
        .collect();
    for label in [
        "Page p75",
        "Submitted of group artisans",
        "Utilisation of tier web",
        "Page p99.9 of group artisans",
        "Page p99.9 of tier web",
    ] {
        let row = rows.iter().find(|line| line.starts_with(label));
        assert!(
            row.is_some_and(|row| row.len() > label.len()),
            "{label} in\n{text}"
        );
    }
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}
