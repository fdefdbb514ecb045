//! Texts for readers stand in the catalogue of messages, and nowhere else.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, LitStr, Macro};

/// The folders below `src` that write for readers, or could.
const PLACES: [&str; 7] = [
    "report",
    "statement",
    "measures",
    "metrics",
    "ensemble",
    "experiment",
    "cli",
];

/// Folders whose constants are citations, or say where a formula comes from.
const CITING: [&str; 3] = ["report", "statement", "measures"];

/// Files of a measure that hold its own part of the catalogue.
const CATALOGUE: [&str; 2] = ["words.rs", "en.rs"];

/// Files that write pages of the documentation, in English.
const PAGES: [&str; 2] = ["measures/page.rs", "metrics/page.rs"];

/// Files and folders that tell what is wrong: with what a user wrote, with a file on the disk, or
/// with a run. Errors are in English, where they are found.
const ERRORS: [&str; 30] = [
    "cli/failure.rs",
    "cli/number.rs",
    "ensemble/identity.rs",
    "ensemble/runner.rs",
    "ensemble/store/put.rs",
    "experiment/analysis.rs",
    "experiment/calibration/spec",
    "experiment/calibration/spec.rs",
    "experiment/claims/complaints",
    "experiment/claims/figure.rs",
    "experiment/claims/given.rs",
    "experiment/design",
    "experiment/draws/spec.rs",
    "experiment/factor.rs",
    "experiment/goals.rs",
    "experiment/other_json.rs",
    "experiment/parameter.rs",
    "experiment/points",
    "experiment/points.rs",
    "experiment/range.rs",
    "experiment/reproduce",
    "experiment/results/exchange.rs",
    "experiment/results/folder.rs",
    "experiment/results/inputs.rs",
    "experiment/results/open.rs",
    "experiment/results/parquet.rs",
    "experiment/scales.rs",
    "experiment/sensitivity/mod.rs",
    "experiment/shards",
    "experiment/spec",
];

/// Files whose texts are values of the JSON object of `claims`, which a program may read.
const VALUES: [&str; 4] = [
    "experiment/claims/counted.rs",
    "experiment/claims/figures.rs",
    "experiment/claims/found.rs",
    "experiment/claims/verdict.rs",
];

/// The help of the program and its pages of the manual, and made-up runs for tests.
const OTHERS: [&str; 3] = ["cli/help.rs", "cli/man.rs", "ensemble/fake.rs"];

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
const NAMES: [(&str, &str); 15] = [
    // Units of columns.
    ("metrics/mod.rs", "requests per second"),
    ("experiment/results/timings.rs", "events per second"),
    ("experiment/results/draws.rs", "share of full scale"),
    ("experiment/results/rows.rs", "share of full scale"),
    ("experiment/results/table.rs", "civil time"),
    // Parts of which metrics are read, as the page of metrics has them.
    ("metrics/mod.rs", "tier and bin"),
    // Commands that can be typed.
    ("cli/new.rs", "check {shown} --model inps-2020-04-01"),
    ("cli/new.rs", "run inps-2020-04-01 --policy {shown} --scale 0.05"),
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
            let shown = file.strip_prefix(&src).unwrap().to_path_buf();
            let is_in = |files: &[&str]| files.iter().any(|of| shown.starts_with(of));
            if is_in(&PAGES) || is_in(&ERRORS) || is_in(&VALUES) || is_in(&OTHERS) {
                continue;
            }
            if place == "measures" && CATALOGUE.contains(&name.as_str()) {
                continue;
            }
            let code = fs::read_to_string(&file).unwrap();
            for text in texts(&code, !CITING.contains(&place)) {
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
fn files_that_are_excepted_exist() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let names = NAMES.iter().map(|(file, _)| *file);
    let all = PAGES.into_iter().chain(ERRORS).chain(VALUES).chain(OTHERS);
    for file in all.chain(names) {
        assert!(src.join(file).exists(), "src/{file} is not there any more");
    }
}

/// Progress is told by commands: what makes runs hands on how far it is, and no words.
#[test]
fn only_the_command_line_writes_to_the_screen() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let cli = src.join("cli");
    for file in rust_files(&src).iter().filter(|file| !file.starts_with(&cli)) {
        let code = fs::read_to_string(file).unwrap();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in lines {
            let writes = ["print!(", "println!(", "stdout()", "stderr()"];
            let found = writes.iter().find(|writes| line.contains(**writes));
            assert_eq!(found, None, "{}: {line}", file.display());
        }
    }
}

#[test]
fn an_error_is_no_text_for_readers() {
    let code = r#"
        const EXAMPLES: &str = "an example of help";
        const LINE: &str = "a line of text";
        fn refuse() -> Outcome {
            println!("a progress line {}", 1);
            Err(Failure::Refused(format!("{} has no table", 1)))
        }
        fn unknown(name: &str) -> QuantityError {
            let wrong = format!("there is no metric {name}");
            QuantityError { wrong, right: String::new() }
        }
        fn maybe() -> Option<Failure> { told("what is wrong with it") }
        fn either() -> Result<String, Failure> { Ok("all is well".to_owned()) }
    "#;
    assert_eq!(
        texts(code, true),
        ["a line of text", "a progress line {}", "all is well"]
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
    assert_eq!(texts(code, false), ["Median wait", "{} more than all launches"]);
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
/// Of constants only where `reads_constants`.
fn texts(code: &str, reads_constants: bool) -> Vec<String> {
    let mut reader = Reader {
        found: Vec::new(),
        reads_constants,
    };
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

struct Reader {
    found: Vec<String>,
    reads_constants: bool,
}

/// Whether a path leads to an error, or to one of its kinds.
fn is_error(path: &syn::Path) -> bool {
    path.segments.iter().any(|part| {
        let name = part.ident.to_string();
        name.ends_with("Error") || ["Failure", "Complaint", "Problem"].contains(&name.as_str())
    })
}

/// Whether a function gives an error, or perhaps one.
fn gives_error(signature: &syn::Signature) -> bool {
    let syn::ReturnType::Type(_, of) = &signature.output else {
        return false;
    };
    let syn::Type::Path(of) = &**of else { return false };
    let Some(last) = of.path.segments.last() else {
        return false;
    };
    let syn::PathArguments::AngleBracketed(of_these) = &last.arguments else {
        return is_error(&of.path);
    };
    last.ident == "Option"
        && of_these
            .args
            .iter()
            .any(|of| matches!(of, syn::GenericArgument::Type(syn::Type::Path(of)) if is_error(&of.path)))
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
        if !is_about_files(&item.sig) && !gives_error(&item.sig) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &syn::ImplItemFn) {
        if !is_about_files(&item.sig) && !gives_error(&item.sig) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    /// Constants of a measure's `Definition` are of the page of measures, which is in English.
    fn visit_impl_item_const(&mut self, _: &syn::ImplItemConst) {}

    /// A source is a citation, or says where a formula comes from. Examples are help.
    fn visit_item_const(&mut self, item: &syn::ItemConst) {
        if self.reads_constants && item.ident != "EXAMPLES" {
            visit::visit_item_const(self, item);
        }
    }

    /// An error is made: `Failure::Refused(...)`, `Complaint::new(...)`.
    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        let makes_error = matches!(&*call.func, syn::Expr::Path(of) if is_error(&of.path));
        if !makes_error {
            visit::visit_expr_call(self, call);
        }
    }

    fn visit_expr_struct(&mut self, made: &syn::ExprStruct) {
        if !is_error(&made.path) {
            visit::visit_expr_struct(self, made);
        }
    }

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
