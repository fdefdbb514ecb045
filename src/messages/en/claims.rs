//! The report of `claims`.

use super::English;
use crate::messages::claims::{
    ClaimColumn, ClaimRange, ClaimUnit, ClaimVerdict, Compared, ConflictKind, CountOf, Measured, ModelValue,
    NeverTogether, OnPaper, RateOf, Role, Said, Simulated, TimeEnd, ValuesFrom, VerdictKind, World,
};
use crate::messages::{ClaimsText, Numbers};
use clickday_engine::figures;

impl ClaimsText for English {
    fn simulated(&self, simulated: &Simulated) -> String {
        let name = simulated
            .name
            .map_or_else(String::new, |name| format!("{name}: "));
        let draws = if simulated.draws == 1 { "draw" } else { "draws" };
        format!(
            "{name}{}, {}: {}, {} {draws} of the parameters.",
            simulated.model,
            simulated.policy,
            self.launches(simulated.launches, simulated.scale),
            self.count(simulated.draws as f64),
        )
    }

    fn ranges_hold(&self, confidence: f64) -> String {
        format!(
            "A simulated range holds {} of these launches.",
            self.percent(confidence)
        )
    }

    fn provisional(&self, file: &str) -> String {
        format!("PROVISIONAL: there is no posterior sample {file} yet.")
    }

    fn values_from(&self, from: ValuesFrom) -> String {
        match from {
            ValuesFrom::Sample { file, rows } => {
                let noun = if rows == 1 { "row" } else { "rows" };
                format!(
                    "Parameters fitted to the record, from the posterior sample {file} ({} {noun}):",
                    self.count(rows as f64)
                )
            }
            ValuesFrom::RangesBesideSample => {
                "Parameters that the sample does not have, drawn from assumed ranges:".to_owned()
            }
            ValuesFrom::Ranges => {
                "Parameters drawn from assumed ranges, not fitted to the record:".to_owned()
            }
            ValuesFrom::Nothing => {
                "All parameters have the values of the model: the launches differ only by chance.".to_owned()
            }
        }
    }

