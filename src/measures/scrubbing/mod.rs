//! Traffic is led through a cleaning centre. It drops a small share of people's requests too, and all come a little later.

mod en;
mod explain;
mod run;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::definition::{Definition, Row};
use crate::measures::strip::Bar;
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::{Duration, Moment, Share};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// Scrubbing: traffic is led through a cleaning centre that drops what looks like an attack.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scrubbing {
    /// When what calls for it begins; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Until when; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
    /// How long until it is noticed: 1 to 5 min, 0 where it is always on (assumed).
    #[serde(default)]
    pub detection: Duration,
    /// How long from then until it works: 5 to 15 min, 0 where it is always on (assumed).
    #[serde(default)]
    pub activation: Duration,
    /// Probability that a request of an attack is dropped: 0.9 to 0.99 (assumed).
    pub efficacy: Share,
    /// Probability that a person's request is dropped: 0.001 to 0.02 (assumed).
    pub false_positives: Share,
    /// How much longer everything takes: 20 ms (assumed).
    #[serde(default)]
    pub latency: Duration,
}

impl Form for Scrubbing {
    fn is_switchable(&self) -> bool {
        true
    }
}

impl Checks for Scrubbing {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.stretch(self.from.as_ref(), self.until.as_ref(), path);
    }
}

impl Definition for Scrubbing {
    const ID: &'static str = "scrubbing";
    const ABOUT: &'static str = "Traffic is led through a cleaning centre.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "traffic is led through a cleaning centre, `detection` and `activation` after it is \
             called for; what comes through comes `latency` later",
        "thinning of a Poisson stream, of attacks by `efficacy` and of people by `false-positives`",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::Scrubbing::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        explain::thinned(launch, self).into_iter().collect()
    }

    fn strip(&self, _clock: &CivilClock, _language: Language) -> Vec<Bar> {
        // The strip shows who may come in.
        Vec::new()
    }
}
