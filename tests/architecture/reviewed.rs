//! Code that the compiler does not check stands in few files, each of which was reviewed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The files, by the end of their path: the only one of the program, and the names that a module of
/// WebAssembly gives away.
const REVIEWED: [&str; 2] = ["engine/src/sim/memory.rs", "web/parity/src/lib.rs"];

/// The word that turns the checks off.
const WORD: &str = concat!("un", "safe");

/// Folders without sources of this repository.
const OTHERS: [&str; 3] = ["target", "node_modules", "__pycache__"];

#[test]
fn only_reviewed_files_hold_code_that_is_not_checked() {
    let mut found = BTreeSet::new();
    read(Path::new(env!("CARGO_MANIFEST_DIR")), &mut found);
    let is_reviewed = |file: &String| REVIEWED.iter().any(|reviewed| file.ends_with(reviewed));
    let others: Vec<&String> = found.iter().filter(|file| !is_reviewed(file)).collect();
    assert!(
        others.is_empty(),
        "`{WORD}` in {others:?}. Do without it. If that cannot be, have the file reviewed, add it to REVIEWED, and see that \
         scripts/sanitizer.sh runs it."
    );
    assert_eq!(found.len(), REVIEWED.len(), "{found:?}");
}

/// Finds the files below a folder that use the word.
fn read(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !OTHERS.contains(&name.as_str()) {
                read(&path, found);
            }
        } else if name.ends_with(".rs") && fs::read_to_string(&path).unwrap().lines().any(uses) {
            found.insert(path.to_string_lossy().replace('\\', "/"));
        }
    }
}

/// Whether a line uses the word outside of a comment.
fn uses(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .any(|word| word == WORD)
}

#[test]
fn a_use_is_found_and_a_mention_is_not() {
    assert!(uses(&format!("let x = {WORD} {{ y() }};")) && uses(&format!("#[{WORD}(no_mangle)]")));
    assert!(!uses(&format!("// {WORD}")) && !uses(&format!("fn {WORD}_names() {{}}")));
}
