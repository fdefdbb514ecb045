//! Days of their own for classes of people, by a key everybody knows. They are public: who knows them waits for their own,
//! the others come and are turned away.

mod en;
mod explain;
mod run;
#[cfg(test)]
mod tests;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::definition::{Definition, Row};
use crate::measures::strip::{Bar, Kind, between};
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::{DailyHours, Moment, Weekdays, local_key};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// Days of their own for classes of people, by a key everybody knows: the tax code or the month of birth. Offices are let in at any time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyWindows {
    /// What sorts people into classes.
    pub key: Key,
    /// First instant the rule holds; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// When the rule ends, this instant not included; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
    /// Which classes come when. A class without a window comes on free days only.
    pub window: Vec<KeyWindow>,
    /// Days on which every class may come; absent: none.
    #[serde(default)]
    pub free: Option<Weekdays>,
}

/// What sorts people into classes, numbered from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    /// The month of birth: 12 classes, as large as their months are long.
    BirthMonth,
    /// The check letter of the tax code, A to Z: 26 classes, alike in size (assumed: it is a checksum).
    TaxCode,
}

impl Key {
    /// How many classes there are.
    pub const fn classes(self) -> u64 {
        match self {
            Key::BirthMonth => 12,
            Key::TaxCode => 26,
        }
    }

    /// Share of the people in the classes `1..=class`.
    pub fn cumulative(self, class: u64) -> f64 {
        /// Days in four years before the first of each month, and at the end.
        const DAYS: [f64; 13] = [
            0.0, 124.0, 237.0, 361.0, 481.0, 605.0, 725.0, 849.0, 973.0, 1093.0, 1217.0, 1337.0, 1461.0,
        ];
        let class = class.min(self.classes());
        match self {
            Key::BirthMonth => DAYS[class as usize] / DAYS[12],
            Key::TaxCode => class as f64 / 26.0,
        }
    }
}

/// When some of the classes may come.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyWindow {
    /// First and last class, both included: `[1, 4]`.
    pub classes: [u64; 2],
    /// On which days.
    #[serde(default = "Weekdays::all")]
    pub days: Weekdays,
    /// In which hours of them.
    #[serde(default = "DailyHours::whole_day")]
    pub hours: DailyHours,
}

impl KeyWindows {
    /// A class that never comes in while the rule holds to the end of the run is a slip.
    fn never_lets(&self, cx: &mut Checker<'_>, path: &Path) {
        let Some(clock) = cx.clock.filter(|_| self.until.is_none()) else {
            return;
        };
        let from = self.from.as_ref().map_or(0, |m| clock.micros(m));
        let comes = |days: &Weekdays, hours: &DailyHours| {
            clock
                .intervals(hours, days)
                .iter()
                .any(|(_, until)| from < until.cast_signed())
        };
        if self
            .free
            .as_ref()
            .is_some_and(|days| comes(days, &DailyHours::whole_day()))
        {
            return;
        }
        let shut = (1..=self.key.classes()).find(|class| {
            let own = self
                .window
                .iter()
                .filter(|w| (w.classes[0]..=w.classes[1]).contains(class));
            !own.into_iter().any(|w| comes(&w.days, &w.hours))
        });
        if let (Some(class), true) = (shut, from <= 0) {
            let wrong = format!("the class {class} is never let in");
            let own = self.window.iter();
            let own = own.filter(|w| (w.classes[0]..=w.classes[1]).contains(&class));
            let right = own
                .into_iter()
                .find_map(|w| cx.jumped_over(w.hours, w.days))
                .unwrap_or_else(|| "give it a window, or a free day for all, within the run".to_owned());
            cx.complain(&path.then("window"), wrong, right);
        }
    }
}

impl Form for KeyWindows {
    fn local_time(&self) -> Option<Vec<String>> {
        if self.free.is_some_and(|days| days != Weekdays::all()) {
            return Some(vec!["free".to_owned()]);
        }
        let mut windows = self.window.iter().enumerate();
        windows.find_map(|(i, window)| {
            let key = local_key(window.hours, window.days)?;
            Some(vec!["window".to_owned(), i.to_string(), key.to_owned()])
        })
    }
}

impl Checks for KeyWindows {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.stretch(self.from.as_ref(), self.until.as_ref(), path);
        let classes = self.key.classes();
        cx.at_most(
            self.window.len(),
            classes as usize * 7,
            "windows",
            &path.then("window"),
        );
        for (i, window) in self.window.iter().enumerate() {
            let [first, last] = window.classes;
            if first < 1 || first > last || last > classes {
                let path = path.then("window").then(i.to_string()).then("classes");
                let wrong = format!("[{first}, {last}] are not classes of this key");
                cx.complain(
                    &path,
                    wrong,
                    format!("write the first and the last of 1 to {classes}"),
                );
            }
        }
        self.never_lets(cx, path);
    }
}

impl Definition for KeyWindows {
    const ID: &'static str = "key-windows";
    const ABOUT: &'static str = "Days of their own for each class of people.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "days for classes of people by `birth-month` (12 classes, as large as the months are \
             long) or `tax-code` (26 check letters, alike: assumed), `free` days for all; offices \
             are exempt",
        "a class is served on its days alone; who does not comply is a binomial share",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::KeyWindows::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        vec![explain::largest_class(self, launch.language())]
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let holds = between(self.from.as_ref(), self.until.as_ref(), clock);
        let say = words::words(language);
        let mut bars = vec![Bar::new(Kind::NobodysHours, holds, &say.nobodys_hours())];
        let within = |(opens, shuts): (u64, u64)| {
            (
                (opens as f64 / 1e6).max(holds.0),
                (shuts as f64 / 1e6).min(holds.1),
            )
        };
        for (index, window) in self.window.iter().enumerate() {
            let [first, last] = window.classes;
            let labels = match self.key {
                Key::BirthMonth => say.months(first, last),
                Key::TaxCode => {
                    let letter = |class: u64| char::from(b'A' + (class.clamp(1, 26) - 1) as u8);
                    say.tax_codes(letter(first), letter(last))
                }
            };
            for stretch in clock.intervals(&window.hours, &window.days) {
                bars.push(Bar::new(Kind::Hours(index), within(stretch), &labels));
            }
        }
        let free = self
            .free
            .as_ref()
            .map(|days| clock.intervals(&DailyHours::whole_day(), days));
        for stretch in free.into_iter().flatten() {
            bars.push(Bar::new(Kind::Noted, within(stretch), &say.free()));
        }
        bars
    }
}
