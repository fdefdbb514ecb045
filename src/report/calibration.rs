//! The report on a calibration: what it found, and how its predictions agree with the record.

use std::fmt::{self, Write};

use super::sweep::{put, ruled};
use super::table::Styling;
use crate::experiment::calibration::findings::{Findings, ObservationLine, ParameterLine};
use crate::experiment::calibration::history::CUT;
use crate::experiment::calibration::identification::Identified;
use crate::experiment::calibration::validation::Line;
use crate::figures::{count, number, percent};

/// The report of a calibration.
pub fn report(findings: &Findings, styling: Styling) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_report(&mut text, findings, styling);
    text
}

fn write_report(text: &mut String, findings: &Findings, styling: Styling) -> fmt::Result {
    writeln!(text, "{}", styling.heading(&findings.title))?;
    writeln!(
        text,
        "{} runs at scale {}; intervals at 90 %.",
        count(findings.runs as f64),
        findings.scale
    )?;
    writeln!(text, "\n{}", styling.heading("What the first wave rules out"))?;
    writeln!(
        text,
        "{} of {} points are left: none of their targets is further than {CUT} standard deviations of tolerance and chance.",
        percent(findings.share_left),
        findings.wave
    )?;
    writeln!(text, "\n{}", styling.heading("Coming nearer"))?;
    generations(text, findings)?;
    writeln!(
        text,
        "\n{}",
        styling.heading("What it comes to, beside the record")
    )?;
    observations(text, &findings.observations)?;
    writeln!(text, "\n{}", styling.heading("What the record tells"))?;
    parameters(text, &findings.parameters)?;
    in_words(text, findings)
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn generations(text: &mut String, findings: &Findings) -> fmt::Result {
    let mut table = ruled(words([
        "generation",
        "within, in tolerances",
        "runs",
        "near enough",
        "worth, points",
    ]));
    for generation in &findings.generations {
        table.add_row([
            generation.number.to_string(),
            format!("{:.2}", generation.threshold),
            count(generation.runs as f64),
            percent(generation.accepted),
            format!("{:.0}", generation.effective),
        ]);
    }
    put(text, table, 0)?;
    if findings.near_enough {
        writeln!(text, "The last threshold is as low as the tolerances are worth.")?;
    } else {
        writeln!(
            text,
            "The runs were used up before the threshold was as low as the tolerances are worth."
        )?;
    }
    if findings.widened > 1.0 {
        writeln!(
            text,
            "The model does not come that near: every tolerance had to be taken as {} times as wide.",
            number(findings.widened)
        )?;
    }
    Ok(())
}

fn observations(text: &mut String, lines: &[ObservationLine]) -> fmt::Result {
    let mut table = ruled(words([
        "applications",
        "record",
        "tolerance",
        "chance",
        "fitted",
        "90 %",
        "alone rules out",
    ]));
    for line in lines {
        let shown = |value: f64| {
            if line.a_second {
                number(value)
            } else {
                count(value)
            }
        };
        let what = match &line.from {
            Some(from) if line.a_second => format!("a second, {from} to {}", line.at),
            Some(from) => format!("{from} to {}", line.at),
            None => format!("by {}", line.at),
        };
        table.add_row([
            what,
            shown(line.record),
            format!("± {}", shown(line.tolerance)),
            format!("± {}", shown(line.chance)),
            shown(line.median),
            format!("{} to {}", shown(line.interval[0]), shown(line.interval[1])),
            percent(line.rules_out),
        ]);
    }
    put(text, table, 1)
}

fn parameters(text: &mut String, lines: &[ParameterLine]) -> fmt::Result {
    let mut table = ruled(words([
        "",
        "before",
        "after: median",
        "90 %",
        "width left",
        "the record tells",
    ]));
    for line in lines {
        table.add_row([
            line.name.clone(),
            format!("{} to {}", line.prior[0], line.prior[1]),
            line.median.clone(),
            format!("{} to {}", line.interval[0], line.interval[1]),
            format!("{:.2}", line.width),
            tells(line.told).to_owned(),
        ]);
    }
    put(text, table, 1)
}

fn tells(told: Identified) -> &'static str {
    match told {
        Identified::Yes => "it",
        Identified::Partly => "something of it",
        Identified::No => "next to nothing",
    }
}

