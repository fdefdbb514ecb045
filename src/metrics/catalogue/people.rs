//! People, and what became of them.

use super::entry::{PEOPLE_AND_TIME, PEOPLE_OF_ALL_KINDS, RUN_AND_GROUP, RUN_GROUP_AND_TIME, count, number};
use crate::messages::metrics::{MetricName, PeopleMetric};
use crate::metrics::{Better, Metric, Unit};

const PEOPLE_UNIT: Unit = Unit::People;
const TRIED_ID: &str = "tried_people";

pub(super) const PEOPLE: &[&Metric] = &[
    &ELIGIBLE,
    &TRIED,
    &SUBMITTED_BY_DEADLINE,
    &SUBMITTED,
    &SERVED_SHARE,
    &NEVER_SERVED,
    &STILL_TRYING,
    &GIVEN_UP,
    &GAVE_UP_SHARE,
    &NEVER_CAME,
];

/// People who are entitled.
pub static ELIGIBLE: Metric = count(
    "eligible_people",
    "eligible",
    PEOPLE_UNIT,
    MetricName::People(PeopleMetric::Eligible),
    |view| view.eligible(),
)
.of(RUN_AND_GROUP)
.in_summary()
.in_json(&["eligible", "by_group.NAME.eligible"]);

/// People who first wanted to apply within the run.
pub static TRIED: Metric = count(
    TRIED_ID,
    "tried",
    PEOPLE_UNIT,
    MetricName::People(PeopleMetric::Tried),
    |view| view.tried(),
)
.of(PEOPLE_AND_TIME)
.within("eligible_people")
.in_summary()
.in_json(&["tried", "by_group.NAME.tried", "equity.PART.tried"]);

/// People who submitted by the deadline: the metric by which the best policy is named.
pub static SUBMITTED_BY_DEADLINE: Metric = count(
    "submitted_by_deadline_people",
    "submitted_by_deadline",
    PEOPLE_UNIT,
    MetricName::People(PeopleMetric::SubmittedByDeadline),
    |view| view.submitted_by_deadline(),
)
.of(PEOPLE_OF_ALL_KINDS)
.within(TRIED_ID)
.better(Better::More)
.in_summary()
.in_json(&[
    "submitted_by_deadline",
    "by_group.NAME.submitted_by_deadline",
    "equity.PART.submitted_by_deadline",
]);

/// People who submitted within the run.
pub static SUBMITTED: Metric = count(
    "submitted_people",
    "submitted",
    PEOPLE_UNIT,
    MetricName::People(PeopleMetric::Submitted),
    |view| view.submitted(),
)
.of(PEOPLE_AND_TIME)
.within(TRIED_ID)
.better(Better::More)
.in_summary()
.in_json(&["submitted", "by_group.NAME.submitted", "equity.PART.submitted"]);

/// Said "served": "submitted" is the number of people.
static SERVED_SHARE: Metric = number(
    "served_share",
    Unit::Share,
    MetricName::People(PeopleMetric::ServedShare),
    |view| match view.tried()? {
        0 => None,
        came => Some(view.submitted()? as f64 / came as f64),
    },
)
.of(PEOPLE_OF_ALL_KINDS)
.better(Better::More);

static NEVER_SERVED: Metric = count(
    "never_served_people",
    "never_served",
    PEOPLE_UNIT,
    MetricName::People(PeopleMetric::NeverServed),
    |view| Some(view.tried()?.saturating_sub(view.submitted()?)),
)
.of(PEOPLE_OF_ALL_KINDS)
.within(TRIED_ID)
.better(Better::Less)
.in_summary();

static STILL_TRYING: Metric = count(
    "still_trying_people",
    "still_trying",
    PEOPLE_UNIT,
    MetricName::People(PeopleMetric::StillTrying),
    |view| view.still_trying(),
)
.of(RUN_AND_GROUP)
.within(TRIED_ID)
.in_json(&["still_trying", "by_group.NAME.still_trying"]);

static GIVEN_UP: Metric = count(
    "given_up_people",
    "given_up",
    PEOPLE_UNIT,
    MetricName::People(PeopleMetric::GivenUp),
    |view| view.given_up(),
)
.of(RUN_GROUP_AND_TIME)
.within(TRIED_ID)
.better(Better::Less)
.in_json(&["given_up", "by_group.NAME.given_up"]);

/// Said "gave up": "given up" is the number of people.
static GAVE_UP_SHARE: Metric = number(
    "gave_up_share",
    Unit::Share,
    MetricName::People(PeopleMetric::GaveUpShare),
    |view| match view.tried()? {
        0 => None,
        came => Some(view.given_up()? as f64 / came as f64),
    },
)
.of(RUN_AND_GROUP)
.better(Better::Less);

static NEVER_CAME: Metric = count(
    "never_came_people",
    "never_came",
    PEOPLE_UNIT,
    MetricName::People(PeopleMetric::NeverCame),
    |view| view.never_came(),
)
.of(RUN_AND_GROUP)
.within("eligible_people")
.in_json(&["never_came", "by_group.NAME.never_came"]);
