//! What a sweep found, as a researcher reads it: thresholds, sensitivities, points, differences,
//! goals.

use std::fmt::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, LineStyle, Table};

use super::table::Styling;
use crate::experiment::analysis::{
    Analysis, COLLAPSE, Difference, PointSummary, Sensitivity, SensitivityResult, Tipping,
};
use crate::experiment::estimate::{Bounds, Estimate, Kind};
use crate::experiment::over_draws::{OverDraws, Spread};
use crate::experiment::sensitivity::{Effects, Index, Indices, Scale};
use crate::experiment::statistics::Interval;
use crate::messages::SweepText;
use crate::messages::sweep::{
    DrawsColumn, Explained, GoalResult, Measurement, PointColumn, SensitivityColumn, Threshold,
    ThresholdColumn, Written,
};
use crate::metrics::{Unit, quantity};

/// Points that are shown; `runs.csv` has all.
const POINTS_SHOWN: usize = 40;

/// The report of a sweep.
pub fn report(analysis: &Analysis, styling: Styling) -> String {
    report_of_what_if(analysis, &[], styling)
}

/// The same of a model that was read with overrides, those of the factors aside: it says so.
pub fn report_of_what_if(analysis: &Analysis, overrides: &[String], styling: Styling) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_report(&mut text, analysis, overrides, styling);
    text
}

