//! Who comes within a window: Poisson from a stream, binomial from a population.

use clickday::theory::counts::{Dispersion, WindowCount, covariance_of_windows};

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

/// Fisher's dispersion over all windows of each replication has its degrees of freedom on average, and twice as much for variance (the
/// counts are so large that what a χ² law leaves out is far below the error).
#[track_caller]
fn scatters_as_it_should(found: &[Dispersion]) {
    let freedom = found[0].freedom;
    let statistics: Vec<f64> = found.iter().map(|d| d.statistic).collect();
    let dispersion = Estimate::of_sample("dispersion", &statistics);
    dispersion.agrees_with(freedom);
    dispersion.scatters_like((2.0 * freedom).sqrt());
}

#[test]
fn counts_scatter_like_a_stream_or_like_a_population() -> Checked {
    // Twelve windows of an hour, with the rates of the model.
    let streams = replicate("models/textbook/infinite-servers.toml", &[], 0, 43_200, 1_000);
    let rates: Vec<f64> = (0..12)
        .map(|h| (100.0 + 60.0 * (std::f64::consts::TAU * (f64::from(h) + 0.5) / 24.0).sin()).round())
        .collect();
    let by_hour: Vec<Vec<f64>> = (0..12).map(|h| came(&streams, 2 * h..2 * h + 2)).collect();
    let found = (0..1_000)
        .map(|r| {
            let counts: Vec<u64> = by_hour.iter().map(|counts| counts[r] as u64).collect();
            Dispersion::of_stream(&counts, &rates)
        })
        .collect::<Result<Vec<_>, _>>()?;
    scatters_as_it_should(&found);

    // Five windows of a minute, and the people who come later: everyone comes once.
    let people = 20_000_u64;
    let crowds = replicate(
        "models/textbook/crowd.toml",
        &["people.group.citizens.size=20_000"],
        0,
        300,
        300,
    );
    let share = |from: i32, until: i32| (-f64::from(from) / 100.0).exp() - (-f64::from(until) / 100.0).exp();
    let mut means: Vec<f64> = (0..5)
        .map(|minute| people as f64 * share(60 * minute, 60 * minute + 60))
        .collect();
    means.push(people as f64 * (-3.0_f64).exp());
    let by_minute: Vec<Vec<f64>> = (0..5).map(|m| came(&crowds, 12 * m..12 * m + 12)).collect();
    let found = (0..300)
        .map(|r| {
            let mut counts: Vec<u64> = by_minute.iter().map(|counts| counts[r] as u64).collect();
            counts.push(people - counts.iter().sum::<u64>());
            Dispersion::of_population(&counts, &means)
        })
        .collect::<Result<Vec<_>, _>>()?;
    scatters_as_it_should(&found);
    Ok(())
}
