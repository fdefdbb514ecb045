//! Texts for readers stand in the catalogue of messages, and nowhere else.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, LitStr, Macro};

/// The folders below `src` that write for readers.
const PLACES: [&str; 3] = ["report", "statement", "measures"];

/// Files of a measure that hold its own part of the catalogue.
const CATALOGUE: [&str; 2] = ["words.rs", "en.rs"];

/// Files that write pages of the documentation, in English.
const PAGES: [&str; 1] = ["measures/page.rs"];

/// Macros whose texts are for developers.
const FOR_DEVELOPERS: [&str; 10] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "include_str",
    "macro_rules",
    "panic",
    "unreachable",
    "warn",
];

/// Names that a program reads: keys of files and of results that have blanks in them.
const NAMES: [(&str, &str); 7] = [
    ("report/charts/cumulative.rs", "on record"),
    ("report/claims/words.rs", "per second"),
    ("report/claims/words.rs", "per minute"),
    ("report/claims/words.rs", "per hour"),
    ("report/claims/words.rs", "s from the start"),
    ("report/explain/login.rs", "identity provider"),
    ("measures/waiting_room/mod.rs", "waiting room"),
];

/// What looks like a text and is none, or is not of the catalogue, with the reason.
fn is_excepted(file: &Path, text: &str) -> bool {
    let name = file.to_string_lossy();
    if NAMES.contains(&(&*name, text)) {
        return true;
    }
    // A citation, or where a formula is derived: the same in every language.
    let is_citation = text
        .chars()
        .collect::<Vec<_>>()
        .windows(4)
        .any(|w| w.iter().all(char::is_ascii_digit));
    // Names of fonts, and paths and colours of SVG.
    let is_drawing = name.contains("charts/") && (text.contains("sans") || text.contains("font"));
    is_citation || is_drawing
}

#[test]
fn texts_for_readers_stand_in_the_catalogue() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for place in PLACES {
        for file in rust_files(&src.join(place)) {
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let is_page = PAGES.iter().any(|page| file.ends_with(page));
            if is_page || (place == "measures" && CATALOGUE.contains(&name.as_str())) {
                continue;
            }
            let code = fs::read_to_string(&file).unwrap();
            let shown = file.strip_prefix(&src).unwrap().to_path_buf();
            for text in texts(&code) {
                if !is_excepted(&shown, &text) {
                    found.push(format!("src/{}: {text:?}", shown.display()));
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} texts for readers outside the catalogue. Give each a method of src/messages, or of words.rs and en.rs of the measure:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn a_text_is_found_in_code_and_in_macros_and_a_key_is_none() {
    let code = r#"
        #[error("no file of that name")]
        struct Missing;
        /// A text of the documentation.
        fn f() -> String {
            let key = "wait_p95_s";
            let label = "Median wait";
            let line = format!("{} more than all launches", 1);
            assert!(true, "a text for developers");
            format!("{key}: {label} {line}")
        }
        #[cfg(test)]
        mod tests {
            fn g() -> &'static str { "a text of a test" }
        }
    "#;
    assert_eq!(texts(code), ["Median wait", "{} more than all launches"]);
}

/// The files of a folder that belong to the product.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let is_of_tests =
            ["tests", "tests.rs", "testing", "testing.rs", "fixture.rs"].contains(&name.as_str());
        if path.is_dir() && !is_of_tests {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") && !is_of_tests {
            files.push(path);
        }
    }
    files
}

/// The literals of code that read as texts: words with blanks between them.
fn texts(code: &str) -> Vec<String> {
    let mut reader = Reader::default();
    reader.visit_file(&syn::parse_file(code).unwrap());
    reader.found.retain(|text| is_text(text));
    reader.found
}

/// Whether two words stand side by side in it: letters, a blank, letters.
fn is_text(text: &str) -> bool {
    // What braces hold is a value; what is made of values alone is layout.
    let mut plain = String::new();
    let mut depth = 0;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let is_word = |word: &str| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.contains(['_', '=', '<', '/'])
    };
    let words: Vec<&str> = plain.split(' ').collect();
    words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

#[derive(Default)]
struct Reader {
    found: Vec<String>,
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let condition = attribute.meta.require_list().map(|list| list.tokens.to_string());
        attribute.path().is_ident("cfg") && condition.is_ok_and(|condition| condition.contains("test"))
    })
}

/// Whether a function tells what is wrong with a file, or with the books of a run: in English, beside what it checks.
fn is_about_files(signature: &syn::Signature) -> bool {
    let is_checker = |input: &syn::FnArg| match input {
        syn::FnArg::Typed(input) => is_named(&input.ty, "Checker"),
        syn::FnArg::Receiver(_) => false,
    };
    signature.inputs.iter().any(is_checker)
        || ["audit", "audited", "breaches"]
            .iter()
            .any(|name| signature.ident == name)
}

fn is_named(of: &syn::Type, name: &str) -> bool {
    match of {
        syn::Type::Reference(of) => is_named(&of.elem, name),
        syn::Type::Path(of) => of.path.segments.last().is_some_and(|part| part.ident == name),
        _ => false,
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        let attributes: &[Attribute] = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            _ => &[],
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &syn::ItemFn) {
        if !is_about_files(&item.sig) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &syn::ImplItemFn) {
        if !is_about_files(&item.sig) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    /// Constants of a measure's `Definition` are of the page of measures, which is in English.
    fn visit_impl_item_const(&mut self, _: &syn::ImplItemConst) {}

    /// A source is a citation, or says where a formula comes from.
    fn visit_item_const(&mut self, _: &syn::ItemConst) {}

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        if call.method != "source" {
            call.args.iter().for_each(|argument| self.visit_expr(argument));
        }
    }

    /// What is wrong with a file is told in English, where it is checked.
    fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
        let of = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
        if of.is_none_or(|name| name.ident != "Checks") {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_lit_str(&mut self, literal: &LitStr) {
        self.found.push(literal.value());
    }

    /// The arguments of a macro are no syntax yet: their literals are found among the tokens.
    fn visit_macro(&mut self, call: &Macro) {
        let name = call
            .path
            .segments
            .last()
            .map(|part| part.ident.to_string())
            .unwrap_or_default();
        if FOR_DEVELOPERS.contains(&name.as_str()) {
            return;
        }
        let tokens = call.tokens.to_string();
        let mut rest = tokens.as_str();
        while let Some(start) = rest.find('"') {
            let literal = &rest[start..];
            let Some(end) = end_of_literal(literal) else { break };
            if let Ok(text) = syn::parse_str::<LitStr>(&literal[..end]) {
                self.found.push(text.value());
            }
            rest = &literal[end..];
        }
    }

    fn visit_attribute(&mut self, _: &Attribute) {}
}

/// Where a literal that begins with a quotation mark ends.
fn end_of_literal(literal: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in literal.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}
