//! `clickday man`: the manual as man pages.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clickday::ensemble::store::{put_all, rehearse};
use clickday::experiment::results::sha256;
use clickday::model::source::reason;

use super::failure::is_of_path;
use super::{Failure, Outcome, screen};

const EXAMPLES: &str = "\
Examples:
  clickday man
  clickday man --out man1";

/// The last line of a page that was written to a folder: a comment to man. By it another version
/// knows which pages it may replace.
const LAST: &str = ".\\\" SHA-256 of the lines above: ";

/// Prints the man page, or writes the pages of all commands to a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Man {
    /// Folder for the man pages, one for each command. Without it, the page of the program is printed.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(&self, command: clap::Command) -> Outcome {
        let Some(folder) = &self.out else {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            return Ok(io::stdout().lock().write_all(&page)?);
        };
        let pages = pages(command).map_err(|error| not_made(&error))?;
        fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))?;
        rehearse(folder)?;
        let is_own = |name: &str, _: &str| fs::read(folder.join(name)).is_ok_and(|page| is_intact(&page));
        put_all(folder, &pages, &is_own)?;
        let written = screen::say().written(&folder.display().to_string());
        writeln!(screen::out(), "{written}")?;
        Ok(())
    }
}

fn not_written(folder: &Path, error: &io::Error) -> Failure {
    let shown = folder.display();
    if folder.is_file() {
        return Failure::Refused(format!(
            "cannot write man pages to {shown}: it is a file, not a folder"
        ));
    }
    let told = format!("cannot write man pages to {shown}: {}", reason(error));
    if is_of_path(error) {
        Failure::Refused(told)
    } else {
        Failure::Failed(told.into())
    }
}

/// The pages are made in a folder for the time being.
fn not_made(error: &io::Error) -> Failure {
    let told = format!(
        "cannot make man pages in {}, the folder for temporary files: {}; set TMPDIR to another",
        std::env::temp_dir().display(),
        reason(error)
    );
    if is_of_path(error) {
        Failure::Refused(told)
    } else {
        Failure::Failed(told.into())
    }
}

/// The pages of all commands, by the names of their files.
fn pages(command: clap::Command) -> io::Result<Vec<(String, Vec<u8>)>> {
    let desk = tempfile::tempdir()?;
    clap_mangen::generate_to(command, desk.path())?;
    let mut pages = Vec::new();
    for entry in fs::read_dir(desk.path())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        pages.push((name, sealed(&fs::read(entry.path())?)));
    }
    pages.sort();
    Ok(pages)
}

/// A page with its hash.
fn sealed(page: &[u8]) -> Vec<u8> {
    let mut page = page.to_vec();
    if !page.ends_with(b"\n") {
        page.push(b'\n');
    }
    let hash = sha256(&page);
    [&page, LAST.as_bytes(), hash.as_bytes(), b"\n"].concat()
}

/// Whether a page is as clickday wrote it.
fn is_intact(page: &[u8]) -> bool {
    let parts = |page: &[u8]| -> Option<bool> {
        let page = page.strip_suffix(b"\n")?;
        let (page, hash) = page.split_at_checked(page.len().checked_sub(64)?)?;
        let page = page.strip_suffix(LAST.as_bytes())?;
        Some(sha256(page).as_bytes() == hash)
    };
    parts(page) == Some(true)
}
