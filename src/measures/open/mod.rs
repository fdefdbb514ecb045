//! The service exists from an instant on, and until another. When it opens is public.

mod en;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::closed::Closed;
use crate::measures::definition::{Definition, Row};
use crate::measures::stretch::Stretch;
use crate::measures::strip::{Bar, Kind, between, whole};
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::civil::Intervals;
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::Moment;
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// The service exists from an instant on (and until another).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Open {
    /// First instant; absent: the start of the run.
    #[serde(default)]
    pub from: Option<Moment>,
    /// When it ends, this instant not included; absent: the end of the run.
    #[serde(default)]
    pub until: Option<Moment>,
}

impl Form for Open {
    fn open_times(&self, clock: &CivilClock, _role: &str) -> Intervals {
        clock.span(self.from.as_ref(), self.until.as_ref())
    }
}

impl Checks for Open {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.stretch(self.from.as_ref(), self.until.as_ref(), path);
    }
}

impl Definition for Open {
    const ID: &'static str = "open";
    const ABOUT: &'static str = "The service exists from an instant on.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "the service exists from an instant on, and until another; when it opens is public",
        "nobody is served outside of it",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        let life = Stretch::new(self.from.as_ref(), self.until.as_ref(), scenario);
        let outside = vec![(0, life.from), (life.until, u64::MAX)];
        Box::new(Closed::during(outside, true))
    }

    fn statements(&self, _launch: &dyn Expected) -> Vec<Statement> {
        // The day as a fluid knows of it.
        Vec::new()
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let stretch = between(self.from.as_ref(), self.until.as_ref(), clock);
        let all = whole(clock);
        let say = words::words(language);
        vec![
            Bar::new(Kind::Unopened, (all.0, stretch.0), &say.not_yet()),
            Bar::new(Kind::Unopened, (stretch.1, all.1), &say.no_more()),
        ]
    }
}
