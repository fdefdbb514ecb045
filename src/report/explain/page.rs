//! An explanation as a page of text, at most a hundred columns wide.

use std::fmt::{self, Write};

use super::{Explanation, Simulated, Statement};
use crate::messages::ExplainText;
use crate::messages::explain::{Column, RunBeside};
use crate::report::table::Styling;

/// Characters to a line, as everywhere on the terminal.
const WIDTH: usize = 100;
/// Characters of a label, a value, a simulated value and a difference.
const COLUMNS: [usize; 4] = [46, 16, 16, 18];
/// Blanks before the words below a line.
const INDENT: usize = 4;
/// Characters of the symbols at the end.
const SYMBOLS: usize = 10;

/// The page: headings, lines with their values, below each line its words, its formula and what that
/// assumes; at the end what does not apply, the symbols, and the sources of the formulas.
pub fn page(explanation: &Explanation, styling: Styling) -> String {
    let page = Page {
        explanation,
        styling,
        say: explanation.language.explain(),
        sources: sources(explanation),
    };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = page.write(&mut text);
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

struct Page<'a> {
    explanation: &'a Explanation,
    styling: Styling,
    say: &'static dyn ExplainText,
    sources: Vec<&'static str>,
}

impl Page<'_> {
    fn write(&self, text: &mut String) -> fmt::Result {
        self.title(text)?;
        let mut before: Option<&Statement> = None;
        for statement in self.explanation.statements.iter().filter(|s| s.arises) {
            let same_topic = before.filter(|b| b.topic == statement.topic);
            if same_topic.is_none() {
                self.heading(text, self.say.heading(statement.topic))?;
            }
            self.line(text, statement, same_topic)?;
            before = Some(statement);
        }
        self.not_applicable(text)?;
        self.end(text)
    }

    fn title(&self, text: &mut String) -> fmt::Result {
        let (say, e) = (self.say, self.explanation);
        let first = say.explained(&e.model, &e.policy);
        writeln!(text, "{}", self.styling.heading(&first))?;
        if !e.what_if.is_empty() {
            wrapped(text, 0, &say.what_if(&e.what_if))?;
        }
        if !e.policy_title.is_empty() {
            writeln!(text, "{}", e.policy_title)?;
        }
        writeln!(text, "{}\n", say.span(&e.start, &e.end, &e.time_zone))?;
        wrapped(text, 0, say.intro())?;
        let Some(run) = &e.run else {
            return Ok(());
        };
        let beside = say.beside(RunBeside {
            scale: run.scale,
            seed: run.seed,
            replication: run.replication,
        });
        wrapped(text, 0, &beside)
    }

    /// A heading, with the names of the columns where there are several.
    fn heading(&self, text: &mut String, heading: &str) -> fmt::Result {
        let [label, theory, simulated, difference] = COLUMNS;
        let row = if self.explanation.run.is_some() {
            let names = [Column::Theory, Column::Simulated, Column::Difference];
            let [first, second, third] = names.map(|column| self.say.column(column));
            format!("{heading:<label$}{first:>theory$}{second:>simulated$}{third:>difference$}")
        } else {
            heading.to_owned()
        };
        self.ruled(text, row.trim_end())
    }

    /// A row, and a line below it.
    fn ruled(&self, text: &mut String, row: &str) -> fmt::Result {
        writeln!(text, "\n{}\n{}", self.styling.heading(row), "─".repeat(WIDTH))
    }

    fn line(&self, text: &mut String, s: &Statement, before: Option<&Statement>) -> fmt::Result {
        let [label, theory, simulated, difference] = COLUMNS;
        let value = if s.value.is_some() { &s.text } else { "–" };
        let mut row = format!("{:<label$}{value:>theory$}", s.label);
        if let Some(Simulated::Value {
            text,
            difference: gap,
            ..
        }) = &s.simulated
        {
            write!(row, "{text:>simulated$}{gap:>difference$}")?;
        }
        writeln!(text, "{}", row.trim_end())?;
        wrapped(text, INDENT, &s.sentence)?;
        // What the line above has said holds on.
        if let Some(formula) = s.formula.filter(|f| before.and_then(|b| b.formula) != Some(*f)) {
            let same = |source: &&str| *source == formula.source;
            let number = self.sources.iter().position(same).map_or(0, |i| i + 1);
            wrapped(text, INDENT, &self.say.formula(formula.name, number))?;
        }
        if !s.assumption.is_empty() && before.is_none_or(|b| b.assumption != s.assumption) {
            wrapped(text, INDENT, &self.say.assumes(&s.assumption))?;
        }
        if let Some(Simulated::None(why)) = &s.simulated {
            wrapped(text, INDENT, &self.say.not_simulated(why))?;
        }
        Ok(())
    }

    /// The statements that do not arise in this launch, by their labels.
    fn not_applicable(&self, text: &mut String) -> fmt::Result {
        let mut labels: Vec<&str> = Vec::new();
        for statement in self.explanation.statements.iter().filter(|s| !s.arises) {
            if !labels.contains(&statement.label.as_str()) {
                labels.push(&statement.label);
            }
        }
        if labels.is_empty() {
            return Ok(());
        }
        writeln!(text)?;
        wrapped(text, 0, &self.say.not_applicable(&labels))
    }

    fn end(&self, text: &mut String) -> fmt::Result {
        self.ruled(text, self.say.symbols_heading())?;
        for (symbols, meaning) in self.say.symbols() {
            writeln!(text, "{symbols:<SYMBOLS$}{meaning}")?;
        }
        self.ruled(text, self.say.sources_heading())?;
        for (i, source) in self.sources.iter().enumerate() {
            wrapped(text, 0, &format!("[{}] {source}", i + 1))?;
        }
        Ok(())
    }
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
