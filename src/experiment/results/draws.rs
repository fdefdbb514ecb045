//! `draws`: the launches under draws of what nobody knows, one row each, with the values that were drawn.

use super::table::Table;
use crate::experiment::draws::{Draw, DrawRun, DrawRuns};
use crate::metrics::Quantity;

/// One row a launch, with the quantities that were read off it.
pub(super) fn draws<'a>(of: &'a DrawRuns, quantities: &[Quantity]) -> Table<'a> {
    let mut table = fixed(&of.runs);
    let runs = || of.runs.iter();
    let numbers = |run: &'a DrawRun| run.numbers();
    for quantity in quantities {
        let (name, unit) = (quantity.name(), quantity.metric().unit.name());
        let values = runs().map(|run| numbers(run).and_then(|numbers| numbers.value(&name)));
        let values: Vec<Option<f64>> = values.collect();
        table.number(name, unit, values.into_iter());
    }
    for unknown in &of.draws.unknown {
        let value = |run: &DrawRun| value_of(of, run, &unknown.path);
        let values: Vec<&str> = runs().map(value).collect();
        table.text(unknown.path.clone(), values.into_iter());
    }
    table
}

/// The columns that do not depend on the experiment.
pub(super) fn fixed(of: &[DrawRun]) -> Table<'_> {
    let mut table = Table::new("draws");
    let runs = || of.iter();
    table.number("scale", "share of full scale", runs().map(|run| Some(run.scale)));
    table.text("policy", runs().map(|run| run.policy.as_str()));
    table.count("draw", "", runs().map(|run| run.draw));
    table.count("replication", "", runs().map(|run| run.draw));
    table.count("seed", "", runs().map(|run| run.seed));
    table.flag(
        "collapsed",
        runs().map(|run| run.numbers().is_some_and(|numbers| numbers.collapsed)),
    );
    table
}

/// The value that a draw has at a path, as it was set; empty where it has none.
fn value_of<'a>(of: &'a DrawRuns, run: &DrawRun, path: &str) -> &'a str {
    let draw = usize::try_from(run.draw)
        .ok()
        .and_then(|number| of.draws.draws.get(number));
    let settings = draw.into_iter().flat_map(|draw: &Draw| &draw.settings);
    let mut of_path = settings.filter_map(|setting| {
        let (known, value) = setting.split_once('=')?;
        (known == path).then_some(value)
    });
    of_path.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::super::table::Values;
    use super::*;
    use crate::experiment::draws::KeptDraws;
    use crate::experiment::draws::run::tests::made_up;
    use crate::metrics::quantity;

    #[test]
    fn a_launch_has_its_values_and_what_was_drawn() {
        let runs = made_up(&["open", "queue"], &KeptDraws::new(), &AtomicUsize::new(0));
        let table = draws(&runs, &[quantity("submitted_by_deadline_people").unwrap()]);
        assert_eq!((table.name, table.rows()), ("draws", 64));
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let expected = [
            "scale",
            "policy",
            "draw",
            "replication",
            "seed",
            "collapsed",
            "submitted_by_deadline_people",
            "people.x",
        ];
        assert_eq!(names, expected);
        let Values::Text(drawn) = &table.columns[7].values else {
            panic!("{:?}", table.columns[7]);
        };
        assert_eq!(drawn[0], drawn[16], "the same draw at the other scale");
        assert!(
            drawn[0]
                .parse::<f64>()
                .is_ok_and(|value| (0.0..1.0).contains(&value)),
            "{drawn:?}"
        );
    }
}
