//! What a sweep found, as a researcher reads it: thresholds, sensitivities, points, differences,
//! goals.

use std::fmt::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, LineStyle, Table};

use super::table::Styling;
use crate::experiment::analysis::{Analysis, Sensitivity, SensitivityResult, Tipping};
use crate::experiment::estimate::{Bounds, Estimate, Kind};
use crate::experiment::over_draws::Spread;
use crate::experiment::sensitivity::{Index, Indices};
use crate::experiment::statistics::Interval;
use crate::figures::{known_digits, number, percent, percent_range, significant};
use crate::metrics::{Unit, quantity};

/// Points that are shown; `runs.csv` has all.
const POINTS_SHOWN: usize = 40;

/// The report of a sweep.
pub fn report(analysis: &Analysis, styling: Styling) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_report(&mut text, analysis, styling);
    text
}

fn write_report(text: &mut String, analysis: &Analysis, styling: Styling) -> fmt::Result {
    writeln!(text, "{}", styling.heading(&analysis.title))?;
    let sure = percent(analysis.confidence);
    writeln!(
        text,
        "Design {} at scale {}; intervals at {sure}; every policy and point meets the same people.",
        analysis.design, analysis.scale
    )?;
    if !analysis.thresholds.is_empty() {
        thresholds(text, analysis)?;
    }
    for sensitivity in &analysis.sensitivities {
        of_factors(text, analysis, sensitivity)?;
    }
    if !analysis.over_draws.is_empty() {
        over_draws(text, analysis)?;
    } else if analysis.sensitivities.is_empty() && !analysis.points.is_empty() {
        points(text, analysis)?;
    }
    goals(text, analysis, styling)
}

/// A setting as a table shows it: its number to five significant digits, where it has more and is
/// no whole number.
fn short(setting: &str) -> String {
    let (number, unit) = setting.split_once(' ').unwrap_or((setting, ""));
    match number.parse::<f64>() {
        Ok(exact) if exact.fract() != 0.0 => {
            let five: f64 = format!("{exact:.4e}").parse().unwrap_or(exact);
            format!("{five} {unit}").trim_end().to_owned()
        }
        _ => setting.to_owned(),
    }
}

pub(super) fn ruled(header: Vec<String>) -> Table {
    let mut table = Table::new();
    let rule = LineStyle::none().fill('─').junction('─');
    table.load_style(
        NOTHING
            .top_border(rule)
            .header_separator(rule)
            .bottom_border(rule),
    );
    table.set_header(header);
    table
}

