//! `clickday reproduce`: results made again, to see whether they are what their manifest says.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use clickday::experiment::reproduce::{Again, Agreement, Claim, Command, NEAR, ReproduceError, Verdict};

use super::failure::BAD_INPUT;
use super::interrupt::{self, INTERRUPTED};
use super::many::Manner;
use super::{Failure, Outcome};

/// What results promise.
const PROMISE: &str = "\
Tables of runs are the same bytes on every platform. Statistics (summary.json) and charts are
the same bytes on one platform, and statistics agree to 1e-12 on another.";

/// Makes results again from the files kept with them, and proves that they are the same, or names the first difference.
///
/// Tables of runs are compared byte for byte. So are statistics and charts made on this platform; of another platform, statistics are
/// compared within 1e-12, and charts not at all.
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
        match claim.compare(&fresh)? {
            Verdict::Holds(agreement) => Ok(self.tell(&claim, &agreement)?),
            Verdict::Differs(difference) => {
                let name = self.manifest.display();
                Err(Failure::Failed(
                    format!("{name} is not what is made again: {difference}").into(),
                ))
            }
        }
    }

    /// What was compared, and how.
    fn tell(&self, claim: &Claim, agreement: &Agreement) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let count = agreement.same.len();
        let title = &claim.title;
        writeln!(
            out,
            "{title}: {count} files made again, the same to the last byte"
        )?;
        if let Some((theirs, ours)) = &agreement.platforms {
            let theirs = theirs
                .as_deref()
                .unwrap_or("a platform that the manifest does not name");
            writeln!(out, "They were made on {theirs}; this is {ours}. Hence:")?;
            for name in &agreement.near {
                writeln!(out, "  {name}: statistics, the same within {NEAR:e}")?;
            }
            for name in &agreement.not_compared {
                writeln!(out, "  {name}: a chart, not compared")?;
            }
        }
        if self.manner.quiet {
            return Ok(());
        }
        writeln!(out, "{PROMISE}")?;
        for file in &claim.files {
            if agreement.same.contains(&file.name) {
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
