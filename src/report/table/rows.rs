//! The rows of the table: what each says, and how its numbers are written.

use crate::experiment::draws::DrawsSummary;
use crate::experiment::estimate::{Bounds, Estimate, Kind};
use crate::experiment::summary::{PolicySummary, Probability, Summary};
use crate::messages::table::{CellInterval, LaunchesOf, RowName};
use crate::messages::{Language, TableText};
use crate::metrics::catalogue::WAIT;
use crate::metrics::{self, Quantity, SUBMITTED_BY_DEADLINE, Unit, quantity};
use clickday_engine::figures::Measure;
use clickday_engine::model::units::Percentile;

/// A row of the table.
#[derive(Debug, Clone)]
pub(in crate::report) struct Row {
    /// What it says, in one line or several.
    pub(in crate::report) label: String,
    /// Its metric in the summary.
    pub(in crate::report) metric: String,
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
    /// With odds below it where it is small.
    ShareAndOdds,
    /// A difference of two shares.
    Points,
    Number,
    /// Whether, and for how long, the portal collapsed.
    Collapse,
}

impl Style {
    const fn measure(self) -> Measure {
        match self {
            Style::Count | Style::Hours => Measure::Count,
            Style::Time | Style::Collapse => Measure::Time,
            Style::Share | Style::ShareAndOdds => Measure::Share,
            Style::Points => Measure::Points,
            Style::Number => Measure::Number,
        }
    }
}

/// The lines of a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// The value, and what belongs to it.
    pub(super) value: Vec<String>,
    /// Its interval, if it has one.
    pub(super) interval: Vec<String>,
}

/// The rows, given the deadline as a civil time and the percentiles of the waiting time that are asked for.
pub(in crate::report) fn rows(say: &dyn TableText, deadline: &str, percentiles: &[Percentile]) -> Vec<Row> {
    let row = |name: RowName, metric: &str, style| Row {
        label: say.row(&name),
        metric: metric.to_owned(),
        style,
        is_asked: false,
    };
    let wait = |percentile: &Percentile| {
        let metric = Quantity::at(&WAIT, *percentile).name();
        row(RowName::Wait(*percentile), &metric, Style::Time)
    };
    let fixed = |rows: &[(RowName, &str, Style)]| -> Vec<Row> {
        rows.iter()
            .map(|(name, metric, style)| row(*name, metric, *style))
            .collect()
    };
    let mut rows = fixed(&[
        (
            RowName::Submitted { deadline },
            SUBMITTED_BY_DEADLINE.id,
            Style::Count,
        ),
        (RowName::NeverServed, "never_served_people", Style::Count),
    ]);
    rows.extend(percentiles.iter().map(wait));
    rows.extend(fixed(&[
        (RowName::Failing, "failure_share", Style::ShareAndOdds),
        (RowName::Refused, "refused_share", Style::Share),
        (RowName::Shed, "shed_share", Style::Share),
        (RowName::Blocked, "blocked_share", Style::Share),
        (RowName::Closed, "closed_share", Style::Share),
        (RowName::GatewayTimeout, "gateway_timeout_share", Style::Share),
        (RowName::BacklogTimeout, "backlog_timeout_share", Style::Share),
        (RowName::Abandoned, "abandoned_share", Style::Share),
        (RowName::WrongPerson, "wrong_person_share", Style::Share),
        (
            RowName::AttemptsPerApplication,
            "attempts_per_application",
            Style::Number,
        ),
        (RowName::Collapses, "collapsed_s", Style::Collapse),
        (RowName::LostHours, "lost_people_hours", Style::Hours),
        (RowName::Overtaking, "overtaking_share", Style::Share),
        (RowName::Gini, "gini_attended_share", Style::Share),
        (RowName::SkillGap, "skill_gap_share", Style::Points),
        (RowName::OfficesFirst, "office_early_share", Style::Share),
        (
            RowName::CallsNotAnswered,
            "calls_not_answered_share",
            Style::Share,
        ),
    ]));
    rows
}

