//! Which row of what is exactly known is compared by which tests, at how many points (`docs/validation/reference.toml`).

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::comparisons::Comparison;

/// The rows, from the root of the repository.
pub(crate) const ROWS: &str = "docs/validation/reference.toml";

/// What is known, and what is compared with it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reference {
    row: Vec<Row>,
    mechanism: Vec<Mechanism>,
}

/// A mechanism that can be switched off.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mechanism {
    id: String,
    what: String,
    /// What theory predicts when it is off.
    #[serde(default)]
    off: Option<String>,
    /// Tests that show it, as `file: test`.
    #[serde(default)]
    tests: Vec<String>,
    /// What of it the engine does not have.
    #[serde(default)]
    lacking: Option<String>,
}

/// A row of what is exactly known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    /// The model.
    what: String,
    /// What is known of it.
    exact: String,
    /// Tests whose comparisons are kept, as `suite::module::test`; none: there is nothing to simulate.
    #[serde(default)]
    tests: Vec<String>,
    /// Of their points only those set with this.
    #[serde(default)]
    with: Option<String>,
    /// Tests that keep no comparisons, as `file: test`.
    #[serde(default)]
    elsewhere: Vec<String>,
}

/// What the tests of a row compared.
struct Found {
    /// Model files, each with a set of values.
    points: usize,
    comparisons: usize,
    /// The most surprising score; `None` where there is no chance in it.
    worst: Option<f64>,
}

/// The rows, every test of them there.
pub(crate) fn read(root: &Path) -> Result<Reference, Box<dyn Error>> {
    let text = fs::read_to_string(root.join(ROWS))?;
    let reference: Reference = toml::from_str(&text).map_err(|error| format!("{ROWS}: {error}"))?;
    for row in &reference.row {
        for test in &row.elsewhere {
            is_there(root, test).map_err(|why| format!("{ROWS}, row {}: {why}", row.id))?;
        }
    }
    for mechanism in &reference.mechanism {
        for test in &mechanism.tests {
            is_there(root, test).map_err(|why| format!("{ROWS}, mechanism {}: {why}", mechanism.id))?;
        }
        if mechanism.tests.is_empty() && mechanism.lacking.is_none() {
            return Err(format!("{ROWS}: nothing shows mechanism {}", mechanism.id).into());
        }
    }
    Ok(reference)
}

/// Whether a file has a test of that name.
fn is_there(root: &Path, test: &str) -> Result<(), String> {
    let (file, name) = test
        .split_once(": ")
        .ok_or_else(|| format!("`{test}` is not `file: test`"))?;
    let code = fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
    if code.contains(&format!("fn {name}(")) {
        Ok(())
    } else {
        Err(format!("there is no test `{name}` in {file}"))
    }
}

/// The table of mechanisms.
pub(crate) fn mechanisms(reference: &Reference) -> Result<String, std::fmt::Error> {
    let mut out =
        String::from("| | mechanism | switched off | tests | not modelled |\n|---|---|---|---|---|\n");
    for m in &reference.mechanism {
        let tests: Vec<String> = m.tests.iter().map(|t| format!("`{t}`")).collect();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            m.id,
            m.what,
            m.off.as_deref().unwrap_or_default(),
            tests.join("<br>"),
            m.lacking.as_deref().unwrap_or_default()
        )?;
    }
    Ok(out)
}

/// The table of rows, tests and points.
///
/// # Errors
///
/// A row that can be simulated has no point, or a test named in it compared nothing.
pub(crate) fn table(reference: &Reference, comparisons: &[Comparison]) -> Result<String, Box<dyn Error>> {
    let mut out = String::from(
        "| row | model | what is exact | tests | points | comparisons | largest z |\n|---|---|---|---|---:|---:|---:|\n",
    );
    for row in &reference.row {
        let found = row.found(comparisons)?;
        let tests: Vec<String> = row
            .tests
            .iter()
            .map(|t| format!("`{t}`"))
            .chain(row.elsewhere.iter().map(|t| format!("`{t}`")))
            .collect();
        let worst = match found.worst {
            Some(z) => format!("{z:+.2}"),
            None if found.comparisons > 0 => "exact".to_owned(),
            None => String::new(),
        };
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {worst} |",
            row.id,
            row.what,
            row.exact,
            tests.join("<br>"),
            found.points,
            found.comparisons
        )?;
    }
    Ok(out)
}

impl Row {
    fn found(&self, comparisons: &[Comparison]) -> Result<Found, String> {
        let mut points = BTreeSet::new();
        let mut found = Found {
            points: 0,
            comparisons: 0,
            worst: None,
        };
        for test in &self.tests {
            let of_test = comparisons.iter().filter(|c| {
                let is_it = format!("{}::{}", c.suite, c.test) == *test;
                is_it && self.with.as_ref().is_none_or(|with| c.set.contains(with))
            });
            let before = found.comparisons;
            for c in of_test {
                points.insert((&c.model, &c.set));
                found.comparisons += 1;
                if let Some(z) = c.z
                    && found.worst.is_none_or(|worst| z.abs() > worst.abs())
                {
                    found.worst = Some(z);
                }
            }
            if found.comparisons == before {
                return Err(format!("{ROWS}, row {}: `{test}` compared nothing", self.id));
            }
        }
        found.points = points.len();
        if found.points == 0 && !self.tests.is_empty() {
            return Err(format!("{ROWS}: row {} has no point", self.id));
        }
        if self.tests.is_empty() && self.elsewhere.is_empty() {
            return Err(format!("{ROWS}: nothing is compared in row {}", self.id));
        }
        Ok(found)
    }
}
