//! `docs/metrics.md`, as it is made from the catalogue.

use std::fmt::Write;

use super::{Dimension, Metric, catalogue};

const BEFORE: &str = "\
# Metrics

Every number that clickday reads off a run. This page is made from the catalogue in `src/metrics/`, which
tables, summaries, goals and outcomes of sweeps are made from too. `cargo xtask metrics`
writes it anew.

A goal, an outcome of a sweep, the event of a bisection and `until.of` name a metric by its id or as people
say it: `submitted_people` or `submitted`, `failure_share` or `failure`. A time is named with a
[percentile](results.md#percentiles), above 0 and up to 100, with up to four decimals. What a metric is
read of comes last; without it, it is the whole run:

```toml
outcomes = [\"submitted_people\", \"wait_p99.9_s\", \"utilisation of tier database\"]

[[goal]]
require = 'p99.9 page_s of group farm-workers < \"10 s\"'
[[goal]]
require = 'submitted by deadline of channel helpline >= 20_000'
```

Numbers that grow with the scale (people, attempts, requests, hours) are of the real launch there and in
`summary.json`. Tables of runs have them of the simulated people, under a name of their own. Where a run
has nothing of the kind, a time counts as never reached, and other numbers as 0. The summary column says
which metrics every `summary.json` has, and of times which percentiles; others stand in it where the
experiment names them.

";

/// The page.
pub fn page() -> String {
    let mut page = BEFORE.to_owned();
    for dimension in [
        Dimension::Run,
        Dimension::Room,
        Dimension::Tier,
        Dimension::TierState,
        Dimension::State,
    ] {
        // Writing to a string cannot fail.
        let _ = section(&mut page, dimension);
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// The metrics that are of this first.
fn section(page: &mut String, dimension: Dimension) -> std::fmt::Result {
    let title = match dimension {
        Dimension::Tier => "Of a tier of the portal",
        Dimension::Room => "Of the waiting room",
        Dimension::TierState => "Of a tier within a bin of time",
        Dimension::State => "Of the system within a bin of time",
        _ => "Of a run, and of groups of its people",
    };
    writeln!(page, "## {title}\n")?;
    writeln!(
        page,
        "| metric | column | unit | of | over replications | better | summary | |"
    )?;
    writeln!(page, "|---|---|---|---|---|---|---|---|")?;
    let first = |metric: &&Metric| metric.dimensions.first() == Some(&dimension);
    for metric in catalogue().filter(first) {
        row(page, metric)?;
    }
    writeln!(page)
}

fn row(page: &mut String, metric: &Metric) -> std::fmt::Result {
    let of: Vec<&str> = metric
        .dimensions
        .iter()
        .map(|dimension| dimension.name())
        .collect();
    let (column, summary) = match metric.read {
        super::Read::Times { in_summary, .. } => {
            let percentiles: Vec<String> = in_summary.iter().map(|p| format!("p{p}")).collect();
            (format!("`{}_pN_s`", metric.said()), percentiles.join(", "))
        }
        _ if metric.is_in_summary => (format!("`{}`", metric.column), "yes".to_owned()),
        _ => (format!("`{}`", metric.column), String::new()),
    };
    writeln!(
        page,
        "| `{}` | {column} | {} | {} | {} | {} | {summary} | {} |",
        metric.id,
        metric.unit.name(),
        of.join(", "),
        metric.aggregation.name(),
        metric.better.name(),
        metric.definition
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_made_from_the_catalogue() {
        let found = include_str!("../../docs/metrics.md");
        assert!(
            found == page(),
            "docs/metrics.md is stale: run `cargo xtask metrics`"
        );
        for metric in catalogue() {
            assert!(found.contains(&format!("| `{}` |", metric.id)), "{metric:?}");
        }
    }
}
