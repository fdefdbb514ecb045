//! `clickday reproduce`: results made again, to see whether they are what their manifest says.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use clickday::experiment::reproduce::{Again, Claim, Command, ReproduceError};

use super::failure::BAD_INPUT;
use super::interrupt::{self, INTERRUPTED};
use super::many::Manner;
use super::{Failure, Outcome};

/// Makes results again from the files kept with them, and proves that every byte is the same, or names the first that is not.
#[derive(Debug, clap::Args)]
pub(crate) struct Reproduce {
    /// Manifest of clickday compare, sweep or plan, or its folder.
    manifest: PathBuf,
    #[command(flatten)]
    manner: Manner,
}

impl Reproduce {
    pub(crate) fn run(&self) -> Outcome {
        let claim = Claim::read(&self.manifest)?;
        let desk = tempfile::tempdir()?;
        let (files, fresh) = (desk.path().join("files"), desk.path().join("made-again"));
        let again = claim.restore(&files)?;
        self.make_again(claim.command, &again, &fresh)?;
        if let Some(difference) = claim.difference(&fresh)? {
            let text = format!(
                "{} is not what is made again: {difference}",
                self.manifest.display()
            );
            return Err(Failure::Failed(text.into()));
        }
        let mut out = io::stdout().lock();
        let count = claim.files.len();
        writeln!(
            out,
            "{}: {count} files made again, the same to the last byte",
            claim.title
        )?;
        if !self.manner.quiet {
            for file in &claim.files {
                writeln!(
                    out,
                    "  {}  {}",
                    file.sha256.as_deref().unwrap_or_default(),
                    file.name
                )?;
            }
        }
        Ok(())
    }

    /// Runs the very command that makes such results, as a process of its own.
    fn make_again(&self, command: Command, again: &Again, fresh: &Path) -> Outcome {
        let name = match command {
            Command::Compare { .. } => "compare",
            Command::Sweep => "sweep",
        };
        let mut arguments: Vec<OsString> = vec![name.into(), again.experiment.clone().into()];
        arguments.extend(["--out".into(), fresh.as_os_str().to_owned()]);
        for set in &again.set {
            arguments.extend(["--set".into(), set.into()]);
        }
        if command == (Command::Compare { quick: true }) {
            arguments.push("--quick".into());
        }
        arguments.extend(self.manner.arguments());
        // An interrupt is for that process: this one has a folder to remove.
        interrupt::watch();
        let status = std::process::Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()?;
        // Runs that came to nothing and goals that were missed are results as well: whether the same is for the files to say.
        let is_done =
            fresh.is_dir() && ![Some(BAD_INPUT), Some(INTERRUPTED), None].contains(&code_of(status));
        if !is_done {
            let reason = "nothing is proven: the experiment was not run to its end; why is said above";
            return Err(Failure::Refused(reason.to_owned()));
        }
        Ok(())
    }
}

/// The exit code; `None` of a process that was killed.
fn code_of(status: ExitStatus) -> Option<u8> {
    status.code().and_then(|code| code.try_into().ok())
}

impl From<ReproduceError> for Failure {
    fn from(error: ReproduceError) -> Self {
        match error {
            ReproduceError::Problems(problems) => problems.into(),
            _ => Failure::Refused(error.to_string()),
        }
    }
}
