//! Who comes within a window: Poisson from a stream, binomial from a population.

use clickday::theory::counts::{WindowCount, covariance_of_windows};

use crate::Checked;
use crate::common::{Estimate, Replications, replicate};

/// How many came in the bins of a window, in each replication.
fn came(runs: &Replications, window: std::ops::Range<usize>) -> Vec<f64> {
    runs.ends()
        .map(|r| {
            let bins = &r.series.counts[window.clone()];
            bins.iter().map(|bin| f64::from(bin.came)).sum()
        })
        .collect()
}

#[track_caller]
fn counts_follow(counts: &[f64], law: &WindowCount) {
    Estimate::of_sample("came", counts).agrees_with(law.mean());
    let squares: Vec<f64> = counts.iter().map(|n| (n - law.mean()).powi(2)).collect();
    Estimate::of_sample("variance", &squares).agrees_with(law.variance());
}

/// Mean product of the deviations of two windows' counts.
fn covariance(one: &[f64], other: &[f64], means: (f64, f64)) -> Estimate {
    let products: Vec<f64> = one
        .iter()
        .zip(other)
        .map(|(a, b)| (a - means.0) * (b - means.1))
        .collect();
    Estimate::of_sample("covariance", &products)
}

#[test]
fn windows_of_a_stream_are_poisson_and_do_not_know_each_other() -> Checked {
    // At midnight and at six the rate is 108 and 159 per hour; a bin is half an hour.
    let runs = replicate("models/textbook/infinite-servers.toml", &[], 0, 43_200, 1_500);
    let (night, morning) = (WindowCount::of_stream(108.0)?, WindowCount::of_stream(159.0)?);
    counts_follow(&came(&runs, 0..2), &night);
    counts_follow(&came(&runs, 12..14), &morning);
    let half = WindowCount::of_stream(79.5)?;
    counts_follow(&came(&runs, 12..13), &half);
    covariance(&came(&runs, 12..13), &came(&runs, 13..14), (79.5, 79.5)).agrees_with(0.0);
    Ok(())
}

#[test]
fn windows_of_a_population_are_binomial_and_share_its_people() -> Checked {
    let runs = replicate("models/textbook/crowd.toml", &[], 0, 300, 3_000);
    let share = |from: f64, until: f64| (-from / 100.0_f64).exp() - (-until / 100.0_f64).exp();
    let (early, late) = (share(0.0, 50.0), share(50.0, 200.0));
    let (first, second) = (came(&runs, 0..10), came(&runs, 10..40));
    counts_follow(&first, &WindowCount::of_population(200, early)?);
    counts_follow(&second, &WindowCount::of_population(200, late)?);
    covariance(&first, &second, (200.0 * early, 200.0 * late))
        .agrees_with(covariance_of_windows(200, early, late)?);
    // Nearly everyone has come in the end: hardly any chance is left, where a stream would scatter by the square root of 190.
    counts_follow(
        &came(&runs, 0..60),
        &WindowCount::of_population(200, share(0.0, 300.0))?,
    );
    Ok(())
}
