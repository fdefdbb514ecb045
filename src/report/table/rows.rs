//! The rows of the table: what each says, and how its numbers are written.

use crate::experiment::estimate::{Bounds, Estimate, Kind};
use crate::experiment::summary::{PolicySummary, Probability, Summary};
use crate::figures::{
    NOT_REACHED, count, count_range, known_time, number, number_range, percent, percent_and_odds,
    percent_range, rounded, time, time_range,
};
use crate::metrics::catalogue::WAIT;
use crate::metrics::{self, Quantity, SUBMITTED_BY_DEADLINE, Unit, quantity};
use crate::model::units::Percentile;

/// A row of the table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// What it says, in one line or several.
    pub(super) label: String,
    /// Its metric in the summary.
    metric: String,
    /// How its numbers are written.
    style: Style,
    /// Whether the experiment asks for it: it stays, whatever it says.
    is_asked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// People, attempts, requests.
    Count,
    /// People-hours.
    Hours,
    Time,
    Share,
    /// With odds beside it where it is small.
    ShareAndOdds,
    Number,
    /// Whether, and for how long, the portal collapsed.
    Collapse,
}

/// The rows, given the deadline in words and the percentiles of the waiting time that are asked
/// for.
pub(super) fn rows(deadline: &str, percentiles: &[Percentile]) -> Vec<Row> {
    let row = |label: &str, metric: &str, style| Row {
        label: label.to_owned(),
        metric: metric.to_owned(),
        style,
        is_asked: false,
    };
    let wait = |percentile: &Percentile| {
        row(
            &format!("{percentile} % wait at most"),
            &Quantity::at(&WAIT, *percentile).name(),
            Style::Time,
        )
    };
    let mut rows = vec![
        row(
            &format!("Submitted by {deadline}"),
            SUBMITTED_BY_DEADLINE.id,
            Style::Count,
        ),
        row("Came but not served", "never_served_people", Style::Count),
    ];
    rows.extend(percentiles.iter().map(wait));
    rows.extend([
        row("Attempts that fail", "failure_share", Style::ShareAndOdds),
        row("  refused: portal full", "refused_share", Style::Share),
        row("  turned away to protect", "shed_share", Style::Share),
        row("  blocked as suspect", "blocked_share", Style::Share),
        row("  door closed", "closed_share", Style::Share),
        row("  gateway timeout", "gateway_timeout_share", Style::Share),
        row("  waited too long inside", "backlog_timeout_share", Style::Share),
        row("  person gave up waiting", "abandoned_share", Style::Share),
        row(
            "  shown another person's page",
            "wrong_person_share",
            Style::Share,
        ),
        row(
            "Attempts per application",
            "attempts_per_application",
            Style::Number,
        ),
        row("Portal collapses", "collapsed_s", Style::Collapse),
    ]);
    rows.extend([
        row(
            "Hours lost at the screen, all people",
            "lost_people_hours",
            Style::Hours,
        ),
        row(
            "Pairs served in the wrong order",
            "overtaking_share",
            Style::Share,
        ),
        row(
            "Inequality of time lost (Gini)",
            "gini_attended_share",
            Style::Share,
        ),
        row(
            "Gap, best minus worst level of skill",
            "skill_gap_share",
            Style::Share,
        ),
        row(
            "Offices among the first tenth",
            "office_early_share",
            Style::Share,
        ),
        row("Calls not answered", "calls_not_answered_share", Style::Share),
    ]);
    rows
}

/// The rows of what the experiment asks for besides: metrics of the summary that not every summary
/// has. Percentiles of the waiting time have rows of their own.
pub(super) fn asked(summary: &Summary) -> Vec<Row> {
    let standing = metrics::summary([]);
    let policy = summary.stages.iter().flat_map(|stage| &stage.policies).next();
    let named = policy.into_iter().flat_map(|policy| &policy.metrics);
    named
        .filter_map(|(name, _)| quantity(name).ok())
        .filter(|quantity| !standing.contains(quantity))
        .filter(|quantity| quantity.part().is_some() || quantity.metric().id != WAIT.id)
        .map(|quantity| Row {
            label: label(&quantity),
            metric: quantity.name(),
            style: style(quantity.metric().unit),
            is_asked: true,
        })
        .collect()
}

fn style(unit: Unit) -> Style {
    match unit {
        Unit::Seconds => Style::Time,
        Unit::Share => Style::Share,
        Unit::PeopleHours => Style::Hours,
        Unit::People | Unit::Attempts | Unit::Requests | Unit::Tickets | Unit::Polls | Unit::Pages => {
            Style::Count
        }
        Unit::Slots | Unit::RequestsPerSecond | Unit::Ratio => Style::Number,
    }
}

