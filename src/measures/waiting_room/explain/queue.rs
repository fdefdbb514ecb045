//! Who is outside: what waiting is like, from the fluid.

use super::inside::LITTLE;
use crate::figures::rounded;
use crate::measures::waiting_room::{RoomSummary, TicketOrder, WaitingRoom};
use crate::statement::words::{number, time};
use crate::statement::{Expected, Statement, Topic, Unit};

const TOPIC: Topic = Topic::WaitingRoom;
const FLUID: &str = "fluid queue (Δ/GI/1), step by step";
const HONNAPPA: &str = "Honnappa, Jain and Ward, Queueing Systems 80 (2015)";

/// What waiting is like, from the fluid.
pub(super) fn statements(room: &WaitingRoom, launch: &dyn Expected) -> Vec<Statement> {
    if launch.typical().and_then(|typical| typical.capacity).is_none() {
        return Vec::new();
    }
    let queue = launch.queue();
    if queue.most < 1.0 {
        let why = "People are let in as fast as they come: in the fluid nobody waits, and what \
            waits by chance is not told here.";
        return vec![Statement::not_applicable(
            "most_waiting",
            TOPIC,
            "Most people waiting",
            why,
        )];
    }
    let poll = room.poll.as_secs_f64();
    let supposing = "people come at the expected rate, are let in at the most that is possible, \
        and the portal stays healthy; chance is left out";
    let mut said = vec![
        Statement::new(
            "most_waiting",
            TOPIC,
            "Most people waiting",
            (queue.most, Unit::Count("people")),
            format!("At the worst moment {} people wait at once.", rounded(queue.most)),
        )
        .formula(FLUID, HONNAPPA)
        .assuming(supposing)
        .simulated_by(|o| Some(o.of_launch(RoomSummary::of(o.run)?.most_waiting))),
        Statement::new(
            "polling_peak",
            TOPIC,
            "Polling at that moment",
            (queue.most / poll, Unit::PerSecond("polls")),
            format!(
                "Each waiting page asks every {} whether its turn has come: {} requests a second, \
                    for whoever serves the waiting page.",
                time(poll),
                number(queue.most / poll)
            ),
        )
        .formula("waiting over polling interval", LITTLE)
        .assuming(supposing)
        .simulated_by(move |o| Some(o.of_launch(RoomSummary::of(o.run)?.most_waiting) / poll)),
        Statement::new(
            "polls",
            TOPIC,
            "Polls in all",
            (queue.summed_s / poll, Unit::Count("polls")),
            format!("{} over the whole run.", rounded(queue.summed_s / poll)),
        )
        .formula("integral of the waiting over the interval", LITTLE)
        .assuming(supposing)
        .simulated_by(|o| Some(o.of_launch(RoomSummary::of(o.run)?.polls))),
    ];
    // A mean over those called would leave out those who still wait, and wait longest.
    if !launch.has_offices() && queue.called >= 1.0 && queue.at_end < 0.01 * queue.called {
        let wait = queue.summed_s / queue.called;
        let order = match room.order {
            TicketOrder::Arrival => "in the order they came",
            TicketOrder::Lottery => "by lot, which changes who waits long, not the mean",
        };
        said.push(
            Statement::new(
                "mean_wait",
                TOPIC,
                "Mean wait for the call",
                (wait, Unit::Seconds),
                format!(
                    "Those who have to wait do so for {} on average; they are called {order}.",
                    time(wait)
                ),
            )
            .formula("Little's law on the fluid queue", LITTLE)
            .assuming(supposing)
            .simulated_by(|o| {
                let room = RoomSummary::of(o.run)?;
                room.mean_wait_s
            }),
        );
    }
    said
}
