//! What it amounts to, before any run.

mod bots;
mod faults;
mod inside;
mod queue;

use crate::statement::{Expected, Statement};

use super::WaitingRoom;

pub(super) fn statements(room: &WaitingRoom, launch: &dyn Expected) -> Vec<Statement> {
    let mut said = inside::statements(room, launch);
    said.extend(queue::statements(room, launch));
    said.extend(bots::statements(room, launch));
    said.extend(faults::statements(room, launch));
    said
}
