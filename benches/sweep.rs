//! What the experiment layer costs: the same runs bare, as a sweep on one thread, and as a sweep on two.
//!
//! `cargo bench --bench sweep` (a minute). An item is a run. The layer's overhead is `sweep_on_one_thread` over `bare`; the efficiency on two
//! cores is half of `sweep_on_one_thread` over `sweep_on_two_threads`.

use std::fs;
use std::path::Path;
use std::process::Command;

use clickday::measures;
use clickday::measures::load::load;
use clickday::sim::RunOptions;
use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;

const MODEL: &str = "models/inps-2020-04-01";
const FACTOR: &str = "portal.tier.web.slots";
const VALUES: [u64; 4] = [3_000, 3_500, 4_000, 4_500];
const POLICIES: [&str; 2] = ["as-it-happened", "queue-with-tickets"];
const SCALE: f64 = 0.03;
const SEED: u64 = 7;

fn main() {
    divan::main();
}

fn runs() -> ItemsCount {
    ItemsCount::new(VALUES.len() * POLICIES.len())
}

/// Reads the model for each run, as whoever has no experiment layer would.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn bare(bencher: Bencher) {
    bencher.counter(runs()).bench_local(|| {
        for value in VALUES {
            for policy in POLICIES {
                let set = [format!("{FACTOR}={value}")];
                let model = load(Path::new(MODEL), &set).expect("a valid model");
                let options = RunOptions {
                    policy: policy.to_owned(),
                    seed: SEED,
                    scale: SCALE,
                    ..RunOptions::default()
                };
                divan::black_box(measures::run(&model, &options, &mut |_| {}).expect("a run"));
            }
        }
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn sweep_on_one_thread(bencher: Bencher) {
    sweep(bencher, "1");
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn sweep_on_two_threads(bencher: Bencher) {
    sweep(bencher, "2");
}

/// `clickday sweep`, start and tables included.
fn sweep(bencher: Bencher, threads: &str) {
    bencher
        .counter(runs())
        .with_inputs(desk)
        .bench_local_values(|desk| {
            let status = Command::new(env!("CARGO_BIN_EXE_clickday"))
                .current_dir(desk.path())
                .args(["sweep", "slots.toml", "--quiet", "--threads", threads])
                .output()
                .expect("the program runs");
            assert!(status.status.success());
            desk
        });
}

/// A folder with the experiment.
fn desk() -> TempDir {
    let desk = tempfile::tempdir().expect("a folder");
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join(MODEL);
    let experiment = format!(
        "version = 1\ntitle = \"Slots\"\nmodel = \"{}\"\npolicies = {POLICIES:?}\nseed = {SEED}\noutcomes = [\"submitted_people\"]\n\n\
         [[factor]]\npath = \"{FACTOR}\"\nvalues = {VALUES:?}\n\n[[stage]]\nname = \"one\"\nscale = {SCALE}\nreplications = 1\n",
        model.display()
    );
    fs::write(desk.path().join("slots.toml"), experiment).expect("a file");
    desk
}
