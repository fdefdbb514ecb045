//! Figures as people say them: thousands separated, hours and minutes, one in three.

use crate::sim::result::TimeDistribution;

/// A whole number with its thousands apart: `1,768,214`.
pub(super) fn count(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    if value <= -0.5 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count from many launches, three digits of which mean something: `1.77 M`, `339,000`, `812`.
pub(super) fn rounded(value: f64) -> String {
    let (value, unit) = in_units(value, value);
    format!("{value}{unit}")
}

/// Two ends of an interval of a count: `1.74–1.78 M`.
pub(super) fn count_range(low: f64, high: f64) -> String {
    let (from, to, unit) = ends(low, high);
    range(&from, &to, unit)
}

/// The same in a sentence, and where ends may be negative: `-0.02 to 1.78 M`.
pub(super) fn count_between(low: f64, high: f64) -> String {
    let (from, to, unit) = ends(low, high);
    format!("{from} to {to}{unit}")
}

fn ends(low: f64, high: f64) -> (String, String, &'static str) {
    let scale = low.abs().max(high.abs());
    let (to, unit) = in_units(high, scale);
    (in_units(low, scale).0, to, unit)
}

/// `value` with three digits or more, in the unit that suits `scale`.
fn in_units(value: f64, scale: f64) -> (String, &'static str) {
    match scale.abs() {
        scale if scale >= 9.995e6 => (format!("{:.1}", value / 1e6), " M"),
        scale if scale >= 999_500.0 => (format!("{:.2}", value / 1e6), " M"),
        scale if scale >= 99_950.0 => (count((value / 1e3).round() * 1e3), ""),
        scale if scale >= 10_000.0 => (count((value / 1e2).round() * 1e2), ""),
        _ => (count(value), ""),
    }
}

fn range(from: &str, to: &str, unit: &str) -> String {
    if from == to {
        format!("{to}{unit}")
    } else {
        format!("{from}–{to}{unit}")
    }
}

/// A time: `38 s`, `45 min`, `3 h 20 min`, `2 d 3 h`.
pub(super) fn time(seconds: f64) -> String {
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

/// A percentile of a time, with no more digits than are known of it: `45 min`, `27 h 50 min`.
pub(super) fn known_time(seconds: f64) -> String {
    let unit = match seconds {
        s if s < 89.5 => return time(seconds),
        s if s < 172_800.0 => 60.0,
        _ => 3_600.0,
    };
    time(unit * known_digits((seconds / unit).round()))
}

/// A percentile of a time, to the digits that are known of it.
pub(super) fn known_digits(value: f64) -> f64 {
    let decimals = usize::from(TimeDistribution::DIGITS) - 1;
    format!("{value:.decimals$e}").parse().unwrap_or(value)
}

/// Two ends of an interval of a time, in one unit; an absent end lies beyond the end of the run.
pub(super) fn time_range(low: Option<f64>, high: Option<f64>) -> String {
    let Some(low) = low else {
        return NOT_REACHED.to_owned();
    };
    let Some(high) = high else {
        return format!("over {}", known_time(low));
    };
    let (divisor, unit) = match high {
        s if s < 89.5 => (1.0, " s"),
        s if s < 5_400.0 => (60.0, " min"),
        s if s < 172_800.0 => (3_600.0, " h"),
        _ => (86_400.0, " days"),
    };
    let (from, to) = (format!("{:.1}", low / divisor), format!("{:.1}", high / divisor));
    range(&from, &to, unit)
}

/// For a time that was not reached by the end of the run.
pub(super) const NOT_REACHED: &str = "not by the end";

/// A share as a percentage: `68 %`, `3.4 %`, `0.02 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", percent_digits(share, share))
}

/// Two ends of an interval of a share.
pub(super) fn percent_range(low: f64, high: f64) -> String {
    // A mean's interval may reach beyond what a share can be.
    let (low, high) = (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0));
    // Seen from the nearer of 0 and 1: 98.4–98.6 %, not 98–99 %.
    let digits = |value: f64| percent_digits(value, high.min(1.0 - low).max(high - low));
    range(&digits(low), &digits(high), " %")
}

fn percent_digits(share: f64, scale: f64) -> String {
    let percent = 100.0 * share;
    match 100.0 * scale {
        _ if share == 0.0 => "0".to_owned(),
        scale if scale >= 9.95 => format!("{percent:.0}"),
        scale if scale >= 0.095 => format!("{percent:.1}"),
        _ if percent < 0.005 => "<0.01".to_owned(),
        _ => format!("{percent:.2}"),
    }
}

