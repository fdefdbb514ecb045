//! Texts in cells of CSV. A spreadsheet takes a cell for a formula if it begins with a sign such as
//! `=`. An apostrophe before it makes it a text.
//!
//! Source: OWASP, [CSV Injection](https://owasp.org/www-community/attacks/CSV_Injection).

use std::borrow::Cow;

/// What a formula begins with, and what spreadsheets skip before it.
const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Stands before a text that would be a formula.
const APOSTROPHE: char = '\'';

/// A text as a cell: with an apostrophe before it if a spreadsheet would take it for a formula.
///
/// A number is none, also with a sign. A text that has apostrophes before such a beginning gets one
/// more, so that [`from_cell`] gives back every text.
///
/// ```
/// # use clickday_engine as clickday;
/// use clickday::names::{from_cell, in_cell};
///
/// assert_eq!(in_cell("=1+1"), "'=1+1");
/// assert_eq!(in_cell("-0.5"), "-0.5");
/// assert_eq!(from_cell("'=1+1"), "=1+1");
/// ```
pub fn in_cell(text: &str) -> Cow<'_, str> {
    if is_formula(text) {
        Cow::Owned(format!("{APOSTROPHE}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell that [`in_cell`] wrote.
pub fn from_cell(cell: &str) -> &str {
    match cell.strip_prefix(APOSTROPHE) {
        Some(text) if is_formula(text) => text,
        _ => cell,
    }
}

/// Whether a text is taken for a formula, the apostrophes before it left aside.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches(APOSTROPHE);
    text.trim_start_matches(' ').starts_with(BEGINNINGS) && !is_number(text)
}

/// Whether a text is a number in digits: `inf` is none here, since spreadsheets take it for a name.
fn is_number(text: &str) -> bool {
    let is_of_numbers = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    text.chars().all(is_of_numbers) && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_get_an_apostrophe_and_numbers_do_not() {
        for (text, cell) in [
            ("queue", "queue"),
            ("", ""),
            ("24/7", "24/7"),
            ("=1+1", "'=1+1"),
            ("+39 06", "'+39 06"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-queue", "'-queue"),
            ("\t=1", "'\t=1"),
            ("  =1", "'  =1"),
            ("-5", "-5"),
            ("+1.5e-3", "+1.5e-3"),
            ("-inf", "'-inf"),
            ("-", "'-"),
            ("-1+1", "'-1+1"),
            ("'quoted'", "'quoted'"),
            ("'=1", "''=1"),
        ] {
            assert_eq!(in_cell(text), cell, "{text:?}");
            assert_eq!(from_cell(cell), text, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back_and_no_cell_is_a_formula(text in "['=+@ \t0-9a-]{0,6}|\\PC{0,12}") {
            let cell = in_cell(&text);
            prop_assert_eq!(from_cell(&cell), text.as_str());
            let first = cell.trim_start_matches(' ').chars().next();
            prop_assert!(!first.is_some_and(|c| BEGINNINGS.contains(&c)) || is_number(&cell));
        }
    }
}