    fn column(&self, column: ClaimColumn) -> &'static str {
        match column {
            ClaimColumn::Claim => "claim",
            ClaimColumn::Launch => "launch",
            ClaimColumn::Who => "who, when",
            ClaimColumn::Meaning => "what it means",
            ClaimColumn::Verdict => "verdict",
        }
    }

    fn verdict(&self, verdict: ClaimVerdict) -> String {
        let fixed = match verdict {
            ClaimVerdict::OnlyAs(of) => return format!("consistent only if it counts {}", counted(of)),
            ClaimVerdict::OtherUnit(factor) => {
                return format!(
                    "same number in another unit (factor {})",
                    self.spoken_number(factor)
                );
            }
            ClaimVerdict::Different(factor) => {
                return format!("different numbers (factor {})", self.spoken_number(factor));
            }
            ClaimVerdict::Consistent => "consistent",
            ClaimVerdict::Inconsistent => "inconsistent",
            ClaimVerdict::CannotTell => "cannot tell",
            ClaimVerdict::NotSimulated => "cannot tell: not simulated",
            ClaimVerdict::SameAsInput => "same as the model's input",
            ClaimVerdict::DiffersFromInput => "differs from the model's input",
            ClaimVerdict::AddsUp => "the figures add up",
            ClaimVerdict::DoesNotAddUp => "the figures do not add up",
            ClaimVerdict::SameNumber => "same number",
            ClaimVerdict::SameRounded => "same number when rounded",
        };
        fixed.to_owned()
    }

    fn verdicts_heading(&self) -> &'static str {
        "What the verdicts mean"
    }

    fn verdict_meaning(&self, kind: VerdictKind) -> &'static str {
        match kind {
            VerdictKind::Consistent => {
                "consistent: the simulated range overlaps the claimed one and is narrow enough to test it"
            }
            VerdictKind::Inconsistent => {
                "inconsistent: the simulated range and the claimed one do not overlap"
            }
            VerdictKind::OnlyAs => {
                "consistent only if it counts ...: inconsistent as it was said, consistent in this unit"
            }
            VerdictKind::CannotTell => "cannot tell: the simulated range is too wide to test the claim",
            VerdictKind::NotSimulated => "not simulated: the model does not contain what the claim is about",
            VerdictKind::Input => {
                "the model's input: a value that was put into the model; agreement proves nothing"
            }
            VerdictKind::Arithmetic => "add up, or not: decided from published figures, without a simulation",
            VerdictKind::Numbers => {
                "same or different number: two figures are compared; likeness proves nothing"
            }
        }
    }

    fn claim_heading(&self, claim: &str, launch: Option<&str>, verdict: ClaimVerdict) -> String {
        format!("{}: {}", of_launch(claim, launch), self.verdict(verdict))
    }

    fn said(&self, said: &Said) -> String {
        format!("Claim: {} ({}, {})", said.words, said.who, said.at)
    }

    fn source(&self, source: &str) -> String {
        format!("Source: {source}")
    }

    fn on_paper(&self, on_paper: &OnPaper) -> String {
        match on_paper {
            OnPaper::Sum(sum, value) => format!("Arithmetic: {sum} = {}", range(value)),
            OnPaper::OtherFigure(figure, value) => {
                format!("Compared with: {figure} = {}", range(value))
            }
            OnPaper::ModelValue(path, value) => {
                format!("Value in the model: {} ({path})", model_value(value))
            }
            OnPaper::ModelTime(from, until, value) => {
                format!(
                    "Value in the model: {} (from {from} to {until})",
                    model_value(value)
                )
            }
            OnPaper::Nothing(what) => format!("The simulation cannot show this: {what}"),
        }
    }

    fn measured(&self, role: Role, measured: &Measured, world: World) -> String {
        let role = match role {
            Role::AsSaid => "As said",
            Role::OtherUnit => "In another unit",
            Role::Follows => "What would follow",
        };
        let what = quantity(measured);
        let as_it_was = "the launch as it was";
        match world {
            World::AsItWas => format!("{role}: {what}"),
            World::With(title) => format!("{role}: {what}, with {title}"),
            World::Difference(Some(with), without) => {
                format!("{role}: {what}, with {with}, minus the same with {without}")
            }
            World::Difference(None, without) => {
                format!("{role}: {what}, in {as_it_was}, minus the same with {without}")
            }
            World::Share(with, without) => format!(
                "{role}: {what}, the share that disappears with {without}, compared with {}",
                with.unwrap_or(as_it_was)
            ),
        }
    }

    fn compared(&self, claimed: &ClaimRange, simulated: &ClaimRange, compared: Compared) -> String {
        let (claimed, simulated) = (range(claimed), range(simulated));
        let result = comparison(compared);
        format!("claimed {claimed}, simulated {simulated}: {result}")
    }

    fn nothing_to_compare(&self, claimed: &ClaimRange) -> String {
        format!(
            "claimed {}: half or more of the simulated launches have no such value",
            range(claimed)
        )
    }

    fn note(&self, note: &str) -> String {
        format!("Note: {note}")
    }

    fn conflicts_heading(&self) -> &'static str {
        "Claims that cannot be true together"
    }

    fn one_launch_only(&self) -> &'static str {
        "Only claims about the same launch are compared."
    }

    fn no_conflict(&self) -> &'static str {
        "None: any two and any three of these claims can be true together."
    }

    fn conflicts_of(&self, kind: ConflictKind) -> &'static str {
        match kind {
            ConflictKind::TwoByWords => {
                "Two claims that contradict each other, whatever the simulation shows:"
            }
            ConflictKind::ThreeByWords => {
                "Three claims of which any two can be true, but not all three, whatever the simulation shows:"
            }
            ConflictKind::BySimulation => "Two claims that are never true in the same simulated launch:",
        }
    }

    fn conflict(&self, claims: &[String], launch: Option<&str>) -> String {
        of_launch(&self.list(claims), launch)
    }

    fn never_together(&self, claims: &[String], launch: Option<&str>, in_launches: NeverTogether) -> String {
        format!(
            "{}: true in {} and in {} of {} launches, never in the same one",
            of_launch(&self.list(claims), launch),
            self.count(in_launches.first as f64),
            self.count(in_launches.second as f64),
            self.count(in_launches.launches as f64),
        )
    }
}

