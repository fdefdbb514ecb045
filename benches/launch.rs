//! The whole launch, five million people 1:1, three days: events a second on one core, and two runs side by side.
//!
//! `cargo bench --bench launch` (some minutes). An item is an event.

use std::path::Path;

use clickday::measures;
use clickday::measures::load::load;
use clickday::model::Model;
use clickday::sim::{RunOptions, RunResult};
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

fn model() -> Model {
    load(Path::new("models/inps-2020-04-01"), &[]).expect("a valid model")
}

fn run(model: &Model) -> RunResult {
    let options = RunOptions {
        policy: "open-to-all".to_owned(),
        ..RunOptions::default()
    };
    measures::run(model, &options, &mut |_| {}).expect("a run")
}

/// Open to all at full scale. The events are counted in a first run.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn one(bencher: Bencher) {
    let model = model();
    let events = run(&model).events;
    bencher
        .counter(ItemsCount::new(events))
        .bench_local(|| run(&model));
}

/// Two of them side by side on two cores: twice the events.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn two_side_by_side(bencher: Bencher) {
    let model = model();
    let events = 2 * run(&model).events;
    bencher
        .counter(ItemsCount::new(events))
        .bench_local(|| rayon::join(|| run(&model), || run(&model)));
}
