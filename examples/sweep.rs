//! A sweep of one setting, on all cores: how many are served in time if the waiting room calls more or fewer people in.

#![allow(clippy::print_stdout, reason = "an example tells what it found")]

use std::ops::ControlFlow;
use std::path::Path;

use clickday::ensemble::{Ensemble, Resources};
use clickday::measures;
use clickday::sim::RunOptions;

const CAPS: [u64; 4] = [1_000, 2_000, 4_000, 8_000];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ensemble = Ensemble::new(Resources::default())?;
    let go_on = |_| ControlFlow::Continue(());
    let served = ensemble.collect(&CAPS, &go_on, &|cap, run| {
        // The path of a value is the one that `--set` and the factors of experiments use.
        let set = [format!(
            "policy.queue-with-tickets.measure.waiting-room.cap={cap}"
        )];
        let model = measures::load(Path::new("models/inps-2020-04-01"), &set)?;
        let options = RunOptions {
            policy: "queue-with-tickets".to_owned(),
            scale: 0.03,
            ..RunOptions::default()
        };
        Ok(run.simulate(&model, &options)?.submitted_by_deadline)
    })?;
    for (cap, served) in CAPS.iter().zip(served) {
        println!("cap {cap}: {served} people served by the deadline, at 1:33");
    }
    Ok(())
}
