//! Whom it shuts out, before any run.

use crate::statement::{Expected, Statement, Topic, Unit};

use super::words::words;

pub(super) fn abroad(launch: &dyn Expected) -> Statement {
    let (people, share) = (launch.people(), launch.model().network.abroad.get());
    let value = (share * people, Unit::Count("people"));
    let words = words(launch.language()).abroad(share, people);
    Statement::worded("people_abroad", Topic::Attack, value, words)
        .source("each person is abroad or not, by an independent draw")
}
