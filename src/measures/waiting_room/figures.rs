//! What came of a waiting room.

use super::WaitingRoom;
use crate::measures::definition::Definition;
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::{Figure, MeasureFigures};

/// What came of the first waiting room of a policy. Counts are of the simulated people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoomSummary {
    /// Tickets taken.
    pub tickets: u64,
    /// Tickets called.
    pub called: u64,
    /// Tickets claimed.
    pub claimed: u64,
    /// Of the tickets called, those that bots and clients without cookies held.
    pub called_in_vain: u64,
    /// Tickets called and not claimed in time.
    pub lapsed: u64,
    /// People who left the room before their turn.
    pub left: u64,
    /// Polls the waiting pages made (not simulated one by one: the integral of the number waiting over the interval).
    pub polls: u64,
    /// Mean number of people waiting, over the whole run: also over the time before a room that begins later.
    pub mean_waiting: f64,
    /// Greatest number of people waiting.
    pub most_waiting: u64,
    /// Mean number inside (called or at work), over the whole run too.
    pub mean_inside: f64,
    /// Mean time from ticket to call, of the tickets called that people held \[s\].
    pub mean_wait_s: Option<f64>,
}

impl RoomSummary {
    /// The figures of a run's waiting room; `None` if the policy has none.
    pub fn of(run: &RunResult) -> Option<RoomSummary> {
        RoomSummary::among(&run.measures)
    }

    /// The figures of the waiting room among those of all measures.
    pub(crate) fn among(measures: &MeasureFigures) -> Option<RoomSummary> {
        let room = measures.of(WaitingRoom::ID)?;
        Some(RoomSummary {
            tickets: room.count("tickets"),
            called: room.count("called"),
            claimed: room.count("claimed"),
            called_in_vain: room.count("called_in_vain"),
            lapsed: room.count("lapsed"),
            left: room.count("left"),
            polls: room.count("polls"),
            mean_waiting: room.number("mean_waiting").unwrap_or(0.0),
            most_waiting: room.count("most_waiting"),
            mean_inside: room.number("mean_inside").unwrap_or(0.0),
            mean_wait_s: room.number("mean_wait_s"),
        })
    }

    /// The figures under their names, in the order of the JSON object.
    pub(crate) fn figures(&self) -> [(&'static str, Figure); 11] {
        [
            ("tickets", Figure::Count(self.tickets)),
            ("called", Figure::Count(self.called)),
            ("claimed", Figure::Count(self.claimed)),
            ("called_in_vain", Figure::Count(self.called_in_vain)),
            ("lapsed", Figure::Count(self.lapsed)),
            ("left", Figure::Count(self.left)),
            ("polls", Figure::Count(self.polls)),
            ("mean_waiting", Figure::Number(Some(self.mean_waiting))),
            ("most_waiting", Figure::Count(self.most_waiting)),
            ("mean_inside", Figure::Number(Some(self.mean_inside))),
            ("mean_wait_s", Figure::Number(self.mean_wait_s)),
        ]
    }
}
