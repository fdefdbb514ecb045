//! `clickday reproduce`: results made again, to see whether they are what their manifest says.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clickday::experiment::reproduce::{Again, Agreement, Claim, NEAR, ReproduceError, Verdict};
use clickday::model::source::reason;

use super::compare::Compare;
use super::failure::Left;
use super::many::RunOptions;
use super::sweep::Sweep;
use super::{Failure, Outcome, interrupt, screen};

const EXAMPLES: &str = "\
Tables of runs are compared byte for byte. Statistics and charts are too, if they were made on the
same platform. Results of another platform: statistics may differ by 1e-12, and charts are not
compared.

Example:
  clickday reproduce results/rollout";

/// Makes results again from the files kept with them, and compares every byte.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Reproduce {
    /// Results folder of `clickday compare` or `clickday sweep`, or its manifest.json.
    manifest: PathBuf,
    #[command(flatten)]
    options: RunOptions,
}

impl Reproduce {
    pub(crate) fn run(&self) -> Outcome {
        let manifest = self.manifest.clone();
        let read = waited(Left::AtLeast(1), move || {
            let claim = Claim::read(&manifest)?;
            let again = claim.again()?;
            Ok((claim, again))
        });
        let (claim, again) = read?;
        let desk = tempfile::tempdir().map_err(|error| {
            Failure::Refused(format!(
                "no folder can be made in {}: {}; name another one in TMPDIR",
                std::env::temp_dir().display(),
                reason(&error)
            ))
        })?;
        let fresh = desk.path().join("made-again");
        self.make_again(again, &fresh)?;
        let claimed = claim.clone();
        let verdict = waited(Left::Exactly(0), move || claimed.compare(&fresh))?;
        match verdict {
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
        let (mut out, say) = (screen::out(), screen::say());
        writeln!(out, "{}", say.made_again(&claim.title, agreement.same.len()))?;
        if let Some((theirs, ours)) = &agreement.platforms {
            writeln!(out, "{}", say.other_platform(theirs.as_deref(), ours))?;
            for name in &agreement.near {
                writeln!(out, "  {}", say.near(name, NEAR))?;
            }
            for name in &agreement.not_compared {
                writeln!(out, "  {}", say.not_compared(name))?;
            }
        }
        for name in &agreement.foreign {
            writeln!(out, "{}", say.not_looked_at(name))?;
        }
        if self.options.quiet {
            return Ok(());
        }
        writeln!(out, "{}", say.promise())?;
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

    /// Does what the command that makes such results does, but for what it prints.
    fn make_again(&self, again: Again, fresh: &Path) -> Outcome {
        let fresh = fresh.to_owned();
        let made = match again {
            Again::Compare { loaded, set, quick } => Compare::silent(loaded, fresh, set, self.options)
                .quick(quick)
                .run(),
            Again::Sweep(prepared) => Sweep::silent(prepared, fresh, self.options).run(),
        };
        match made {
            // Runs that were refused and goals that were missed are results as well: whether the same is for the files to say.
            Ok(()) | Err(Failure::RunsRefused(_) | Failure::Missed(_)) => Ok(()),
            // Its folder is gone with this one.
            Err(Failure::Interrupted { left, .. }) => Err(Failure::Interrupted { left, keeps: false }),
            Err(failure) => {
                let reason = failure.reason();
                Err(Failure::Refused(format!(
                    "nothing is proven: the experiment was not run to its end: {reason}"
                )))
            }
        }
    }
}

/// What comes of work on files that the disk may keep waiting; `left` are the runs that a signal leaves.
fn waited<T: Send + 'static>(
    left: Left,
    work: impl FnOnce() -> Result<T, ReproduceError> + Send + 'static,
) -> Result<T, Failure> {
    match interrupt::unless_signalled(work)? {
        Some(done) => Ok(done?),
        None => Err(Failure::Interrupted { left, keeps: false }),
    }
}

impl From<ReproduceError> for Failure {
    fn from(error: ReproduceError) -> Self {
        match error {
            ReproduceError::Problems(problems) => problems.into(),
            ReproduceError::Input(error) => error.into(),
            _ => Failure::Refused(error.to_string()),
        }
    }
}
