//! Writes `docs/validation.md`: everything that was compared with theory, and what `--scale` changes.
//!
//! `scripts/validation.sh` runs the suites and then this; `scripts/validation.sh --check` only tells whether the page is stale.
//!
//! ```text
//!   the suites' comparisons (a table a test) ─┐
//!   docs/validation/scale-bias.csv ───────────┴─▶ docs/validation.md, docs/validation/*.svg
//! ```

mod comparisons;
mod numbers;
mod page;
mod paths;
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

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut folder = None;
    let mut check = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--check" => check = true,
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let folder = folder.ok_or("where are the comparisons? See scripts/validation.sh")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let comparisons = comparisons::read(&folder)?;
    let scale = scale::read(&root.join(scale::ROWS))?;
    let files = everything(root, &comparisons, &scale)?;
    if check {
        return Ok(tell_stale(root, &files));
    }
    for file in files {
        fs::write(root.join(file.path), file.content)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn everything(
    root: &Path,
    comparisons: &[Comparison],
    scale: &[scale::Run],
) -> Result<Vec<Written>, Box<dyn Error>> {
    let plots = paths::plots(comparisons)?;
    let mut files = vec![
        Written {
            path: "docs/validation.md".to_owned(),
            content: page::page(root, comparisons, scale, &plots)?,
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
