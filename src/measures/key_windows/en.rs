//! English.

use super::words::KeyWindowsWords;
use crate::messages::{English, Numbers, Words};

impl KeyWindowsWords for English {
    fn largest_class(&self, windows: u64, has_free_days: bool, share: f64) -> Words {
        let there_are = match (windows, has_free_days) {
            (1, false) => "There is 1 window.".to_owned(),
            (1, true) => "There is 1 window, and there are free days for all.".to_owned(),
            (many, false) => format!("There are {many} windows."),
            (many, true) => format!("There are {many} windows, and free days for all."),
        };
        Words {
            label: "Largest share of people in one window".into(),
            sentence: format!(
                "{there_are} At most {} of the people who apply themselves may come in the same window. \
                 Offices may come at any time.",
                self.percent(share)
            )
            .into(),
            formula: "days of the months, or letters of the alphabet",
            assumes: "the values above for the day, its backlog and its waiting are computed without \
                these windows"
                .into(),
            not_simulated: "the results of a run do not say which class a person belongs to".into(),
        }
    }

    fn nobodys_hours(&self) -> [&'static str; 1] {
        ["closed"]
    }

    fn months(&self, first: u64, last: u64) -> [String; 2] {
        [
            format!("born in months {first}–{last}"),
            format!("{first}–{last}"),
        ]
    }

    fn tax_codes(&self, first: char, last: char) -> [String; 2] {
        [format!("tax codes {first}–{last}"), format!("{first}–{last}")]
    }

    fn free(&self) -> [&'static str; 2] {
        ["all classes", "all"]
    }
}
