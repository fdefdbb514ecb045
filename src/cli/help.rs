//! The help of the program itself: its subcommands under headings.

use std::ffi::OsString;
use std::fmt::Write as _;

/// The subcommands, heading by heading.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Daily", &["compare", "diff", "run", "explain", "check"]),
    (
        "Experiments",
        &["sweep", "calibrate", "validate", "claims", "reproduce"],
    ),
    ("Clusters", &["plan", "shard", "gather"]),
    ("Files", &["models", "new", "schema", "completions", "man"]),
];

const EXAMPLES: &str = "\
Examples:
  clickday compare --quick     compare four policies with small launches (a minute or so)
  clickday models              list what ships with the program
  clickday help run            show the help of one command";

/// The command with that help.
pub(super) fn with_groups(command: clap::Command) -> clap::Command {
    let groups = groups(&command);
    command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}Options:\n{{options}}\n\n{EXAMPLES}"
    ))
}

/// The arguments. `clap` knows `help help`, and refuses `help --help`, which means the same.
pub(super) fn arguments(given: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = given.into_iter().collect();
    if let [_, command, option] = arguments.as_mut_slice()
        && command == "help"
        && (option == "--help" || option == "-h")
    {
        *option = "help".into();
    }
    arguments
}

/// The subcommands under their headings, each with the line about it.
fn groups(command: &clap::Command) -> String {
    let mut text = String::new();
    for (heading, names) in GROUPS {
        // A string cannot fail to be written to.
        let _ = writeln!(text, "{heading}:");
        for name in names {
            let about = command.find_subcommand(name).and_then(|found| found.get_about());
            let about = about.map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "  {name:<12} {about}");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::error::ErrorKind;

    use super::{GROUPS, arguments};
    use crate::cli::command;

    #[test]
    fn every_subcommand_stands_under_one_heading() {
        let command = command();
        let all: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        let listed: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .collect();
        assert_eq!(listed.len(), all.len());
        assert_eq!(BTreeSet::from_iter(listed), BTreeSet::from_iter(all));
    }

    #[test]
    fn help_has_help() {
        for option in ["--help", "-h", "help"] {
            let words = arguments(["clickday", "help", option].map(Into::into));
            let asked = command().try_get_matches_from(words).unwrap_err();
            assert_eq!(asked.kind(), ErrorKind::DisplayHelp, "{option}");
        }
        let run = ["clickday", "run", "mm1"].map(Into::into);
        assert_eq!(arguments(run.clone()), run);
    }

    #[test]
    fn no_line_of_help_is_too_long() {
        let mut command = command();
        command.build();
        let mut pages = vec![command.render_help(), command.render_long_help()];
        for subcommand in command.get_subcommands_mut() {
            pages.extend([subcommand.render_help(), subcommand.render_long_help()]);
        }
        for page in pages {
            for line in page.to_string().lines() {
                assert!(line.chars().count() <= 100, "{line}");
            }
        }
    }

    #[test]
    fn every_help_has_examples_that_can_be_typed() {
        for subcommand in command().get_subcommands() {
            let name = subcommand.get_name();
            let help = subcommand.get_after_help().map(ToString::to_string);
            let help = help.unwrap_or_else(|| panic!("{name} has no example"));
            let examples = help.lines().filter_map(|line| line.strip_prefix("  clickday "));
            let examples: Vec<&str> = examples.collect();
            assert!(!examples.is_empty(), "{name} has no example");
            for example in examples {
                assert!(example.starts_with(name), "{name}: {example}");
                let words = ["clickday"].into_iter().chain(example.split_whitespace());
                let parsed = command().try_get_matches_from(words);
                assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
            }
        }
    }
}
