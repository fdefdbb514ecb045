//! The table of `compare`, and what stands below it.

use super::English;
use crate::messages::table::{
    Candidates, CellInterval, GoalResult, Launches, LaunchesOf, Margin, MarginEvidence, RecordColumn,
    RowName, Subject, TwoWays,
};
use crate::messages::{Numbers, TableText};
use clickday_engine::figures::{self, Form, Measure};
use clickday_engine::model::units::Percentile;

impl TableText for English {
    fn subject(&self, subject: &Subject<'_>) -> String {
        let entitled = subject
            .entitled
            .map(|people| format!(", {} people entitled", self.count(people)));
        format!(
            "{}, {} to {}, {}{}",
            subject.model,
            self.beginning(subject.start),
            self.moment(subject.until),
            subject.time_zone,
            entitled.unwrap_or_default()
        )
    }

    fn launches_of_each(&self, stages: &[Launches]) -> String {
        let stages: Vec<String> = stages.iter().map(|stage| of(*stage)).collect();
        format!("Each policy: {}.", self.list(&stages))
    }

    fn meaning_of_scales(&self, scales: &[f64]) -> String {
        let (at, people): (Vec<String>, Vec<String>) = scales
            .iter()
            .map(|share| {
                let ratio = self.amount((10.0 / share).round() / 10.0);
                (self.scale(*share), ratio)
            })
            .unzip();
        format!(
            "At {}, one simulated person stands for {} people, and counts are multiplied back.",
            self.list(&at),
            self.list(&people)
        )
    }

