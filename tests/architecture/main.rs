//! The shape of the code: imports run one way, and no modules import each other in a circle. Both
//! crates count, `clickday` and its engine.
//!
//! An import is a private `use`, or a path written out in the code. It leads to the file that
//! defines the item, through every re-export. A parent that only hands on what stands below it
//! (`mod`, `pub use`) imports nothing. Tests do not count.

mod made_up;
mod reviewed;
mod source;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use source::{Import, Source};

/// The parts at the top of `engine/src` and `src`, lowest first. A part may import those of the lines above its own.
const LAYERS: [&[&str]; 15] = [
    &["math"],
    &["figures", "names"],
    &["model"],
    &["shipped"],
    &["scenario"],
    &["sim", "theory"],
    &["messages"],
    &["statement"],
    &["measures"],
    &["metrics"],
    &["ensemble"],
    &["experiment"],
    &["report"],
    &["api"],
    &["cli"],
];

/// What to do about an import that is in the way.
const REMEDY: &str = "Move what both sides need to a file below them, or to the side that owns it.";

#[test]
fn no_files_import_each_other_in_a_circle() {
    let found = circles_of_files(&of_this_crate());
    assert!(
        found.is_empty(),
        "circles of files:\n\n{}\n{REMEDY}",
        found.join("\n")
    );
}

#[test]
fn no_neighbours_in_a_folder_import_each_other_in_a_circle() {
    let found = circles_of_neighbours(&of_this_crate());
    assert!(
        found.is_empty(),
        "circles in folders:\n\n{}\n{REMEDY}",
        found.join("\n")
    );
}

#[test]
fn imports_run_down_the_layers() {
    let found = against_the_layers(&of_this_crate());
    let layers: Vec<String> = LAYERS.iter().map(|parts| parts.join(", ")).collect();
    assert!(
        found.is_empty(),
        "imports that do not run down the layers ({}, lowest first):\n\n{}\n\n{REMEDY} A new part \
         gets its place in LAYERS.",
        layers.join(" < "),
        found.join("\n")
    );
}

/// The imports of the library, of the program, and of the engine: as of one crate, since no part is in both folders.
fn of_this_crate() -> Vec<Import> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut source = Source::default();
    for (folder, file) in [("src", "lib.rs"), ("src", "main.rs"), ("engine/src", "lib.rs")] {
        let src = root.join(folder);
        source.read(file, &|name: &str| fs::read_to_string(src.join(name)).ok());
    }
    source.imports()
}

/// The circles among files, each with the imports that make it.
fn circles_of_files(imports: &[Import]) -> Vec<String> {
    circles(imports, |import| Some((&import.from_file, &import.to_file)))
}

/// The circles among the files and folders of each folder, each with the imports that make it.
fn circles_of_neighbours<'a>(imports: &'a [Import]) -> Vec<String> {
    let folders_of = |import: &'a Import| (0..import.from.len()).map(|end| &import.from[..end]);
    let folders: BTreeSet<&[String]> = imports.iter().flat_map(folders_of).collect();
    let in_folder = |folder: &[String]| {
        let circles = circles(imports, |import| {
            let from = import.from.strip_prefix(folder)?.first()?;
            let to = import.to.strip_prefix(folder)?.first()?;
            Some((from, to))
        });
        let folder = folder.join("/");
        circles
            .into_iter()
            .map(move |circle| format!("in src/{folder}: {circle}"))
    };
    folders.into_iter().flat_map(in_folder).collect()
}

/// The circles among the ends of imports: the largest groups whose members all need each other.
fn circles<'a>(
    imports: &'a [Import],
    ends: impl Fn(&'a Import) -> Option<(&'a String, &'a String)>,
) -> Vec<String> {
    let arrows = || {
        let with_ends = imports.iter().filter_map(|import| Some((import, ends(import)?)));
        with_ends.filter(|(_, (from, to))| from != to)
    };
    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, (from, to)) in arrows() {
        needs.entry(from).or_default().insert(to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        needs.keys().map(|&name| (name, reach(&needs, name))).collect();
    let is_between = |a: &str, b: &str| reached.get(a).is_some_and(|reached| reached.contains(b));
    let circle = |name: &&str| -> Vec<&str> {
        let round = reached[*name].iter().filter(|other| is_between(other, name));
        round.copied().collect()
    };
    let circles: BTreeSet<Vec<&str>> = needs.keys().map(circle).collect();
    let told = circles
        .into_iter()
        .filter(|circle| !circle.is_empty())
        .map(|circle| {
            let has = |name: &String| circle.contains(&name.as_str());
            let within = arrows().filter(|(_, (from, to))| has(from) && has(to));
            let lines = within.map(|(import, _)| format!("    {import}\n"));
            format!("{}\n{}", circle.join(", "), lines.collect::<String>())
        });
    told.collect()
}

/// All that one needs, what that needs, and so on.
fn reach<'a>(needs: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        let next = needs.get(name).into_iter().flatten();
        open.extend(next.copied().filter(|name| reached.insert(*name)));
    }
    reached
}

/// The imports that lead up or across in the order of the layers, or to where it does not reach.
fn against_the_layers(imports: &[Import]) -> Vec<String> {
    let layer = |part: &String| LAYERS.iter().position(|parts| parts.contains(&part.as_str()));
    let is_wrong = |import: &&Import| match (import.from.first(), import.to.first()) {
        (Some(from), Some(to)) if from != to => match (layer(from), layer(to)) {
            (Some(from), Some(to)) => to >= from,
            _ => true,
        },
        _ => false,
    };
    imports.iter().filter(is_wrong).map(Import::to_string).collect()
}
