//! Numbers as reports write them: thousands separated, hours and minutes, percentages.
//!
//! Everything that a person reads takes its numbers from here, so that a table, a chart and a
//! sentence write one value in one way.

mod form;
pub mod spoken;

pub use self::form::{Form, Measure, count};

use self::spoken::{SHORT_MONTHS, trim_zeros};

/// Decimal digits that are known of a time of a run: what its histograms keep.
pub(crate) const KNOWN_DIGITS: u8 = 3;

/// A count from many launches, three digits of which mean something: `1.77 M`, `339,000`, `812`.
pub fn rounded(value: f64) -> String {
    Form::of(Measure::Count, value).one(value)
}

/// Two ends of an interval of a count: `1.74–1.78 M`.
pub fn count_range(low: f64, high: f64) -> String {
    count_ends(low, high).range(low, high)
}

/// The same in a sentence, and where ends may be negative: `-0.02 to 1.78 M`.
pub fn count_between(low: f64, high: f64) -> String {
    count_ends(low, high).between(low, high)
}

fn count_ends(low: f64, high: f64) -> Form {
    Form::of(Measure::Count, low.abs().max(high.abs()))
}

/// A time: `38 s`, `45 min`, `3 h 20 min`, `2 d 3 h`.
pub fn time(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    let hours = (seconds / 3600.0).round() as u64;
    match seconds {
        s if s < 9.95 => format!("{s:.1} s"),
        s if s < 89.5 => format!("{s:.0} s"),
        _ if minutes < 90 => format!("{minutes} min"),
        _ if hours < 48 => format!("{} h {:02} min", minutes / 60, minutes % 60),
        _ => format!("{} d {} h", hours / 24, hours % 24),
    }
}

/// A stretch of time, to the second where it is short: `4 min 04 s`.
pub fn exact_time(seconds: f64) -> String {
    match seconds {
        s if s < 89.5 => format!("{} s", significant(s)),
        s if s < 3_600.0 => format!(
            "{:.0} min {:02.0} s",
            (s.round() / 60.0).floor(),
            s.round() % 60.0
        ),
        // Longer than any calendar: in years.
        s if s > 3.156e8 => format!("{} years", significant(s / 3.156e7)),
        s => time(s),
    }
}

/// A number of things: whole where it is.
pub fn amount(x: f64) -> String {
    if x.fract() == 0.0 {
        count(x)
    } else {
        significant(x)
    }
}

/// A percentile of a time, with no more digits than are known of it: `45 min`, `27 h 50 min`.
pub fn known_time(seconds: f64) -> String {
    let unit = match seconds {
        s if s < 89.5 => return time(seconds),
        s if s < 172_800.0 => 60.0,
        _ => 3_600.0,
    };
    time(unit * known_digits((seconds / unit).round()))
}

/// A percentile of a time, to the digits that are known of it.
pub fn known_digits(value: f64) -> f64 {
    let decimals = usize::from(KNOWN_DIGITS) - 1;
    format!("{value:.decimals$e}").parse().unwrap_or(value)
}

/// For a time that was not reached by the end of the run.
pub const NOT_REACHED: &str = "not by the end";

/// A share as a percentage, the one way in which shares are written: `68.3 %`, `0.52 %`, `0.0052 %`.
///
/// One decimal between 1 % and 99 %, two beyond, two significant digits below 0.1 %; none where they
/// would be zeros. It rounds to the nearest, so a greater share never reads smaller. A share that is
/// not 0 never reads "0 %", and one below 1 never "100 %". A ratio above 1 is written too: `254.6 %`.
pub fn percent(share: f64) -> String {
    format!("{} %", percent_digits(share))
}

/// Two ends of an interval of a share, with the same decimals: `67.2–69.1 %`, `19.5–20.0 %`.
pub fn percent_range(low: f64, high: f64) -> String {
    Form::of_ends(Measure::Share, low, high).range(low, high)
}

/// Two ends of an interval of a probability that a few launches tell: in whole per cent where it is wide, `68–100 %`.
pub fn chance_range(low: f64, high: f64) -> String {
    let (from, to) = ((100.0 * low).round(), (100.0 * high).round());
    // Whole numbers must not say "never" or "always" of what is neither.
    let is_whole_enough = high - low >= 0.05 && (low <= 0.0 || from > 0.0) && (high >= 1.0 || to < 100.0);
    if is_whole_enough {
        format!("{from:.0}–{to:.0} %")
    } else {
        percent_range(low, high)
    }
}

