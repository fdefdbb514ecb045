//! The sentences below the table: which policy is best, by how much, and where chance decides.

use std::fmt::{Result, Write};

use super::{View, launches};
use crate::experiment::estimate::Kind;
use crate::experiment::measures::SUBMITTED_BY_DEADLINE;
use crate::experiment::summary::{Comparison, StageSummary, Summary};
use crate::report::figures::{count, count_between, moment, percent, rounded};

/// Writes the verdict of each stage, and what a reader must know before trusting it.
pub(super) fn verdict(text: &mut String, view: &View) -> Result {
    writeln!(text)?;
    for stage in view.stages() {
        if let Some(best) = &stage.best {
            best_of(text, view, stage, best)?;
        }
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
    writeln!(text, "{}", view.dress.heading(&heading))?;
    writeln!(text, "  {}", margin(view.summary, stage, next))?;
    let baseline = &view.summary.baseline;
    match against().find(|c| c.against == *baseline && c.against != next.against) {
        Some(comparison) => writeln!(text, "  {}", margin(view.summary, stage, comparison)),
        None => Ok(()),
    }
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
            .estimate(SUBMITTED_BY_DEADLINE)
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
