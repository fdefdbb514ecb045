//! The report on a calibration: what it found, and how its predictions agree with the record.

use std::fmt::{self, Write};

use super::sweep::{put, ruled};
use super::table::Styling;
use crate::experiment::calibration::findings::{Findings, ObservationLine, ParameterLine};
use crate::experiment::calibration::history::CUT;
use crate::experiment::calibration::identification::Identified;
use crate::experiment::calibration::validation::Line;
use crate::messages::CalibrationText;
use crate::messages::calibration::{
    CalibrationHeading, ExactlyZero, GenerationColumn, Narrowed, ObservationColumn, Observed,
    ParameterColumn, PredictionColumn, Within,
};

/// Share of the sample that an interval of the findings holds.
const INTERVAL: f64 = 0.9;

/// The report of a calibration.
pub fn report(findings: &Findings, styling: Styling) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_report(&mut text, findings, styling);
    text
}

fn write_report(text: &mut String, findings: &Findings, styling: Styling) -> fmt::Result {
    let say = styling.language.calibration();
    let head = |text: &mut String, heading| writeln!(text, "\n{}", styling.heading(say.heading(heading)));
    let left = say.points_left(findings.share_left, findings.wave as u64, CUT);
    writeln!(text, "{}", styling.heading(&findings.title))?;
    writeln!(
        text,
        "{}",
        say.fitted(findings.runs as u64, findings.scale, INTERVAL)
    )?;
    head(text, CalibrationHeading::Wave)?;
    writeln!(text, "{left}")?;
    head(text, CalibrationHeading::Generations)?;
    generations(text, findings, say)?;
    head(text, CalibrationHeading::Observations)?;
    observations(text, &findings.observations, say)?;
    head(text, CalibrationHeading::Parameters)?;
    parameters(text, &findings.parameters, say)?;
    in_words(text, findings, say)
}

fn generations(text: &mut String, findings: &Findings, say: &dyn CalibrationText) -> fmt::Result {
    let columns = [
        GenerationColumn::Number,
        GenerationColumn::Distance,
        GenerationColumn::Runs,
        GenerationColumn::Accepted,
        GenerationColumn::Effective,
    ];
    let mut table = ruled(
        columns
            .map(|column| say.generation_column(column).to_owned())
            .to_vec(),
    );
    for generation in &findings.generations {
        table.add_row([
            generation.number.to_string(),
            format!("{:.2}", generation.threshold),
            say.count(generation.runs as f64),
            say.percent(generation.accepted),
            say.count(generation.effective),
        ]);
    }
    put(text, table, 0)?;
    writeln!(text, "{}", say.fit_ended(findings.near_enough))?;
    if findings.widened > 1.0 {
        writeln!(text, "{}", say.widened(findings.widened))?;
    }
    Ok(())
}

fn observations(text: &mut String, lines: &[ObservationLine], say: &dyn CalibrationText) -> fmt::Result {
    let columns = [
        ObservationColumn::Applications,
        ObservationColumn::Record,
        ObservationColumn::Tolerance,
        ObservationColumn::Chance,
        ObservationColumn::Median,
        ObservationColumn::Interval(INTERVAL),
        ObservationColumn::RulesOut,
    ];
    let mut table = ruled(columns.map(|column| say.observation_column(column)).to_vec());
    for line in lines {
        let per_second = line.a_second;
        let observed = Observed {
            from: line.from.as_deref(),
            until: &line.at,
            per_second,
        };
        table.add_row([
            say.observed(observed),
            say.applications(line.record, per_second),
            say.deviation(line.tolerance, per_second),
            say.deviation(line.chance, per_second),
            say.applications(line.median, per_second),
            say.applications_interval(line.interval, per_second),
            say.percent(line.rules_out),
        ]);
    }
    put(text, table, 1)
}

