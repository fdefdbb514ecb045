//! How a command fails, what it then prints, and the exit code it leaves.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::io::{self, IsTerminal, Write as _};
use std::process::ExitCode;

use clickday::experiment::StageRuns;
use clickday::experiment::goals::Verdict;
use clickday::experiment::schedule::FailedRun;
use clickday::figures::percent;
use clickday::model::Problems;
use clickday::model::source::reason;
use clickday::names::in_line;
use clickday::scenario::ScenarioError;
use clickday::sim::SimError;
use miette::{GraphicalReportHandler, GraphicalTheme};

use super::{interrupt, screen};

/// What a subcommand comes to.
pub(crate) type Outcome = Result<(), Failure>;

/// Exit code for input that cannot be used; clap leaves the same for arguments that cannot.
const BAD_INPUT: u8 = 2;

/// Exit code where everything was done, and a goal of the experiment was missed.
const GOAL_MISSED: u8 = 3;

/// An error when some runs came to nothing, with the reasons.
pub(crate) fn refuse_failures(finished: &[StageRuns], of_draws: Vec<FailedRun>) -> Outcome {
    let mut reasons = Vec::new();
    for stage in finished {
        for failed in &stage.failed {
            let run = format!(
                "{} of {}, replication {}",
                failed.policy, stage.stage.name, failed.replication
            );
            reasons.push(format!("  {run}: {}", failed.reason));
        }
    }
    for failed in of_draws {
        let scale = failed.draw_scale.unwrap_or(1.0);
        let run = format!(
            "{} of the draws at scale {scale}, draw {}",
            failed.policy, failed.replication
        );
        reasons.push(format!("  {run}: {}", failed.reason));
    }
    if reasons.is_empty() {
        return Ok(());
    }
    Err(Failure::RunsRefused(format!(
        "{} runs came to nothing, and are left out:\n{}",
        reasons.len(),
        reasons.join("\n")
    )))
}

/// An error when a policy missed a goal: in which share of launches it must be achieved, and in how many it was.
pub(crate) fn require_goals(verdicts: &[Verdict]) -> Outcome {
    let missed: Vec<String> = verdicts
        .iter()
        .filter(|verdict| !verdict.met)
        .map(|verdict| {
            let share = percent(verdict.required_probability);
            format!(
                "  {} under {}: in {} of {} launches, {share} are required",
                verdict.goal, verdict.policy, verdict.passed, verdict.replications
            )
        })
        .collect();
    if missed.is_empty() {
        return Ok(());
    }
    Err(Failure::Missed(format!("goals missed:\n{}", missed.join("\n"))))
}

/// How many runs a signal left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// So many.
    Exactly(u64),
    /// A search may need fewer.
    AtMost(u64),
    /// A stage may go on.
    AtLeast(u64),
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bound, runs) = match *self {
            Left::Exactly(runs) => ("", runs),
            Left::AtMost(runs) => ("at most ", runs),
            Left::AtLeast(runs) => ("at least ", runs),
        };
        let plural = if runs == 1 { "run" } else { "runs" };
        write!(f, "{bound}{runs} {plural}")
    }
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What the user wrote is wrong: exit code 2.
    Input(Problems),
    /// What was asked cannot be done: exit code 2.
    Refused(String),
    /// It was done, and goals were missed: exit code 3.
    Missed(String),
    /// It was done, and some runs were refused: exit code 1.
    RunsRefused(String),
    /// A signal stopped it: exit code 130 after SIGINT, 143 after SIGTERM.
    Interrupted {
        /// Runs that were not made.
        left: Left,
        /// Whether those that were made are kept.
        keeps: bool,
    },
    /// Anything else: exit code 1, or 0 when the reader of our output has merely gone away.
    Failed(Box<dyn Error + Send + Sync>),
}

impl Failure {
    /// What the user is told, in words alone.
    pub(crate) fn reason(&self) -> String {
        match self {
            Failure::Input(problems) => problems.to_string(),
            Failure::Refused(reason) | Failure::Missed(reason) | Failure::RunsRefused(reason) => {
                reason.clone()
            }
            Failure::Interrupted { left, keeps: true } => {
                format!(
                    "interrupted, with {left} left; what is on the disk stays, and the same command goes on from there"
                )
            }
            Failure::Interrupted { left, keeps: false } => {
                format!("interrupted, with {left} left; nothing was kept, and the same command begins anew")
            }
            Failure::Failed(error) => with_causes(&**error),
        }
    }

