//! `waits`: how long the submitted of each group waited, from first intent to submission.

use super::rows::Run;
use super::table::Table;

/// A bin of the histogram, or the unserved.
struct Bar<'a> {
    run: Run<'a>,
    group: &'a str,
    from_s: Option<f64>,
    until_s: Option<f64>,
    people: u64,
    served: bool,
}

/// One row a run, group and bin of a logarithmic grid; and, with `served` false and no bounds, one
/// for everyone of the group who tried and was not submitted by the end: later than any bin.
pub(super) fn waits<'a>(runs: &[Run<'a>]) -> Table<'a> {
    let mut bars = Vec::new();
    for run in runs {
        for histogram in &run.result.waits {
            let group = histogram.group.as_str();
            bars.extend(histogram.bins.iter().map(|&(from, until, people)| Bar {
                run: *run,
                group,
                from_s: Some(from),
                until_s: Some(until),
                people,
                served: true,
            }));
            let people = histogram.unserved;
            bars.push(Bar {
                run: *run,
                group,
                from_s: None,
                until_s: None,
                people,
                served: false,
            });
        }
    }
    let mut table = Table::new("waits");
    table.keys(bars.iter().map(|bar| bar.run));
    table.text("group", bars.iter().map(|bar| bar.group));
    table.flag("served", bars.iter().map(|bar| bar.served));
    table.number("from_s", "s", bars.iter().map(|bar| bar.from_s));
    table.number("until_s", "s", bars.iter().map(|bar| bar.until_s));
    table.count("people", "people", bars.iter().map(|bar| bar.people));
    table
}
