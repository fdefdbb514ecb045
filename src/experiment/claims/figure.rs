//! A figure as a claim writes it: `300_000`, `"1.66 million"`, `"100 per second"`, `"30 min"`,
//! `"2020-04-01 11:00"`, `"50 %"`.

use super::kind::Kind;
use super::wording::{Wording, step, step_of_clock};
use crate::experiment::statistics::Interval;
use clickday_engine::model::CivilClock;
use clickday_engine::model::units::Moment;

/// A figure, and how exactly it is meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A number, and what the last digit that counts is worth, in units of `unit`.
    Number {
        /// The number.
        value: f64,
        /// What its last digit that counts is worth.
        step: f64,
        /// Its unit.
        unit: Unit,
    },
    /// An instant.
    Instant(Moment),
    /// A word.
    Word(String),
}

/// A unit of figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// How it is written; empty for a plain number.
    pub name: &'static str,
    /// What one of it is: of people, a second, seconds, or shares of the whole.
    pub size: f64,
}

/// Plain numbers.
const PLAIN: Unit = Unit { name: "", size: 1.0 };
/// Shares of the whole.
const PERCENT: Unit = Unit {
    name: "%",
    size: 0.01,
};
/// So many in a unit of time.
const RATES: [Unit; 3] = [
    Unit {
        name: "per second",
        size: 1.0,
    },
    Unit {
        name: "per minute",
        size: 1.0 / 60.0,
    },
    Unit {
        name: "per hour",
        size: 1.0 / 3_600.0,
    },
];
/// Lengths of time.
const TIMES: [Unit; 3] = [
    Unit { name: "s", size: 1.0 },
    Unit {
        name: "min",
        size: 60.0,
    },
    Unit {
        name: "h",
        size: 3_600.0,
    },
];

impl Unit {
    /// The kind of figures that have it.
    pub fn kind(self) -> Kind {
        match self.name {
            "" => Kind::Number,
            "%" => Kind::Share,
            name if RATES.iter().any(|rate| rate.name == name) => Kind::Rate,
            _ => Kind::Time,
        }
    }
}

/// What would be right where something written is no figure of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no figure of its kind; {0}")]
pub struct FigureError(pub &'static str);

impl Figure {
    /// Reads a figure of a quantity of this kind, or a share.
    ///
    /// # Errors
    /// What would be right.
    pub fn read(written: &str, kind: Kind, share: bool) -> Result<Figure, FigureError> {
        let written = written.trim();
        let (units, word, right): (&[Unit], _, _) = match kind {
            _ if share => (&[PERCENT], "%", "write a share such as \"50 %\""),
            Kind::Number => (
                &[PLAIN],
                "",
                "write a number, such as 339_000 or \"1.66 million\"",
            ),
            Kind::Rate => (
                &RATES,
                "per",
                "write a rate, such as \"100 per second\", \"300 per minute\" or \"65_000 per hour\"",
            ),
            Kind::Time => (
                &TIMES,
                "",
                "write a length of time, such as \"30 min\" or \"4 h\"",
            ),
            Kind::Share => (&[PERCENT], "%", "write a share such as \"50 %\""),
            Kind::Word if written.is_empty() => return Err(FigureError("write a word, such as \"cache\"")),
            Kind::Word => return Ok(Figure::Word(written.to_owned())),
            Kind::Instant => {
                let right = FigureError("write an instant, such as \"2020-04-01 11:00\"");
                return written.parse().map(Figure::Instant).map_err(|_| right);
            }
        };
        number(written, units, word).ok_or(FigureError(right))
    }

    /// The unit of numbers; `None` for an instant or a word.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Figure::Number { unit, .. } => Some(*unit),
            Figure::Instant(_) | Figure::Word(_) => None,
        }
    }

    /// The range that `wording` makes of it, in people, a second, seconds, shares of the whole, or
    /// seconds from the start of the run; `None` for a word.
    pub fn range(&self, wording: Wording, to: Option<&Figure>, clock: &CivilClock) -> Option<Interval> {
        let to = to.and_then(|to| Some(to.base(clock)?.0));
        let (value, step) = self.base(clock)?;
        Some(wording.range(value, step, to))
    }

    fn base(&self, clock: &CivilClock) -> Option<(f64, f64)> {
        Some(match self {
            Figure::Word(_) => return None,
            Figure::Number { value, step, unit } => (value * unit.size, step * unit.size),
            Figure::Instant(moment) => {
                let civil = moment.civil();
                let at_s = clock.micros(moment) as f64 / 1e6;
                (at_s, step_of_clock(civil.minute(), civil.second()))
            }
        })
    }
}