/// A share in words: `1 in 3`, `9 in 10`, `never`, `always`.
pub(super) fn odds(share: f64) -> String {
    if share <= 0.0 {
        return "never".to_owned();
    }
    if share >= 1.0 {
        return "always".to_owned();
    }
    // Small fractions people know, then `1 in many`, seen from the rarer side.
    let familiar = [(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (4, 5)];
    let near = familiar
        .iter()
        .find(|(a, b)| (f64::from(*a) / f64::from(*b) - share).abs() < 0.025);
    if let Some((a, b)) = near {
        return format!("{a} in {b}");
    }
    let rarer = share.min(1.0 - share);
    if rarer > 0.175 {
        return format!("{:.0} in 10", 10.0 * share);
    }
    let many = match 1.0 / rarer {
        many if many >= 1e4 => (many / 1e3).round() * 1e3,
        many if many >= 1e3 => (many / 1e2).round() * 1e2,
        many => many.round(),
    };
    if share < 0.5 {
        format!("1 in {}", count(many))
    } else {
        format!("{} in {}", count(many - 1.0), count(many))
    }
}

/// A plain number with the digits that matter: `24.1`, `312`.
pub(super) fn number(value: f64) -> String {
    number_digits(value, value)
}

/// Two ends of an interval of a plain number.
pub(super) fn number_range(low: f64, high: f64) -> String {
    range(&number_digits(low, high), &number_digits(high, high), "")
}

fn number_digits(value: f64, scale: f64) -> String {
    if scale.abs() < 99.95 {
        format!("{value:.1}")
    } else {
        count(value)
    }
}

/// The scale of a stage: `1:1`, `1:50`, `1:12.5`.
pub(super) fn scale(share: f64) -> String {
    let ratio = (10.0 / share).round() / 10.0;
    format!("1:{ratio}")
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A civil time without its year, at which something is or begins: `1 Apr 08:30`; midnight is that of the day to come: `1 Apr 00:00`.
pub(super) fn beginning(text: &str) -> String {
    let time = text.parse::<jiff::civil::DateTime>();
    time.map_or_else(|_| text.to_owned(), |t| t.strftime("%-d %b %H:%M").to_string())
}

/// A civil time without its year, at which something ends: `1 Apr 08:30`; midnight belongs to the day it ends: `3 Apr 24:00`.
pub(super) fn moment(text: &str) -> String {
    let Ok(time) = text.parse::<jiff::civil::DateTime>() else {
        return text.to_owned();
    };
    let ends_a_day = time.time() == jiff::civil::Time::midnight();
    let day = if ends_a_day {
        time.date().yesterday().unwrap_or(time.date())
    } else {
        time.date()
    };
    let month = MONTHS
        .get(usize::from(day.month().unsigned_abs()) - 1)
        .copied()
        .unwrap_or_default();
    let hour = if ends_a_day { 24 } else { time.hour() };
    format!("{} {month} {hour:02}:{:02}", day.day(), time.minute())
}

#[cfg(test)]
mod tests {
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
        assert_eq!(time_range(Some(11_700.0), Some(12_060.0)), "3.2–3.4 h");
        assert_eq!(time_range(Some(11_700.0), None), "over 3 h 15 min");
        assert_eq!(time_range(None, None), "not by the end");
    }

    #[test]
    fn shares() {
        assert_eq!(
            [0.683, 0.034, 0.0002, 0.0, 1.0].map(percent),
            ["68 %", "3.4 %", "0.02 %", "0 %", "100 %"]
        );
        assert_eq!(percent(0.000_014), "<0.01 %");
        assert_eq!(odds(1.0 / 68_519.0), "1 in 69,000");
        assert_eq!(percent_range(0.67, 0.69), "67–69 %");
        assert_eq!(percent_range(0.984, 0.986), "98.4–98.6 %");
        assert_eq!(percent_range(-0.01, 0.04), "0–4.0 %");
        assert_eq!(percent_range(0.0, 0.161), "0–16 %");
        assert_eq!(
            [
                0.0, 0.0123, 0.12, 0.17, 0.33, 0.41, 0.5, 0.68, 0.79, 0.83, 0.9, 0.975, 1.0
            ]
            .map(odds),
            [
                "never", "1 in 81", "1 in 8", "1 in 6", "1 in 3", "4 in 10", "1 in 2", "2 in 3", "4 in 5",
                "5 in 6", "9 in 10", "39 in 40", "always"
            ]
        );
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
