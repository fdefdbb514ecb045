//! A limit on the requests of each address. It hits offices, and people behind the shared addresses of mobile carriers.

mod address;
mod en;
mod explain;
mod run;
#[cfg(test)]
mod tests;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::definition::{Definition, Row};
use crate::measures::strip::Bar;
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::{Count, Moment, Rate};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// Buckets are counted in 32 bits.
const MOST_BURST: usize = u32::MAX as usize;

/// A limit on the requests of each address: a token bucket. A bucket holds `burst` tokens and gains `rate` of them; a request takes
/// one, and is blocked when there is none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AddressLimit {
    /// From when on; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Until when; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
    /// Requests a second each address may make in the long run. It does not shrink with `--scale`.
    pub rate: Rate,
    /// Requests an address may make at once.
    pub burst: Count,
    /// How tokens come in.
    #[serde(default)]
    pub refill: Refill,
}

/// How tokens come into a bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Refill {
    /// Bit by bit.
    #[default]
    Continuous,
    /// One every `1/rate`, for all addresses at the same instants.
    Ticks,
}

impl Form for AddressLimit {
    fn is_switchable(&self) -> bool {
        true
    }
}

impl Checks for AddressLimit {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.stretch(self.from.as_ref(), self.until.as_ref(), path);
        if self.rate.per_s() <= 0.0 {
            let right = "write a rate above zero";
            cx.complain(&path.then("rate"), "nobody could ever come twice", right);
        }
        let burst = &path.then("burst");
        cx.at_least(self.burst.get() as f64, 1.0, burst);
        let most = usize::try_from(self.burst.get()).unwrap_or(usize::MAX);
        cx.at_most(most, MOST_BURST, "requests at once", burst);
    }
}

impl Definition for AddressLimit {
    const ID: &'static str = "address-limit";
    const ABOUT: &'static str = "A limit on the requests of each address.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "each address has a bucket of `burst` tokens that gains `rate` a second; a request \
             without a token is blocked; it hits offices, and people behind the shared addresses \
             of mobile carriers",
        "the work in an M/D/1 queue with `burst` places",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::AddressLimit::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        explain::statements(self, launch)
    }

    fn strip(&self, _clock: &CivilClock, _language: Language) -> Vec<Bar> {
        // The strip shows who may come in.
        Vec::new()
    }
}
