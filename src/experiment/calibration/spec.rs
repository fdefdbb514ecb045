//! The calibration file: which values of a model are fitted, to what, and what is then predicted.
//!
//! ```toml
//! version = 1
//! title = "What the first day tells"
//! model = "../models/inps-2020-04-01"
//! policy = "as-it-happened"
//! seed = 2020
//! scale = "1.5 %"
//! known-until = "2020-04-02 01:00"      # nothing later is fitted to
//!
//! [[parameter]]
//! path = "people.role.citizen.session-lost"
//! from = 0
//! to = 0.5
//! source = "assumed"
//!
//! [[observation]]
//! at = "2020-04-02 01:00"
//! applications = 517_529
//! tolerance = "3 %"
//! source = "Catalfo, ANSA"
//! ```

mod complaints;
mod loaded;

use schemars::JsonSchema;
use serde::Deserialize;

pub use self::loaded::{Loaded, from_files, load, read};

use super::prediction::ValidationSpec;
pub use crate::experiment::parameter::ParameterSpec;
use clickday_engine::model::units::{Count, Moment, Rate, Share};

/// Which values of a model are fitted, to what, and what is then predicted.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Calibration {
    /// Version of the file format: 1.
    pub version: u32,
    /// What is asked, as a title.
    pub title: String,
    /// The same, for a reader.
    #[serde(default)]
    pub description: String,
    /// The model: a file or folder, by its path from this file.
    pub model: String,
    /// Files with further policies for the model, by their paths from this file.
    #[serde(default)]
    pub policy_files: Vec<String>,
    /// The policy under which the record was made.
    pub policy: String,
    /// What is changed in the model for every run, as `path=value`.
    #[serde(default)]
    pub set: Vec<String>,
    /// Master seed.
    pub seed: u64,
    /// Share of full scale at which every run is made.
    pub scale: Share,
    /// No observation may be later.
    pub known_until: Moment,
    /// The values that are fitted.
    pub parameter: Vec<ParameterSpec>,
    /// What they are fitted to.
    pub observation: Vec<ObservationSpec>,
    /// How much is done.
    #[serde(default)]
    pub effort: EffortSpec,
    /// What is then predicted; absent: nothing.
    #[serde(default)]
    pub validation: Option<ValidationSpec>,
}

/// A number of the record: applications submitted by an instant, or between two.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ObservationSpec {
    /// The instant from which applications are counted; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// The instant up to which they are counted.
    pub at: Moment,
    /// So many. Either this or `rate`.
    #[serde(default)]
    pub applications: Option<Count>,
    /// So many a second, on average. Either this or `applications`.
    #[serde(default)]
    pub rate: Option<Rate>,
    /// One standard deviation of the error of the record and of the discrepancy of the model, together, as a share of the number.
    pub tolerance: Share,
    /// Who said so, and why the tolerance is what it is.
    pub source: String,
}

/// How much is done.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct EffortSpec {
    /// Points of the first wave.
    pub wave: Count,
    /// Runs of the best of them, from which chance is measured.
    pub repeats: Count,
    /// Points of a generation.
    pub population: Count,
    /// Share of a generation that lies within the threshold of the next.
    pub nearest: Share,
    /// Most runs in all.
    pub runs: Count,
    /// Rows of the sample.
    pub rows: Count,
}

impl Default for EffortSpec {
    /// A few hundred points a generation, as in the examples of Toni et al. (2009).
    fn default() -> Self {
        let count = |n: &str| n.parse().unwrap_or_default();
        EffortSpec {
            wave: count("400"),
            repeats: count("8"),
            population: count("300"),
            nearest: "50 %".parse().unwrap_or_default(),
            runs: count("6000"),
            rows: count("200"),
        }
    }
}

impl ObservationSpec {
    /// The number: applications, or applications a second.
    pub fn value(&self) -> f64 {
        let rate = self.rate.map(Rate::per_s);
        rate.or(self.applications.map(|n| n.get() as f64))
            .unwrap_or_default()
    }
}
