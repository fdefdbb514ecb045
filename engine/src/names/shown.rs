//! Names on a terminal and in XML: every letter is seen, and none acts.

use std::borrow::Cow;

/// Whether a character is seen as itself. The others act on a terminal (escape codes), hide, turn
/// the direction of what follows, or are no character at all.
///
/// Joiners (U+200C, U+200D) are letters of Persian and Hindi, and stay.
pub(crate) fn is_seen(c: char) -> bool {
    let is_hidden = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}');
    let is_no_character = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    !c.is_control() && !is_hidden && !is_no_character
}

/// A text of several lines whose every character is seen. Line breaks and tabs stay. What is not
/// seen is written as in Rust: `\u{1b}`.
pub fn in_text(text: &str) -> Cow<'_, str> {
    shown(text, |c| is_seen(c) || matches!(c, '\n' | '\t'))
}

/// A name in a line: as [`in_text`], and line breaks and tabs are written `\n` and `\t`.
///
/// ```
/// # use clickday_engine as clickday;
/// use clickday::names::in_line;
///
/// assert_eq!(in_line("queue\n24/7"), r"queue\n24/7");
/// assert_eq!(in_line("\u{1b}[31mred"), r"\u{1b}[31mred");
/// ```
pub fn in_line(name: &str) -> Cow<'_, str> {
    shown(name, is_seen)
}

/// A text between the tags of an XML document.
pub fn in_xml(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for c in in_text(text).chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            c => xml.push(c),
        }
    }
    xml
}

fn shown(text: &str, is_kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(&is_kept) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_kept(c) {
            shown.push(c);
        } else if matches!(c, '\n' | '\r' | '\t') {
            shown.extend(c.escape_default());
        } else {
            shown.extend(c.escape_unicode());
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_seen_is_written_out() {
        for (name, line) in [
            ("queue 24/7", "queue 24/7"),
            ("più-ore", "più-ore"),
            ("a\nb\tc\r", r"a\nb\tc\r"),
            ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("abc\u{202e}cba", r"abc\u{202e}cba"),
            ("\u{200f}", r"\u{200f}"),
            ("\u{ffff}\u{0}", r"\u{ffff}\u{0}"),
            ("نامه\u{200c}ای", "نامه\u{200c}ای"),
        ] {
            assert_eq!(in_line(name), line, "{name:?}");
        }
        assert_eq!(in_text("a\n\tb\u{1b}"), "a\n\tb\\u{1b}");
        assert_eq!(in_xml("a < b & \u{1}"), r"a &lt; b &amp; \u{1}");
    }

    /// Whether XML 1.0 has a character.
    fn is_of_xml(c: char) -> bool {
        matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    }

    proptest! {
        #[test]
        fn nothing_that_acts_is_left(text in any::<String>()) {
            prop_assert!(in_line(&text).chars().all(is_seen));
            prop_assert_eq!(in_text(&text).matches('\n').count(), text.matches('\n').count());
            let xml = in_xml(&text);
            prop_assert!(xml.chars().all(|c| is_of_xml(c) && c != '<' && c != '>'));
            // Character by character: a text can be cut before or after.
            let (mut parts, mut from) = (String::new(), 0);
            for (at, c) in text.char_indices() {
                parts.push_str(&in_line(&text[from..at + c.len_utf8()]));
                from = at + c.len_utf8();
            }
            prop_assert_eq!(parts, in_line(&text).into_owned());
        }
    }
}
