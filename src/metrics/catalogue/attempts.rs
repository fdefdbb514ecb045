//! Attempts: requests by people, and how they end.

use super::entry::{RUN_AND_GROUP, RUN_GROUP_AND_TIME, count, number};
use crate::messages::metrics::{AttemptsMetric, MetricName};
use crate::metrics::{Better, Metric, Unit, View};
use clickday_engine::sim::result::Outcome;

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

/// Attempts made, those in flight included.
pub static ATTEMPTS: Metric = count(
    "attempts",
    "attempts",
    Unit::Attempts,
    MetricName::Attempts(AttemptsMetric::Made),
    |view| view.made(),
)
.of(RUN_GROUP_AND_TIME)
.in_json(&["attempts.total", "by_group.NAME.attempts.total"]);

static IN_FLIGHT: Metric = count(
    "in_flight_attempts",
    "in_flight",
    Unit::Attempts,
    MetricName::Attempts(AttemptsMetric::InFlight),
    |view| Some(view.attempts()?.in_flight),
)
.of(RUN_AND_GROUP)
.in_json(&["attempts.in_flight", "by_group.NAME.attempts.in_flight"]);

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

const fn ended(id: &'static str, outcome: Outcome, read: fn(View<'_>) -> Option<u64>) -> Metric {
    count(
        id,
        outcome.name(),
        Unit::Attempts,
        MetricName::EndedIn(outcome),
        read,
    )
    .of(RUN_GROUP_AND_TIME)
    .in_json(json(outcome))
}

/// Where the object of `run --json` has the attempts that ended so.
const fn json(outcome: Outcome) -> &'static [&'static str] {
    match outcome {
        Outcome::Served => &["attempts.served", "by_group.NAME.attempts.served"],
        Outcome::Refused => &["attempts.refused", "by_group.NAME.attempts.refused"],
        Outcome::Shed => &["attempts.shed", "by_group.NAME.attempts.shed"],
        Outcome::Blocked => &[
            "attempts.blocked",
            "by_group.NAME.attempts.blocked",
            "equity.PART.blocked",
        ],
        Outcome::Closed => &["attempts.closed", "by_group.NAME.attempts.closed"],
        Outcome::GatewayTimeout => &[
            "attempts.gateway_timeout",
            "by_group.NAME.attempts.gateway_timeout",
        ],
        Outcome::BacklogTimeout => &[
            "attempts.backlog_timeout",
            "by_group.NAME.attempts.backlog_timeout",
        ],
        Outcome::Abandoned => &["attempts.abandoned", "by_group.NAME.attempts.abandoned"],
        Outcome::WrongPerson => &["attempts.wrong_person", "by_group.NAME.attempts.wrong_person"],
    }
}

const fn share(id: &'static str, name: MetricName, read: fn(View<'_>) -> Option<f64>) -> Metric {
    number(id, Unit::Share, name, read)
        .of(RUN_AND_GROUP)
        .better(Better::Less)
        .in_summary()
}

/// The attempts that end in an outcome: their number, and their share of those that ended.
macro_rules! outcome {
    ($outcome:ident, $count:ident = $id:literal, $share:ident = $share_id:literal) => {
        outcome!($outcome, $count = $id);
        static $share: Metric = share(
            $share_id,
            MetricName::ShareEndedIn(Outcome::$outcome),
            |view| Some(view.attempts()?.share(Outcome::$outcome)),
        );
    };
    ($outcome:ident, $count:ident = $id:literal) => {
        static $count: Metric = ended($id, Outcome::$outcome, |view| view.ended(Outcome::$outcome));
    };
}

outcome!(Served, SERVED = "served_attempts");
outcome!(
    Refused,
    REFUSED = "refused_attempts",
    REFUSED_SHARE = "refused_share"
);
outcome!(Shed, SHED = "shed_attempts", SHED_SHARE = "shed_share");
outcome!(
    Blocked,
    BLOCKED = "blocked_attempts",
    BLOCKED_SHARE = "blocked_share"
);
outcome!(Closed, CLOSED = "closed_attempts", CLOSED_SHARE = "closed_share");
outcome!(
    GatewayTimeout,
    GATEWAY_TIMEOUT = "gateway_timeout_attempts",
    GATEWAY_TIMEOUT_SHARE = "gateway_timeout_share"
);
outcome!(
    BacklogTimeout,
    BACKLOG_TIMEOUT = "backlog_timeout_attempts",
    BACKLOG_TIMEOUT_SHARE = "backlog_timeout_share"
);
outcome!(
    Abandoned,
    ABANDONED = "abandoned_attempts",
    ABANDONED_SHARE = "abandoned_share"
);
outcome!(
    WrongPerson,
    WRONG_PERSON = "wrong_person_attempts",
    WRONG_PERSON_SHARE = "wrong_person_share"
);

static FAILURE_SHARE: Metric = share(
    "failure_share",
    MetricName::Attempts(AttemptsMetric::FailureShare),
    |view| Some(view.attempts()?.failure_rate()),
);

static PER_APPLICATION: Metric = number(
    "attempts_per_application",
    Unit::Ratio,
    MetricName::Attempts(AttemptsMetric::PerApplication),
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