/// A share of people or attempts in a sentence: as [`percent`] writes it, and odds below 1 %, where
/// percentages are hard to picture: `35.7 %`, `1 in 190`.
pub fn share(share: f64) -> String {
    odds(share).unwrap_or_else(|| percent(share))
}

/// What [`percent`] writes, without its sign for per cent.
pub fn percent_digits(share: f64) -> String {
    trim_zeros(&Form::of(Measure::Share, share).digits(share)).to_owned()
}

/// Shares below this are also written as odds.
const ODDS_BELOW: f64 = 0.01;

/// A small share as odds, to two digits: `1 in 190`. Only between 0 and 1 %.
pub fn odds(share: f64) -> Option<String> {
    if share <= 0.0 || share >= ODDS_BELOW {
        return None;
    }
    let many = 1.0 / share;
    let step = crate::math::pow(10.0, crate::math::log10(many).floor() - 1.0);
    Some(format!("1 in {}", count((many / step).round() * step)))
}

/// A plain number with the digits that matter: `24.1`, `312`.
pub fn number(value: f64) -> String {
    Form::of(Measure::Number, value).one(value)
}

/// A plain number to three digits, or to the last whole one: `0.205`, `31.7`, `8,034`.
pub fn significant(x: f64) -> String {
    match x.abs() {
        _ if !x.is_finite() => "without bound".to_owned(),
        0.0 => "0".to_owned(),
        a if !(1e-3..1e9).contains(&a) => {
            let power = crate::math::log10(a).floor();
            format!("{:.1}e{power:.0}", x / crate::math::pow(10.0, power))
        }
        a if a >= 99.95 => count(x),
        a if a >= 9.995 => format!("{x:.1}"),
        a if a >= 0.9995 => format!("{x:.2}"),
        _ => format!("{x:.3}"),
    }
}

/// A scale: `1:1`, `1:50`, `1:12.5`.
pub fn scale(share: f64) -> String {
    let ratio = (10.0 / share).round() / 10.0;
    format!("1:{ratio}")
}

/// A civil time without its year, at which something is or begins: `1 Apr 08:30`; midnight is that of the day to come: `1 Apr 00:00`.
pub fn beginning(text: &str) -> String {
    let time = text.parse::<jiff::civil::DateTime>();
    time.map_or_else(|_| text.to_owned(), |t| t.strftime("%-d %b %H:%M").to_string())
}

