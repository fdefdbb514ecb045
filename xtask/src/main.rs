//! Writes the pages of this repository that are made from code and from results: `cargo xtask NAME`, from the root.
//!
//! | name | writes | from |
//! |---|---|---|
//! | `measures` | `docs/measures.md` | the folders of `src/measures` |
//! | `metrics` | `docs/metrics.md` | the catalogue of metrics |
//! | `policies` | `docs/policies-figures.md` | results of comparisons (`scripts/policies.sh`) |
//! | `scale-bias` | `docs/validation/scale-bias.csv` | runs at several scales (`scripts/scale-bias.sh`) |
//! | `validation` | `docs/validation.md` and its pictures | comparisons of the test suites (`scripts/validation.sh`) |
//!
//! With `--check` a page is not written; the exit code is 1 if it is stale.

#![allow(
    clippy::disallowed_methods,
    reason = "the last digit of a logarithm shows in no page"
)]

mod policies_page;
mod scale_bias;
mod validation;

use std::error::Error;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.is_empty() {
        return Err("which page? See `xtask/src/main.rs` for the names".into());
    }
    let name = arguments.remove(0);
    match name.as_str() {
        "measures" => page("docs/measures.md", &clickday::measures::page(), &name, &arguments)?,
        "metrics" => page("docs/metrics.md", &clickday::metrics::page(), &name, &arguments)?,
        "policies" => policies_page::write(&arguments)?,
        "scale-bias" => scale_bias::write(&arguments)?,
        "validation" => return validation::write(&arguments),
        _ => {
            return Err(
                format!("there is no page called {name:?}; see `xtask/src/main.rs` for the names").into(),
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a page that is made from code alone, or tells that it is stale.
fn page(path: &str, text: &str, name: &str, arguments: &[String]) -> Result<(), Box<dyn Error>> {
    if !arguments.iter().any(|argument| argument == "--check") {
        std::fs::write(path, text)?;
    } else if std::fs::read_to_string(path)? != text {
        return Err(format!("{path} is stale: run `cargo xtask {name}`").into());
    }
    Ok(())
}
