//! `clickday models`: what ships with the program.

use std::io::{self, Write};

use clickday::shipped::{Group, Item, items};

use super::Outcome;

const EXAMPLES: &str = "\
Examples:
  clickday models
  clickday models --json";

/// Lists the launches, policies, experiments and textbook models that ship with the program.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Models {
    /// Print one JSON array and nothing else.
    #[arg(long)]
    json: bool,
}

/// What is said at the end.
const HOW_TO_USE: &str = "\
Each is known anywhere by its name or its path. A file of the same path on the disk wins.
`clickday new model|policy|experiment NAME --from NAME` copies one to start from.";

impl Models {
    pub(crate) fn run(&self) -> Outcome {
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, items())?;
            return Ok(writeln!(out)?);
        }
        let width = items().iter().map(|item| item.name.len()).max().unwrap_or(0);
        for of_group in items().chunk_by(|a, b| a.group == b.group) {
            let Some(first) = of_group.first() else { continue };
            let (heading, usage) = head(first.group);
            writeln!(out, "{heading}: {usage}")?;
            for item in of_group {
                row(&mut out, item, width)?;
            }
            writeln!(out)?;
        }
        Ok(writeln!(out, "{HOW_TO_USE}")?)
    }
}

/// The heading of a group, and how its things are used.
fn head(group: Group) -> (&'static str, &'static str) {
    match group {
        Group::Launches => ("Launches", "clickday run NAME --policy POLICY --scale 0.03"),
        Group::Policies => (
            "Policies",
            "clickday run inps-2020-04-01 --policy NAME --scale 0.05",
        ),
        Group::Experiments => (
            "Experiments",
            "clickday COMMAND NAME, with the command in brackets",
        ),
        Group::Textbook => ("Textbook queues", "clickday run NAME"),
        Group::Physics => ("One mechanism each", "clickday run NAME"),
    }
}

/// A thing: its name, its title and command, and below them what it is.
fn row(out: &mut impl Write, item: &Item, width: usize) -> io::Result<()> {
    let command = match item.group {
        Group::Experiments => format!(" ({})", item.command),
        _ => String::new(),
    };
    writeln!(out, "  {:<width$}  {}{command}", item.name, item.title)?;
    writeln!(out, "  {:<width$}  {}", "", item.about)
}
