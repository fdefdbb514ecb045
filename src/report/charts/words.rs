//! Numbers in titles and texts of charts: "35.7 %", "1.9 million applications", "31 h".

use crate::figures;
use crate::figures::spoken::trim_zeros;

pub(super) use crate::figures::spoken::{count, number};

/// A share of people or attempts, and how a sentence goes on after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShareWords {
    /// For example "35.7 %" or "1 in 190".
    pub(super) text: String,
    /// "1 in 190 *was*", "35.7 % *were*".
    singular: bool,
}

impl ShareWords {
    /// "was" or "were".
    pub(super) const fn was(&self) -> &'static str {
        if self.singular { "was" } else { "were" }
    }

    /// "35.7 % of attempts", "1 in 190 attempts".
    pub(super) fn of(&self, what: &str) -> String {
        let of = if self.text.ends_with('%') { " of" } else { "" };
        format!("{}{of} {what}", self.text)
    }
}

/// `part` of `whole` people or attempts, written as tables write it; "none" and "all" at the ends.
pub(super) fn share_of(part: f64, whole: f64) -> ShareWords {
    let share = if whole > 0.0 { part / whole } else { 0.0 };
    let text = if share <= 0.0 {
        "none".to_owned()
    } else if share >= 1.0 {
        "all".to_owned()
    } else {
        figures::share(share)
    };
    let singular = text == "none" || text.starts_with("1 in ");
    ShareWords { text, singular }
}

/// A count with its noun, in the singular for one.
pub(super) fn counted(n: f64, one: &str, many: &str) -> String {
    if n.round() as i64 == 1 {
        format!("1 {one}")
    } else {
        format!("{} {many}", count(n))
    }
}

/// A length of time to about two digits: "40 s", "25 min", "31 h", "3 days".
pub(super) fn length(seconds: f64) -> String {
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
pub(super) fn instant(civil: &str) -> String {
    match civil.split_once(' ') {
        Some((date, time)) => format!("{} on {}", time.get(..5).unwrap_or(time), day(date, &MONTHS)),
        None => civil.to_owned(),
    }
}

/// A date `2020-04-01` as "1 Apr".
pub(super) fn short_day(date: &str) -> String {
    day(date, &SHORT_MONTHS)
}

const MONTHS: [&str; 12] = [
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
const SHORT_MONTHS: [&str; 12] = [
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
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// First letter in upper case.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_tables_write_them() {
        let said = |part: f64, whole: f64| share_of(part, whole).text;
        assert_eq!(said(0.0, 7.0), "none");
        assert_eq!(said(7.0, 7.0), "all");
        assert_eq!(said(1.0, 12.0), "8.3 %");
        assert_eq!(said(1.0, 20_000.0), "1 in 20,000");
        assert_eq!(said(0.357, 1.0), "35.7 %");
        assert_eq!(said(0.362, 1.0), "36.2 %");
        assert_eq!(said(0.985, 1.0), "98.5 %");
        assert_eq!(said(0.0, 0.0), "none");
        assert_eq!(share_of(0.5, 1.0).of("attempts"), "50 % of attempts");
        assert_eq!(share_of(0.005, 1.0).of("attempts"), "1 in 200 attempts");
        assert_eq!(
            [1.0, 100.0].map(|part| share_of(part, 200.0).was()),
            ["was", "were"]
        );
    }

    #[test]
    fn one_is_counted_in_the_singular() {
        assert_eq!(counted(1.0, "application", "applications"), "1 application");
        assert_eq!(counted(0.0, "application", "applications"), "0 applications");
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