fn write_report(
    text: &mut String,
    analysis: &Analysis,
    overrides: &[String],
    styling: Styling,
) -> fmt::Result {
    let say = styling.language.sweep();
    let design = say.design(analysis.design, analysis.scale, analysis.confidence);
    writeln!(text, "{}", styling.heading(&analysis.title))?;
    if !overrides.is_empty() {
        writeln!(text, "{}", say.what_if(overrides))?;
    }
    writeln!(text, "{design}")?;
    if !analysis.thresholds.is_empty() {
        thresholds(text, analysis, say)?;
    }
    for sensitivity in &analysis.sensitivities {
        of_factors(text, analysis, sensitivity, say)?;
    }
    if !analysis.over_draws.is_empty() {
        over_draws(text, analysis, say)?;
    } else if analysis.sensitivities.is_empty() && !analysis.points.is_empty() {
        points(text, analysis, say)?;
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

fn thresholds(text: &mut String, analysis: &Analysis, say: &dyn SweepText) -> fmt::Result {
    let along = analysis.thresholds.first().map_or("", |t| t.along.as_str());
    let columns = [
        ThresholdColumn::Policy,
        ThresholdColumn::Threshold(along),
        ThresholdColumn::Within(analysis.confidence),
    ];
    let mut header = analysis.factors.clone();
    header.extend(columns.map(|column| say.threshold_column(column)));
    let mut table = ruled(header);
    for found in &analysis.thresholds {
        let mut row = found.settings.clone();
        row.push(found.policy.clone());
        row.extend(tipping(found, say));
        table.add_row(row);
    }
    writeln!(text, "{}", say.threshold_is(analysis.event.as_deref()))?;
    put(text, table, analysis.factors.len() + 1)
}

fn tipping(found: &Tipping, say: &dyn SweepText) -> [String; 2] {
    if let Some(reason) = &found.refused {
        return [reason.clone(), String::new()];
    }
    let (threshold, within) = match (found.threshold, found.surely_within) {
        (Some(threshold), Some(within)) => {
            let side = if found.happens_above {
                Threshold::Above
            } else {
                Threshold::Below
            };
            (side(threshold, &found.unit), Some(within))
        }
        _ if found.happens_above => (Threshold::Everywhere, None),
        _ => (Threshold::Nowhere, None),
    };
    let interval = |Interval { low, high }| say.threshold_interval(low, high, &found.unit);
    [say.threshold(threshold), within.map(interval).unwrap_or_default()]
}

fn of_factors(
    text: &mut String,
    analysis: &Analysis,
    sensitivity: &Sensitivity,
    say: &dyn SweepText,
) -> fmt::Result {
    let outcome = sensitivity.outcome.as_str();
    let explained = match (outcome == COLLAPSE, analysis.sensitivity_of) {
        (false, Scale::Value) => Explained::Metric(outcome),
        (false, Scale::Rank) => Explained::RankOf(outcome),
        (true, Scale::Value) => Explained::Collapse,
        (true, Scale::Rank) => Explained::RankOfCollapse,
    };
    writeln!(text, "\n{}", say.sensitivity_of(explained, &sensitivity.policy))?;
    match &sensitivity.found {
        SensitivityResult::Refused(reason) => writeln!(text, "  {}", say.no_sensitivity(reason)),
        SensitivityResult::Morris(effects) => morris(text, analysis, effects, say),
        SensitivityResult::Sobol(indices) => sobol(text, analysis, indices, say),
    }
}

/// A table of sensitivities, the factor that matters most first.
fn factors<T>(
    analysis: &Analysis,
    found: &[T],
    columns: &[SensitivityColumn],
    size: impl Fn(&T) -> f64,
    cells: impl Fn(&T) -> Vec<String>,
    say: &dyn SweepText,
) -> Table {
    let mut table = ruled(
        columns
            .iter()
            .map(|column| say.sensitivity_column(*column))
            .collect(),
    );
    let mut order: Vec<(&String, &T)> = analysis.factors.iter().zip(found).collect();
    order.sort_by(|(_, a), (_, b)| size(b).total_cmp(&size(a)));
    for (factor, found) in order {
        let mut row = vec![factor.clone()];
        row.extend(cells(found));
        table.add_row(row);
    }
    table
}

fn morris(text: &mut String, analysis: &Analysis, effects: &[Effects], say: &dyn SweepText) -> fmt::Result {
    let columns = [
        SensitivityColumn::Factor,
        SensitivityColumn::MuStar,
        SensitivityColumn::Interval(analysis.confidence),
        SensitivityColumn::Mu,
        SensitivityColumn::Sigma,
    ];
    let cells = |effects: &Effects| {
        let interval = effects.mu_star_interval;
        let interval = interval.map(|Interval { low, high }| say.effect_interval(low, high));
        vec![
            say.significant(effects.mu_star),
            interval.unwrap_or_default(),
            say.significant(effects.mu),
            say.significant(effects.sigma),
        ]
    };
    let table = factors(analysis, effects, &columns, |effects| effects.mu_star, cells, say);
    put(text, table, 1)?;
    writeln!(text, "{}", say.effects_are())
}

fn sobol(text: &mut String, analysis: &Analysis, indices: &[Indices], say: &dyn SweepText) -> fmt::Result {
    let interval = SensitivityColumn::Interval(analysis.confidence);
    let columns = [
        SensitivityColumn::Factor,
        SensitivityColumn::First,
        interval,
        SensitivityColumn::Total,
        interval,
    ];
    let share = |index: &Index| share_of_variance(index, say);
    let cells = |of: &Indices| [share(&of.first), share(&of.total)].concat();
    let table = factors(analysis, indices, &columns, |of| of.total.value, cells, say);
    put(text, table, 1)?;
    writeln!(text, "{}", say.indices_are())?;
    let is_told = |of: &Indices| of.first.can_be_told && of.total.can_be_told;
    if indices.iter().all(is_told) {
        return Ok(());
    }
    writeln!(text, "{}", say.unknown_is())
}

/// A Sobol index and its interval.
fn share_of_variance(index: &Index, say: &dyn SweepText) -> [String; 2] {
    if index.can_be_told {
        let Interval { low, high } = index.interval;
        [say.index(Some(index.value)), say.index_interval(low, high)]
    } else {
        [say.index(None), String::new()]
    }
}

fn points(text: &mut String, analysis: &Analysis, say: &dyn SweepText) -> fmt::Result {
    let mut header = vec![say.point_column(PointColumn::Point)];
    header.extend(analysis.factors.iter().cloned());
    header.extend([PointColumn::Policy, PointColumn::Collapses].map(|column| say.point_column(column)));
    let outcomes = analysis.points.first().map_or(&[][..], |point| &point.outcomes);
    header.extend(outcomes.iter().map(|(name, _)| name.clone()));
    let differ = analysis.differences.first();
    header.extend(differ.map(|d| say.point_column(PointColumn::Difference(&d.metric))));
    let mut table = ruled(header);
    for point in analysis.points.iter().take(POINTS_SHOWN) {
        let mut row = point_row(point, say);
        let difference = analysis
            .differences
            .iter()
            .find(|d| d.point == point.point && d.policy == point.policy);
        row.extend(differ.map(|_| difference.map(|d| less(d, say)).unwrap_or_default()));
        table.add_row(row);
    }
    put(text, table, analysis.factors.len() + 2)?;
    let left_out = analysis.points.len().saturating_sub(POINTS_SHOWN);
    if left_out > 0 {
        writeln!(text, "{}", say.more_rows(left_out as u64))?;
    }
    Ok(())
}

fn point_row(point: &PointSummary, say: &dyn SweepText) -> Vec<String> {
    let mut row = vec![point.point.to_string()];
    row.extend(point.settings.iter().map(|setting| short(setting)));
    let collapse = &point.collapse;
    let interval = collapse.interval.map(|i| (i.low, i.high));
    row.push(point.policy.clone());
    row.push(say.happened(collapse.happened, collapse.replications, interval));
    let cells = point.outcomes.iter();
    row.extend(cells.map(|(name, estimate)| say.measurement(&measurement(estimate), written(name))));
    row
}

/// Each outcome under each policy, whatever the sample leaves open.
fn over_draws(text: &mut String, analysis: &Analysis, say: &dyn SweepText) -> fmt::Result {
    let draws = analysis.points.iter().map(|point| point.point + 1).max();
    let draws = draws.unwrap_or(0) as u64;
    let range = DrawsColumn::Range(analysis.confidence);
    let mut rest = &analysis.over_draws[..];
    while let Some(first) = rest.first() {
        let (these, later) = rest.split_at(rest.partition_point(|o| o.outcome == first.outcome));
        rest = later;
        let baseline = these.iter().find(|over| over.less_baseline.is_none());
        let columns = [
            DrawsColumn::Policy,
            DrawsColumn::Median,
            range,
            DrawsColumn::Difference(baseline.map(|over| over.policy.as_str())),
            range,
            DrawsColumn::MoreIn,
        ];
        let mut table = ruled(columns.map(|column| say.draws_column(column)).to_vec());
        for over in these {
            table.add_row(draws_row(over, draws, say));
        }
        writeln!(text, "\n{}", say.over_draws(&first.outcome, draws))?;
        put(text, table, 1)?;
    }
    writeln!(text, "{}", say.where_draws_are())
}

fn draws_row(over: &OverDraws, draws: u64, say: &dyn SweepText) -> Vec<String> {
    let written = written(&over.outcome);
    let spread = |spread: Option<Spread>| match spread {
        Some(spread) => {
            let Interval { low, high } = spread.within;
            let in_draws = (spread.draws != draws).then_some(spread.draws);
            [
                say.median(spread.median, in_draws, written),
                say.draws_range(low, high, written),
            ]
        }
        None => [say.not_reached().to_owned(), String::new()],
    };
    let mut row = vec![over.policy.clone()];
    row.extend(spread(over.spread));
    match over.less_baseline {
        Some(less) => {
            row.extend(spread(Some(less.spread)));
            row.push(say.greater_in(less.more_in, less.spread.draws));
        }
        None => row.extend(["–".to_owned(), String::new(), String::new()]),
    }
    row
}

fn less(difference: &Difference, say: &dyn SweepText) -> String {
    say.difference(
        difference.paired.difference,
        difference.adjusted_p_value,
        written(&difference.metric),
    )
}

fn measurement(estimate: &Estimate) -> Measurement {
    if let (Kind::TwoModes, Some(modes)) = (estimate.kind, estimate.modes) {
        return Measurement::TwoModes {
            modes: modes.map(|mode| (mode.replications, mode.mean)),
            launches: estimate.replications,
        };
    }
    let Some(value) = estimate.value else {
        return Measurement::NotReached(estimate.interval.and_then(|interval| interval.low));
    };
    match estimate.interval {
        Some(Bounds {
            low: Some(low),
            high: Some(high),
        }) => Measurement::Between(value, low, high),
        Some(Bounds {
            low: Some(low),
            high: None,
        }) => Measurement::Over(value, low),
        _ => Measurement::Value(value),
    }
}

/// How an outcome is written: a share as everywhere, a percentile to the digits that are known of it.
fn written(outcome: &str) -> Written {
    match quantity(outcome) {
        Ok(quantity) if quantity.metric().unit == Unit::Share => Written::Share,
        Ok(quantity) if quantity.percentile().is_some() => Written::Percentile,
        _ => Written::Number,
    }
}

fn goals(text: &mut String, analysis: &Analysis, styling: Styling) -> fmt::Result {
    if analysis.goals.is_empty() {
        return Ok(());
    }
    let say = styling.language.sweep();
    writeln!(text, "\n{}", styling.heading(say.goals_heading()))?;
    for verdict in &analysis.goals {
        let goal = GoalResult {
            goal: &verdict.goal,
            policy: &verdict.policy,
            is_met: verdict.met,
            passed: verdict.passed,
            launches: verdict.replications,
            interval: verdict.interval.map(|i| (i.low, i.high)),
            required: verdict.required_probability,
        };
        writeln!(text, "  {}", say.goal(&goal))?;
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
        let say = Styling::default().language.sweep();
        let cell = |name: &str| say.measurement(&measurement(&estimate), written(name));
        assert_eq!(cell("wait_p99.9_s"), "14,500");
        assert_eq!(cell("submitted_people"), "14,532");
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
