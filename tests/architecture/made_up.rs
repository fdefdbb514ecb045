//! The reading and the finding themselves, on small made-up crates.

use std::collections::BTreeMap;

use crate::source::{Import, Source};
use crate::{against_the_layers, circles_of_files, circles_of_neighbours};

/// The imports of a crate of these files.
fn imports(files: &[(&str, &str)]) -> Vec<Import> {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let mut source = Source::default();
    source.read("lib.rs", &|name| files.get(name).map(|&text| text.to_owned()));
    source.imports()
}

/// The same as text, `a.rs -> b.rs` each.
fn arrows(files: &[(&str, &str)]) -> Vec<String> {
    imports(files).iter().map(Import::to_string).collect()
}

#[test]
fn an_import_leads_through_re_exports_to_the_file_that_defines_the_item() {
    let found = arrows(&[
        ("lib.rs", "pub mod shelf; mod reader;"),
        (
            "shelf/mod.rs",
            "mod book; pub use book::Book as Volume; pub mod list { pub use super::book::Index; }",
        ),
        ("shelf/book.rs", "pub struct Book; pub struct Index;"),
        (
            "reader.rs",
            "use crate::shelf::Volume; use std::fmt; fn read(_: Volume) {}",
        ),
    ]);
    assert_eq!(found, ["reader.rs -> shelf/book.rs"]);
}

#[test]
fn a_parent_that_uses_what_it_hands_on_imports_it() {
    let handing_on = ("shelf.rs", "mod book; pub use book::Book;");
    let using = (
        "shelf.rs",
        "mod book; pub use book::Book; fn first() -> Book { Book }",
    );
    let others = [
        ("lib.rs", "mod shelf;"),
        ("shelf/book.rs", "use super::read; pub struct Book;"),
    ];
    assert!(circles_of_files(&imports(&[others[0], handing_on, others[1]])).is_empty());
    let found = circles_of_files(&imports(&[others[0], using, others[1]]));
    assert_eq!(
        found,
        ["shelf.rs, shelf/book.rs\n    shelf.rs -> shelf/book.rs\n    shelf/book.rs -> shelf.rs\n"]
    );
}

#[test]
fn a_path_written_out_in_code_or_in_a_macro_is_an_import() {
    let found = arrows(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "pub fn f() { super::b::g(); }"),
        (
            "b.rs",
            "use crate::c; pub fn g() { println!(\"{}\", crate::d::h()); c::k(); }",
        ),
        ("c.rs", "pub fn k() {}"),
        ("d.rs", "pub fn h() -> u8 { 1 }"),
    ]);
    assert_eq!(found, ["a.rs -> b.rs", "b.rs -> c.rs", "b.rs -> d.rs"]);
}

#[test]
fn a_circle_through_a_third_file_is_found_whole() {
    let found = circles_of_files(&imports(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "use super::c::C; pub struct B;"),
        (
            "c.rs",
            "pub struct C; impl C { fn f(_: crate::a::A, _: crate::d::D) {} }",
        ),
        ("d.rs", "pub struct D;"),
    ]));
    let told = "a.rs, b.rs, c.rs\n    a.rs -> b.rs\n    b.rs -> c.rs\n    c.rs -> a.rs\n";
    assert_eq!(found, [told]);
}

#[test]
fn folders_can_be_in_a_circle_though_no_files_are() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod high; mod low;"),
        ("a/high.rs", "use crate::b::B;"),
        ("a/low.rs", "pub struct Low;"),
        ("b.rs", "use crate::a::low::Low; pub struct B;"),
    ];
    assert!(circles_of_files(&imports(&files)).is_empty());
    let told = "in src/: a, b\n    a/high.rs -> b.rs\n    b.rs -> a/low.rs\n";
    assert_eq!(circles_of_neighbours(&imports(&files)), [told]);
}

#[test]
fn tests_do_not_count() {
    let found = arrows(&[
        ("lib.rs", "mod a; mod b; #[cfg(test)] mod c;"),
        (
            "a.rs",
            "#[cfg(test)] use crate::b::B; #[cfg(test)] mod tests { use crate::b::B; }",
        ),
        (
            "b.rs",
            "use crate::a::A; pub struct B; impl B { #[cfg(test)] fn f(_: crate::a::A) {} }",
        ),
    ]);
    assert_eq!(found, ["b.rs -> a.rs"]);
}

#[test]
fn an_import_up_the_layers_is_found() {
    let found = against_the_layers(&imports(&[
        ("lib.rs", "mod model; mod report; mod new;"),
        ("model.rs", "use crate::report::Page; pub struct Model;"),
        ("report.rs", "use crate::model::Model; pub struct Page;"),
        ("new.rs", "use crate::model::Model;"),
    ]));
    assert_eq!(found, ["model.rs -> report.rs", "new.rs -> model.rs"]);
}
