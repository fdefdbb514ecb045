//! Lists the files that ship within the program: the models, policies and experiments of the clone.
//!
//! The list is a Rust slice of paths and texts, which `src/shipped/tree.rs` includes. A file is in
//! it by its ending. What else lies in the folders (schemas, scripts) is not for the program.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folders whose files ship, and those below them.
const FOLDERS: [&str; 2] = ["models", "experiments"];

/// The endings of files that ship.
const ENDINGS: [&str; 3] = ["toml", "csv", "md"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut list = String::from("&[\n");
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed={folder}");
        if env::var_os("CARGO_FEATURE_SHIPPED").is_some() {
            add_files(&root, Path::new(folder), &mut list)?;
        }
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("shipped.rs"), list)
}

/// Adds the files of a folder, and of the folders in it, with their paths from the root.
fn add_files(root: &Path, folder: &Path, list: &mut String) -> io::Result<()> {
    let entries = fs::read_dir(root.join(folder))?;
    let mut names = entries
        .map(|entry| Ok(entry?.file_name()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort();
    for name in names {
        let path = folder.join(&name);
        let place = root.join(&path);
        let ships = path
            .extension()
            .is_some_and(|ending| ENDINGS.iter().any(|kept| ending == *kept));
        if place.is_dir() {
            add_files(root, &path, list)?;
        } else if ships {
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            let (name, place) = (parts.join("/"), place.to_string_lossy());
            // A string cannot fail to be written to.
            let _ = writeln!(list, "({name:?}, include_str!({place:?})),");
        }
    }
    Ok(())
}
