//! Writes `docs/metrics.md` from the catalogue of metrics; `--check` tells whether it is stale.

use std::error::Error;

const PAGE: &str = "docs/metrics.md";

fn main() -> Result<(), Box<dyn Error>> {
    let page = clickday::metrics::page();
    if !std::env::args().any(|argument| argument == "--check") {
        std::fs::write(PAGE, page)?;
    } else if std::fs::read_to_string(PAGE)? != page {
        return Err(format!("{PAGE} is stale: run cargo run --example metrics_page").into());
    }
    Ok(())
}