    fn meaning_of_wait(&self) -> &'static str {
        "Wait: time from first wanting to apply until the application is submitted, for all who came. People who \
         never submit count as waiting longest."
    }

    fn meaning_of_collapse(&self, shortest_s: f64, completed_below: f64) -> String {
        format!(
            "Collapse: for at least {}, more attempts fail than succeed, and fewer than {} of the possible \
             applications are completed. A closed door does not count as a failure here.",
            self.time(shortest_s),
            self.percent(completed_below)
        )
    }

    fn row(&self, row: &RowName<'_>) -> String {
        let label = match row {
            RowName::Submitted { deadline } => return format!("Submitted by {}", self.moment(deadline)),
            RowName::Wait(percentile) => return wait(*percentile),
            RowName::NeverServed => "Came but not served",
            RowName::Failing => "Attempts that fail",
            RowName::Refused => "  refused: portal full",
            RowName::Shed => "  turned away to protect",
            RowName::Blocked => "  blocked as suspect",
            RowName::Closed => "  door closed",
            RowName::GatewayTimeout => "  gateway timeout",
            RowName::BacklogTimeout => "  waited too long inside",
            RowName::Abandoned => "  person gave up waiting",
            RowName::WrongPerson => "  shown another person's page",
            RowName::AttemptsPerApplication => "Attempts per application",
            RowName::Collapses => "Portal collapses",
            RowName::LostHours => "Total hours lost at screens",
            RowName::Overtaking => "Pairs served in wrong order",
            RowName::Gini => "Inequality of time (Gini)",
            RowName::SkillGap => "Success gap by skill (points)",
            RowName::OfficesFirst => "First 10 %: sent by offices",
            RowName::CallsNotAnswered => "Calls not answered",
        };
        label.to_owned()
    }

    fn interval_label(&self, confidence: f64) -> String {
        format!("{} interval", self.percent(confidence))
    }

    fn interval_of_launches_label(&self, confidence: f64) -> String {
        format!("share of launches, {}", self.percent(confidence))
    }

    fn value(&self, measure: Measure, value: f64, highest: Option<f64>) -> String {
        form(measure, value, highest).one(value)
    }

    fn interval(&self, measure: Measure, interval: CellInterval) -> String {
        let CellInterval { value, low, high } = interval;
        match (low, high) {
            (Some(low), Some(high)) => {
                let form = value.map_or_else(
                    || Form::of_ends(measure, low, high),
                    |value| form(measure, value, Some(high)),
                );
                form.beside(low, high).range(low, high)
            }
            (Some(low), None) => format!("over {}", form(measure, value.unwrap_or(low), None).one(low)),
            (None, _) if measure == Measure::Time => self.not_reached().to_owned(),
            (None, _) => self.no_value().to_owned(),
        }
    }

    fn one_way(&self, launches: LaunchesOf, measure: Measure, value: f64) -> String {
        format!(
            "{}/{}: {}",
            launches.some,
            launches.all,
            self.value(measure, value, None)
        )
    }

    fn odds(&self, share: f64) -> Option<String> {
        figures::odds(share)
    }

    fn collapsed_in(&self, launches: LaunchesOf) -> String {
        some_of(launches)
    }

    fn chance_range(&self, low: f64, high: f64) -> String {
        figures::chance_range(low, high)
    }

    fn collapsed_for(&self, seconds: f64) -> String {
        format!("for {}", self.value(Measure::Time, seconds, None))
    }

    fn not_collapsed(&self) -> &'static str {
        "no"
    }

    fn not_reached(&self) -> &'static str {
        figures::NOT_REACHED
    }

    fn no_value(&self) -> &'static str {
        "no value"
    }

    fn no_run(&self) -> &'static str {
        "no run"
    }

    fn most_applications(&self, stage: Launches, deadline: &str, policy: &str) -> String {
        format!(
            "Most applications by {} ({}): {policy}",
            self.moment(deadline),
            of(stage)
        )
    }

    fn margin(&self, margin: &Margin<'_>) -> String {
        let against = margin.against;
        let Some(evidence) = margin.evidence else {
            return if margin.more < 0.5 {
                format!("As many applications as under {against}.")
            } else {
                format!(
                    "{} more applications than under {against}.",
                    self.count(margin.more)
                )
            };
        };
        let often = format!("more in {} launches", some_of(evidence.above));
        let bounds = bounds(&evidence);
        if !evidence.is_clear {
            return format!("No clear difference from {against}{bounds}; {often}.");
        }
        let of_median = if evidence.of_median {
            " in the median launch"
        } else {
            ""
        };
        format!(
            "{} more applications than under {against}{of_median}{bounds}; {often}.",
            self.rounded(margin.more)
        )
    }

    fn same_people(&self, comparisons: &[(&str, f64)]) -> String {
        let names: Vec<String> = comparisons
            .iter()
            .map(|(against, _)| (*against).to_owned())
            .collect();
        let factors: Vec<String> = comparisons
            .iter()
            .map(|(_, factor)| self.number(*factor))
            .collect();
        let (names, factors) = (self.list(&names), self.list(&factors));
        let so = if comparisons.len() == 1 {
            format!("the comparison with {names} is as precise as one with {factors} times")
        } else {
            format!("the comparisons with {names} are as precise as ones with {factors} times")
        };
        format!("Because all policies have the same people, {so} as many independent launches.")
    }

    fn corrections(&self, comparisons: u64) -> String {
        format!("p-values: Holm correction for {comparisons} comparisons. Intervals: Bonferroni correction.")
    }

    fn others_are_worse(&self, confidence: f64) -> String {
        format!(
            "All other policies are worse (significant at {}).",
            self.percent(confidence)
        )
    }

    fn may_be_best(&self, candidates: &Candidates<'_>) -> String {
        format!(
            "Each of these may have the most applications (at {}): {}. Differences below {} cannot be seen \
             with {}.",
            self.percent(candidates.confidence),
            candidates.policies.join(", "),
            self.rounded(candidates.least_difference),
            of(candidates.stage)
        )
    }

    fn goals(&self, stage: Launches) -> String {
        format!("Goals ({})", of(stage))
    }

    fn goal(&self, goal: &str, probability: f64) -> String {
        format!("{goal}, in at least {} of launches", self.percent(probability))
    }

    fn goal_result(&self, result: &GoalResult<'_>) -> String {
        let met = if result.met { "met   " } else { "missed" };
        let noun = if result.launches.all == 1 {
            "launch"
        } else {
            "launches"
        };
        let interval = result.interval.map(|(low, high)| {
            let range = self.chance_range(low, high);
            format!(" ({} interval {range})", self.percent(result.confidence))
        });
        format!(
            "{met}  {}: {} {noun}{}",
            result.policy,
            some_of(result.launches),
            interval.unwrap_or_default()
        )
    }

    fn two_ways(&self, ways: &TwoWays<'_>) -> String {
        let ((many, often), (few, seldom), all) = (ways.many, ways.few, ways.stage.launches);
        format!(
            "{}: its launches end in two ways, and the table gives both. Of {}, {many} ({many}/{all}) end near \
             {} applications, and {few} ({few}/{all}) near {}.",
            ways.policy,
            of(ways.stage),
            self.rounded(often),
            self.rounded(seldom)
        )
    }

    fn intervals(&self, stage: Launches, confidence: f64) -> String {
        format!(
            "Intervals: {} confidence, from {}. In each launch, every policy has the same people.",
            self.percent(confidence),
            of(stage)
        )
    }

    fn record(&self, policy: &str) -> String {
        format!("Applications submitted so far: public record, and simulation of {policy} at 1:1")
    }

    fn record_column(&self, column: RecordColumn) -> &'static str {
        match column {
            RecordColumn::Recorded => "record",
            RecordColumn::Simulated => "simulated",
            RecordColumn::Off => "difference",
            RecordColumn::Source => "source of the record",
        }
    }

    fn off(&self, share: f64) -> String {
        format!("{:+.0} %", 100.0 * share)
    }
}

fn of(stage: Launches) -> String {
    English.launches(stage.launches, stage.scale)
}

fn some_of(launches: LaunchesOf) -> String {
    format!("{} of {}", launches.some, launches.all)
}

/// The form of a value whose interval goes up to `highest`. Counts and plain numbers have the unit of the higher end.
fn form(measure: Measure, value: f64, highest: Option<f64>) -> Form {
    let reference = match (measure, highest) {
        (Measure::Count | Measure::Number, Some(high)) if high > value.abs() => high,
        _ => value,
    };
    Form::of(measure, reference)
}

