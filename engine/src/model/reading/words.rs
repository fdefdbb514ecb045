//! The words of a diagnostic: lists of names, and the name that was probably meant.

use std::borrow::Cow;

use super::steps;

/// ``` `a`, `b` or `c` ```
pub fn one_of<S: AsRef<str>>(names: &[S]) -> String {
    listed(names, "or")
}

/// Names that are listed; how many more there are is said.
const MOST_LISTED: usize = 24;
/// The most names of which one may have been meant. Looking at more for each wrong name would take the product of their numbers.
const MOST_COMPARED: usize = 1_000;
/// The longest name that is shown whole, and that another may have been meant for [characters].
const LONGEST_NAME: usize = 64;

fn listed<S: AsRef<str>>(names: &[S], last_joined_by: &str) -> String {
    let names = named(names);
    let shown = names.iter().take(MOST_LISTED);
    let mut quoted: Vec<String> = shown.map(|name| format!("`{}`", cropped(name))).collect();
    if names.len() > MOST_LISTED {
        quoted.push(format!("{} more", names.len() - MOST_LISTED));
    }
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {last_joined_by} {last}", others.join(", ")),
    }
}

/// The names that say something: what could not be read has none.
fn named<S: AsRef<str>>(names: &[S]) -> Vec<&str> {
    let names = names.iter().map(AsRef::as_ref);
    names.filter(|name| !name.is_empty()).collect()
}

/// A text as a problem shows it: no longer than a few words.
pub(crate) fn cropped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_NAME) {
        None => text.into(),
        Some((end, _)) => format!("{}…", &text[..end]).into(),
    }
}

/// The one of `names` that was probably meant by `name`.
pub fn nearest<'a, S: AsRef<str>>(name: &str, names: &'a [S]) -> Option<&'a str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let lower = name.to_lowercase().replace('_', "-");
    let distance = |other: &str| strsim::damerau_levenshtein(&lower, &other.to_lowercase());
    let names = &names[..names.len().min(MOST_COMPARED)];
    steps::count(names.len());
    let best = names
        .iter()
        .map(AsRef::as_ref)
        .filter(|other| other.len() <= LONGEST_NAME)
        .min_by_key(|other| distance(other))?;
    (distance(best) <= lower.chars().count().max(3) / 3).then_some(best)
}

/// What to write instead of `name`: the one probably meant, and all there are; `what` is "role" or
/// "key here".
pub(crate) fn instead_of<S: AsRef<str>>(name: &str, what: &str, names: &[S]) -> String {
    let names = &*named(names);
    let all = match names {
        [] => return format!("there is no {what}"),
        [only] => format!("the one {what} is `{only}`"),
        _ => {
            let (noun, place) = what
                .split_once(' ')
                .map_or((what, String::new()), |(n, p)| (n, format!(" {p}")));
            format!("the {noun}s{place} are {}", listed(names, "and"))
        }
    };
    match nearest(name, names) {
        Some(meant) if names.len() == 1 => format!("did you mean `{meant}`?"),
        Some(meant) => format!("did you mean `{meant}`? {}", capitalised(&all)),
        None => all,
    }
}

/// A sentence of the documentation within another: without the capital of its first word, unless that is a name, and on one line.
pub(crate) fn within_sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_lowercase);
    let is_word = chars.clone().next().is_none_or(|second| !second.is_uppercase());
    if is_word {
        first.into_iter().flatten().chain(chars).collect()
    } else {
        text.to_owned()
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// `DemandPart` as words: `demand part`.
pub(crate) fn spoken(type_name: &str) -> String {
    let mut words = String::new();
    for c in type_name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_name_that_was_meant() {
        let names = ["citizen", "office", "retry-after"];
        assert_eq!(nearest("citzen", &names), Some("citizen"));
        assert_eq!(nearest("retry_after", &names), Some("retry-after"));
        assert_eq!(nearest("farmer", &names), None);
        assert_eq!(nearest("x", &[] as &[&str]), None);
    }

    #[test]
    fn names_are_listed_as_a_person_would() {
        assert_eq!(one_of(&["a", "b", "c"]), "`a`, `b` or `c`");
        for (names, right) in [
            (
                vec!["office", "x"],
                "did you mean `office`? The roles are `office` and `x`",
            ),
            (vec!["office"], "did you mean `office`?"),
            (vec!["x"], "the one role is `x`"),
            (vec![], "there is no role"),
            (vec![""], "there is no role"),
            (vec!["", "x"], "the one role is `x`"),
        ] {
            assert_eq!(instead_of("ofice", "role", &names), right);
        }
        assert_eq!(spoken("DemandPart"), "demand part");
    }
}
