//! An explanation as a page of text, at most a hundred columns wide.

use std::fmt::{self, Write};

use super::{Explanation, Simulated, Statement};
use crate::figures;
use crate::report::table::Styling;

/// Characters to a line, as everywhere on the terminal.
const WIDTH: usize = 100;
/// Characters of a label, a value, a simulated value and a difference.
const COLUMNS: [usize; 4] = [46, 16, 16, 18];
/// Blanks before the words below a line.
const INDENT: usize = 4;

/// The page: headings, lines with their values, below each line its words, its formula and what
/// limits that, and at the end the sources of the formulas.
pub fn page(explanation: &Explanation, styling: Styling) -> String {
    let mut text = String::new();
    let sources = sources(explanation);
    // Writing to a string cannot fail.
    let _ = title(&mut text, explanation, styling);
    let mut before: Option<&Statement> = None;
    for statement in &explanation.statements {
        let same_topic = before.filter(|b| b.topic == statement.topic);
        if same_topic.is_none() {
            let _ = heading(&mut text, explanation, statement.topic.heading(), styling);
        }
        let _ = line(&mut text, statement, same_topic, &sources);
        before = Some(statement);
    }
    let _ = writeln!(text, "\n{}\n{}", styling.heading("Sources"), "─".repeat(WIDTH));
    for (i, source) in sources.iter().enumerate() {
        let _ = wrapped(&mut text, 0, &format!("[{}] {source}", i + 1));
    }
    text
}

/// The sources of the formulas, each once, in the order in which they are needed.
fn sources(explanation: &Explanation) -> Vec<&'static str> {
    let mut sources = Vec::new();
    for formula in explanation.statements.iter().filter_map(|s| s.formula) {
        if !sources.contains(&formula.source) {
            sources.push(formula.source);
        }
    }
    sources
}

fn title(text: &mut String, e: &Explanation, styling: Styling) -> fmt::Result {
    writeln!(
        text,
        "{}",
        styling.heading(&format!("{}, policy {}", e.model, e.policy))
    )?;
    if !e.policy_title.is_empty() {
        writeln!(text, "{}", e.policy_title)?;
    }
    writeln!(
        text,
        "{} to {}, {}",
        figures::beginning(&e.start),
        figures::moment(&e.end),
        e.time_zone
    )?;
    writeln!(text)?;
    wrapped(
        text,
        0,
        "What theory says before any simulation; counts and rates are of the real launch. Below a value stand its words, the \
         formula it comes from, and what that supposes (where nothing stands, as in the line above). The letters \
         in formulas are explained in docs/explain.md.",
    )?;
    if let Some(run) = &e.run {
        let words = format!(
            "Beside it stands one simulated run at {} of full scale (seed {}, replication {}). One run is one throw of the dice; \
             where the two differ, either chance or the supposition below the line is why.",
            figures::scale(run.scale),
            run.seed,
            run.replication
        );
        let scaled = format!(
            "There 1 simulated person stands for {} people, and what is counted is multiplied back.",
            figures::number(1.0 / run.scale)
        );
        let words = if run.scale < 1.0 {
            format!("{words} {scaled}")
        } else {
            words
        };
        wrapped(text, 0, &words)?;
    }
    Ok(())
}

fn heading(text: &mut String, e: &Explanation, heading: &str, styling: Styling) -> fmt::Result {
    writeln!(text)?;
    let padded = format!("{heading:<width$}", width = COLUMNS[0]);
    let row = if e.run.is_some() {
        let [_, theory, simulated, difference] = COLUMNS;
        format!(
            "{padded}{:>theory$}{:>simulated$}{:>difference$}",
            "theory", "simulated", "difference"
        )
    } else {
        heading.to_owned()
    };
    writeln!(text, "{}", styling.heading(row.trim_end()))?;
    writeln!(text, "{}", "─".repeat(WIDTH))
}

fn line(text: &mut String, s: &Statement, before: Option<&Statement>, sources: &[&str]) -> fmt::Result {
    let [label, theory, simulated, difference] = COLUMNS;
    let value = if s.value.is_some() { &s.text } else { "–" };
    let mut row = format!("{:<label$}{value:>theory$}", s.label);
    if let Some(Simulated::Value {
        text,
        difference: gap,
        ..
    }) = &s.simulated
    {
        let _ = write!(row, "{text:>simulated$}{gap:>difference$}");
    }
    writeln!(text, "{}", row.trim_end())?;
    wrapped(text, INDENT, &s.sentence)?;
    // What the line above has said holds on.
    if let Some(formula) = s.formula.filter(|f| before.and_then(|b| b.formula) != Some(*f)) {
        let number = sources
            .iter()
            .position(|source| *source == formula.source)
            .map_or(0, |i| i + 1);
        wrapped(text, INDENT, &format!("By {} [{number}].", formula.name))?;
    }
    if !s.assumption.is_empty() && before.is_none_or(|b| b.assumption != s.assumption) {
        wrapped(text, INDENT, &format!("Supposes that {}.", s.assumption))?;
    }
    if let Some(Simulated::None(why)) = &s.simulated {
        wrapped(text, INDENT, &format!("Not simulated: {why}."))?;
    }
    Ok(())
}

/// Words over as many lines as they need.
fn wrapped(text: &mut String, indent: usize, words: &str) -> fmt::Result {
    let mut column = 0;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            writeln!(text)?;
            column = 0;
        }
        if column == 0 {
            write!(text, "{:indent$}{word}", "")?;
            column = indent + length;
        } else {
            write!(text, " {word}")?;
            column += 1 + length;
        }
    }
    if column > 0 {
        writeln!(text)?;
    }
    Ok(())
}