fn parameters(text: &mut String, lines: &[ParameterLine], say: &dyn CalibrationText) -> fmt::Result {
    let columns = [
        ParameterColumn::Parameter,
        ParameterColumn::Prior,
        ParameterColumn::Median,
        ParameterColumn::Interval(INTERVAL),
        ParameterColumn::Width,
        ParameterColumn::Narrowed,
    ];
    let mut table = ruled(columns.map(|column| say.parameter_column(column)).to_vec());
    let between = |[low, high]: &[String; 2]| say.values_between(low, high);
    for line in lines {
        table.add_row([
            line.name.clone(),
            between(&line.prior),
            line.median.clone(),
            between(&line.interval),
            say.percent(line.width),
            say.narrowed(narrowed(line.told)).to_owned(),
        ]);
    }
    put(text, table, 1)
}

fn narrowed(told: Identified) -> Narrowed {
    match told {
        Identified::Yes => Narrowed::Yes,
        Identified::Partly => Narrowed::Partly,
        Identified::No => Narrowed::Hardly,
    }
}

/// Below so many points of one weight a reader is warned: ends of 90 % intervals then rest on fewer
/// than five points each.
const FEW: f64 = 100.0;

fn in_words(text: &mut String, findings: &Findings, say: &dyn CalibrationText) -> fmt::Result {
    writeln!(text, "{}", say.effective(findings.effective))?;
    if findings.effective < FEW {
        writeln!(text, "{}", say.small_sample(1.0 / findings.effective.sqrt()))?;
    }
    for line in &findings.parameters {
        if let Some([before, after]) = line.zero {
            let zero = ExactlyZero {
                parameter: &line.name,
                before,
                after,
                odds: (after / (1.0 - after)) / (before / (1.0 - before)),
            };
            writeln!(text, "{}", say.exactly_zero(&zero))?;
        }
    }
    for pair in &findings.together {
        let names = [pair.names[0].as_str(), &pair.names[1]];
        writeln!(text, "{}", say.not_separated(names, pair.rank_correlation))?;
    }
    let not_told: Vec<String> = findings
        .parameters
        .iter()
        .filter(|line| line.told == Identified::No)
        .map(|line| line.name.clone())
        .collect();
    if !not_told.is_empty() {
        writeln!(text, "{}", say.hardly_narrowed(&not_told))?;
    }
    Ok(())
}

/// The predictions of a sample: each count of the record, the value of the sample, and what had
/// changed.
pub fn validation(title: &str, runs: usize, scale: f64, lines: &[Line], styling: Styling) -> String {
    let mut text = String::new();
    let say = styling.language.calibration();
    let _ = writeln!(text, "{}", styling.heading(title));
    let _ = writeln!(text, "{}", say.validated(runs as u64, scale));
    let _ = predictions(&mut text, lines, say);
    text
}

fn predictions(text: &mut String, lines: &[Line], say: &dyn CalibrationText) -> fmt::Result {
    let columns = [
        PredictionColumn::Applications,
        PredictionColumn::Record,
        PredictionColumn::Median,
        PredictionColumn::Interval(INTERVAL),
        PredictionColumn::Error,
        PredictionColumn::Use,
        PredictionColumn::Within,
    ];
    let mut table = ruled(columns.map(|column| say.prediction_column(column)).to_vec());
    for line in lines {
        table.add_row([
            say.counted_until(&line.at),
            say.count(line.record),
            say.count(line.median),
            say.applications_interval([line.low, line.high], false),
            say.error_share(line.error()),
            say.used(line.fitted).to_owned(),
            say.within(within(line)).to_owned(),
        ]);
    }
    put(text, table, 1)?;
    let predicted = || lines.iter().filter(|line| !line.fitted);
    let hits = predicted().filter(|line| line.is_hit()).count() as u64;
    writeln!(text, "{}", say.hits(hits, predicted().count() as u64, INTERVAL))?;
    for line in predicted().filter(|line| !line.changed.is_empty()) {
        writeln!(text, "{}", say.changed(&line.at, &line.changed))?;
    }
    Ok(())
}

fn within(line: &Line) -> Within {
    if line.is_hit() {
        Within::Yes
    } else if line.record > line.high {
        Within::ModelTooLow
    } else {
        Within::ModelTooHigh
    }
}