/// A number before one of `units`. `needs` is what a unit cannot do without.
fn number(written: &str, units: &[Unit], needs: &str) -> Option<Figure> {
    if !written.contains(needs) {
        return None;
    }
    let (digits, rest) = match written.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_'))) {
        Some(end) => written.split_at(end),
        None => (written, ""),
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let (factor, words) = match words.split_first() {
        Some((&"thousand", words)) => (1e3, words),
        Some((&"million", words)) => (1e6, words),
        _ => (1.0, words.as_slice()),
    };
    let name = words.join(" ");
    let unit = units.iter().find(|unit| unit.name == name)?;
    let value: f64 = digits.replace('_', "").parse().ok()?;
    Some(Figure::Number {
        value: value * factor,
        step: step(digits)? * factor,
        unit: *unit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> CivilClock {
        let calendar = "start = \"2020-03-31 22:00\"\nend = \"2020-04-01 22:00\"";
        CivilClock::new(&toml::from_str(calendar).unwrap()).unwrap()
    }

    fn range(written: &str, kind: Kind, wording: Wording) -> (f64, f64) {
        let figure = Figure::read(written, kind, false).unwrap();
        let Interval { low, high } = figure.range(wording, None, &clock()).unwrap();
        ((low * 1e6).round() / 1e6, (high * 1e6).round() / 1e6)
    }

    #[test]
    fn figures_are_ranges_in_one_unit() {
        let plain = |written, kind| range(written, kind, Wording::Plain);
        assert_eq!(plain("339_000", Kind::Number), (338_500.0, 339_500.0));
        assert_eq!(plain("1.66 million", Kind::Number), (1_655_000.0, 1_665_000.0));
        assert_eq!(plain("100 per second", Kind::Rate), (50.0, 150.0));
        assert_eq!(
            range("300 per minute", Kind::Rate, Wording::Over),
            (5.0, 6.666_667)
        );
        assert_eq!(plain("5 min", Kind::Time), (270.0, 330.0));
        let eleven = 13.0 * 3_600.0;
        assert_eq!(
            plain("2020-04-01 11:00", Kind::Instant),
            (eleven - 1_800.0, eleven + 1_800.0)
        );
        assert_eq!(
            range("2020-04-01 11:00", Kind::Instant, Wording::AtLeast),
            (eleven, f64::INFINITY)
        );
        let half = Figure::read("50 %", Kind::Time, true).unwrap();
        let Interval { low, high } = half.range(Wording::Plain, None, &clock()).unwrap();
        assert!((low - 0.45).abs() < 1e-12 && (high - 0.55).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_figure_of_its_kind_is_refused() {
        for (written, kind, share) in [
            ("100", Kind::Rate, false),
            ("100 per day", Kind::Rate, false),
            ("100 per second", Kind::Number, false),
            ("half an hour", Kind::Time, false),
            ("30", Kind::Time, false),
            ("11:00", Kind::Instant, false),
            ("half", Kind::Time, true),
            ("-5", Kind::Number, false),
            ("", Kind::Number, false),
            ("1.2.3", Kind::Number, false),
        ] {
            assert!(Figure::read(written, kind, share).is_err(), "{written}");
        }
    }
}
