//! Numbers in titles and texts of charts: "1.9 million", "0.25".

/// A count: exact below ten thousand, to three digits above.
pub fn count(n: f64) -> String {
    if n >= 999_500.0 {
        let (unit, name) = if n < 999_500_000.0 {
            (1e6, "million")
        } else {
            (1e9, "billion")
        };
        let scaled = n / unit;
        let digits = if scaled < 9.995 {
            2
        } else {
            usize::from(scaled < 99.95)
        };
        format!("{} {name}", trim_zeros(&format!("{scaled:.digits$}")))
    } else if n >= 10_000.0 {
        let step = if n < 99_950.0 { 100.0 } else { 1000.0 };
        grouped((n / step).round() * step)
    } else {
        grouped(n.round())
    }
}

/// A number below, at or above one with three digits at most: "0.25", "3.4", "38", "1,200".
pub fn number(x: f64) -> String {
    if x.abs() >= 99.95 {
        count(x)
    } else if x.abs() >= 9.95 {
        trim_zeros(&format!("{x:.0}")).to_owned()
    } else if x.abs() >= 0.95 {
        trim_zeros(&format!("{x:.1}")).to_owned()
    } else {
        trim_zeros(&format!("{x:.2}")).to_owned()
    }
}

/// A number without zeros, and without a point, at its end: `1.50` is `1.5`.
pub fn trim_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// A length of time to about two digits: "40 s", "25 min", "31 h", "3 days".
pub fn length(seconds: f64) -> String {
    let (value, one, many) = if seconds < 90.0 {
        (seconds, "s", "s")
    } else if seconds < 5400.0 {
        (seconds / 60.0, "min", "min")
    } else if seconds < 172_800.0 * 2.0 {
        (seconds / 3600.0, "h", "h")
    } else {
        (seconds / 86_400.0, "day", "days")
    };
    let digits = usize::from(value < 9.95 && one != "s");
    let text = format!("{value:.digits$}");
    let text = trim_zeros(&text);
    format!("{text} {}", if text == "1" { one } else { many })
}

/// An instant `2020-04-01 13:20` as "13:20 on 1 April".
pub fn instant(civil: &str) -> String {
    match civil.split_once(' ') {
        Some((date, time)) => format!("{} on {}", time.get(..5).unwrap_or(time), day(date, &MONTHS)),
        None => civil.to_owned(),
    }
}

/// A date `2020-04-01` as "1 Apr".
pub fn short_day(date: &str) -> String {
    day(date, &SHORT_MONTHS)
}

/// The months of the year, in full.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The months of the year, in three letters.
pub(super) const SHORT_MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn day(date: &str, months: &[&str; 12]) -> String {
    let mut parts = date.splitn(3, '-').skip(1).map(str::parse::<usize>);
    match (parts.next(), parts.next()) {
        (Some(Ok(month)), Some(Ok(day))) if (1..=12).contains(&month) => {
            format!("{day} {}", months[month - 1])
        }
        _ => date.to_owned(),
    }
}

/// "a", "a and b", "a, b and c".
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

fn grouped(n: f64) -> String {
    let digits = format!("{n:.0}");
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_no_more_exact_than_they_are_read() {
        assert_eq!(count(0.0), "0");
        assert_eq!(count(9_876.0), "9,876");
        assert_eq!(count(41_234.0), "41,200");
        assert_eq!(count(999_499.0), "999,000");
        assert_eq!(count(999_600.0), "1 million");
        assert_eq!(count(1_942_000.0), "1.94 million");
        assert_eq!(count(12_300_000.0), "12.3 million");
    }

    #[test]
    fn lengths_and_instants() {
        assert_eq!(length(40.0), "40 s");
        assert_eq!(length(3600.0), "60 min");
        assert_eq!(length(31.0 * 3600.0), "31 h");
        assert_eq!(length(7.0 * 86_400.0), "7 days");
        assert_eq!(instant("2020-04-01 13:20"), "13:20 on 1 April");
        assert_eq!(short_day("2020-12-31"), "31 Dec");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
