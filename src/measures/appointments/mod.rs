//! Appointments: a place at a time, booked beforehand.

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
use clickday_engine::model::units::{
    Count, DailyHours, Duration, Factor, Moment, Share, Weekdays, local_key,
};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// Shorter slots than this nobody can keep, and a run would be all booking.
const SHORTEST_SLOT: Duration = Duration::from_micros(60_000_000);

/// A place at a time, booked beforehand. Offices need none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Appointments {
    /// Class of requests of the booking page: a name under `portal.request`. It is asked for once a booking, of the portal itself.
    pub booking: String,
    /// First instant of the first slot; absent: the start of the run.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Length of a slot.
    pub slot: Duration,
    /// People the portal is meant to see in a slot.
    pub capacity: Count,
    /// Bookings taken for each place, so that those who do not come leave no gap: `1/(1-q)` fills the slots on average.
    #[serde(default = "Factor::one")]
    pub overbooking: Factor,
    /// Hours in which slots lie.
    #[serde(default = "DailyHours::whole_day")]
    pub hours: DailyHours,
    /// Days on which they do.
    #[serde(default = "Weekdays::all")]
    pub days: Weekdays,
    /// Probability that somebody does not come to an appointment.
    #[serde(default)]
    pub no_show: Share,
    /// How long after the end of the slot an appointment can still be used.
    pub grace: Duration,
}

impl Form for Appointments {
    fn local_time(&self) -> Option<Vec<String>> {
        let key = local_key(self.hours, self.days)?;
        Some(vec![key.to_owned()])
    }
}

impl Checks for Appointments {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.known(
            &self.booking,
            "class of requests",
            cx.model.portal.request.keys(),
            &path.then("booking"),
        );
        if let Some(from) = &self.from {
            cx.before_end(from, &path.then("from"));
        }
        cx.lasts_at_least(self.slot, SHORTEST_SLOT, &path.then("slot"));
        cx.at_least(self.capacity.get() as f64, 1.0, &path.then("capacity"));
        cx.times(self.overbooking.get(), 0.001, &path.then("overbooking"));
        if cx
            .clock
            .is_some_and(|clock| clock.intervals(&self.hours, &self.days).is_empty())
        {
            let right = cx.jumped_over(self.hours, self.days);
            cx.complain(
                &path.then("days"),
                "there is no slot within the run",
                right.unwrap_or_else(|| "name a day of the run".to_owned()),
            );
        }
    }
}

impl Definition for Appointments {
    const ID: &'static str = "appointments";
    const ABOUT: &'static str = "A place at a time, booked beforehand.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "asks for a booking page once, gives the first slot with a place, people come evenly \
             over it; `overbooking`, `no-show`, `grace`; offices are exempt, and so are pages that \
             only ask for a credential",
        "kept `n · overbooking · (1 − q)` a slot, binomial; one page more an application",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::Appointments::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        vec![explain::appointments(self, launch.language())]
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let from = between(self.from.as_ref(), None, clock).0;
        let people = self.capacity.get() as f64;
        let labels = words::words(language).by_appointment(people, self.slot.as_secs_f64());
        let hours = clock.intervals(&self.hours, &self.days);
        let bar = |(opens, shuts): (u64, u64)| {
            Bar::new(
                Kind::Room,
                ((opens as f64 / 1e6).max(from), shuts as f64 / 1e6),
                &labels,
            )
        };
        hours.into_iter().map(bar).collect()
    }
}
