//! A chart, before it is drawn: its title, its data, how it is painted.

use super::sheet::{Drawn, Rect, Sheet};

/// Paints something into a rectangle.
pub(super) type Painter<'a> = Box<dyn Fn(&Sheet<'_>, Rect) -> Drawn + 'a>;

/// A chart.
pub(super) struct Chart<'a> {
    /// Its name, from which its files have theirs. It may hold that of a policy: any text.
    pub(super) name: String,
    /// The policy that it is about; `None` for all of them.
    pub(super) policy: Option<String>,
    /// The finding.
    pub(super) title: String,
    /// What is shown, with its unit.
    pub(super) subtitle: String,
    /// A sentence or two for those who do not see it.
    pub(super) alt: String,
    /// Who said what is drawn and was not simulated, each once.
    pub(super) sources: Vec<&'a str>,
    /// Height of what is between head and foot [px].
    pub(super) body: f64,
    /// What is drawn.
    pub(super) table: Table,
    /// Paints the body into the space it is given.
    pub(super) paint: Painter<'a>,
}

/// The data of a chart.
pub(super) struct Table {
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(columns: &[&'static str]) -> Table {
        Table {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }
}

/// Sentences one after another, those that there are.
pub(super) fn sentences<const N: usize>(all: [Option<String>; N]) -> String {
    all.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
