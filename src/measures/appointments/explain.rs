//! What it amounts to, before any run.

use crate::figures::{percent, rounded};
use crate::statement::words::time;
use crate::statement::{Statement, Topic, Unit};

use super::Appointments;

const NOT_IN_THE_FLUID: &str =
    "the day as a fluid above knows hours and waiting rooms only: it does not know of this";
const LAW: &str = "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapter 6";

pub(super) fn appointments(booked: &Appointments) -> Statement {
    let places = booked.capacity.get() as f64 * booked.overbooking.get();
    let slot = booked.slot.as_secs_f64();
    let kept = places * (1.0 - booked.no_show.get()) / slot;
    Statement::new(
        "appointments_kept",
        Topic::Measures,
        "Appointments kept while slots are full",
        (kept, Unit::PerSecond("people")),
        format!(
            "{} are booked for each {}, of whom {} do not come.",
            rounded(places),
            time(slot),
            percent(booked.no_show.get())
        ),
    )
    .formula("thinning, r (1 − q)", LAW)
    .assuming(NOT_IN_THE_FLUID)
    .not_simulated("slots need not be full")
}
