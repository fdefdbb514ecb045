//! The parts of the fluid of a day: the people who have come, and what they are doing.

use crate::measures::waiting_room::WaitingRoom;
use clickday_engine::scenario::Stream;

use super::load::file_s;

/// A backlog is worked off when it is this share of those who have come.
const CLEARED: f64 = 0.01;

/// The result of the fluid.
#[derive(Debug, Clone, Default)]
pub(super) struct Day {
    /// Most people who have come and are not served.
    pub(super) most_unserved: f64,
    /// When that is \[s\].
    pub(super) most_at: f64,
    /// When all but one in a hundred of those who have come are served, for the first time after
    /// \[s\]; `None`: not within the run.
    pub(super) cleared_at: Option<f64>,
    /// People who have come to the door.
    pub(super) came: f64,
    /// People not served at the end.
    pub(super) unserved: f64,
    /// People served by the end.
    pub(super) served: f64,
    /// Most people in the waiting room.
    pub(super) most_waiting: f64,
    /// People in the waiting room, summed over time \[s\].
    pub(super) waiting_s: f64,
    /// People in the waiting room at the end.
    pub(super) waiting: f64,
    /// People called who waited.
    pub(super) called: f64,
    /// Stretches of time with their demand at the door and the floods: start \[s\], newcomers a
    /// second of each stream.
    pub(super) arrivals: Vec<(f64, Vec<f64>)>,
}

/// A stream under way.
pub(super) struct Flow<'a> {
    pub(super) stream: &'a Stream<'a>,
    /// Newcomers at the door, step by step.
    pub(super) comes: Vec<f64>,
    /// Whether the door, and the office, are open.
    pub(super) open: Vec<bool>,
    /// Come and not served: people, or an office's files.
    pub(super) backlog: f64,
}

impl Day {
    /// So many are held up at `now` \[s\].
    pub(super) fn note(&mut self, held_up: f64, now: f64) {
        self.unserved = held_up;
        if held_up > self.most_unserved {
            (self.most_unserved, self.most_at, self.cleared_at) = (held_up, now, None);
        }
        if held_up <= CLEARED * self.came.max(1.0) && self.cleared_at.is_none() {
            self.cleared_at = Some(now);
        }
    }
}

impl Flow<'_> {
    /// Time one application takes on a quick portal, for those who file one after the other \[s\].
    pub(super) fn busy_s(&self) -> f64 {
        file_s(self.stream)
    }

    /// Applications that are under way at once, at most.
    pub(super) fn hands(&self) -> f64 {
        let operators = self.stream.office.map_or(f64::INFINITY, |o| o.operators as f64);
        self.backlog.min(operators)
    }
}

/// Time a place is held for one application of people who go themselves: noticing the call, the session \[s\].
pub(super) fn present_s(stream: &Stream, room: Option<&WaitingRoom>) -> f64 {
    notice_s(room) + stream.application.think_s + stream.application.service_s()
}

/// Time until a call is noticed \[s\], where there are calls.
pub(super) fn notice_s(room: Option<&WaitingRoom>) -> f64 {
    room.map_or(0.0, WaitingRoom::notice_s)
}
