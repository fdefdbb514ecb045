//! `clickday completions`: what a shell needs to complete the command line.

use std::io::{self, Write};

use clap_complete::Shell;

use super::Outcome;

const EXAMPLES: &str = "\
Examples:
  clickday completions bash
  clickday completions zsh

bash: write it to ~/.local/share/bash-completion/completions/clickday
zsh:  write it to a file _clickday in a folder of $fpath
fish: write it to ~/.config/fish/completions/clickday.fish";

/// Prints a script that lets a shell complete clickday commands.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Completions {
    /// Name of the shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, mut command: clap::Command) -> Outcome {
        // The generator panics when its reader goes away; a vector does not.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "clickday", &mut script);
        Ok(io::stdout().lock().write_all(&script)?)
    }
}
