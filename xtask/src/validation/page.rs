//! The page.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use statrs::distribution::{ContinuousCDF, Normal};

use super::comparisons::Comparison;
use super::numbers::{plain, with_error};
use super::paths::{self, Plot};
use super::reference::{self, Reference};
use super::scale::{self, Run};
use super::scores::{self, LIMIT};

/// The suites, in the order of the page: test binary, heading, what they are.
const SUITES: [(&str, &str, &str); 4] = [
    (
        "textbook",
        "Textbook queues",
        "Each model file under `models/textbook/`, run as anybody would run it, against the exact value. \
         The simulator does not know that it is tested.",
    ),
    (
        "physics",
        "The physics of a launch",
        "What the portal must show without having been told: collapse and recovery under reloads, sessions lost to failed pages, \
         the order of service, the cliff of a waiting room, pages shown to the wrong person.",
    ),
    (
        "ablations",
        "Mechanisms switched off",
        "Of the tests in the table of mechanisms, those with an exact value (`tests/ablations.rs`).",
    ),
    (
        "inps",
        "The portal of the case",
        "The same on the portal of `models/inps-2020-04-01` itself, at a small scale (`tests/inps/`): what has an exact value. \
         That its sessions are lost as the closed form says, that it stays down after the trouble is over, that a slow ramp of demand \
         jumps down at one threshold and up at the other, that the order of a line matters where the line is long, and that its \
         waiting room turns within five per cent of the saturation point is tested there too, with bounds.",
    ),
];

/// The page as Markdown.
pub(crate) fn page(
    root: &Path,
    comparisons: &[Comparison],
    reference: &Reference,
    runs: &[Run],
    plots: &[Plot],
) -> Result<String, Box<dyn Error>> {
    let mut out = String::new();
    introduce(&mut out, comparisons)?;
    write!(
        out,
        "## What is compared where\n\n\
         A point is a model file with a set of values. The list is [`{0}`](validation/reference.toml); this page cannot be written \
         while a row that can be simulated has no point.\n\n{1}\n\
         ## What each mechanism does\n\n\
         A portal collapses by several mechanisms at once. Each can be switched off, by a value of the model; then there is the change that \
         theory predicts, and nothing else: the same people come at the same moments.\n\n{2}\n",
        reference::ROWS,
        reference::table(reference, comparisons)?,
        reference::mechanisms(reference)?
    )?;
    for (suite, heading, about) in SUITES {
        writeln!(out, "## {heading}\n\n{about}\n")?;
        let of_suite: Vec<&Comparison> = comparisons.iter().filter(|c| c.suite == suite).collect();
        for test in of_suite.chunk_by(|a, b| a.test == b.test) {
            section(&mut out, root, test, plots)?;
        }
    }
    on_scale(&mut out, runs)?;
    Ok(out)
}

fn introduce(out: &mut String, comparisons: &[Comparison]) -> Result<(), Box<dyn Error>> {
    let scores: Vec<f64> = comparisons.iter().filter_map(|c| c.z).collect();
    let worst = scores.iter().fold(0.0, |worst: f64, z| worst.max(z.abs()));
    let n = scores.len() as f64;
    let tail = 2.0 * Normal::standard().sf(LIMIT);
    let beyond_two = scores.iter().filter(|z| z.abs() > 2.0).count();
    write!(
        out,
        "# Validation\n\n\
         What is exactly known about a part of the simulator, and what the simulator says of it.\n\
         Written by `scripts/validation.sh`; CI fails when this page is stale.\n\n\
         **{} comparisons**, {} of them with chance in them. A comparison is the mean of independent replications against the exact \
         value; its score `z` is the difference in standard errors, turned from Student's t with the replications' degrees of freedom \
         into the standard normal score of the same tail. Every `|z|` must be below {LIMIT}. For a correct simulator and new seeds the \
         chance that any of {} comparisons fails is at most {:.1} % (Bonferroni); the seeds are fixed, so that a test which \
         passes goes on passing until the engine changes. Here the largest is {worst:.2}, and {beyond_two} lie beyond 2, \
         where {:.0} are to be expected of independent comparisons (those of one run are not independent).\n\n\
         ![Scores of all comparisons against what chance gives](validation/{})\n\n\
         Points on the diagonal are what chance alone gives; beyond the upper and lower line a test fails.\n\n",
        comparisons.len(),
        scores.len(),
        scores.len(),
        100.0 * n * tail,
        n * 2.0 * Normal::standard().sf(2.0),
        scores::FILE,
    )?;
    Ok(())
}

