//! Who is outside: what waiting is like, from the fluid.

use super::inside::LITTLE;
use crate::measures::waiting_room::words::words;
use crate::measures::waiting_room::{RoomSummary, WaitingRoom};
use crate::statement::{Expected, Statement, Topic, Unit};

const TOPIC: Topic = Topic::WaitingRoom;
const HONNAPPA: &str = "Honnappa, Jain and Ward, Queueing Systems 80 (2015)";

/// What waiting is like, from the fluid.
pub(super) fn statements(room: &WaitingRoom, launch: &dyn Expected) -> Vec<Statement> {
    if launch.typical().and_then(|typical| typical.capacity).is_none() {
        return Vec::new();
    }
    let say = words(launch.language());
    let queue = launch.queue();
    if queue.most < 1.0 {
        return vec![Statement::absent("most_waiting", TOPIC, say.nobody_waits())];
    }
    let poll = room.poll.as_secs_f64();
    let (at_worst, polls) = (queue.most / poll, queue.summed_s / poll);
    let mut said = vec![
        Statement::worded(
            "most_waiting",
            TOPIC,
            (queue.most, Unit::Count("people")),
            say.most_waiting(queue.most),
        )
        .source(HONNAPPA)
        .simulated_by(|o| Some(o.of_launch(RoomSummary::of(o.run)?.most_waiting))),
        Statement::worded(
            "polling_peak",
            TOPIC,
            (at_worst, Unit::PerSecond("polls")),
            say.polling_peak(poll, at_worst),
        )
        .source(LITTLE)
        .simulated_by(move |o| Some(o.of_launch(RoomSummary::of(o.run)?.most_waiting) / poll)),
        Statement::worded("polls", TOPIC, (polls, Unit::Count("polls")), say.polls(polls))
            .source(LITTLE)
            .simulated_by(|o| Some(o.of_launch(RoomSummary::of(o.run)?.polls))),
    ];
    // A mean over those called would leave out those who still wait, and wait longest.
    if !launch.has_offices() && queue.called >= 1.0 && queue.at_end < 0.01 * queue.called {
        let wait = queue.summed_s / queue.called;
        let words = say.mean_wait(wait, room.order.told());
        said.push(
            Statement::worded("mean_wait", TOPIC, (wait, Unit::Seconds), words)
                .source(LITTLE)
                .simulated_by(|o| RoomSummary::of(o.run)?.mean_wait_s),
        );
    }
    said
}
