//! The helpline, credentials and the second product: who wanted help, and who got it.

use super::entry::number;
use crate::messages::metrics::{HelpMetric, MetricName};
use crate::metrics::{Better, Metric, Unit, View};
use clickday_engine::sim::result::{CredentialSummary, HelplineSummary};

pub(super) const HELP: &[&Metric] = &[
    &CALLS_NOT_ANSWERED,
    &CALLERS,
    &HELPED,
    &CALLS,
    &BUSY,
    &ABANDONED,
    &ANSWERED,
    &LACKING_CREDENTIAL,
    &CREDENTIAL_REQUESTS,
    &OVERDUE_CREDENTIAL_REQUESTS,
    &SECOND_PRODUCT_WANTED,
    &SECOND_PRODUCT_APPLIED,
];

fn helpline(view: View<'_>) -> Option<HelplineSummary> {
    view.run()?.helpline
}

fn credentials(view: View<'_>) -> Option<CredentialSummary> {
    view.run()?.credentials
}

const fn of(
    id: &'static str,
    column: &'static str,
    unit: Unit,
    name: HelpMetric,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    number(id, unit, MetricName::Help(name), read).in_column(column)
}

static CALLS_NOT_ANSWERED: Metric = number(
    "calls_not_answered_share",
    Unit::Share,
    MetricName::Help(HelpMetric::NotAnsweredShare),
    |view| {
        let helpline = helpline(view)?;
        let (lost, ended) = (
            helpline.busy + helpline.abandoned,
            helpline.calls - helpline.in_line,
        );
        Some(lost as f64 / (ended as f64).max(1.0))
    },
)
.better(Better::Less)
.in_summary();

static CALLERS: Metric = of(
    "callers_people",
    "callers",
    Unit::People,
    HelpMetric::Callers,
    |view| Some(helpline(view)?.callers as f64),
)
.in_json(&["helpline.callers"]);

static HELPED: Metric = of(
    "helped_people",
    "helped",
    Unit::People,
    HelpMetric::Helped,
    |view| Some(helpline(view)?.helped as f64),
)
.in_json(&["helpline.helped"]);

static CALLS: Metric = of("calls", "calls", Unit::Calls, HelpMetric::Calls, |view| {
    Some(helpline(view)?.calls as f64)
})
.in_json(&["helpline.calls"]);

static BUSY: Metric = of(
    "busy_calls",
    "calls_busy",
    Unit::Calls,
    HelpMetric::Busy,
    |view| Some(helpline(view)?.busy as f64),
)
.better(Better::Less)
.within("calls")
.in_json(&["helpline.busy"]);

static ABANDONED: Metric = of(
    "abandoned_calls",
    "calls_abandoned",
    Unit::Calls,
    HelpMetric::Abandoned,
    |view| Some(helpline(view)?.abandoned as f64),
)
.better(Better::Less)
.within("calls")
.in_json(&["helpline.abandoned"]);

static ANSWERED: Metric = of(
    "answered_calls",
    "calls_answered",
    Unit::Calls,
    HelpMetric::Answered,
    |view| Some(helpline(view)?.answered as f64),
)
.better(Better::More)
.within("calls")
.in_json(&["helpline.answered"]);

static LACKING_CREDENTIAL: Metric = of(
    "lacking_credential_people",
    "lacking_credential",
    Unit::People,
    HelpMetric::LackingCredential,
    |view| Some(credentials(view)?.lacking as f64),
)
.within("tried_people")
.in_json(&["credentials.lacking"]);

static CREDENTIAL_REQUESTS: Metric = of(
    "credential_requests",
    "credential_requests",
    Unit::Requests,
    HelpMetric::CredentialRequests,
    |view| Some(credentials(view)?.asked as f64),
)
.in_json(&["credentials.asked"]);

static OVERDUE_CREDENTIAL_REQUESTS: Metric = of(
    "overdue_credential_requests",
    "credential_overdue",
    Unit::Requests,
    HelpMetric::OverdueCredentialRequests,
    |view| Some(credentials(view)?.overdue as f64),
)
.better(Better::Less)
.within("credential_requests")
.in_json(&["credentials.overdue"]);

static SECOND_PRODUCT_WANTED: Metric = of(
    "second_product_wanted_people",
    "second_product_wanted",
    Unit::People,
    HelpMetric::SecondProductWanted,
    |view| Some(credentials(view)?.second_product.wanted as f64),
)
.within("tried_people")
.in_json(&["credentials.second_product.wanted"]);

static SECOND_PRODUCT_APPLIED: Metric = of(
    "second_product_applied_people",
    "second_product_applied",
    Unit::People,
    HelpMetric::SecondProductApplied,
    |view| Some(credentials(view)?.second_product.applied as f64),
)
.better(Better::More)
.within("second_product_wanted_people")
.in_json(&["credentials.second_product.applied"]);
