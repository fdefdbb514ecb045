//! The sentences below the table: which policy is best, by how much, and where chance decides.

use std::fmt::{Result, Write};

use super::view::{View, launches};
use crate::experiment::estimate::Kind;
use crate::experiment::summary::{Comparison, StageSummary, Summary};
use crate::figures::{count, count_between, moment, number, percent, percent_range, rounded};
use crate::metrics::SUBMITTED_BY_DEADLINE;

/// Writes the verdict of each stage, and what a reader must know before trusting it.
pub(super) fn verdict(text: &mut String, view: &View) -> Result {
    writeln!(text)?;
    for stage in view.stages() {
        if let Some(best) = &stage.best {
            best_of(text, view, stage, best)?;
        }
    }
    for stage in view.stages() {
        goals(text, view, stage)?;
    }
    for stage in view.stages() {
        two_ways(text, view.summary, stage)?;
    }
    Ok(())
}

fn best_of(text: &mut String, view: &View, stage: &StageSummary, best: &str) -> Result {
    let against = || {
        stage
            .comparisons
            .iter()
            .filter(|comparison| comparison.policy == best)
    };
    let Some(next) = against().min_by(|a, b| a.paired.difference.total_cmp(&b.paired.difference)) else {
        return Ok(());
    };
    let heading = format!("Best in {}: {best}", launches(stage));
    writeln!(text, "{}", view.styling.heading(&heading))?;
    let baseline = &view.summary.baseline;
    let other = against().find(|c| c.against == *baseline && c.against != next.against);
    for comparison in std::iter::once(next).chain(other) {
        writeln!(text, "  {}", margin(view.summary, stage, comparison))?;
        if let Some(evidence) = evidence(comparison) {
            writeln!(text, "    {evidence}")?;
        }
    }
    may_be_best(text, view, stage)
}

/// How strong the evidence is:
/// `p below 0.001 (Holm); since both have the same people, as precise as 34 times as many launches`.
fn evidence(comparison: &Comparison) -> Option<String> {
    let p = comparison.adjusted_p_value?;
    let p = if p < 0.001 {
        "p below 0.001 (Holm)".to_owned()
    } else {
        format!("p = {p:.3} (Holm)")
    };
    // Below one and a half, the same people bring nothing worth a reader's time.
    let factor = comparison
        .paired
        .variance_reduction
        .filter(|factor| *factor >= 1.5);
    Some(match factor {
        Some(factor) => {
            format!(
                "{p}; since both have the same people, as precise as {} times as many launches",
                number(factor)
            )
        }
        None => p,
    })
}

/// The policies that cannot be told from the best, where there are several.
fn may_be_best(text: &mut String, view: &View, stage: &StageSummary) -> Result {
    let Some(compared) = &stage.with_best else {
        return Ok(());
    };
    let possible = compared.policies.iter().filter(|policy| policy.may_be_best);
    let names: Vec<&str> = possible.map(|policy| policy.policy.as_str()).collect();
    let sure = percent(view.summary.confidence);
    if names.len() == 1 {
        return writeln!(text, "  All other policies are worse, at {sure}.");
    }
    writeln!(
        text,
        "  May be the best, at {sure}: {}; differences below {} cannot be told with {}.",
        names.join(", "),
        rounded(compared.half_width),
        launches(stage)
    )
}

/// Each goal, and how often each policy achieved it.
fn goals(text: &mut String, view: &View, stage: &StageSummary) -> Result {
    if stage.goals.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "{}",
        view.styling.heading(&format!("Goals, in {}", launches(stage)))
    )?;
    let mut last = "";
    for verdict in &stage.goals {
        if verdict.goal != last {
            let required = percent(verdict.required_probability);
            writeln!(text, "  {} in {required} of launches", verdict.goal)?;
            last = &verdict.goal;
        }
        let met = if verdict.met { "met   " } else { "missed" };
        let range = verdict
            .interval
            .map(|i| format!(" ({})", percent_range(i.low, i.high)));
        writeln!(
            text,
            "    {met}  {}: {} of {}{}",
            verdict.policy,
            verdict.passed,
            verdict.replications,
            range.unwrap_or_default()
        )?;
    }
    Ok(())
}

/// `2.33 M more submit than under X by 3 Apr 24:00 (2.30 to 2.36 M), in 20 of 20`.
fn margin(summary: &Summary, stage: &StageSummary, comparison: &Comparison) -> String {
    let paired = &comparison.paired;
    let against = format!("under {} by {}", comparison.against, moment(&summary.deadline));
    if stage.stage.replications == 1 {
        return if paired.difference < 0.5 {
            format!("as many submit as {against}")
        } else {
            format!("{} more submit than {against}", count(paired.difference))
        };
    }
    let launches = format!("in {} of {}", paired.above, paired.replications);
    let range = paired
        .interval
        .map(|interval| count_between(interval.low, interval.high));
    let range = range.map(|range| format!(" ({range})")).unwrap_or_default();
    if paired.interval.is_some() && !paired.is_clear() {
        return format!("not clearly more submit than {against}{range}, {launches}");
    }
    let middle = if paired.of_median { "in the median " } else { "" };
    format!(
        "{middle}{} more submit than {against}{range}, {launches}",
        rounded(paired.difference)
    )
}

/// A warning for each policy under which the launches went two ways.
fn two_ways(text: &mut String, summary: &Summary, stage: &StageSummary) -> Result {
    for policy in &stage.policies {
        let estimate = policy
            .estimate(SUBMITTED_BY_DEADLINE.id)
            .filter(|e| e.kind == Kind::TwoModes);
        let Some([low, high]) = estimate.and_then(|estimate| estimate.modes) else {
            continue;
        };
        let (launches, often, seldom) = (launches(stage), rounded(high.mean), rounded(low.mean));
        writeln!(
            text,
            "{}: chance decides, and a mean would describe neither way it goes.",
            policy.policy
        )?;
        writeln!(
            text,
            "  Of {launches}, {} end near {often} submitted and {} near {seldom}.",
            high.replications, low.replications,
        )?;
    }
    let has_intervals = stage.stage.replications > 1;
    if has_intervals {
        let sure = percent(summary.confidence);
        writeln!(
            text,
            "Intervals: {sure}, over {}; every policy meets the same people.",
            launches(stage)
        )?;
    }
    Ok(())
}
