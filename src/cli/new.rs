//! `clickday new`: a file to start from.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use clickday::shipped::{Kind, Location, StartError, StartFile, start};

use super::{Failure, Outcome, screen};

const EXAMPLES: &str = "\
Examples:
  clickday new model my-launch
  clickday new model my-launch --from inps-2020-04-01
  clickday new policy my-queue --from lottery
  clickday new experiment my-question --from rollout";

/// Writes a model, a policy or an experiment to start from, with comments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct New {
    /// What to write.
    #[arg(value_enum)]
    kind: What,
    /// Name of the model, policy or experiment, and of its file or folder. The file is written to the current folder.
    name: String,
    /// Copy the shipped one of this name. `clickday models` lists all names.
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum What {
    /// A launch: people, journey, portal and policies.
    Model,
    /// A way of letting people in, for any model.
    Policy,
    /// A comparison of policies of a model.
    Experiment,
}

impl New {
    pub(crate) fn run(&self) -> Outcome {
        let kind = match self.kind {
            What::Model => Kind::Model,
            What::Policy => Kind::Policy,
            What::Experiment => Kind::Experiment,
        };
        let files = start(kind, &self.name, self.from.as_deref())?;
        // A file stands here; those of a launch stand in a folder of its own.
        let place = files.first().and_then(|file| file.path.components().next());
        let place = place.map_or_else(Default::default, |place| Path::new(&place).to_owned());
        if place.symlink_metadata().is_ok() {
            return Err(Failure::Refused(format!(
                "{} already exists; nothing was changed. Choose another name, or move it away.",
                place.display()
            )));
        }
        for file in &files {
            write(file).map_err(|error| {
                Failure::Failed(format!("cannot write {}: {error}", file.path.display()).into())
            })?;
        }
        let mut out = screen::out();
        let say = screen::say();
        let wrote = say.wrote(&place.display().to_string());
        writeln!(out, "{wrote}\n\n{}", say.next())?;
        for step in self.next_steps(&place) {
            writeln!(out, "  clickday {step}")?;
        }
        Ok(())
    }

    /// What can be typed next, as it stands.
    fn next_steps(&self, place: &Path) -> Vec<String> {
        let shown = place.display();
        match self.kind {
            What::Model => {
                let document = Location::on_disk(place).document();
                // Any of them will do; of the template it is the waiting room.
                let policy = document.policies().max();
                let policy = policy.map_or_else(String::new, |name| format!(" --policy {name}"));
                // A copy of a launch has millions of people.
                let scale = if place.is_dir() { " --scale 0.03" } else { "" };
                vec![
                    format!("check {shown}"),
                    format!("explain {shown}{policy}"),
                    format!("run {shown}{policy}{scale}"),
                ]
            }
            What::Policy => vec![
                format!("check {shown} --model inps-2020-04-01"),
                format!("run inps-2020-04-01 --policy {shown} --scale 0.05"),
            ],
            What::Experiment => vec![format!("check {shown}"), format!("{} {shown}", self.command())],
        }
    }

    /// The subcommand that takes the experiment.
    fn command(&self) -> &'static str {
        let items = clickday::shipped::items().iter();
        let mut copied = items.filter(|item| Some(&item.name) == self.from.as_ref());
        copied
            .find(|item| item.group.kind() == Kind::Experiment)
            .map_or("compare", |item| item.command)
    }
}

/// Writes a file that is not there.
fn write(file: &StartFile) -> io::Result<()> {
    if let Some(folder) = file.path.parent().filter(|folder| *folder != Path::new("")) {
        fs::create_dir_all(folder)?;
    }
    let mut out = OpenOptions::new().write(true).create_new(true).open(&file.path)?;
    out.write_all(file.text.as_bytes())
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::NoSuch(problem) => Failure::Input(problem.into()),
            _ => Failure::Refused(error.to_string()),
        }
    }
}