/// Characters of a label's line, so that four policies fit beside it.
const LABEL_WIDTH: usize = 28;

/// What a quantity is called, begun with a capital, over lines that are broken at blanks and
/// hyphens.
fn label(quantity: &Quantity) -> String {
    let said = quantity.said();
    let mut lines: Vec<String> = vec![String::new()];
    for word in said.split_inclusive([' ', '-']) {
        let is_full = lines
            .last()
            .is_some_and(|line| line.len() + word.trim_end().len() > LABEL_WIDTH);
        if is_full {
            lines.push("  ".to_owned());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
    }
    let mut label = lines
        .iter()
        .map(|line| line.trim_end())
        .collect::<Vec<_>>()
        .join("\n");
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    label
}

impl Row {
    /// Whether the row says nothing: a kind of failure, or of loss, that never happens under any
    /// policy.
    pub(super) fn is_silent<'a>(&self, policies: impl Iterator<Item = &'a PolicySummary>) -> bool {
        let never = |estimate: &Estimate| estimate.modes.is_none() && estimate.value == Some(0.0);
        !self.is_asked
            && matches!(self.style, Style::Share | Style::Hours)
            && policies
                .filter(|policy| policy.replications > 0)
                .all(|policy| policy.estimate(&self.metric).is_none_or(never))
    }

    /// The lines of a cell for the stage the table is about: the value, and its interval if it has
    /// one.
    pub(super) fn value_and_interval(&self, policy: &PolicySummary) -> Vec<String> {
        let Some(estimate) = policy.estimate(&self.metric).filter(|_| policy.replications > 0) else {
            return vec!["no run".to_owned()];
        };
        if self.style == Style::Collapse {
            return collapse(&policy.collapse, estimate);
        }
        if let (Kind::TwoModes, Some(_)) = (estimate.kind, estimate.modes) {
            return self.modes(estimate);
        }
        let value = estimate.value.map_or_else(
            || {
                if self.style == Style::Time {
                    NOT_REACHED.to_owned()
                } else {
                    "none at all".to_owned()
                }
            },
            |value| self.value(value, estimate.kind == Kind::Single),
        );
        std::iter::once(value)
            .chain(estimate.interval.map(|bounds| self.interval(bounds)))
            .collect()
    }

    /// The lines of a cell for a stage that stands beside the table's own: its interval alone, if
    /// it has one.
    pub(super) fn interval_alone(&self, policy: &PolicySummary) -> Vec<String> {
        let mut lines = self.value_and_interval(policy);
        let estimate = policy.estimate(&self.metric);
        let has_interval = estimate.is_some_and(|estimate| estimate.interval.is_some());
        if has_interval && self.style != Style::Collapse && lines.len() == 2 {
            lines.remove(0);
        }
        lines
    }

    fn value(&self, value: f64, exact: bool) -> String {
        match self.style {
            Style::Count if exact => count(value),
            Style::Count | Style::Hours => rounded(value),
            Style::Time => known_time(value),
            Style::Collapse => time(value),
            Style::Share => percent(value),
            Style::ShareAndOdds => percent_and_odds(value),
            Style::Number => number(value),
        }
    }

    fn interval(&self, bounds: Bounds) -> String {
        match (self.style, bounds.low, bounds.high) {
            (Style::Time | Style::Collapse, low, high) => time_range(low, high),
            (Style::Count | Style::Hours, Some(low), Some(high)) => count_range(low, high),
            (Style::Share | Style::ShareAndOdds, Some(low), Some(high)) => percent_range(low, high),
            (_, Some(low), Some(high)) => number_range(low, high),
            (_, Some(low), None) => format!("over {}", self.value(low, false)),
            _ => "none at all".to_owned(),
        }
    }

    fn modes(&self, estimate: &Estimate) -> Vec<String> {
        let line = |mode: &crate::experiment::statistics::Mode| {
            format!(
                "{}/{}: {}",
                mode.replications,
                estimate.replications,
                self.brief(mode.mean)
            )
        };
        estimate.modes.iter().flatten().map(line).collect()
    }

    fn brief(&self, value: f64) -> String {
        if self.style == Style::ShareAndOdds {
            percent(value)
        } else {
            self.value(value, false)
        }
    }
}

fn collapse(probability: &Probability, collapsed_s: &Estimate) -> Vec<String> {
    if probability.replications == 1 {
        let lasted = || collapsed_s.value.map(time).unwrap_or_default();
        return vec![if probability.happened == 0 {
            "no".to_owned()
        } else {
            format!("for {}", lasted())
        }];
    }
    let seen = format!("{} of {}", probability.happened, probability.replications);
    let interval = probability
        .interval
        .map(|interval| percent_range(interval.low, interval.high));
    std::iter::once(seen).chain(interval).collect()
}