pub(super) fn put(text: &mut String, mut table: Table, left: usize) -> fmt::Result {
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((if index == 0 { 0 } else { 2 }, 0));
        if index >= left {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    writeln!(text, "\n{}", table.trim_fmt())
}

fn thresholds(text: &mut String, analysis: &Analysis) -> fmt::Result {
    let along = analysis.thresholds.first().map_or("", |t| t.along.as_str());
    let mut header = analysis.factors.clone();
    header.extend([
        "policy".to_owned(),
        format!("tips over at {along}"),
        "surely within".to_owned(),
    ]);
    let mut table = ruled(header);
    for found in &analysis.thresholds {
        let mut row = found.settings.clone();
        row.push(found.policy.clone());
        row.extend(tipping(found));
        table.add_row(row);
    }
    put(text, table, analysis.factors.len() + 1)
}

fn tipping(found: &Tipping) -> [String; 2] {
    if let Some(reason) = &found.refused {
        return [reason.clone(), String::new()];
    }
    let unit = |text: String| format!("{text} {}", found.unit).trim_end().to_owned();
    match (found.threshold, found.surely_within) {
        (Some(threshold), Some(Interval { low, high })) => {
            let side = if found.happens_above { "above" } else { "below" };
            [
                format!("{side} {}", unit(number(threshold))),
                unit(format!("{}–{}", number(low), number(high))),
            ]
        }
        _ if found.happens_above => ["everywhere in the range".to_owned(), String::new()],
        _ => ["nowhere in the range".to_owned(), String::new()],
    }
}

fn of_factors(text: &mut String, analysis: &Analysis, sensitivity: &Sensitivity) -> fmt::Result {
    writeln!(text, "\n{} under {}", sensitivity.outcome, sensitivity.policy)?;
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut order: Vec<usize> = (0..analysis.factors.len()).collect();
    let mut table = match &sensitivity.found {
        SensitivityResult::Refused(reason) => return writeln!(text, "  no answer: {reason}"),
        SensitivityResult::Morris(effects) => {
            order.sort_by(|&a, &b| effects[b].mu_star.total_cmp(&effects[a].mu_star));
            ruled(words(&["factor", "mu*", "interval", "mu", "sigma"]))
        }
        SensitivityResult::Sobol(indices) => {
            order.sort_by(|&a, &b| indices[b].total.value.total_cmp(&indices[a].total.value));
            ruled(words(&["factor", "first", "interval", "total", "interval"]))
        }
    };
    for factor in order {
        let mut row = vec![analysis.factors[factor].clone()];
        match &sensitivity.found {
            SensitivityResult::Morris(effects) => {
                let effects = &effects[factor];
                let interval = effects.mu_star_interval.map(between).unwrap_or_default();
                row.extend([
                    significant(effects.mu_star),
                    interval,
                    significant(effects.mu),
                    significant(effects.sigma),
                ]);
            }
            SensitivityResult::Sobol(indices) => {
                for index in [&indices[factor].first, &indices[factor].total] {
                    row.extend(share_of_variance(index));
                }
            }
            SensitivityResult::Refused(_) => {}
        }
        table.add_row(row);
    }
    put(text, table, 1)?;
    let told = |indices: &[Indices]| indices.iter().all(|i| i.first.can_be_told && i.total.can_be_told);
    match &sensitivity.found {
        SensitivityResult::Sobol(indices) if !told(indices) => writeln!(text, "{CANNOT_BE_TOLD}: {TOO_WIDE}"),
        _ => Ok(()),
    }
}

const CANNOT_BE_TOLD: &str = "cannot be told";
const TOO_WIDE: &str = "the interval is as wide as a share can vary. Take more points.";

/// A Sobol index and its interval.
fn share_of_variance(index: &Index) -> [String; 2] {
    if index.can_be_told {
        let Interval { low, high } = index.interval;
        [format!("{:.2}", index.value), format!("{low:.2}–{high:.2}")]
    } else {
        [CANNOT_BE_TOLD.to_owned(), String::new()]
    }
}

fn between(interval: Interval) -> String {
    format!("{}–{}", significant(interval.low), significant(interval.high))
}

fn points(text: &mut String, analysis: &Analysis) -> fmt::Result {
    let mut header = vec!["point".to_owned()];
    header.extend(analysis.factors.iter().cloned());
    header.extend(["policy".to_owned(), "collapses".to_owned()]);
    let outcomes = analysis.points.first().map_or(&[][..], |point| &point.outcomes);
    header.extend(outcomes.iter().map(|(name, _)| name.clone()));
    let differ = analysis.differences.first();
    header.extend(differ.map(|difference| format!("{} less the baseline", difference.metric)));
    let mut table = ruled(header);
    for point in analysis.points.iter().take(POINTS_SHOWN) {
        let mut row = vec![point.point.to_string()];
        row.extend(point.settings.iter().map(|setting| short(setting)));
        let range = point
            .collapse
            .interval
            .map(|i| format!(" ({})", percent_range(i.low, i.high)));
        let collapses = format!("{}/{}", point.collapse.happened, point.collapse.replications);
        row.extend([point.policy.clone(), collapses + &range.unwrap_or_default()]);
        row.extend(point.outcomes.iter().map(|(name, estimate)| cell(name, estimate)));
        let difference = analysis
            .differences
            .iter()
            .find(|d| d.point == point.point && d.policy == point.policy);
        row.extend(differ.map(|_| difference.map(less).unwrap_or_default()));
        table.add_row(row);
    }
    put(text, table, analysis.factors.len() + 2)?;
    let left_out = analysis.points.len().saturating_sub(POINTS_SHOWN);
    if left_out > 0 {
        writeln!(text, "{left_out} more in summary.json")?;
    }
    Ok(())
}

/// Each outcome under each policy, whatever the sample leaves open.
fn over_draws(text: &mut String, analysis: &Analysis) -> fmt::Result {
    let sure = percent(analysis.confidence);
    let draws = analysis
        .points
        .iter()
        .map(|point| point.point + 1)
        .max()
        .unwrap_or(0);
    let spread = |outcome: &str, spread: Option<Spread>| match spread {
        Some(s) => {
            let Interval { low, high } = s.within;
            let reached = if s.draws == draws as u64 {
                String::new()
            } else {
                format!(" in {} draws", s.draws)
            };
            [
                written(outcome, s.median) + &reached,
                format!("{} to {}", written(outcome, low), written(outcome, high)),
            ]
        }
        None => ["not reached".to_owned(), String::new()],
    };
    let mut rest = &analysis.over_draws[..];
    while let Some(first) = rest.first() {
        let (these, later) = rest.split_at(rest.partition_point(|o| o.outcome == first.outcome));
        rest = later;
        let baseline = these.iter().find(|over| over.less_baseline.is_none());
        let less = format!("less {}", baseline.map_or("the baseline", |over| &over.policy));
        let header = ["policy", "median", &sure, &less, &sure, "more in"];
        let mut table = ruled(header.map(str::to_owned).to_vec());
        for over in these {
            let mut row = vec![over.policy.clone()];
            row.extend(spread(&over.outcome, over.spread));
            match over.less_baseline {
                Some(less) => {
                    row.extend(spread(&over.outcome, Some(less.spread)));
                    row.push(format!("{} of {}", less.more_in, less.spread.draws));
                }
                None => row.extend(["–".to_owned(), String::new(), String::new()]),
            }
            table.add_row(row);
        }
        writeln!(text, "\n{}, over {draws} draws of the sample", first.outcome)?;
        put(text, table, 1)?;
    }
    writeln!(text, "Each draw: runs.csv, and summary.json with its values")
}

fn less(difference: &crate::experiment::analysis::Difference) -> String {
    let paired = &difference.paired;
    let p = difference.adjusted_p_value.map(|p| {
        if p < 0.001 {
            " (p < 0.001)".to_owned()
        } else {
            format!(" (p = {p:.3})")
        }
    });
    let difference = written(&difference.metric, paired.difference);
    format!("{difference}{}", p.unwrap_or_default())
}

fn cell(outcome: &str, estimate: &Estimate) -> String {
    let written = |value: f64| written(outcome, value);
    if let (Kind::TwoModes, Some(modes)) = (estimate.kind, estimate.modes) {
        let way = |mode: crate::experiment::statistics::Mode| {
            let (launches, all) = (mode.replications, estimate.replications);
            format!("{launches}/{all}: {}", written(mode.mean))
        };
        return modes.map(way).join(", ");
    }
    let value = estimate.value.map_or_else(|| "not reached".to_owned(), written);
    match estimate.interval {
        Some(Bounds {
            low: Some(low),
            high: Some(high),
        }) if is_share(outcome) => format!("{value} ({})", percent_range(low, high)),
        Some(Bounds {
            low: Some(low),
            high: Some(high),
        }) => {
            format!("{value} ({}–{})", written(low), written(high))
        }
        Some(Bounds {
            low: Some(low),
            high: None,
        }) => format!("{value} (over {})", written(low)),
        _ => value,
    }
}

/// A value of an outcome: a share as everywhere, a percentile to the digits that are known of it.
fn written(outcome: &str, value: f64) -> String {
    match quantity(outcome) {
        Ok(quantity) if quantity.metric().unit == Unit::Share => percent(value),
        Ok(quantity) if quantity.percentile().is_some() && value.is_finite() => {
            significant(known_digits(value))
        }
        _ => significant(value),
    }
}

fn is_share(outcome: &str) -> bool {
    quantity(outcome).is_ok_and(|quantity| quantity.metric().unit == Unit::Share)
}

fn goals(text: &mut String, analysis: &Analysis, styling: Styling) -> fmt::Result {
    if analysis.goals.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "\n{}",
        styling.heading("Goals, over all launches of all points")
    )?;
    for verdict in &analysis.goals {
        let met = if verdict.met { "met   " } else { "missed" };
        let range = verdict
            .interval
            .map(|i| format!(" ({})", percent_range(i.low, i.high)));
        writeln!(
            text,
            "  {met}  {}, {}: {} of {}{}",
            verdict.goal,
            verdict.policy,
            verdict.passed,
            verdict.replications,
            range.unwrap_or_default()
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Aggregation;

    #[test]
    fn a_percentile_has_the_digits_that_are_known() {
        let any = Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        };
        let estimate = Estimate::of(&[14_532.4], Aggregation::Median, any, 0.95);
        assert_eq!(cell("wait_p99.9_s", &estimate), "14,500");
        assert_eq!(cell("submitted_people", &estimate), "14,532");
    }

    #[test]
    fn a_number_with_many_digits_is_cut_to_five() {
        assert_eq!(short("0.8991199999999999"), "0.89912");
        assert_eq!(short("4.854376 h"), "4.8544 h");
        assert_eq!(short("123456"), "123456");
        assert_eq!(short("250 ms"), "250 ms");
        assert_eq!(short("lifo"), "lifo");
    }
}