/// The rows of what the experiment asks for besides: metrics of the summary that not every summary
/// has. Percentiles of the waiting time have rows of their own.
pub(super) fn asked(summary: &Summary, language: Language) -> Vec<Row> {
    let policy = summary.stages.iter().flat_map(|stage| &stage.policies).next();
    let named = policy.into_iter().flat_map(|policy| &policy.metrics);
    asked_of(named.map(|(name, _)| name.as_str()), language)
}

/// The rows of those metrics that not every summary has. Percentiles of the waiting time have rows
/// of their own.
pub(in crate::report) fn asked_of<'a>(names: impl Iterator<Item = &'a str>, language: Language) -> Vec<Row> {
    let standing = metrics::summary([]);
    names
        .filter_map(|name| quantity(name).ok())
        .filter(|quantity| !standing.contains(quantity))
        .filter(|quantity| quantity.part().is_some() || quantity.metric().id != WAIT.id)
        .map(|quantity| Row {
            label: label(&quantity.label(language)),
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
        Unit::People
        | Unit::Attempts
        | Unit::Requests
        | Unit::Tickets
        | Unit::Polls
        | Unit::Pages
        | Unit::Calls => Style::Count,
        Unit::Slots | Unit::RequestsPerSecond | Unit::Ratio => Style::Number,
    }
}

/// Characters of a label's line, so that four policies fit beside it.
const LABEL_WIDTH: usize = 28;

/// What a quantity is called, begun with a capital, over lines that are broken at blanks and
/// hyphens.
fn label(said: &str) -> String {
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
        let with_runs = policies.filter(|policy| policy.replications > 0);
        self.is_silent_of(with_runs.filter_map(|policy| policy.estimate(&self.metric)))
    }

    /// Whether the row says nothing, given all that it could say.
    pub(in crate::report) fn is_silent_of<'a>(
        &self,
        mut estimates: impl Iterator<Item = &'a Estimate>,
    ) -> bool {
        let never = |estimate: &Estimate| estimate.modes.is_none() && estimate.value == Some(0.0);
        !self.is_asked
            && matches!(self.style, Style::Share | Style::Points | Style::Hours)
            && estimates.all(never)
    }

    /// An estimate alone: its value, or both ways that the launches went.
    #[cfg(feature = "store")]
    pub(in crate::report) fn written(&self, say: &dyn TableText, estimate: &Estimate) -> Vec<String> {
        if estimate.modes.is_some() && estimate.kind == Kind::TwoModes {
            return self.modes(say, estimate);
        }
        let mut lines = self.value(say, estimate);
        lines.truncate(1);
        lines
    }

    /// The label beside the intervals.
    pub(super) fn interval_label(&self, say: &dyn TableText, confidence: f64) -> String {
        if self.style == Style::Collapse {
            say.interval_of_launches_label(confidence)
        } else {
            say.interval_label(confidence)
        }
    }

    /// The cell of a stage: the value, and its interval if it has one.
    pub(super) fn cell(&self, say: &dyn TableText, policy: &PolicySummary) -> Cell {
        let Some(estimate) = policy.estimate(&self.metric).filter(|_| policy.replications > 0) else {
            return Cell {
                value: vec![say.no_run().to_owned()],
                interval: Vec::new(),
            };
        };
        if self.style == Style::Collapse {
            return collapse(say, &policy.collapse, estimate);
        }
        if let (Kind::TwoModes, Some(_)) = (estimate.kind, estimate.modes) {
            return Cell {
                value: self.modes(say, estimate),
                interval: Vec::new(),
            };
        }
        Cell {
            value: self.value(say, estimate),
            interval: estimate
                .interval
                .map(|bounds| self.interval(say, estimate, bounds))
                .into_iter()
                .collect(),
        }
    }

    /// The cell of a stage that stands beside the table's own: its interval alone, if it has one.
    pub(super) fn interval_alone(&self, say: &dyn TableText, policy: &PolicySummary) -> Cell {
        let cell = self.cell(say, policy);
        if self.style == Style::Collapse || cell.interval.is_empty() {
            return cell;
        }
        Cell {
            value: cell.interval,
            interval: Vec::new(),
        }
    }

    /// Whether it is the row of a metric.
    pub(super) fn is_of(&self, metric: &str) -> bool {
        self.metric == metric
    }

    /// How its numbers are written.
    pub(in crate::report) const fn measure(&self) -> Measure {
        self.style.measure()
    }

    /// Its label in one line.
    pub(super) fn in_one_line(&self) -> String {
        self.label.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where one launch under a policy lies when what nobody knows is drawn; of collapses, in how many
    /// draws the portal collapsed.
    pub(super) fn range_over_draws(
        &self,
        say: &dyn TableText,
        draws: &DrawsSummary,
        policy: &str,
    ) -> Vec<String> {
        if self.style == Style::Collapse {
            let known = draws.policies.iter().find(|known| known.policy == policy);
            let collapsed = known.map(|policy| LaunchesOf {
                some: policy.collapsed,
                all: policy.launched,
            });
            return collapsed
                .map(|launches| say.collapsed_in(launches))
                .into_iter()
                .collect();
        }
        let over = draws.of_policy(policy, &self.metric);
        let range = over.and_then(|over| Some((over.value, over.launch?)));
        let written = range.map(|(value, bounds)| {
            let interval = CellInterval {
                value,
                low: bounds.low,
                high: bounds.high,
            };
            say.interval(self.style.measure(), interval)
        });
        written.into_iter().collect()
    }

    fn value(&self, say: &dyn TableText, estimate: &Estimate) -> Vec<String> {
        let Some(value) = estimate.value else {
            let none = if self.style == Style::Time {
                say.not_reached()
            } else {
                say.no_value()
            };
            return vec![none.to_owned()];
        };
        let is_exact = self.style == Style::Count && estimate.kind == Kind::Single;
        let highest = estimate.interval.and_then(|bounds| bounds.high);
        let written = if is_exact {
            say.count(value)
        } else {
            say.value(self.style.measure(), value, highest)
        };
        let odds = Some(value).filter(|_| self.style == Style::ShareAndOdds);
        std::iter::once(written)
            .chain(odds.and_then(|share| say.odds(share)))
            .collect()
    }

    fn interval(&self, say: &dyn TableText, estimate: &Estimate, bounds: Bounds) -> String {
        let interval = CellInterval {
            value: estimate.value,
            low: bounds.low,
            high: bounds.high,
        };
        say.interval(self.style.measure(), interval)
    }

    fn modes(&self, say: &dyn TableText, estimate: &Estimate) -> Vec<String> {
        let modes = estimate.modes.iter().flatten();
        modes
            .map(|mode| {
                let launches = LaunchesOf {
                    some: mode.replications,
                    all: estimate.replications,
                };
                say.one_way(launches, self.style.measure(), mode.mean)
            })
            .collect()
    }
}

fn collapse(say: &dyn TableText, probability: &Probability, collapsed_s: &Estimate) -> Cell {
    let Probability {
        happened,
        replications,
        interval,
    } = *probability;
    let value = match replications {
        1 if happened == 0 => say.not_collapsed().to_owned(),
        1 => say.collapsed_for(collapsed_s.value.unwrap_or_default()),
        _ => say.collapsed_in(LaunchesOf {
            some: happened,
            all: replications,
        }),
    };
    let interval = interval.filter(|_| replications > 1);
    Cell {
        value: vec![value],
        interval: interval
            .map(|interval| say.chance_range(interval.low, interval.high))
            .into_iter()
            .collect(),
    }
}