/// A civil time without its year, at which something ends: `1 Apr 08:30`; midnight belongs to the day it ends: `3 Apr 24:00`.
pub fn moment(text: &str) -> String {
    let Ok(time) = text.parse::<jiff::civil::DateTime>() else {
        return text.to_owned();
    };
    let ends_a_day = time.time() == jiff::civil::Time::midnight();
    let day = if ends_a_day {
        time.date().yesterday().unwrap_or(time.date())
    } else {
        time.date()
    };
    let month = SHORT_MONTHS
        .get(usize::from(day.month().unsigned_abs()) - 1)
        .copied()
        .unwrap_or_default();
    let hour = if ends_a_day { 24 } else { time.hour() };
    format!("{} {month} {hour:02}:{:02}", day.day(), time.minute())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts() {
        assert_eq!(
            [0.0, 12.4, 1_234.0, 1_768_214.0, -45_000.0].map(count),
            ["0", "12", "1,234", "1,768,214", "-45,000"]
        );
        assert_eq!(
            [812.0, 45_210.0, 339_400.0, 1_768_214.0, 12_000_000.0].map(rounded),
            ["812", "45,200", "339,000", "1.77 M", "12.0 M"]
        );
        assert_eq!(count_range(1_741_000.0, 1_782_400.0), "1.74–1.78 M");
        assert_eq!(count_range(890_000.0, 1_000_000.0), "0.89–1.00 M");
        assert_eq!(count_range(3.0, 3.2), "3");
    }

    #[test]
    fn times() {
        assert_eq!(
            [0.82, 38.0, 2_700.0, 12_000.0, 183_600.0].map(time),
            ["0.8 s", "38 s", "45 min", "3 h 20 min", "2 d 3 h"]
        );
        assert_eq!(time(172_790.0), "2 d 0 h");
        assert_eq!(
            [59_940.0, 100_000.0, 4_000_000.0, 3_200.0].map(known_time),
            ["16 h 39 min", "27 h 50 min", "46 d 6 h", "53 min"]
        );
        assert_eq!(time(100_000.0), "27 h 47 min");
        assert_eq!(
            [0.0, 0.012_345, 52.0, 105.512_9, 14_532.0].map(|value| known_digits(value).to_string()),
            ["0", "0.0123", "52", "106", "14500"]
        );
    }

    #[test]
    fn exact_times_are_told_to_the_second() {
        assert_eq!(exact_time(0.2046), "0.205 s");
        assert_eq!(exact_time(243.75), "4 min 04 s");
        assert_eq!(exact_time(1.98e8), "2291 d 16 h");
    }

    #[test]
    fn shares() {
        assert_eq!(
            [0.683, 0.357, 0.362, 0.034, 0.8, 0.005_2, 0.000_2, 0.0, 1.0, 2.546].map(percent),
            [
                "68.3 %", "35.7 %", "36.2 %", "3.4 %", "80 %", "0.52 %", "0.02 %", "0 %", "100 %", "254.6 %"
            ]
        );
        assert_eq!(
            [0.000_052, 0.000_528, 0.000_014, 0.000_009_9].map(percent),
            ["0.0052 %", "0.053 %", "0.0014 %", "<0.001 %"]
        );
        assert_eq!(
            [0.985, 0.998_76, 0.999_999, -0.034].map(percent),
            ["98.5 %", "99.88 %", ">99.99 %", "-3.4 %"]
        );
        assert_eq!(percent_range(0.67, 0.69), "67.0–69.0 %");
        assert_eq!(percent_range(0.984, 0.986), "98.4–98.6 %");
        assert_eq!(percent_range(0.0, 0.161), "0–16.1 %");
        assert_eq!(
            [0.0, 0.005_2, 0.000_000_7, 1.0 / 68_519.0, 0.012_3, 0.33, 1.0].map(share),
            [
                "0 %",
                "1 in 190",
                "1 in 1,400,000",
                "1 in 69,000",
                "1.2 %",
                "33 %",
                "100 %"
            ]
        );
        assert_eq!(
            [0.0, 0.000_052, 0.005_2, 0.01, 1.0].map(odds),
            [
                None,
                Some("1 in 19,000".to_owned()),
                Some("1 in 190".to_owned()),
                None,
                None
            ]
        );
    }

    #[test]
    fn a_probability_from_few_launches_is_written_in_whole_per_cent() {
        assert_eq!(chance_range(0.675_6, 1.0), "68–100 %");
        assert_eq!(chance_range(0.0, 0.161), "0–16 %");
        assert_eq!(chance_range(0.433, 0.819), "43–82 %");
        assert_eq!(chance_range(0.002, 0.09), "0.2–9.0 %");
        assert_eq!(chance_range(0.9, 0.997), "90.0–99.7 %");
        assert_eq!(chance_range(0.34, 0.36), "34.0–36.0 %");
    }

    /// What a percentage says, as a number; the open ends just beyond the last that is written.
    fn read(text: &str) -> f64 {
        let number = text.trim_end_matches(" %");
        match number.strip_prefix('<').or_else(|| number.strip_prefix('>')) {
            Some(_) if number.starts_with('<') => 0.000_5,
            Some(_) => 99.995,
            None => number.replace(',', "").parse().unwrap(),
        }
    }

    /// How far a percentage may be from what it says: half a step of its last digit.
    fn half_a_step(percent: f64) -> f64 {
        match percent {
            p if p < 0.001 => 0.000_5,
            // Two significant digits.
            p if p < 0.1 => 0.05 * p,
            p if (1.0..=99.0).contains(&p) => 0.05,
            _ => 0.005,
        }
    }

    proptest! {
        #[test]
        fn a_percentage_is_the_share_to_its_last_digit(share in shares_of_all_sizes()) {
            let (said, exact) = (read(&percent(share)), 100.0 * share);
            prop_assert!((said - exact).abs() <= half_a_step(exact) + 1e-9, "{share}: {said}");
            prop_assert!(share == 0.0 || percent(share) != "0 %");
            prop_assert!(share >= 1.0 || percent(share) != "100 %");
        }

        #[test]
        fn a_greater_share_never_reads_smaller(a in shares_of_all_sizes(), b in shares_of_all_sizes()) {
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(read(&percent(low)) <= read(&percent(high)));
        }

        #[test]
        fn a_percentage_and_its_odds_are_one_number_to_two_digits(power in -9.0_f64..-2.0) {
            let part = 10_f64.powf(power);
            let odds = share(part);
            let many: f64 = odds.strip_prefix("1 in ").unwrap().replace(',', "").parse().unwrap();
            prop_assert!((part * many - 1.0).abs() <= 0.05 + 1e-9, "{part}: 1 in {many}");
            let said = percent(part);
            if 100.0 * part >= 0.001 {
                // Each is off by half a step of two digits at most, and both may be.
                let product = read(&said) / 100.0 * many;
                prop_assert!((0.95 * 0.95..=1.05 * 1.05).contains(&product), "{said}, but 1 in {many}");
            } else {
                prop_assert_eq!(&said, "<0.001 %");
            }
        }

        #[test]
        fn from_one_per_cent_on_there_are_no_odds(part in 0.01_f64..=1.0) {
            prop_assert_eq!(share(part), percent(part));
            prop_assert_eq!(odds(part), None);
        }

        #[test]
        fn both_ends_of_an_interval_have_the_same_decimals(a in shares_of_all_sizes(), b in shares_of_all_sizes()) {
            let (low, high) = (a.min(b), a.max(b));
            let text = percent_range(low, high);
            let ends: Vec<&str> = text.trim_end_matches(" %").split('–').collect();
            let ends = [(ends[0], low), (ends[ends.len() - 1], high)];
            let decimals = |end: &str| end.split_once('.').map(|(_, decimals)| decimals.len());
            for (end, share) in ends {
                let exact = share == 0.0 || share >= 1.0;
                prop_assert_eq!(exact, end == "0" || end == "100", "{}", text);
                let half = 0.5 / 10_f64.powi(i32::try_from(decimals(end).unwrap_or(0)).unwrap());
                prop_assert!((read(end) - 100.0 * share).abs() <= half + 1e-9, "{low} to {high}: {text}");
            }
            let written = ends.map(|(end, _)| end).map(|end| decimals(end).filter(|_| !end.starts_with(['<', '>'])));
            if let [Some(from), Some(to)] = written {
                prop_assert_eq!(from, to, "{}", text);
            }
        }
    }

    fn shares_of_all_sizes() -> impl Strategy<Value = f64> {
        prop_oneof![
            0.0_f64..=1.0,
            (-9.0_f64..0.0).prop_map(|power| 10_f64.powf(power)),
            (-9.0_f64..0.0).prop_map(|power| 1.0 - 10_f64.powf(power)),
            Just(0.0),
            Just(1.0),
            (0_u32..=2_000).prop_map(|n| f64::from(n) / 2_000.0),
        ]
    }

    #[test]
    fn three_digits_mean_something() {
        for (x, text) in [
            (31.664_2, "31.7"),
            (8_034.2, "8,034"),
            (4.0, "4.00"),
            (0.2046, "0.205"),
            (1.98e8, "198,000,000"),
            (1.1e20, "1.1e20"),
        ] {
            assert_eq!(significant(x), text);
        }
    }

    #[test]
    fn numbers_scales_and_moments() {
        assert_eq!([24.13, 312.4].map(number), ["24.1", "312"]);
        assert_eq!([1.0, 0.02, 0.08].map(scale), ["1:1", "1:50", "1:12.5"]);
        assert_eq!(moment("2020-04-01 08:30"), "1 Apr 08:30");
        assert_eq!(moment("2020-04-04 00:00"), "3 Apr 24:00");
        assert_eq!(moment("soon"), "soon");
        assert_eq!(beginning("2020-04-01 00:00"), "1 Apr 00:00");
        assert_eq!(beginning("2020-04-01 08:30"), "1 Apr 08:30");
        assert_eq!(beginning("soon"), "soon");
    }
}
