//! The public record of the real day beside the simulated one.

use serde::Serialize;

use super::schedule::StageRuns;
use super::statistics::mean;
use clickday_engine::model::Model;
use clickday_engine::model::civil::{CivilClock, CivilError};
use clickday_engine::sim::result::{BinCounts, Series};

/// One count of the public record, and what the simulation has at that instant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordLine {
    /// The instant, civil time.
    pub at: String,
    /// Applications submitted by then, as the record says.
    pub applications: u64,
    /// Applications submitted by then under the baseline policy: mean over the replications at full
    /// scale.
    pub simulated: f64,
    /// Who said so, and where.
    pub source: String,
}

/// Lays the record beside `policy`, in the last stage at full scale; nothing when there is none
/// yet. Counts of the record outside the run are left out.
///
/// # Errors
/// When the model's calendar cannot be read; a model that was loaded has one that can.
pub fn record(model: &Model, stages: &[StageRuns], policy: &str) -> Result<Vec<RecordLine>, CivilError> {
    let clock = CivilClock::new(&model.calendar)?;
    let full_scale = |stage: &&StageRuns| stage.stage.scale >= 1.0;
    let Some(stage) = stages.iter().rev().find(full_scale) else {
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    for observation in &model.record {
        let instant = u64::try_from(clock.micros(&observation.at))
            .ok()
            .filter(|us| *us <= clock.horizon_us());
        let Some(instant) = instant else { continue };
        let at_s = instant as f64 / 1e6;
        let counts: Vec<f64> = stage
            .of(policy)
            .map(|run| submitted_by(&run.series, at_s))
            .collect();
        lines.extend(mean(&counts).map(|simulated| RecordLine {
            at: observation.at.to_string(),
            applications: observation.applications,
            simulated,
            source: observation.source.clone(),
        }));
    }
    Ok(lines)
}

/// Applications submitted within `at_s` seconds from the start, evenly within a bin; of the
/// simulated people, not scaled back.
pub fn submitted_by(series: &Series, at_s: f64) -> f64 {
    counted_by(series, at_s, |count| count.submitted)
}

/// What `of` counts, over all groups, within `at_s` seconds from the start, evenly within a bin; of
/// the simulated people, not scaled back.
pub(crate) fn counted_by(series: &Series, at_s: f64, of: impl Fn(&BinCounts) -> u32) -> f64 {
    let groups = series.groups.len().max(1);
    let bins = series.start_s.iter().zip(series.counts.chunks(groups));
    bins.map(|(start_s, counts)| {
        let part = ((at_s - start_s) / series.bin_s).clamp(0.0, 1.0);
        part * counts.iter().map(|count| f64::from(of(count))).sum::<f64>()
    })
    .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_a_bin_applications_come_evenly() {
        let counts = [10, 20, 40].map(|submitted| BinCounts {
            submitted,
            ..BinCounts::default()
        });
        let series = Series {
            bin_s: 600.0,
            start_s: vec![0.0, 600.0, 1200.0],
            groups: vec!["all".to_owned()],
            counts: counts.to_vec(),
            ..Series::default()
        };
        let at = |s: f64| submitted_by(&series, s).round() as u64;
        assert_eq!(
            [at(0.0), at(600.0), at(900.0), at(1800.0), at(9e9)],
            [0, 10, 20, 70, 70]
        );
    }
}
