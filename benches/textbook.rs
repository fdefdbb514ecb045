//! The M/M/100+M queue through its ordinary model file: customers a second.
//!
//! `cargo bench --bench textbook`.

use std::path::Path;

use clickday::measures;
use clickday::measures::load::load;
use clickday::sim::RunOptions;
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// Load 0.9, mean patience twice the mean service; about four million customers.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn erlang_a_customers(bencher: Bencher) {
    let overrides = ["calendar.end=2020-01-01 12:20".to_owned()];
    let model = load(Path::new("models/textbook/erlang-a.toml"), &overrides).expect("a valid model");
    let options = RunOptions::default();
    let customers = measures::run(&model, &options, &mut |_| {}).expect("a run").tried;
    bencher
        .counter(ItemsCount::new(customers))
        .bench_local(|| measures::run(&model, &options, &mut |_| {}));
}
