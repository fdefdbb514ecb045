//! Appointments: a place at a time, booked beforehand.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::units::{Count, DailyHours, Duration, Factor, Moment, Share, Weekdays};

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