    /// Tells the user, and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        // When standard error cannot be written to, the exit code is all that can be said.
        match self {
            Failure::Input(problems) => {
                // Colours go through as they are. Every name in a problem is shown by the problem.
                let text = render(&problems).unwrap_or_else(|_| problems.to_string());
                let _ = io::stderr().lock().write_all(text.as_bytes());
                ExitCode::from(BAD_INPUT)
            }
            Failure::Refused(reason) => {
                let _ = writeln!(screen::err(), "error: {reason}");
                ExitCode::from(BAD_INPUT)
            }
            Failure::Missed(goals) => {
                let _ = writeln!(screen::err(), "{goals}");
                ExitCode::from(GOAL_MISSED)
            }
            Failure::Interrupted { .. } => {
                let _ = writeln!(screen::err(), "{}", self.reason());
                let signal = interrupt::signal().unwrap_or(interrupt::CTRL_C);
                ExitCode::from(interrupt::exit_code(signal))
            }
            Failure::RunsRefused(reason) => {
                let _ = writeln!(screen::err(), "error: {reason}");
                ExitCode::FAILURE
            }
            Failure::Failed(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
            Failure::Failed(error) => {
                let _ = writeln!(screen::err(), "error: {}", with_causes(&*error));
                ExitCode::FAILURE
            }
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Failure::Input(problems)
    }
}

/// Whether the system refuses a path, and not the work: the user then wrote a path that cannot be used.
pub(crate) fn is_of_path(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::NotFound
            | Kind::PermissionDenied
            | Kind::AlreadyExists
            | Kind::NotADirectory
            | Kind::IsADirectory
            | Kind::ReadOnlyFilesystem
            | Kind::InvalidInput
            | Kind::InvalidFilename
            | Kind::FileTooLarge
    )
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
        SimError::from(error).into()
    }
}

impl From<SimError> for Failure {
    fn from(error: SimError) -> Self {
        if error == SimError::Cancelled {
            let left = Left::Exactly(1);
            return Failure::Interrupted { left, keeps: false };
        }
        Failure::Refused(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Failed(error.into())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        // So that a broken pipe is still seen for what it is.
        Failure::Failed(io::Error::from(error).into())
    }
}

impl From<Box<dyn Error + Send + Sync>> for Failure {
    fn from(error: Box<dyn Error + Send + Sync>) -> Self {
        Failure::Failed(error)
    }
}

/// Each problem with the line it is about, the wrong part underlined, and what would be right.
fn render(problems: &Problems) -> Result<String, fmt::Error> {
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let theme = if colours {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_wrap_lines(false)
        .with_links(false);
    let mut text = String::new();
    let shown = problems.shown();
    for problem in shown.problems {
        if problem.span.is_none() && !problem.file.is_empty() {
            writeln!(text, "{}:", in_line(&problem.file))?;
        }
        handler.render_report(&mut text, problem)?;
        writeln!(text)?;
    }
    for (more, like) in shown.more {
        writeln!(
            text,
            "{more} more problems like this one in {}: {like}\n",
            in_line(&like.file)
        )?;
    }
    let plural = if problems.len() == 1 {
        "problem"
    } else {
        "problems"
    };
    writeln!(text, "{} {plural}", problems.len())?;
    Ok(text)
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|e| {
        e.downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// An error with its causes, each once: many errors repeat theirs.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut told = String::new();
    for error in chain(error) {
        let words = error
            .downcast_ref::<io::Error>()
            .map_or_else(|| error.to_string(), reason);
        if told.is_empty() {
            told = words;
        } else if !told.contains(&words) {
            told = format!("{told}: {words}");
        }
    }
    told
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |e| (*e).source())
}

#[cfg(test)]
mod tests {
    use clickday::ensemble::StoreError;

    use super::*;

    #[test]
    fn a_failed_draw_is_told_with_its_scale() {
        let failed = [0.1, 0.5].map(|scale| FailedRun {
            policy: "open".to_owned(),
            replication: 3,
            draw_scale: Some(scale),
            reason: "too large".to_owned(),
        });
        let told = refuse_failures(&[], failed.to_vec()).unwrap_err().reason();
        for scale in ["0.1", "0.5"] {
            let said = format!("open of the draws at scale {scale}, draw 3: too large");
            assert!(told.contains(&said), "{told}");
        }
    }

    #[test]
    fn a_cause_is_told_once_and_without_its_number() {
        let refused = || io::Error::from_raw_os_error(2);
        let error = StoreError::disk("a/b".as_ref())(refused());
        let told = with_causes(&error);
        assert_eq!(told.matches("o such file").count(), 1, "{told}");
        assert!(!told.contains("os error"), "{told}");
        assert!(!with_causes(&refused()).contains("os error"));
    }
}
