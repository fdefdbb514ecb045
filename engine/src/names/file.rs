//! Names of files that are safe on every system, unique and short.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// Longest name that is kept \[bytes\]: file systems that encrypt names take 143, with the ending.
const MOST: usize = 120;
/// The most that is kept of a name that is not \[bytes\].
const MOST_WORDS: usize = 60;
/// Bytes of the hash that such a name ends with.
const HASH_BYTES: usize = 4;

/// Names that Windows gives to devices, with any ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// The same, with a digit after them.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// The name of a file without its ending, for each of some names.
///
/// A name that is safe on every system stays as it is. Another keeps its letters and digits, and
/// ends with a hash of the whole name. So does a name that differs from one before it by case alone:
/// some systems take both for one.
///
/// ```
/// # use clickday_engine as clickday;
/// use clickday::names::file_stems;
///
/// let stems = file_stems(["open-to-all", "queue 24/7", "../../x"]);
/// assert_eq!(stems[0], "open-to-all");
/// assert!(stems[1].starts_with("queue 24-7-") && stems[2].starts_with("x-"));
/// ```
pub fn file_stems<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let names: Vec<(&str, bool)> = names
        .into_iter()
        .map(|name| (name, is_safe(name) && taken.insert(folded(name))))
        .collect();
    let mut stem = |(name, is_kept): (&str, bool)| {
        if is_kept {
            return name.to_owned();
        }
        let mut attempt = 0_u32;
        loop {
            let stem = hashed(name, attempt);
            if taken.insert(folded(&stem)) {
                return stem;
            }
            attempt += 1;
        }
    };
    names.into_iter().map(&mut stem).collect()
}

/// The same for a name alone.
pub fn file_stem(name: &str) -> String {
    if is_safe(name) {
        name.to_owned()
    } else {
        hashed(name, 0)
    }
}

/// Whether a file may have this name on every system.
fn is_safe(name: &str) -> bool {
    let ends_well = !name.ends_with(['.', ' ']);
    let begins_well = !name.is_empty() && !name.starts_with(['.', '-', ' ']);
    begins_well && ends_well && name.len() <= MOST && name.chars().all(is_kept) && !is_device(name)
}

/// Whether a character may stand in the name of a file on every system, and is the same on all:
/// digits, and letters that no system takes apart into a letter and its accent in another way.
fn is_kept(c: char) -> bool {
    let is_letter = || {
        let is_common = matches!(c,
            '\u{c0}'..='\u{24f}' | '\u{391}'..='\u{3c9}' | '\u{410}'..='\u{44f}');
        is_common && c.is_alphabetic()
    };
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ') || is_letter()
}

fn is_device(name: &str) -> bool {
    let name = name.split('.').next().unwrap_or_default().trim_end();
    let name = name.to_ascii_lowercase();
    let is_numbered = |device: &&str| {
        let digit = name.strip_prefix(*device);
        digit.is_some_and(|digit| digit.len() == 1 && digit.bytes().all(|b| b.is_ascii_digit()))
    };
    DEVICES.contains(&name.as_str()) || NUMBERED_DEVICES.iter().any(is_numbered)
}

/// What systems that do not tell upper from lower case compare.
fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

/// The letters and digits of a name, and a hash of all of it; another hash at each attempt.
fn hashed(name: &str, attempt: u32) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if words.len() + c.len_utf8() > MOST_WORDS {
            break;
        }
        if is_kept(c) {
            words.push(c);
        } else if !words.ends_with('-') {
            words.push('-');
        }
    }
    let words = words.trim_matches(['-', '.', ' ']);
    let mut hash = Sha256::new_with_prefix(name.as_bytes());
    if attempt > 0 {
        hash.update([0]);
        hash.update(attempt.to_le_bytes());
    }
    let hash = hash.finalize();
    let hash: String = hash[..HASH_BYTES]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if words.is_empty() {
        hash
    } else {
        format!("{words}-{hash}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn safe_names_stay_as_they_are() {
        let names = [
            "open-to-all",
            "day-queue_2.1",
            "queue 24",
            "più-ore",
            "очередь",
            "console",
        ];
        assert_eq!(file_stems(names), names);
        for name in names {
            assert_eq!(file_stem(name), name);
        }
    }

    #[test]
    fn unsafe_names_keep_their_words_and_get_a_hash() {
        for (name, words) in [
            ("queue 24/7", "queue 24-7-"),
            ("../../x", "x-"),
            ("/etc/passwd", "etc-passwd-"),
            ("a\nb", "a-b-"),
            ("c:d?e*f<g>h|i", "c-d-e-f-g-h-i-"),
            ("=1+1", "1-1-"),
            ("nul", "nul-"),
            ("Com1.txt", "Com1.txt-"),
            ("ends.", "ends-"),
            (".hidden", "hidden-"),
            ("cafe\u{301}", "cafe-"),
            ("列", ""),
            ("", ""),
        ] {
            let stem = file_stem(name);
            let hash = stem.strip_prefix(words).unwrap_or_default();
            let is_hash = hash.len() == 2 * HASH_BYTES && hash.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(is_hash, "{name:?}: {stem}");
            assert_eq!(file_stems([name]), [stem]);
        }
        let long = file_stem(&"x".repeat(260));
        assert!(long.len() < MOST, "{long}");
    }

    #[test]
    fn names_that_differ_by_case_have_files_that_do_not() {
        let stems = file_stems(["Open", "open", "OPEN"]);
        assert_eq!(stems[0], "Open");
        assert!(
            stems[1].starts_with("open-") && stems[2].starts_with("OPEN-"),
            "{stems:?}"
        );
        // A name that looks like the file of another.
        let taken = file_stem("a/b");
        let stems = file_stems(["a/b", &taken]);
        assert!(stems[1] == taken && stems[0] != taken, "{stems:?}");
    }

    proptest! {
        #[test]
        fn every_file_can_be_made_once_and_nowhere_else(
            names in prop::collection::vec("\\PC{0,6}|[aA./: -]{0,4}|[a-z]{100,300}", 1..12),
        ) {
            let stems = file_stems(names.iter().map(String::as_str));
            let folder = tempfile::tempdir().unwrap();
            for stem in &stems {
                prop_assert!(is_safe(stem), "{stem:?}");
                prop_assert_eq!(std::path::Path::new(stem).components().count(), 1);
                std::fs::File::create_new(folder.path().join(format!("{stem}.parquet"))).unwrap();
            }
            let folds: BTreeSet<String> = stems.iter().map(|stem| folded(stem)).collect();
            prop_assert_eq!(folds.len(), stems.len());
        }
    }
}
