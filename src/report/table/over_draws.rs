//! Below the table: what draws of what nobody knows say.

use std::fmt::{Result, Write};

use super::rows::Row;
use super::view::{View, paragraph};
use crate::experiment::draws::DrawsSummary;
use crate::experiment::draws::full_scale::FullScale;
use crate::experiment::draws::over::{DifferenceOverDraws, OverDraws};
use crate::experiment::estimate::Kind;
use crate::experiment::statistics::Distrust;
use crate::messages::DrawsText;
use crate::messages::draws::{
    Bias, DrawsDifference, DrawsMade, Expectation, NotCorrected, Outside, PriorLine,
};
use crate::messages::table::{CellInterval, Launches, LaunchesOf};
use crate::metrics::SUBMITTED_BY_DEADLINE;

/// Writes what the draws say. Without details the bias of the small scale is told of the applications
/// alone, and not of every row.
pub(super) fn over_draws(text: &mut String, view: &View, rows: &[Row]) -> Result {
    let Some(draws) = &view.summary.draws else {
        return Ok(());
    };
    let say = view.styling.language.draws();
    let confidence = view.summary.confidence;
    writeln!(text, "\n{}", view.styling.heading(&say.heading(draws.draws)))?;
    paragraph(text, 0, &say.meaning(&made(draws, rows, confidence)))?;
    for line in &draws.differences {
        if line.difference.metric == SUBMITTED_BY_DEADLINE.id {
            paragraph(text, 2, &say.difference(&difference(line, confidence)))?;
        }
    }
    let part = Part {
        say,
        rows,
        draws,
        confidence,
        details: view.styling.details,
    };
    part.scales(text)?;
    part.full_scale(text)?;
    unknown(text, say, draws)
}

fn made(draws: &DrawsSummary, rows: &[Row], confidence: f64) -> DrawsMade {
    let launches = |launches, scale| Launches { launches, scale };
    DrawsMade {
        all: launches(draws.draws, draws.scale),
        distinct: draws.distinct,
        larger: launches(draws.at_larger_scale, draws.larger_scale),
        confidence,
        uncorrected: uncorrected(draws, rows, confidence),
    }
}

/// The least probability with which one launch lies in a range of the table, if it is below the
/// confidence.
fn uncorrected(draws: &DrawsSummary, rows: &[Row], confidence: f64) -> Option<f64> {
    let all = draws.policies.iter().flat_map(|policy| &policy.metrics);
    let shown = all.filter(|over| over.launch.is_some() && rows.iter().any(|row| row.is_of(&over.metric)));
    let least = shown.map(|over| over.launch_probability).min_by(f64::total_cmp)?;
    // A billionth: both are made from the same number by different ways.
    (least < confidence - 1e-9).then_some(least)
}

fn difference(line: &DifferenceOverDraws, confidence: f64) -> DrawsDifference<'_> {
    let interval = line.difference.interval;
    // Of applications more are better.
    let is_more_often = line.better_in >= line.worse_in;
    let (often, at_least) = if is_more_often {
        (line.better_in, line.better_in_at_least)
    } else {
        (line.worse_in, line.worse_in_at_least)
    };
    DrawsDifference {
        policy: &line.policy,
        against: &line.against,
        more: line.difference.value,
        is_median: line.difference.kind == Kind::Median,
        interval: interval.and_then(|bounds| Some((bounds.low?, bounds.high?))),
        confidence,
        often: LaunchesOf {
            some: often,
            all: line.of,
        },
        is_more_often,
        at_least,
    }
}

/// What the lines are made from.
#[derive(Clone, Copy)]
struct Part<'a> {
    say: &'static dyn DrawsText,
    rows: &'a [Row],
    draws: &'a DrawsSummary,
    confidence: f64,
    details: bool,
}

