//! A sweep in one call: every run, and what they show, in memory.

use serde::Serialize;

use crate::ensemble::{Ensemble, RunError, Unfinished, Watch};

use super::analysis::Analysis;
use super::inputs::Prepared;
use super::study::{Row, Rows, longest_first};

/// What a sweep came to.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Sweep {
    /// The result of each run, by its task.
    #[serde(skip)]
    pub rows: Rows,
    /// What they show: the numbers that [`report::sweep`](crate::report::sweep) writes, and those of
    /// `summary.json`.
    pub analysis: Analysis,
}

impl Sweep {
    /// Sums up the rows of a sweep that is done.
    pub fn of(prepared: &Prepared, rows: Rows) -> Sweep {
        Sweep {
            analysis: Analysis::of(&prepared.loaded.experiment, &prepared.study, &rows),
            rows,
        }
    }
}

/// Makes every run of a sweep, in as many rounds as its design needs, and sums them up.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use clickday::ensemble::{Ensemble, Resources};
/// use clickday::experiment::inputs::Prepared;
/// use clickday::experiment::results::Source;
/// use clickday::experiment::{spec, sweep};
/// use clickday::report;
/// use clickday::report::table::Styling;
///
/// let experiment = Source::of_text(
///     "experiment.toml",
///     r#"
///     version = 1
///     title = "How fast a desk has to be"
///     model = "desk.toml"
///     policies = ["open"]
///     seed = 1
///     outcomes = ["served_share"]
///     [[factor]]
///     path = "people.group.customers.arrivals.poisson"
///     values = ["0.5 per second", "0.9 per second"]
///     [[stage]]
///     name = "all"
///     scale = 1
///     replications = 2
///     "#,
/// );
/// let desk = Source::of_text("desk.toml", include_str!("../../models/textbook/mm1.toml"));
/// let set = ["calendar.end=2020-01-01 06:00".to_owned()];
/// let prepared = Prepared::of_loaded(spec::from_files(&[experiment, desk])?, &set)?;
/// prepared.try_values()?;
/// let ensemble = Ensemble::new(Resources::default())?;
/// let found = sweep(&prepared, &ensemble, &|_| ControlFlow::Continue(()))?;
/// assert_eq!(found.rows.len(), 4);
/// println!("{}", report::sweep::report(&found.analysis, Styling::default()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When a run fails, or `watch` breaks. A run that its model refuses is a [`Row`] with a failure:
/// [`Prepared::try_values`] finds values that cannot be before anything runs.
pub fn sweep(prepared: &Prepared, ensemble: &Ensemble, watch: &Watch) -> Result<Sweep, Unfinished> {
    sweep_from(prepared, Rows::new(), &|_| Ok(()), ensemble, watch)
}

/// Goes on with a sweep of which there are rows, and keeps each row that is made: with a folder, as
/// `store::Store` writes it, an interrupted sweep goes on where it was.
///
/// # Errors
/// As [`sweep`], and when a row cannot be kept.
pub fn sweep_from(
    prepared: &Prepared,
    mut rows: Rows,
    keep: &(dyn Fn(&Row) -> Result<(), RunError> + Sync),
    ensemble: &Ensemble,
    watch: &Watch,
) -> Result<Sweep, Unfinished> {
    loop {
        let tasks = longest_first(prepared.study.next(&rows), &rows);
        if tasks.is_empty() {
            return Ok(Sweep::of(prepared, rows));
        }
        let made = ensemble.collect(&tasks, watch, &|task, run| {
            let row = prepared.simulate(task, run)?;
            keep(&row)?;
            Ok(row)
        })?;
        rows.extend(made.into_iter().map(|row| (row.task.clone(), row)));
    }
}