/// Below so many points of one weight a reader is warned: ends of 90 % intervals then rest on fewer
/// than five points each.
const FEW: f64 = 100.0;

fn in_words(text: &mut String, findings: &Findings) -> fmt::Result {
    writeln!(
        text,
        "The sample says as much as {:.0} points of one weight.",
        findings.effective
    )?;
    if findings.effective < FEW {
        writeln!(
            text,
            "That is few: a correlation is known to ± {:.2}, and the ends of intervals are rough. Allow more runs.",
            1.0 / findings.effective.sqrt()
        )?;
    }
    for line in &findings.parameters {
        if let Some([before, after]) = line.zero {
            let odds = (after / (1.0 - after)) / (before / (1.0 - before));
            writeln!(
                text,
                "A value of exactly 0 for {} had a probability of {} before, and has one of {} after: the record changes the odds by a factor of {}.",
                line.name,
                percent(before),
                percent(after),
                number(odds)
            )?;
        }
    }
    for pair in &findings.together {
        let way = if pair.rank_correlation < 0.0 {
            "more of the one with less of the other"
        } else {
            "more of both"
        };
        writeln!(
            text,
            "The record cannot tell {} and {} apart: {way} fits as well (rank correlation {:.2}).",
            pair.names[0], pair.names[1], pair.rank_correlation
        )?;
    }
    let not_told: Vec<&str> = findings
        .parameters
        .iter()
        .filter(|line| line.told == Identified::No)
        .map(|line| line.name.as_str())
        .collect();
    if !not_told.is_empty() {
        writeln!(text, "Of {} it tells next to nothing.", not_told.join(", "))?;
    }
    Ok(())
}

/// The predictions of a sample: each count of the record, the value of the sample, and what had
/// changed.
pub fn validation(title: &str, runs: usize, scale: f64, lines: &[Line], styling: Styling) -> String {
    let mut text = String::new();
    let _ = write_validation(&mut text, title, runs, scale, lines, styling);
    text
}

fn write_validation(
    text: &mut String,
    title: &str,
    runs: usize,
    scale: f64,
    lines: &[Line],
    styling: Styling,
) -> fmt::Result {
    writeln!(text, "{}", styling.heading(title))?;
    writeln!(
        text,
        "{} draws of the sample, each with chances of its own, at scale {scale}; applications of the real launch.",
        count(runs as f64)
    )?;
    let mut table = ruled(words([
        "applications by",
        "record",
        "median",
        "90 %",
        "off by",
        "",
    ]));
    for line in lines {
        table.add_row([
            line.at.clone(),
            count(line.record),
            count(line.median),
            format!("{} to {}", count(line.low), count(line.high)),
            format!("{:+.0} %", 100.0 * line.error()),
            verdict(line),
        ]);
    }
    put(text, table, 1)?;
    let predicted = || lines.iter().filter(|line| !line.fitted);
    let hits = predicted().filter(|line| line.is_hit()).count();
    writeln!(
        text,
        "Of {} predictions {hits} hold the record in their 90 %.",
        predicted().count()
    )?;
    for line in predicted().filter(|line| !line.changed.is_empty()) {
        writeln!(text, "Before {}: {}", line.at, line.changed)?;
    }
    Ok(())
}

fn verdict(line: &Line) -> String {
    let what = if line.fitted { "fitted to" } else { "predicted" };
    let how = if line.is_hit() {
        "hit"
    } else if line.record > line.high {
        "missed: too few"
    } else {
        "missed: too many"
    };
    format!("{what}, {how}")
}
