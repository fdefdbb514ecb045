//! Texts of charts keep apart and stay in the picture, whatever the number of policies.

use plotters::backend::SVGBackend;

use super::*;
use crate::report::charts::page;
use crate::report::charts::sheet::Rect;

/// A launch with so many policies, whose measures and lengths of names differ, and a run of each.
fn many(policies: usize, launches: u64) -> (Model, Vec<RunResult>) {
    let mut model = fixture::model();
    let known: Vec<_> = model.policy.values().cloned().collect();
    let mut runs = Vec::new();
    for (index, policy) in known.iter().cycle().take(policies).enumerate() {
        let name = format!("policy-number-{index:02}");
        let mut policy = policy.clone();
        policy.title = match index % 3 {
            0 => name.clone(),
            1 => format!("Hours for offices and for citizens from the second day on number {index}"),
            _ => format!("Policy {index}: with a clause that no label has"),
        };
        model.policy.insert(name.clone(), policy);
        for replication in 0..launches {
            let mut run = fixture::run(["open-to-all", "queue-with-tickets"][index % 2], replication, 1.0);
            run.policy.clone_from(&name);
            runs.push(run);
        }
    }
    (model, runs)
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    // Half a pixel is no overlap that somebody sees.
    let slack = 0.5;
    a.left + slack < b.right
        && b.left + slack < a.right
        && a.top + slack < b.bottom
        && b.top + slack < a.bottom
}

fn assert_apart(model: &Model, runs: &[RunResult]) {
    let runs: Vec<&RunResult> = runs.iter().collect();
    let study = Study::new(model, &runs, Language::English).unwrap();
    for chart in charts(&study) {
        let footer = study.footer(&chart.sources);
        let height = page::height(&chart, &footer);
        let size = (page::WIDTH as u32 * FINE, height.round() as u32 * FINE);
        let mut svg = String::new();
        let sheet = Sheet::on(Surface::Svg(SVGBackend::with_string(&mut svg, size))).unwrap();
        page::paint(&sheet, &chart, &footer).unwrap();
        let texts = sheet.texts.borrow();
        assert!(texts.len() > 10, "{}", chart.name);
        for (index, (taken, text)) in texts.iter().enumerate() {
            let is_inside =
                taken.left >= 0.0 && taken.right <= page::WIDTH && taken.top >= 0.0 && taken.bottom <= height;
            assert!(
                is_inside,
                "{}: {text:?} leaves the picture: {taken:?}",
                chart.name
            );
            for (other, beside) in &texts[index + 1..] {
                assert!(
                    !overlap(taken, other),
                    "{}, {} policies: {text:?} and {beside:?} overlap: {taken:?}, {other:?}",
                    chart.name,
                    study.cases.len()
                );
            }
        }
    }
}

#[test]
fn charts_of_one_policy_hold() {
    let (model, runs) = many(1, 1);
    assert_apart(&model, &runs);
}

#[test]
fn charts_of_two_policies_hold_with_bands() {
    let (model, runs) = many(2, 3);
    assert_apart(&model, &runs);
}

#[test]
fn charts_of_four_policies_with_strips_hold() {
    assert_apart(&fixture::model(), &fixture::runs());
}

#[test]
fn charts_of_twelve_policies_hold() {
    let (model, runs) = many(12, 1);
    assert_apart(&model, &runs);
}

#[test]
fn charts_of_thirty_policies_hold() {
    let (model, runs) = many(30, 1);
    assert_apart(&model, &runs);
}

#[test]
fn a_name_without_a_blank_stays_in_the_picture() {
    let (mut model, mut runs) = many(2, 1);
    let long = "w".repeat(200);
    let policy = model.policy["policy-number-00"].clone();
    model.policy.insert(long.clone(), policy);
    let titled = model.policy.get_mut(&long).unwrap();
    titled.title.clone_from(&long);
    runs[1].policy.clone_from(&long);
    assert_apart(&model, &runs);
}

#[test]
fn the_look_of_a_policy_is_the_same_in_every_experiment() {
    let model = fixture::model();
    let runs = fixture::runs();
    let look = |runs: &[&RunResult], name: &str| {
        let study = Study::new(&model, runs, Language::English).unwrap();
        let case = study.cases.iter().find(|case| case.name == name).unwrap();
        let plotters::style::RGBColor(r, g, b) = case.look.color;
        ([r, g, b], case.look.dash)
    };
    let all: Vec<&RunResult> = runs.iter().collect();
    let turned: Vec<&RunResult> = runs.iter().rev().take(3).collect();
    for run in &turned {
        assert_eq!(
            look(&all, &run.policy),
            look(&turned, &run.policy),
            "{}",
            run.policy
        );
    }
}
