//! Hours of their own for each role.

mod en;
mod run;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::definition::{Definition, Row};
use crate::measures::strip::{Bar, Kind, between};
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::civil::{Intervals, common, disjoint};
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::size::MOST_STRETCHES;
use clickday_engine::model::units::{DailyHours, Moment, Weekdays, local_key};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// Hours of their own for each role.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RoleWindows {
    /// First instant the rule holds; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// When the rule ends, this instant not included; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
    /// Whose hours are when. A role without a window is never let in while the rule holds.
    pub window: Vec<RoleWindow>,
}

/// A role's window.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RoleWindow {
    /// A name under `people.role`.
    pub role: String,
    /// From when to when, every day; `"16:00-08:00"` runs over midnight.
    pub hours: DailyHours,
    /// On which days the window begins.
    #[serde(default = "Weekdays::all")]
    pub days: Weekdays,
}

impl Form for RoleWindows {
    fn open_times(&self, clock: &CivilClock, role: &str) -> Intervals {
        let held = clock.span(self.from.as_ref(), self.until.as_ref());
        let mut times: Intervals = Vec::new();
        if let Some(from) = &self.from {
            times.extend(clock.span(None, Some(from)));
        }
        if let Some(until) = &self.until {
            times.extend(clock.span(Some(until), None));
        }
        for window in self.window.iter().filter(|window| window.role == role) {
            times.extend(common(&held, &clock.intervals(&window.hours, &window.days)));
        }
        disjoint(times)
    }

    fn local_time(&self) -> Option<Vec<String>> {
        let mut windows = self.window.iter().enumerate();
        windows.find_map(|(i, window)| {
            let key = local_key(window.hours, window.days)?;
            Some(vec!["window".to_owned(), i.to_string(), key.to_owned()])
        })
    }
}

impl Checks for RoleWindows {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.stretch(self.from.as_ref(), self.until.as_ref(), path);
        for (i, window) in self.window.iter().enumerate() {
            let path = path.then("window").then(i.to_string()).then("role");
            cx.known(&window.role, "role", cx.model.people.role.keys(), &path);
        }
    }

    fn fits(&self, cx: &mut Checker<'_>, path: &Path) -> bool {
        cx.at_most(self.window.len(), MOST_STRETCHES, "windows", &path.then("window"))
    }

    fn jumped_over(&self, cx: &Checker<'_>, role: Option<&str>) -> Option<String> {
        let own = |window: &&RoleWindow| role.is_none_or(|role| window.role == role);
        let mut windows = self.window.iter().filter(own);
        windows.find_map(|window| cx.jumped_over(window.hours, window.days))
    }
}

impl Definition for RoleWindows {
    const ID: &'static str = "role-windows";
    const ABOUT: &'static str = "Hours of their own for each role.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "hours of their own for each role; a role without a window is never let in while the \
             rule holds",
        "a role is served in its hours alone",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::RoleWindows::new(self, scenario))
    }

    fn statements(&self, _launch: &dyn Expected) -> Vec<Statement> {
        // The day as a fluid knows of it.
        Vec::new()
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let holds = between(self.from.as_ref(), self.until.as_ref(), clock);
        let say = words::words(language);
        let mut bars = vec![Bar::new(Kind::NobodysHours, holds, &say.nobodys_hours())];
        let mut roles: Vec<&str> = self.window.iter().map(|w| w.role.as_str()).collect();
        roles.sort_unstable();
        roles.dedup();
        for hours in &self.window {
            let index = roles.iter().position(|r| *r == hours.role).unwrap_or(0);
            let labels = say.hours_of(&hours.role, &hours.hours.to_string());
            for (opens, shuts) in clock.intervals(&hours.hours, &hours.days) {
                let stretch = (
                    (opens as f64 / 1e6).max(holds.0),
                    (shuts as f64 / 1e6).min(holds.1),
                );
                bars.push(Bar::new(Kind::Hours(index), stretch, &labels));
            }
        }
        bars
    }
}
