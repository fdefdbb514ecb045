//! The sentences below the table: which policy is best, by how much, and where chance decides.

use std::fmt::{Result, Write};

use super::view::{View, launches, paragraph};
use crate::experiment::estimate::Kind;
use crate::experiment::summary::{Comparison, StageSummary};
use crate::messages::table::{Candidates, GoalResult, LaunchesOf, Margin, MarginEvidence, TwoWays};
use crate::metrics::SUBMITTED_BY_DEADLINE;

/// Writes the verdict of each stage, and what a reader must know before trusting it.
pub(super) fn verdict(text: &mut String, view: &View) -> Result {
    writeln!(text)?;
    // With draws, the comparison is over them: what chance alone says is a detail.
    let says_chance = view.summary.draws.is_none() || view.styling.details;
    for stage in view.stages().filter(|_| says_chance) {
        if let Some(best) = &stage.best {
            best_of(text, view, stage, best)?;
        }
    }
    for stage in view.stages() {
        goals(text, view, stage)?;
    }
    for stage in view.stages() {
        two_ways(text, view, stage)?;
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
    let (say, summary) = (view.say(), view.summary);
    let heading = say.most_applications(launches(stage), &summary.deadline, best);
    writeln!(text, "{}", view.styling.heading(&heading))?;
    let other = against().find(|c| c.against == summary.baseline && c.against != next.against);
    let shown: Vec<&Comparison> = std::iter::once(next).chain(other).collect();
    for comparison in &shown {
        let margin = margin(stage, comparison, summary.confidence);
        paragraph(text, 2, &say.margin(&margin))?;
    }
    may_be_best(text, view, stage, best)?;
    evidence(text, view, stage, &shown)
}

/// What the comparisons rest on, once for all of them.
fn evidence(text: &mut String, view: &View, stage: &StageSummary, shown: &[&Comparison]) -> Result {
    // Below one and a half, the same people bring nothing worth a reader's time.
    let gain = |comparison: &Comparison| comparison.paired.variance_reduction.filter(|gain| *gain >= 1.5);
    let precise: Vec<(&str, f64)> = shown
        .iter()
        .filter_map(|comparison| Some((comparison.against.as_str(), gain(comparison)?)))
        .collect();
    if !precise.is_empty() {
        paragraph(text, 2, &view.say().same_people(&precise))?;
    }
    let tested = stage.comparisons.iter().filter(|c| c.adjusted_p_value.is_some());
    match tested.count() as u64 {
        0 | 1 => Ok(()),
        comparisons => paragraph(text, 2, &view.say().corrections(comparisons)),
    }
}

/// The policies that cannot be told from the best, where there are several.
fn may_be_best(text: &mut String, view: &View, stage: &StageSummary, best: &str) -> Result {
    let Some(compared) = &stage.with_best else {
        return Ok(());
    };
    let (say, confidence) = (view.say(), view.summary.confidence);
    let possible = compared.policies.iter().filter(|policy| policy.may_be_best);
    let names: Vec<String> = possible.map(|policy| policy.policy.clone()).collect();
    let words = match &names[..] {
        [] => return Ok(()),
        [only] if only == best => say.others_are_worse(confidence),
        _ => say.may_be_best(&Candidates {
            policies: &names,
            least_difference: compared.half_width,
            stage: launches(stage),
            confidence,
        }),
    };
    paragraph(text, 2, &words)
}

/// Each goal, and how often each policy achieved it.
fn goals(text: &mut String, view: &View, stage: &StageSummary) -> Result {
    if stage.goals.is_empty() {
        return Ok(());
    }
    let say = view.say();
    writeln!(text, "{}", view.styling.heading(&say.goals(launches(stage))))?;
    let mut last = "";
    for verdict in &stage.goals {
        if verdict.goal != last {
            writeln!(
                text,
                "  {}",
                say.goal(&verdict.goal, verdict.required_probability)
            )?;
            last = &verdict.goal;
        }
        let result = GoalResult {
            policy: &verdict.policy,
            met: verdict.met,
            launches: LaunchesOf {
                some: verdict.passed,
                all: verdict.replications,
            },
            interval: verdict.interval.map(|interval| (interval.low, interval.high)),
            confidence: view.summary.confidence,
        };
        writeln!(text, "    {}", say.goal_result(&result))?;
    }
    Ok(())
}

/// How many more applications the first policy of a comparison has, and how sure that is.
fn margin<'a>(stage: &StageSummary, comparison: &'a Comparison, confidence: f64) -> Margin<'a> {
    let paired = &comparison.paired;
    let evidence = MarginEvidence {
        above: LaunchesOf {
            some: paired.above,
            all: paired.replications,
        },
        of_median: paired.of_median,
        is_clear: paired.interval.is_none() || paired.is_clear(),
        interval: paired.interval.map(|interval| (interval.low, interval.high)),
        confidence,
        p_value: comparison.adjusted_p_value,
    };
    Margin {
        against: &comparison.against,
        more: paired.difference,
        evidence: Some(evidence).filter(|_| stage.stage.replications > 1),
    }
}

/// What is to be known of each policy under which the launches went two ways, and of the intervals.
fn two_ways(text: &mut String, view: &View, stage: &StageSummary) -> Result {
    let say = view.say();
    for policy in &stage.policies {
        let estimate = policy
            .estimate(SUBMITTED_BY_DEADLINE.id)
            .filter(|e| e.kind == Kind::TwoModes);
        let Some([low, high]) = estimate.and_then(|estimate| estimate.modes) else {
            continue;
        };
        let ways = TwoWays {
            policy: &policy.policy,
            stage: launches(stage),
            many: (high.replications, high.mean),
            few: (low.replications, low.mean),
        };
        paragraph(text, 0, &say.two_ways(&ways))?;
    }
    if stage.stage.replications > 1 {
        let words = say.intervals(launches(stage), view.summary.confidence);
        paragraph(text, 0, &words)?;
    }
    Ok(())
}
