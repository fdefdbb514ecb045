//! Days of their own for each class of people.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::units::{DailyHours, Moment, Weekdays};

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
