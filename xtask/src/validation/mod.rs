//! Writes `docs/validation.md`: everything that was compared with theory, and what `--scale` changes.
//!
//! `scripts/validation.sh` runs the suites and then this; `scripts/validation.sh --check` only tells whether the page is stale.
//!
//! ```text
//!   the suites' comparisons (a table a test) ─┐
//!   docs/validation/reference.toml ───────────┤
//!   docs/validation/scale-bias.csv ───────────┴─▶ docs/validation.md, docs/validation/*.svg
//! ```

mod comparisons;
mod numbers;
mod page;
mod paths;
mod reference;
mod scale;
mod scores;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use comparisons::Comparison;

/// A file of the page, from the root of the repository.
struct Written {
    path: String,
    content: String,
}

pub(crate) fn write(arguments: &[String]) -> Result<ExitCode, Box<dyn Error>> {
    let mut folder = None;
    let mut check = false;
    for argument in arguments {
        match argument.as_str() {
            "--check" => check = true,
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let folder = folder.ok_or("where are the comparisons? See scripts/validation.sh")?;
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let comparisons = comparisons::read(&folder)?;
    let scale = scale::read(root)?;
    let reference = reference::read(root)?;
    let files = everything(root, &comparisons, &reference, &scale)?;
    if check {
        return Ok(tell_stale(root, &files));
    }
    remove_old_paths(root, &files)?;
    for file in files {
        fs::write(root.join(file.path), file.content)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Paths are numbered in the order of the page: a new one moves those after it, whose old files are removed.
fn remove_old_paths(root: &Path, files: &[Written]) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(root.join("docs/validation"))? {
        let name = entry?.file_name().into_string().unwrap_or_default();
        let path = format!("docs/validation/{name}");
        if name.starts_with("path-") && files.iter().all(|file| file.path != path) {
            fs::remove_file(root.join(path))?;
        }
    }
    Ok(())
}

fn everything(
    root: &Path,
    comparisons: &[Comparison],
    reference: &reference::Reference,
    scale: &[scale::Run],
) -> Result<Vec<Written>, Box<dyn Error>> {
    let plots = paths::plots(comparisons)?;
    let mut files = vec![
        Written {
            path: "docs/validation.md".to_owned(),
            content: page::page(root, comparisons, reference, scale, &plots)?,
        },
        Written {
            path: format!("docs/validation/{}", scores::FILE),
            content: scores::plot(comparisons)?,
        },
    ];
    files.extend(plots.into_iter().map(|plot| Written {
        path: format!("docs/validation/{}", plot.file),
        content: plot.svg,
    }));
    Ok(files)
}

#[allow(clippy::print_stderr)]
fn tell_stale(root: &Path, files: &[Written]) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let there = fs::read_to_string(root.join(&file.path)).unwrap_or_default();
        if there != file.content {
            let same = there
                .lines()
                .zip(file.content.lines())
                .take_while(|(a, b)| a == b);
            let line = same.count();
            eprintln!(
                "{} is stale from line {} on. Run scripts/validation.sh and commit what it writes.",
                file.path,
                line + 1
            );
            code = ExitCode::FAILURE;
        }
    }
    code
}
