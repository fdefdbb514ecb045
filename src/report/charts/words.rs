//! Numbers in titles and texts of charts: "35.7 %", "1.9 million applications", "31 h".

use crate::figures;

pub(super) use crate::figures::spoken::{count, instant, length, list, number, short_day};

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
}
