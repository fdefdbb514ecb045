//! The lines around a place in a text, short enough to be shown.

use std::ops::Range;

use crate::names::is_seen;

/// The most that is shown of a line on each side of the place \[characters\].
const MOST_BESIDE: usize = 60;
/// The most that is shown of a line above or below \[characters\].
const MOST_OF_NEIGHBOUR: usize = 2 * MOST_BESIDE;
/// The most that is shown of the place itself \[characters, lines\]; beyond that its first line is.
const MOST_MARKED: usize = 300;
const MOST_MARKED_LINES: usize = 8;
/// The most that is shown of that first line \[characters\].
const MOST_OF_FIRST_LINE: usize = 100;

/// Stands where a line was cut.
const CUT: &str = "…";

/// A place with the lines around it. What is long is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) text: String,
    /// The place, in this text.
    pub(super) span: Range<usize>,
    /// How many lines of this text are above the place.
    pub(super) lines_above: usize,
}

impl Excerpt {
    /// The lines around `span`, which must lie within the text.
    pub(super) fn of(text: &str, span: &Range<usize>) -> Option<Excerpt> {
        let marked = text.get(span.clone())?;
        let (above, below) = (&text[..span.start], &text[span.end..]);
        let line_start = above.rfind('\n').map_or(0, |newline| newline + 1);
        let mut shown = String::new();
        let mut lines_above = 0;
        if let Some(end) = line_start.checked_sub(1) {
            let start = above[..end].rfind('\n').map_or(0, |newline| newline + 1);
            shown.push_str(&head(&above[start..end], MOST_OF_NEIGHBOUR));
            shown.push('\n');
            lines_above = 1;
        }
        shown.push_str(&tail(&above[line_start..], MOST_BESIDE));
        let start = shown.len();
        if is_short(marked) {
            let lines: Vec<String> = marked.split('\n').map(plain).collect();
            shown.push_str(&lines.join("\n"));
            let span = start..shown.len();
            shown.push_str(&rest_and_next(below));
            return Some(Excerpt {
                text: shown,
                span,
                lines_above,
            });
        }
        let first = marked.split('\n').next().unwrap_or_default();
        shown.push_str(&head(first, MOST_OF_FIRST_LINE));
        Some(Excerpt {
            span: start..shown.len(),
            text: shown,
            lines_above,
        })
    }
}

/// Whether a place can be shown whole.
fn is_short(marked: &str) -> bool {
    marked.chars().nth(MOST_MARKED).is_none() && marked.matches('\n').count() < MOST_MARKED_LINES
}

/// What follows on the line of the place, and the line below.
fn rest_and_next(below: &str) -> String {
    let Some((rest, next)) = below.split_once('\n') else {
        return head(below, MOST_BESIDE);
    };
    let (next, newline) = match next.split_once('\n') {
        Some((next, _)) => (next, "\n"),
        None => (next, ""),
    };
    format!(
        "{}\n{}{newline}",
        head(rest, MOST_BESIDE),
        head(next, MOST_OF_NEIGHBOUR)
    )
}

/// The beginning of a line.
fn head(line: &str, most: usize) -> String {
    match line.char_indices().nth(most) {
        None => plain(line),
        Some((end, _)) => plain(&line[..end]) + CUT,
    }
}

/// The end of a line.
fn tail(line: &str, most: usize) -> String {
    match line.char_indices().rev().nth(most) {
        None => plain(line),
        Some((before, c)) => CUT.to_owned() + &plain(&line[before + c.len_utf8()..]),
    }
}

/// A part of a line without what a terminal would act on.
fn plain(line: &str) -> String {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let shown = |c: char| {
        if is_seen(c) || c == '\t' { c } else { '\u{fffd}' }
    };
    line.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_lines_are_shown_as_they_are() {
        let text = "a = 1\nb = two\nc = 3\nd = 4\n";
        let excerpt = Excerpt::of(text, &(10..13)).unwrap();
        assert_eq!(excerpt.text, "a = 1\nb = two\nc = 3\n");
        assert_eq!(&excerpt.text[excerpt.span], "two");
        assert_eq!(excerpt.lines_above, 1);
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides_of_the_place() {
        let text = format!("{}x{}", "a".repeat(100_000), "b".repeat(100_000));
        let excerpt = Excerpt::of(&text, &(100_000..100_001)).unwrap();
        assert_eq!(
            excerpt.text,
            format!("…{}x{}…", "a".repeat(MOST_BESIDE), "b".repeat(MOST_BESIDE))
        );
        assert_eq!(&excerpt.text[excerpt.span], "x");
    }

    proptest! {
        #[test]
        fn every_place_can_be_shown_and_is_short(
            text in "([a-zé\t\r\u{1b}]{0,200}\n?){0,12}",
            from in any::<prop::sample::Index>(),
            to in any::<prop::sample::Index>(),
        ) {
            let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            places.push(text.len());
            let (from, to) = (*from.get(&places), *to.get(&places));
            let span = from.min(to)..from.max(to);
            let excerpt = Excerpt::of(&text, &span).unwrap();
            prop_assert!(excerpt.text.get(excerpt.span.clone()).is_some());
            let longest = MOST_MARKED + 2 * MOST_BESIDE + 2;
            prop_assert!(excerpt.text.lines().all(|line| line.chars().count() <= longest));
            let is_acted_on = |c: char| c == '\r' || c == '\u{1b}';
            prop_assert!(!excerpt.text.contains(is_acted_on));
            prop_assert_eq!(excerpt.text[..excerpt.span.start].matches('\n').count(), excerpt.lines_above);
        }
    }
}
