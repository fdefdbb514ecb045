//! `clickday man`: the manual as man pages.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clickday::model::source::reason;

use super::failure::is_of_path;
use super::{Failure, Outcome, screen};

const EXAMPLES: &str = "\
Examples:
  clickday man
  clickday man --out man1";

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
        let write = || {
            fs::create_dir_all(folder)?;
            clap_mangen::generate_to(command, folder)
        };
        write().map_err(|error| {
            let shown = folder.display();
            if folder.is_file() {
                return Failure::Refused(format!(
                    "cannot write man pages to {shown}: it is a file, not a folder"
                ));
            }
            let told = format!("cannot write man pages to {shown}: {}", reason(&error));
            if is_of_path(&error) {
                Failure::Refused(told)
            } else {
                Failure::Failed(told.into())
            }
        })?;
        writeln!(screen::out(), "Written: {}", folder.display())?;
        Ok(())
    }
}
