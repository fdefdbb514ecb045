//! What it amounts to, before any run.

use crate::messages::Language;
use crate::statement::{Statement, Topic, Unit};

use super::Appointments;
use super::words::{Booked, words};

const LAW: &str = "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapter 6";

pub(super) fn appointments(appointments: &Appointments, language: Language) -> Statement {
    let booked = Booked {
        places: appointments.capacity.get() as f64 * appointments.overbooking.get(),
        slot_s: appointments.slot.as_secs_f64(),
        no_show: appointments.no_show.get(),
    };
    let kept = booked.places * (1.0 - booked.no_show) / booked.slot_s;
    let value = (kept, Unit::PerSecond("people"));
    let words = words(language).kept(booked);
    Statement::worded("appointments_kept", Topic::Measures, value, words).source(LAW)
}