impl Part<'_> {
    /// The row of a metric, if the table has one.
    fn row(&self, metric: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.is_of(metric))
    }

    /// The bias of the small scale, and what is not corrected for it.
    fn scales(&self, text: &mut String) -> Result {
        for policy in &self.draws.policies {
            let told = |over: &&OverDraws| self.details || over.metric == SUBMITTED_BY_DEADLINE.id;
            for over in policy.metrics.iter().filter(told) {
                let Some(row) = self.row(&over.metric) else {
                    continue;
                };
                let what = row.in_one_line();
                if let Some(correction) = over.correction {
                    let bias = Bias {
                        policy: &policy.policy,
                        what: &what,
                        measure: row.measure(),
                        scale: self.draws.scale,
                        larger: self.draws.larger_scale,
                        interval: (correction.bias_interval.low, correction.bias_interval.high),
                        confidence: self.confidence,
                    };
                    paragraph(text, 2, &self.say.bias(&bias))?;
                }
                if let Some(why) = over.distrust {
                    let line = self.say.not_corrected(&policy.policy, &what, reason(why));
                    paragraph(text, 2, &line)?;
                }
            }
        }
        Ok(())
    }

    /// The launches at full scale, beside what the draws expect.
    fn full_scale(&self, text: &mut String) -> Result {
        let shown = || {
            self.draws
                .full_scale
                .iter()
                .filter_map(|full| Some((full, self.row(&full.metric)?)))
        };
        if shown().next().is_none() {
            return Ok(());
        }
        for (full, row) in shown() {
            let Some(interval) = full.interval.filter(|_| full.against.is_none()) else {
                continue;
            };
            if self.details || full.metric == SUBMITTED_BY_DEADLINE.id {
                let expected = Expectation {
                    policy: &full.policy,
                    what: &row.in_one_line(),
                    measure: row.measure(),
                    interval: (interval.low, interval.high),
                    confidence: self.confidence,
                    is_confirmed: full.carried.and_then(|carried| carried.is_confirmed),
                };
                paragraph(text, 2, &self.say.expected(&expected))?;
            }
        }
        let mut is_any = false;
        for (full, row) in shown().filter(|(full, _)| full.is_outside) {
            is_any = true;
            paragraph(
                text,
                2,
                &self.say.outside(&outside(full, row, &row.in_one_line())),
            )?;
        }
        if is_any {
            return Ok(());
        }
        paragraph(text, 2, self.say.none_outside())
    }
}

fn outside<'a>(full: &'a FullScale, row: &Row, what: &'a str) -> Outside<'a> {
    Outside {
        policy: &full.policy,
        against: full.against.as_deref(),
        what,
        measure: row.measure(),
        value: Some(full.value).filter(|value| value.is_finite()),
        expected: CellInterval {
            value: None,
            low: full.expected.and_then(|expected| expected.low),
            high: full.expected.and_then(|expected| expected.high),
        },
    }
}

fn reason(why: Distrust) -> NotCorrected {
    match why {
        Distrust::TooFew => NotCorrected::TooFew,
        Distrust::NotReached => NotCorrected::NotReached,
        Distrust::TwoWays => NotCorrected::TwoWays,
        Distrust::Unrelated => NotCorrected::Unrelated,
    }
}

/// What was drawn: how many values from the sample, and each that has a prior.
fn unknown(text: &mut String, say: &dyn DrawsText, draws: &DrawsSummary) -> Result {
    let of_sample = draws
        .unknown
        .iter()
        .filter(|unknown| unknown.range.is_none())
        .count();
    if of_sample > 0 {
        paragraph(text, 2, &say.of_sample(of_sample as u64))?;
    }
    if of_sample == draws.unknown.len() {
        return Ok(());
    }
    paragraph(text, 2, say.of_priors())?;
    for unknown in &draws.unknown {
        let (Some(name), Some((from, to)), Some(source)) = (&unknown.name, &unknown.range, &unknown.source)
        else {
            continue;
        };
        let prior = PriorLine {
            name,
            path: &unknown.path,
            range: (from, to),
            source,
        };
        paragraph(text, 4, &say.prior(&prior))?;
    }
    Ok(())
}
