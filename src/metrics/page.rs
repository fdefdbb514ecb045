//! `docs/metrics.md`, as it is made from the catalogue.

use std::fmt::Write;

use super::object::{NO_METRICS, NoMetric};
use super::{Dimension, Metric, catalogue};
use crate::messages::Language;

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

The column `run --json` says where [the object](results.md#the-json-object) has the number, of the simulated
people: the names of keys, from the outside in. `NAME` is the name of a group or a tier, `pN` is `p50`, `p90`
or `p99`, and `PART` is `all`, or one of `by_group`, `by_channel`, `by_skill` and `by_credential` and a name
in it. Without a path, the object does not have the number: read it with `--metric`, or from tables. The
numbers of the object that are no metrics are [at the end](#numbers-of-run---json-that-are-no-metrics).

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
    let _ = no_metrics(&mut page);
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
        "| metric | column | unit | of | over replications | better | summary | `run --json` | |"
    )?;
    writeln!(page, "|---|---|---|---|---|---|---|---|---|")?;
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
    let json: Vec<String> = metric.json.iter().map(|path| format!("`{path}`")).collect();
    writeln!(
        page,
        "| `{}` | {column} | {} | {} | {} | {} | {summary} | {} | {} |",
        metric.id,
        metric.unit.name(),
        of.join(", "),
        metric.aggregation.name(),
        metric.better.name(),
        json.join(", "),
        metric.definition(Language::English)
    )
}

/// The numbers of the object of a run that are no metrics, by their reasons.
fn no_metrics(page: &mut String) -> std::fmt::Result {
    writeln!(page, "## Numbers of `run --json` that are no metrics\n")?;
    writeln!(
        page,
        "`[]` is an entry of a list, `*` is all that stands below.\n"
    )?;
    writeln!(page, "| numbers | why |")?;
    writeln!(page, "|---|---|")?;
    for reason in NoMetric::ALL {
        let of_it = NO_METRICS.iter().filter(|(_, why)| *why == reason);
        let paths: Vec<String> = of_it.map(|(path, _)| format!("`{path}`")).collect();
        writeln!(page, "| {} | {} |", paths.join(", "), why(reason))?;
    }
    writeln!(page)
}

fn why(reason: NoMetric) -> &'static str {
    match reason {
        NoMetric::Identity => "which run it is",
        NoMetric::Cost => "what the run cost the machine",
        NoMetric::OverTime => {
            "of one instant of many; the tables `series` and `state` have the course of a run"
        }
        NoMetric::PartOfSum => "a part of a sum that is a metric; `results.md` has the sums",
        NoMetric::Mechanism => "how a part of the launch worked, which no person meets as such",
        NoMetric::OfAttack => "of one attack or one defence, and a metric is not read of one",
        NoMetric::OfMeasure => "of a measure, under names that the measure gives",
    }
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
