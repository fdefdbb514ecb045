//! Words of charts that English has in its own way: shares, plurals, capitals, means.

use crate::messages::Numbers;
use crate::messages::charts::{Collapsed, Of, Proportion};
use crate::messages::en::English;
use clickday_engine::figures;

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

/// A share, written as tables write it; "none" and "all" at the ends.
pub(super) fn share(share: f64) -> ShareWords {
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

/// A share of what was counted: none and all are so for every one that was.
pub(super) fn part(proportion: &Proportion) -> ShareWords {
    match proportion {
        Proportion { part: 0, .. } => share(0.0),
        Proportion { part, whole, .. } if part == whole => share(1.0),
        _ => share(proportion.share),
    }
}

/// A count with its noun, in the singular for one.
pub(super) fn counted(n: f64, one: &str, many: &str) -> String {
    if n.round() as i64 == 1 {
        format!("1 {one}")
    } else {
        format!("{} {many}", English.spoken_count(n))
    }
}

/// Two counts in one unit with as many digits after the point: "2.76 million" and "2.40 million".
pub(super) fn pair(first: f64, second: f64) -> [String; 2] {
    let texts = [first, second].map(|n| English.spoken_count(n));
    let parts = texts.clone().map(|text| {
        let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
        (number.to_owned(), unit.to_owned())
    });
    if parts[0].1.is_empty() || parts[0].1 != parts[1].1 || texts[0] == texts[1] {
        return texts;
    }
    let digits = |number: &str| {
        let (before, after) = number.split_once('.').unwrap_or((number, ""));
        (before.len(), after.len())
    };
    let most = parts
        .iter()
        .map(|(number, _)| digits(number).1)
        .max()
        .unwrap_or(0);
    parts.map(|(number, unit)| {
        let (before, after) = digits(&number);
        // A count has three digits, so 12.3 million is not made 12.30.
        let zeros = "0".repeat(most.min(3_usize.saturating_sub(before)).saturating_sub(after));
        let point = if after == 0 && !zeros.is_empty() { "." } else { "" };
        format!("{number}{point}{zeros} {unit}")
    })
}

/// First letter in upper case.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The title of a policy within a sentence.
pub(super) fn quoted(policy: &str) -> String {
    format!("“{policy}”")
}

/// After what a number of several launches counts: ", mean of 8 launches".
pub(super) fn mean_of(launches: u64) -> String {
    if launches > 1 {
        format!(", mean of {launches} launches")
    } else {
        String::new()
    }
}

/// What was found in the launch that is drawn, where there are others: ", launch 1".
pub(super) const fn launch_1(launches: u64) -> &'static str {
    if launches > 1 { ", launch 1" } else { "" }
}

/// "for 31 h", "for 31 h on average", "in 6 of 8 launches, for 31 h on average in these".
pub(super) fn collapsed_for(collapsed: &Collapsed) -> String {
    let length = English.length(collapsed.mean_s);
    match (collapsed.launches, collapsed.of) {
        (_, 0 | 1) => format!("for {length}"),
        (launches, of) if launches == of => format!("for {length} on average"),
        (1, of) => format!("in 1 of {of} launches, for {length}"),
        (launches, of) => format!("in {launches} of {of} launches, for {length} on average in these"),
    }
}

/// A value of each policy: "93.1 % under Open to all and 80 % under Queue".
pub(super) fn under_each<T>(values: &[Of<'_, T>], said: impl Fn(&T) -> String) -> String {
    let of = |value: &Of<'_, T>| format!("{} under {}", said(&value.value), value.policy);
    English.list(&values.iter().map(of).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_tables_write_them() {
        let said = |n: f64| share(n).text;
        assert_eq!(said(0.0), "none");
        assert_eq!(said(1.0), "all");
        assert_eq!(said(1.0 / 12.0), "8.3 %");
        assert_eq!(said(1.0 / 20_000.0), "1 in 20,000");
        assert_eq!(said(0.357), "35.7 %");
        assert_eq!(said(0.985), "98.5 %");
        assert_eq!(share(0.5).of("attempts"), "50 % of attempts");
        assert_eq!(share(0.005).of("attempts"), "1 in 200 attempts");
        assert_eq!([0.005, 0.5].map(|n| share(n).was()), ["was", "were"]);
    }

    #[test]
    fn one_is_counted_in_the_singular() {
        assert_eq!(counted(1.0, "application", "applications"), "1 application");
        assert_eq!(counted(0.0, "application", "applications"), "0 applications");
    }

    #[test]
    fn two_counts_have_as_many_digits() {
        assert_eq!(pair(2_760_000.0, 2_400_000.0), ["2.76 million", "2.40 million"]);
        assert_eq!(pair(3_000_000.0, 2_410_000.0), ["3.00 million", "2.41 million"]);
        assert_eq!(pair(12_000_000.0, 2_410_000.0), ["12.0 million", "2.41 million"]);
        assert_eq!(pair(2_400_000.0, 339_000.0), ["2.4 million", "339,000"]);
        assert_eq!(pair(2_000_000.0, 2_000_000.0), ["2 million", "2 million"]);
    }

    #[test]
    fn a_mean_is_said_to_be_one() {
        let said = |launches, of| {
            collapsed_for(&Collapsed {
                mean_s: 36_000.0,
                launches,
                of,
            })
        };
        assert_eq!(said(1, 1), "for 10 h");
        assert_eq!(said(8, 8), "for 10 h on average");
        assert_eq!(said(6, 8), "in 6 of 8 launches, for 10 h on average in these");
        assert_eq!(said(1, 8), "in 1 of 8 launches, for 10 h");
        assert_eq!(mean_of(8), ", mean of 8 launches");
        assert_eq!(mean_of(1), "");
    }
}