/// `Median wait`, `90th percentile of wait`, `Longest wait`.
fn wait(percentile: Percentile) -> String {
    if percentile == Percentile::MEDIAN {
        return "Median wait".to_owned();
    }
    if percentile == Percentile::whole(100) {
        return "Longest wait".to_owned();
    }
    let text = percentile.to_string();
    let is_eleven_to_thirteen = ["11", "12", "13"].contains(&text.as_str());
    let last = text
        .chars()
        .last()
        .filter(|_| !is_eleven_to_thirteen && !text.contains('.'));
    let ending = match last {
        Some('1') => "st",
        Some('2') => "nd",
        Some('3') => "rd",
        _ => "th",
    };
    format!("{text}{ending} percentile of wait")
}

/// ` (95 % interval 2.74–2.76 M, p < 0.001)`, as far as there is any of it.
fn bounds(evidence: &MarginEvidence) -> String {
    let interval = evidence.interval.map(|(low, high)| {
        let range = if low < 0.0 {
            English.count_between(low, high)
        } else {
            English.count_range(low, high)
        };
        format!("{} interval {range}", English.percent(evidence.confidence))
    });
    let p_value = evidence.p_value.map(|p| {
        if p < 0.001 {
            "p < 0.001".to_owned()
        } else {
            format!("p = {p:.3}")
        }
    });
    let said: Vec<String> = [interval, p_value].into_iter().flatten().collect();
    if said.is_empty() {
        String::new()
    } else {
        format!(" ({})", said.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_leave_room_for_four_policies() {
        let wait = |text: &str| RowName::Wait(text.parse().unwrap());
        let deadline = "2020-12-31 00:00";
        for row in [
            RowName::Submitted { deadline },
            wait("99.9999"),
            RowName::NeverServed,
            RowName::Failing,
            RowName::Refused,
            RowName::Shed,
            RowName::Blocked,
            RowName::Closed,
            RowName::GatewayTimeout,
            RowName::BacklogTimeout,
            RowName::Abandoned,
            RowName::WrongPerson,
            RowName::AttemptsPerApplication,
            RowName::Collapses,
            RowName::LostHours,
            RowName::Overtaking,
            RowName::Gini,
            RowName::SkillGap,
            RowName::OfficesFirst,
            RowName::CallsNotAnswered,
        ] {
            let label = English.row(&row);
            assert!(label.chars().count() <= 29, "{label}");
        }
        let below = format!("    {}", English.interval_of_launches_label(0.999));
        assert!(below.chars().count() <= 29, "{below}");
    }

    #[test]
    fn percentiles_of_the_wait_are_read_as_ordinals() {
        let labels = ["50", "90", "91", "92", "93", "11", "12", "1", "99.1", "100"]
            .map(|text| wait(text.parse().unwrap()));
        assert_eq!(
            labels,
            [
                "Median wait",
                "90th percentile of wait",
                "91st percentile of wait",
                "92nd percentile of wait",
                "93rd percentile of wait",
                "11th percentile of wait",
                "12th percentile of wait",
                "1st percentile of wait",
                "99.1th percentile of wait",
                "Longest wait"
            ]
        );
    }

    #[test]
    fn a_cell_has_one_unit() {
        let interval =
            |measure, value, low, high| English.interval(measure, CellInterval { value, low, high });
        let (low, high) = (Some(984_000.0), Some(1_010_000.0));
        assert_eq!(English.value(Measure::Count, 990_000.0, high), "0.99 M");
        assert_eq!(
            interval(Measure::Count, Some(990_000.0), low, high),
            "0.98–1.01 M"
        );
        assert_eq!(
            interval(Measure::Time, Some(72_600.0), Some(72_400.0), None),
            "over 20.1 h"
        );
        assert_eq!(interval(Measure::Time, None, None, None), "not by the end");
        assert_eq!(interval(Measure::Number, None, None, None), "no value");
    }

    #[test]
    fn a_margin_says_how_sure_it_is() {
        let mut margin = Margin {
            against: "open",
            more: 97_500.0,
            evidence: None,
        };
        assert_eq!(
            English.margin(&margin),
            "97,500 more applications than under open."
        );
        let mut evidence = MarginEvidence {
            above: LaunchesOf { some: 8, all: 8 },
            of_median: false,
            is_clear: true,
            interval: Some((94_000.0, 101_000.0)),
            confidence: 0.95,
            p_value: Some(0.000_01),
        };
        margin.evidence = Some(evidence);
        assert_eq!(
            English.margin(&margin),
            "97,500 more applications than under open (95 % interval 94,000–101,000, p < 0.001); more in 8 of 8 \
             launches."
        );
        evidence.is_clear = false;
        evidence.interval = Some((-20_000.0, 1_780_000.0));
        evidence.p_value = Some(0.031_2);
        margin.evidence = Some(evidence);
        assert_eq!(
            English.margin(&margin),
            "No clear difference from open (95 % interval -0.02 to 1.78 M, p = 0.031); more in 8 of 8 launches."
        );
    }
}