fn section(
    out: &mut String,
    root: &Path,
    test: &[&Comparison],
    plots: &[Plot],
) -> Result<(), Box<dyn Error>> {
    writeln!(out, "### {}\n", test[0].sentence())?;
    for plot in plots
        .iter()
        .filter(|p| p.suite == test[0].suite && p.test == test[0].test)
    {
        writeln!(
            out,
            "![{0}: simulated (points, with two standard errors) and exact (line), by the middle of each bin](validation/{1})\n",
            plot.what, plot.file
        )?;
    }
    for group in test.chunk_by(|a, b| a.model == b.model && a.set == b.set) {
        let first = group[0];
        write!(out, "[`{0}`](../{0})", first.model)?;
        if let Some(title) = title(root, &first.model) {
            write!(out, ", {title}")?;
        }
        if !first.set.is_empty() {
            write!(out, ", with `{}`", first.set)?;
        }
        out.push_str(
            ":\n\n| statistic | simulated | exact | z | replications |\n|---|---:|---:|---:|---:|\n",
        );
        for (path, rows) in paths::split(group) {
            match path {
                Some(what) => on_path(out, what, rows)?,
                None => rows.iter().try_for_each(|c| row(out, c))?,
            }
        }
        out.push('\n');
    }
    Ok(())
}

fn row(out: &mut String, c: &Comparison) -> std::fmt::Result {
    let statistic = if c.of == "mean" {
        c.statistic.clone()
    } else {
        format!("{} of {}", c.of, c.statistic)
    };
    let z = c.z.map_or_else(|| "exact".to_owned(), |z| format!("{z:+.2}"));
    writeln!(
        out,
        "| {statistic} | {} | {} | {z} | {} |",
        with_error(c.simulated, c.error),
        plain(c.exact),
        c.replications
    )
}

/// A path is one line: its plot says the rest.
fn on_path(out: &mut String, what: &str, bins: &[&Comparison]) -> std::fmt::Result {
    let scores = bins.iter().filter_map(|c| c.z);
    let worst = scores.fold(0.0, |worst: f64, z| if z.abs() > worst.abs() { z } else { worst });
    writeln!(
        out,
        "| {what}, in each of {} bins | the points above | the line above | largest {worst:+.2} | {} |",
        bins.len(),
        bins[0].replications
    )
}

/// The title of a model, from its file.
fn title(root: &Path, model: &str) -> Option<String> {
    let text = std::fs::read_to_string(root.join(model)).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("title = \""))?;
    Some(line.trim_end_matches('"').to_owned())
}

fn on_scale(out: &mut String, runs: &[Run]) -> Result<(), Box<dyn Error>> {
    write!(
        out,
        "## What `--scale` changes\n\n\
         The launch of 1 April 2020 at full scale and at smaller ones: people, slots, cores, rates, operators and caps shrink together. \
         In brackets the difference from full scale, with its standard error (two runs at full scale know little of their own). Measured by \
         `scripts/scale-bias.sh` (rows in `{}`), not again by the command above, since the runs at full scale take \
         minutes each; a change of the model's files makes them stale. A scale that leaves fewer than 50,000 people, 100 sessions at the portal's knee, or two cores is refused \
         with the reason.\n\n{}",
        scale::ROWS,
        scale::table(runs)?
    )?;
    Ok(())
}
