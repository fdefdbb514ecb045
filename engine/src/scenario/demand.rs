//! When people first want to apply, by a demand profile: a mixture of parts.

use crate::math::unit;
use crate::model::civil::CivilClock;
use crate::model::people::{Demand, DemandPart, Stretch};

use super::distribution::Distribution;

/// When people first want to apply.
#[derive(Debug)]
pub struct DemandCurve {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    /// Its share of the people.
    share: f64,
    /// Share of the people in this part or an earlier one.
    cumulative: f64,
    times: Times,
}

/// When the people of a part come.
#[derive(Debug)]
enum Times {
    /// At an instant \[µs\], and so much later.
    After { at: f64, after: Distribution },
    /// Evenly within each piece.
    Pieces(Vec<Piece>),
}

/// A stretch of time over which people come evenly.
#[derive(Debug)]
struct Piece {
    /// When it begins \[µs\].
    start: f64,
    /// How long it is \[µs\].
    length: f64,
    /// Share of the people of the part who come before its end.
    up_to: f64,
}

impl DemandCurve {
    pub(super) fn new(demand: &Demand, clock: &CivilClock) -> Self {
        let total: f64 = demand.part.iter().map(weight).sum();
        let mut cumulative = 0.0;
        let part = |part: &DemandPart| {
            let share = weight(part) / total;
            cumulative += share;
            Part {
                share,
                cumulative,
                times: Times::new(part, clock),
            }
        };
        DemandCurve {
            parts: demand.part.iter().map(part).collect(),
        }
    }

    /// The instant of first intent \[µs\], from 64 random bits for which part it is, and 64 for
    /// when within it.
    pub(crate) fn draw(&self, part: u64, within: u64) -> u64 {
        let u = unit(part);
        let which = self
            .parts
            .partition_point(|part| part.cumulative < u)
            .min(self.parts.len() - 1);
        match &self.parts[which].times {
            Times::After { at, after } => (at + after.draw(within)).max(0.0) as u64,
            Times::Pieces(pieces) => {
                let v = unit(within);
                let last = pieces.len().saturating_sub(1);
                let i = pieces.partition_point(|piece| piece.up_to < v).min(last);
                let Some(piece) = pieces.get(i) else {
                    return u64::MAX;
                };
                let before = if i == 0 { 0.0 } else { pieces[i - 1].up_to };
                let within = if piece.up_to > before {
                    (v - before) / (piece.up_to - before)
                } else {
                    0.0
                };
                (piece.start + piece.length * within).max(0.0) as u64
            }
        }
    }

    /// The share of the people who first want to apply before `t` \[µs\]; those who would before
    /// the run begins do as it begins.
    pub(crate) fn share_before(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 0.0;
        }
        self.parts
            .iter()
            .map(|part| part.share * part.times.share_before(t))
            .sum()
    }
}

impl Times {
    fn new(part: &DemandPart, clock: &CivilClock) -> Self {
        let micros = |m| clock.micros(m) as f64;
        match part {
            DemandPart::Rush(rush) => Times::After {
                at: micros(&rush.at),
                after: Distribution::micros(&rush.after),
            },
            DemandPart::Burst(burst) => Times::After {
                at: micros(&burst.at),
                after: Distribution::Fixed(0.0),
            },
            DemandPart::Even(even) => Times::Pieces(vec![Piece {
                start: micros(&even.from),
                length: micros(&even.until) - micros(&even.from),
                up_to: 1.0,
            }]),
            DemandPart::Diurnal(diurnal) => {
                Times::Pieces(diurnal.curve(clock).into_iter().map(Piece::from).collect())
            }
        }
    }

    /// The share of the part's people before `t` \[µs\].
    fn share_before(&self, t: f64) -> f64 {
        match self {
            Times::After { at, after } => after.below(t - at),
            Times::Pieces(pieces) => {
                let mut before = 0.0;
                for piece in pieces {
                    if t < piece.start + piece.length {
                        let within = ((t - piece.start) / piece.length).max(0.0);
                        return before + (piece.up_to - before) * within;
                    }
                    before = piece.up_to;
                }
                before
            }
        }
    }
}

impl From<Stretch> for Piece {
    fn from(stretch: Stretch) -> Self {
        Piece {
            start: stretch.start_us as f64,
            length: stretch.length_us as f64,
            up_to: stretch.share,
        }
    }
}

fn weight(part: &DemandPart) -> f64 {
    match part {
        DemandPart::Rush(p) => p.weight.get(),
        DemandPart::Diurnal(p) => p.weight.get(),
        DemandPart::Burst(p) => p.weight.get(),
        DemandPart::Even(p) => p.weight.get(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Calendar;
    use crate::scenario::splitmix;

    const HOUR: f64 = 3.6e9;

    fn curve(text: &str) -> DemandCurve {
        let calendar: Calendar =
            toml::from_str("start = \"2020-04-01 00:00\"\nend = \"2020-04-02 00:00\"").unwrap();
        let demand: Demand = toml::from_str(text).unwrap();
        DemandCurve::new(&demand, &CivilClock::new(&calendar).unwrap())
    }

    const RUSH: &str = "[[part]]\nrush = { weight = 1, at = \"2020-04-01 01:00\", after = { lognormal = { \
        median = \"30 min\", sigma = 1.0 } } }\n";
    const BURST: &str = "[[part]]\nburst = { weight = 2, at = \"2020-04-01 00:00\" }\n";
    const EVEN: &str =
        "[[part]]\neven = { weight = 1, from = \"2020-04-01 10:00\", until = \"2020-04-01 14:00\" }\n";

    /// Two hours with anybody: 06 to 07 three times as busy as 07 to 08.
    fn day() -> String {
        let mut hours = ["0"; 24];
        (hours[6], hours[7]) = ("3", "1");
        format!(
            "[[part]]\ndiurnal = {{ weight = 1, from = \"2020-04-01 00:00\", days = [1], hours = [{}] }}\n",
            hours.join(",")
        )
    }

    #[test]
    fn a_rush_has_its_share_by_its_median() {
        let rush = curve(RUSH);
        assert!(rush.share_before(HOUR).abs() < 1e-12);
        assert!((rush.share_before(1.5 * HOUR) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_day_follows_its_hours() {
        let day = curve(&day());
        for (hour, share) in [(6.0, 0.0), (6.5, 0.375), (7.0, 0.75), (7.5, 0.875), (20.0, 1.0)] {
            assert!((day.share_before(hour * HOUR) - share).abs() < 1e-12, "at {hour}");
        }
    }

    #[test]
    fn a_burst_comes_at_once() {
        let burst = curve(BURST);
        assert!(burst.share_before(0.0).abs() < 1e-12);
        assert!((burst.share_before(1.0) - 1.0).abs() < 1e-12);
    }

    /// What is drawn has the shares that are expected: within four standard deviations at every
    /// hour.
    #[test]
    fn drawn_intents_come_as_expected() {
        let mixture = curve(&[RUSH, BURST, EVEN, &day()].concat());
        let n = 100_000;
        let drawn: Vec<f64> = (1..=n)
            .map(|i| mixture.draw(splitmix(7, 2 * i), splitmix(7, 2 * i + 1)) as f64)
            .collect();
        for hour in 0..24 {
            let t = f64::from(hour) * HOUR;
            let (expected, n) = (mixture.share_before(t), n as f64);
            let found = drawn.iter().filter(|at| **at < t).count() as f64 / n;
            let error = (expected * (1.0 - expected) / n).sqrt();
            assert!(
                (found - expected).abs() <= 4.0 * error + 1e-12,
                "at {hour}: {found} instead of {expected}"
            );
        }
    }
}
