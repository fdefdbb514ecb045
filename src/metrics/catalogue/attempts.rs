//! Attempts: requests by people, and how they end. Calls to the helpline.

use super::entry::{RUN_AND_GROUP, RUN_GROUP_AND_TIME, count, number};
use crate::metrics::{Better, Metric, Unit, View};
use crate::sim::result::Outcome;

pub(super) const COUNTS: &[&Metric] = &[
    &ATTEMPTS,
    &IN_FLIGHT,
    &SERVED,
    &REFUSED,
    &SHED,
    &BLOCKED,
    &CLOSED,
    &GATEWAY_TIMEOUT,
    &BACKLOG_TIMEOUT,
    &ABANDONED,
    &WRONG_PERSON,
];

pub(super) const SHARES: &[&Metric] = &[
    &FAILURE_SHARE,
    &REFUSED_SHARE,
    &SHED_SHARE,
    &BLOCKED_SHARE,
    &CLOSED_SHARE,
    &GATEWAY_TIMEOUT_SHARE,
    &BACKLOG_TIMEOUT_SHARE,
    &ABANDONED_SHARE,
    &WRONG_PERSON_SHARE,
    &PER_APPLICATION,
];

pub(super) const CALLS: &[&Metric] = &[&CALLS_NOT_ANSWERED];

/// Attempts made, those in flight included.
pub static ATTEMPTS: Metric = count(
    "attempts",
    "attempts",
    Unit::Attempts,
    "attempts made, those in flight included",
    |view| view.made(),
)
.of(RUN_GROUP_AND_TIME);

static IN_FLIGHT: Metric = count(
    "in_flight_attempts",
    "in_flight",
    Unit::Attempts,
    "attempts that have not ended by the end of the run",
    |view| Some(view.attempts()?.in_flight),
)
.of(RUN_AND_GROUP);

/// The attempts that ended so.
pub const fn ended_in(outcome: Outcome) -> &'static Metric {
    match outcome {
        Outcome::Served => &SERVED,
        Outcome::Refused => &REFUSED,
        Outcome::Shed => &SHED,
        Outcome::Blocked => &BLOCKED,
        Outcome::Closed => &CLOSED,
        Outcome::GatewayTimeout => &GATEWAY_TIMEOUT,
        Outcome::BacklogTimeout => &BACKLOG_TIMEOUT,
        Outcome::Abandoned => &ABANDONED,
        Outcome::WrongPerson => &WRONG_PERSON,
    }
}

const fn ended(
    id: &'static str,
    outcome: Outcome,
    definition: &'static str,
    read: fn(View<'_>) -> Option<u64>,
) -> Metric {
    count(id, outcome.name(), Unit::Attempts, definition, read).of(RUN_GROUP_AND_TIME)
}

const fn share(id: &'static str, definition: &'static str, read: fn(View<'_>) -> Option<f64>) -> Metric {
    number(id, Unit::Share, definition, read)
        .of(RUN_AND_GROUP)
        .better(Better::Less)
        .in_summary()
}

/// The attempts that end in an outcome: their number, and their share of those that ended.
macro_rules! outcome {
    ($outcome:ident, $count:ident = $id:literal, $share:ident = $share_id:literal, $definition:literal) => {
        outcome!($outcome, $count = $id, $definition);
        static $share: Metric = share(
            $share_id,
            concat!($definition, ", of those that ended"),
            |view| Some(view.attempts()?.share(Outcome::$outcome)),
        );
    };
    ($outcome:ident, $count:ident = $id:literal, $definition:literal) => {
        static $count: Metric = ended($id, Outcome::$outcome, $definition, |view| {
            view.ended(Outcome::$outcome)
        });
    };
}

outcome!(
    Served,
    SERVED = "served_attempts",
    "attempts that ended with the person's own page"
);
outcome!(
    Refused,
    REFUSED = "refused_attempts",
    REFUSED_SHARE = "refused_share",
    "attempts that found no slot and no room in the backlog"
);
outcome!(
    Shed,
    SHED = "shed_attempts",
    SHED_SHARE = "shed_share",
    "attempts turned away to protect the portal"
);
outcome!(
    Blocked,
    BLOCKED = "blocked_attempts",
    BLOCKED_SHARE = "blocked_share",
    "attempts turned away as a suspected attacker's"
);
outcome!(
    Closed,
    CLOSED = "closed_attempts",
    CLOSED_SHARE = "closed_share",
    "attempts that found the door closed to this visitor"
);
outcome!(
    GatewayTimeout,
    GATEWAY_TIMEOUT = "gateway_timeout_attempts",
    GATEWAY_TIMEOUT_SHARE = "gateway_timeout_share",
    "attempts for which a tier gave up waiting for the tier behind it"
);
outcome!(
    BacklogTimeout,
    BACKLOG_TIMEOUT = "backlog_timeout_attempts",
    BACKLOG_TIMEOUT_SHARE = "backlog_timeout_share",
    "attempts that waited too long in a backlog"
);
outcome!(
    Abandoned,
    ABANDONED = "abandoned_attempts",
    ABANDONED_SHARE = "abandoned_share",
    "attempts whose person left first"
);
outcome!(
    WrongPerson,
    WRONG_PERSON = "wrong_person_attempts",
    WRONG_PERSON_SHARE = "wrong_person_share",
    "attempts served with somebody else's page"
);

static FAILURE_SHARE: Metric = share(
    "failure_share",
    "attempts that ended without the person's own page, of those that ended",
    |view| Some(view.attempts()?.failure_rate()),
);

static PER_APPLICATION: Metric = number(
    "attempts_per_application",
    Unit::Ratio,
    "attempts over applications; without any application it is infinite",
    |view| {
        let (attempts, submitted) = (view.attempts()?.total, view.submitted()?);
        Some(match submitted {
            0 => f64::INFINITY,
            _ => attempts as f64 / submitted as f64,
        })
    },
)
.of(RUN_AND_GROUP)
.better(Better::Less)
.in_summary();

static CALLS_NOT_ANSWERED: Metric = number(
    "calls_not_answered_share",
    Unit::Share,
    "calls to the helpline that found no line free or were given up, of those that ended",
    |view| {
        let helpline = view.run()?.helpline?;
        let (lost, ended) = (
            helpline.busy + helpline.abandoned,
            helpline.calls - helpline.in_line,
        );
        Some(lost as f64 / (ended as f64).max(1.0))
    },
)
.better(Better::Less)
.in_summary();