/// Claims, and the launch they are about where there are several.
fn of_launch(claims: &str, launch: Option<&str>) -> String {
    launch.map_or_else(|| claims.to_owned(), |launch| format!("{claims} ({launch})"))
}

fn counted(of: CountOf) -> &'static str {
    match of {
        CountOf::Applications => "applications",
        CountOf::People => "people who come",
        CountOf::Attempts => "attempts",
        CountOf::AttemptsAndAttack => "attempts and the requests of attackers",
    }
}

/// A ratio nearer to 1 would be printed as 1.00.
const A_HAIR: f64 = 1.01;

fn comparison(compared: Compared) -> String {
    let fixed = match compared {
        Compared::TooHigh(ratio) if !ratio.is_finite() => "the claim is too high: the simulated value is 0",
        Compared::TooHigh(ratio) if ratio < A_HAIR => "the claim is too high, by less than 1 %",
        Compared::TooHigh(ratio) => {
            return format!(
                "the claim is too high, at least {} times the simulated value",
                rounded_down(ratio)
            );
        }
        Compared::TooLow(ratio) if !ratio.is_finite() => "the claim is too low: the claimed value is 0",
        Compared::TooLow(ratio) if ratio < A_HAIR => "the claim is too low, by less than 1 %",
        Compared::TooLow(ratio) => {
            return format!(
                "the claim is too low, the simulated value is at least {} times as high",
                rounded_down(ratio)
            );
        }
        Compared::Consistent => "consistent",
        Compared::SimulatedEarlier => "inconsistent, the whole simulated range is earlier",
        Compared::SimulatedLater => "inconsistent, the whole simulated range is later",
        Compared::SimulatedBelow => "inconsistent, the whole simulated range is lower",
        Compared::SimulatedAbove => "inconsistent, the whole simulated range is higher",
        Compared::WiderThanFactor(factor) => {
            let factor = figures::amount(factor);
            return format!(
                "cannot tell, the simulated range goes below the claim divided by {factor} or above the claim times {factor}"
            );
        }
        Compared::PartlyOutside => "cannot tell, a part of the simulated range is outside the claimed one",
    };
    fixed.to_owned()
}

/// A ratio above 1, rounded down, so that "at least" is true.
fn rounded_down(ratio: f64) -> String {
    if ratio < 2.0 {
        format!("{:.2}", (100.0 * ratio).floor() / 100.0)
    } else {
        figures::number((10.0 * ratio).floor() / 10.0)
    }
}

fn quantity(measured: &Measured) -> String {
    match *measured {
        Measured::Count {
            of,
            since: Some(since),
            by,
        } => format!(
            "{} from {} to {}",
            counted(of),
            English.beginning(since),
            English.moment(by)
        ),
        Measured::Count { of, since: None, by } => format!("{} by {}", counted(of), English.moment(by)),
        Measured::Rate {
            of,
            which,
            from,
            until,
        } => {
            let (of, from, until) = (counted(of), English.beginning(from), English.moment(until));
            match which {
                RateOf::Mean => format!("mean rate of {of} from {from} to {until}"),
                RateOf::Busiest => format!("highest rate of {of} from {from} to {until}"),
                RateOf::AnyMoment => format!("rate of {of} at any moment from {from} to {until}"),
            }
        }
        Measured::Blocked { from, until } => format!(
            "time during which the portal was blocked, from {} to {}",
            English.beginning(from),
            English.moment(until)
        ),
        Measured::Collapse => "time at which the portal first collapsed".to_owned(),
        Measured::Victims { by } => {
            format!(
                "people whose pages were shown to others, by {}",
                English.moment(by)
            )
        }
    }
}

fn model_value(value: &ModelValue) -> String {
    match value {
        ModelValue::Number(numbers) => range(numbers),
        ModelValue::Time(at) => English.beginning(at),
        ModelValue::Word(word) => (*word).to_owned(),
    }
}

