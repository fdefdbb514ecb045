//! The table of `diff`: two results folders held against each other.

use clickday_engine::figures::{Form, Measure};
use clickday_engine::names::in_line;

use super::English;
use crate::messages::diff::{ChangedThing, DiffColumn, DiffSide, FindingName};
use crate::messages::table::{CellInterval, Launches};
use crate::messages::{DiffText, Numbers};

impl DiffText for English {
    fn heading(&self) -> &'static str {
        "Two comparisons, A and B"
    }

    fn side(&self, side: &DiffSide<'_>) -> String {
        let letter = if side.is_a { "A" } else { "B" };
        let overrides: String = side.overrides.iter().map(|set| format!(" --set {set}")).collect();
        let what_if = if overrides.is_empty() {
            String::new()
        } else {
            format!(", what-if:{overrides}")
        };
        format!(
            "{letter}: {}, “{}”, {}, seed {}{what_if}",
            in_line(side.folder),
            in_line(side.title),
            side.tool,
            side.seed
        )
    }

    fn changes_heading(&self) -> &'static str {
        "What was changed"
    }

    fn column(&self, column: DiffColumn) -> String {
        match column {
            DiffColumn::A => "A".to_owned(),
            DiffColumn::B => "B".to_owned(),
            DiffColumn::Difference => "B less A".to_owned(),
            DiffColumn::Interval(confidence) => format!("{} interval", self.percent(confidence)),
            DiffColumn::Finding => String::new(),
        }
    }

    fn nothing_changed(&self) -> &'static str {
        "Nothing: both have the same files, overrides, seed, scales, launches and version."
    }

    fn change(&self, what: ChangedThing<'_>) -> String {
        match what {
            ChangedThing::Value(path) => path.to_owned(),
            ChangedThing::Experiment => "file of the experiment".to_owned(),
            ChangedThing::File(name) => format!("contents of {name} (SHA-256)"),
            ChangedThing::Policy(name) => format!("policy {name} is compared"),
            ChangedThing::Baseline => "baseline".to_owned(),
            ChangedThing::Seed => "seed".to_owned(),
            ChangedThing::Scale(stage) => format!("scale of stage {stage}"),
            ChangedThing::Replications(stage) => format!("launches of each policy in stage {stage}"),
            ChangedThing::Confidence => "confidence of intervals".to_owned(),
            ChangedThing::Version => "program".to_owned(),
        }
    }

    fn absent(&self) -> &'static str {
        "–"
    }

    fn present(&self) -> &'static str {
        "yes"
    }

    fn more_changes(&self, more: u64) -> String {
        let noun = if more == 1 { "change" } else { "changes" };
        format!("and {more} more {noun}; --json has them all")
    }

    fn draws_not_compared(&self) -> &'static str {
        "At least one of them has launches under draws of what nobody knows (draws.csv). Those are not compared here."
    }

    fn values_unread(&self) -> &'static str {
        "This version of the program cannot read the model of at least one of them. So files and overrides are \
         compared, and not the values of the models."
    }

    fn stage(&self, stage: &str, a: Launches, b: Launches) -> String {
        let launches = |of: Launches| self.launches(of.launches, of.scale);
        if launches(a) == launches(b) {
            format!("Stage {stage}: {}", launches(a))
        } else {
            format!("Stage {stage}: A {}, B {}", launches(a), launches(b))
        }
    }

    fn pairing(&self, is_paired: bool) -> &'static str {
        if is_paired {
            "Paired: a launch has the same people in A and in B, and differences are taken launch by launch."
        } else {
            "Unpaired: the launches of A and of B have other people (another seed, scale, model of the people or \
             version), so the intervals are wider."
        }
    }

    fn no_difference(&self) -> &'static str {
        "No difference: every launch has the same values in A and in B."
    }

    fn difference(&self, measure: Measure, interval: CellInterval) -> String {
        match interval.value {
            Some(value) => {
                let form = form(measure, interval);
                format!("{}{}", signed(form, value), unit(measure, value))
            }
            None => "no value".to_owned(),
        }
    }

    fn difference_interval(&self, measure: Measure, interval: CellInterval) -> String {
        let form = form(measure, interval);
        let end = |end: f64| signed(form, end);
        match (interval.low, interval.high) {
            (Some(low), Some(high)) => format!("{} to {}", end(low), end(high)),
            (Some(low), None) => format!("over {}", end(low)),
            (None, Some(high)) => format!("under {}", end(high)),
            (None, None) => "no bounds".to_owned(),
        }
    }

    fn finding(&self, finding: FindingName) -> &'static str {
        match finding {
            FindingName::Same => "same",
            FindingName::Matters => "matters",
            FindingName::Small => "small",
            FindingName::Unclear => "unclear",
            FindingName::TooFew => "few launches",
        }
    }

    fn legend(&self, confidence: f64, least_share: f64, least_s: f64) -> String {
        let (sure, share) = (self.percent(confidence), self.percent(least_share));
        format!(
            "matters: the {sure} interval of the difference leaves out zero, and the difference is {share} of the \
             value or more (a share: {} point, a time: {}). small: the difference is smaller than that. unclear: \
             chance can be the reason. few launches: too few for an interval. same: the same in every launch. Each \
             interval holds on its own: of twenty such rows, one may be wrong at 95 %.",
            self.amount(100.0 * least_share),
            self.time(least_s)
        )
    }
}

/// The form that suits a difference and its interval.
fn form(measure: Measure, interval: CellInterval) -> Form {
    // Differences of shares are points: a percentage of a percentage would be another number.
    let measure = match measure {
        Measure::Share => Measure::Points,
        other => other,
    };
    let sizes = [interval.value, interval.low, interval.high];
    let largest = sizes.into_iter().flatten().map(f64::abs).fold(0.0, f64::max);
    Form::of(measure, largest)
}

/// What is written after a difference in points.
fn unit(measure: Measure, value: f64) -> &'static str {
    match measure {
        Measure::Share | Measure::Points if value != 0.0 => " points",
        _ => "",
    }
}

fn signed(form: Form, value: f64) -> String {
    let written = form.one(value.abs());
    let is_nothing = !written.contains(|digit: char| ('1'..='9').contains(&digit));
    match (is_nothing, value > 0.0) {
        (true, _) => written,
        (false, true) => format!("+{written}"),
        (false, false) => format!("-{written}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(measure: Measure, value: f64, low: f64, high: f64) -> [String; 2] {
        let interval = CellInterval {
            value: Some(value),
            low: Some(low),
            high: Some(high),
        };
        [
            English.difference(measure, interval),
            English.difference_interval(measure, interval),
        ]
    }

    #[test]
    fn a_difference_has_its_sign_and_the_unit_of_its_interval() {
        assert_eq!(
            cell(Measure::Count, 3_100.0, -120.0, 6_320.0),
            ["+3,100", "-120 to +6,320"]
        );
        assert_eq!(
            cell(Measure::Time, -2_700.0, -3_000.0, -2_400.0),
            ["-45.0 min", "-50.0 min to -40.0 min"]
        );
        assert_eq!(
            cell(Measure::Share, 0.031, 0.02, 0.042),
            ["+3.1 points", "+2.0 to +4.2"]
        );
        assert_eq!(cell(Measure::Count, 0.0, 0.0, 0.0), ["0", "0 to 0"]);
    }

    #[test]
    fn words_fit_into_their_column() {
        for finding in [
            FindingName::Same,
            FindingName::Matters,
            FindingName::Small,
            FindingName::Unclear,
            FindingName::TooFew,
        ] {
            assert!(English.finding(finding).chars().count() <= 14);
        }
    }
}
