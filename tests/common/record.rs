//! Keeps what the suites compare, for `docs/validation.md` (see `scripts/validation.sh`).
//!
//! With `CLICKDAY_VALIDATION` naming a folder, each test writes a table of its comparisons there, in the order it made them.
//! Without, nothing is written.

use std::cell::RefCell;
use std::fs::{File, create_dir_all};
use std::path::Path;

use serde::Serialize;

use super::Estimate;

/// One comparison.
#[derive(Serialize)]
struct Row<'a> {
    /// The test binary.
    suite: &'a str,
    test: &'a str,
    model: &'a str,
    /// Overrides, as on the command line.
    set: &'a str,
    statistic: &'a str,
    /// What of it: its mean, or the standard deviation between replications.
    of: &'a str,
    replications: usize,
    simulated: f64,
    /// Standard error of `simulated`; empty where there is no chance in it, or where the score is not from one.
    error: Option<f64>,
    exact: f64,
    z: Option<f64>,
}

/// Where a test's comparisons go.
struct Keeper {
    /// `None`: nowhere.
    rows: Option<csv::Writer<File>>,
    test: String,
    model: String,
    set: String,
}

thread_local! {
    // A test has a thread of its own, named after it.
    static KEEPER: RefCell<Keeper> = RefCell::new(Keeper::new());
}

impl Keeper {
    fn new() -> Self {
        let test = std::thread::current().name().unwrap_or("main").to_owned();
        let rows = std::env::var_os("CLICKDAY_VALIDATION").map(|folder| {
            let folder = Path::new(&folder);
            create_dir_all(folder).expect("the folder for the comparisons");
            let file = format!("{}-{}.csv", env!("CARGO_CRATE_NAME"), test.replace("::", "-"));
            csv::Writer::from_path(folder.join(file)).expect("a file for the comparisons")
        });
        Keeper {
            rows,
            test,
            model: String::new(),
            set: String::new(),
        }
    }
}

/// What is compared from now on comes from this model.
pub(super) fn model_is(path: &str, set: &[String]) {
    KEEPER.with_borrow_mut(|keeper| {
        if keeper.rows.is_some() {
            path.clone_into(&mut keeper.model);
            keeper.set = set.join(" ");
        }
    });
}

/// Keeps a comparison.
pub(super) fn keep(statistic: &str, of: &str, estimate: &Estimate, exact: f64, z: Option<f64>) {
    KEEPER.with_borrow_mut(|keeper| {
        let Some(rows) = &mut keeper.rows else { return };
        let row = Row {
            suite: env!("CARGO_CRATE_NAME"),
            test: &keeper.test,
            model: &keeper.model,
            set: &keeper.set,
            statistic,
            of,
            replications: estimate.replications,
            simulated: estimate.value,
            error: Some(estimate.error).filter(|e| e.is_finite() && *e > 0.0),
            exact,
            z,
        };
        rows.serialize(row).expect("a row of comparisons");
        rows.flush().expect("a row of comparisons on disk");
    });
}
