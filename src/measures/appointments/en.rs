//! English.

use super::words::{AppointmentsWords, Booked};
use crate::messages::{English, Numbers, Words};

impl AppointmentsWords for English {
    fn kept(&self, booked: Booked) -> Words {
        Words {
            label: "Appointments kept while slots are full".into(),
            sentence: format!(
                "{} appointments are booked for each slot of {}, and {} of these people do not come.",
                self.rounded(booked.places),
                self.length(booked.slot_s),
                self.percent(booked.no_show)
            )
            .into(),
            formula: "thinning, r (1 − q)",
            assumes:
                "the values above for the day, its backlog and its waiting are computed without appointments"
                    .into(),
            not_simulated: "slots need not be full in a run".into(),
        }
    }

    fn by_appointment(&self, people: f64, slot_s: f64) -> [String; 2] {
        let people = match self.spoken_count(people).as_str() {
            "1" => "1 person".to_owned(),
            many => format!("{many} people"),
        };
        [
            format!("by appointment, {people} every {}", self.length(slot_s)),
            "by appointment".to_owned(),
        ]
    }
}