fn range(range: &ClaimRange) -> String {
    match range {
        ClaimRange::Numbers { low, high, unit } => numbers(*low, *high, *unit),
        ClaimRange::Times { low, high } => times(low, high),
    }
}

fn numbers(low: f64, high: f64, unit: ClaimUnit) -> String {
    let is_whole = |value: f64| !value.is_finite() || (value - value.round()).abs() < 1e-9;
    let are_whole = is_whole(low) && is_whole(high);
    let one = |value: f64| match unit {
        ClaimUnit::Plain => English.count(value),
        ClaimUnit::Percent => figures::percent_digits(value / 100.0),
        _ if are_whole => English.count(value),
        _ => English.number(value),
    };
    let (from, to) = (one(low), one(high));
    let unit = match unit {
        ClaimUnit::Plain => "",
        ClaimUnit::Percent => " %",
        ClaimUnit::PerSecond => " per second",
        ClaimUnit::PerMinute => " per minute",
        ClaimUnit::PerHour => " per hour",
        ClaimUnit::Seconds => " s",
        ClaimUnit::Minutes => " min",
        ClaimUnit::Hours => " h",
    };
    match (low, high) {
        (f64::NEG_INFINITY, _) => format!("at most {to}{unit}"),
        (_, f64::INFINITY) => format!("{from}{unit} or more"),
        _ if from == to => format!("{from}{unit}"),
        _ => format!("{from} to {to}{unit}"),
    }
}

fn times(low: &TimeEnd, high: &TimeEnd) -> String {
    match (low, high) {
        (TimeEnd::Never, _) => "never".to_owned(),
        (TimeEnd::Open, TimeEnd::At(to)) => format!("{} or earlier", English.beginning(to)),
        (TimeEnd::Open, _) => "any time".to_owned(),
        (TimeEnd::At(from), TimeEnd::At(to)) if from == to => English.beginning(from),
        (TimeEnd::At(from), TimeEnd::At(to)) => {
            format!("{} to {}", English.beginning(from), English.beginning(to))
        }
        (TimeEnd::At(from), TimeEnd::Open) => format!("{} or later", English.beginning(from)),
        (TimeEnd::At(from), TimeEnd::Never) => format!("{} or later, or never", English.beginning(from)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_claim_is_off_is_never_said_to_be_more_than_it_is() {
        let said = |compared| comparison(compared);
        assert_eq!(
            said(Compared::TooHigh(1.059)),
            "the claim is too high, at least 1.05 times the simulated value"
        );
        assert_eq!(
            said(Compared::TooLow(12.99)),
            "the claim is too low, the simulated value is at least 12.9 times as high"
        );
        assert_eq!(
            said(Compared::TooLow(1.002)),
            "the claim is too low, by less than 1 %"
        );
        assert_eq!(
            said(Compared::TooHigh(1.002)),
            "the claim is too high, by less than 1 %"
        );
    }

    #[test]
    fn a_range_has_its_unit_and_says_where_it_is_open() {
        let numbers = |low, high, unit| range(&ClaimRange::Numbers { low, high, unit });
        assert_eq!(numbers(50.0, 150.0, ClaimUnit::PerSecond), "50 to 150 per second");
        assert_eq!(numbers(2.72, 8.66, ClaimUnit::PerMinute), "2.7 to 8.7 per minute");
        assert_eq!(numbers(42.0, f64::INFINITY, ClaimUnit::Plain), "42 or more");
        assert_eq!(
            numbers(f64::NEG_INFINITY, 79.0, ClaimUnit::Percent),
            "at most 79 %"
        );
        let at = |text: &str| TimeEnd::At(text.to_owned());
        let times = |low, high| range(&ClaimRange::Times { low, high });
        let nine = || at("2020-04-01 09:00");
        assert_eq!(times(nine(), TimeEnd::Open), "1 Apr 09:00 or later");
        assert_eq!(times(nine(), nine()), "1 Apr 09:00");
        assert_eq!(times(nine(), TimeEnd::Never), "1 Apr 09:00 or later, or never");
        assert_eq!(times(TimeEnd::Open, nine()), "1 Apr 09:00 or earlier");
        assert_eq!(times(TimeEnd::Never, TimeEnd::Never), "never");
    }
}
