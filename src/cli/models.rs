//! `clickday models`: what ships with the program.

use std::io::{self, Write};

use clickday::shipped::{Group, Item, items};

use super::{Outcome, screen};

const EXAMPLES: &str = "\
Examples:
  clickday models
  clickday models --json";

/// Lists the launches, policies, experiments and queues that ship with the program.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Models {
    /// Print the list as JSON and nothing else.
    #[arg(long)]
    json: bool,
}

/// Characters to a line.
const WIDTH: usize = 100;

/// Blanks between two columns, and before an entry of a list.
const GAP: usize = 2;

impl Models {
    pub(crate) fn run(&self) -> Outcome {
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, items())?;
            return Ok(writeln!(out)?);
        }
        let say = screen::say();
        let width = items().iter().map(|item| item.name.len()).max().unwrap_or(0);
        for of_group in items().chunk_by(|a, b| a.group == b.group) {
            let Some(first) = of_group.first() else { continue };
            writeln!(
                out,
                "{}\n{}\n",
                say.group(first.group),
                say.use_of_group(first.group)
            )?;
            for item in of_group {
                entry(&mut out, item, width)?;
            }
            writeln!(out)?;
        }
        Ok(writeln!(out, "{}", say.use_of_models())?)
    }
}

/// A thing: its name and title, and below them what it is and which policies it has.
fn entry(out: &mut impl Write, item: &Item, width: usize) -> io::Result<()> {
    let say = screen::say();
    let title = match item.group {
        Group::Experiments => say.experiment(&item.title, item.command),
        _ => item.title.clone(),
    };
    beside(out, GAP, (&item.name, width), &title)?;
    beside(out, GAP, ("", width), &item.about)?;
    let names: Vec<&str> = item.policies.iter().map(|policy| policy.name.as_str()).collect();
    if item.group == Group::Launches {
        beside(out, GAP, ("", width), say.policies_below())?;
        let longest = names.iter().map(|name| name.len()).max().unwrap_or(0);
        for policy in &item.policies {
            beside(
                out,
                GAP + width + GAP + GAP,
                (&policy.name, longest),
                &policy.title,
            )?;
        }
    } else if names.len() > 1 {
        beside(out, GAP, ("", width), &say.policies(&names))?;
    }
    Ok(())
}

/// Writes a name in a column after some blanks, and words beside it, over several lines if needed.
fn beside(out: &mut impl Write, blanks: usize, (name, width): (&str, usize), words: &str) -> io::Result<()> {
    let room = WIDTH.saturating_sub(blanks + width + GAP);
    for (index, line) in wrapped(words, room).iter().enumerate() {
        let name = if index == 0 { name } else { "" };
        writeln!(out, "{:blanks$}{name:<width$}{:GAP$}{line}", "", "")?;
    }
    Ok(())
}

/// Words over lines of at most so many characters, broken at blanks.
fn wrapped(words: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_too_long() {
        let mut text = Vec::new();
        for item in items() {
            entry(&mut text, item, 26).unwrap();
        }
        let text = String::from_utf8(text).unwrap();
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        assert!(text.contains("as-it-happened"), "{text}");
    }

    #[test]
    fn words_are_broken_at_blanks() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("one", 1), ["one"]);
    }
}
