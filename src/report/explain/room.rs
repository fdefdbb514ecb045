//! How many may be inside: the cliff, and the advised cap. A waiting room says what it makes of them itself.

use super::flow::{notice_s, present_s};
use super::launch::Launch;
use crate::figures::{count, rounded};
use crate::scenario::Stream;
use crate::statement::words::{number, time};
use crate::statement::{Statement, Topic, Unit};

const TOPIC: Topic = Topic::WaitingRoom;
const LITTLE: &str =
    "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapters 6 and 7";

/// Share of the saturation point at which makers of waiting rooms advise to set the cap:
/// Cloudflare, "Waiting Room: best practices" (75 % of the origin's capacity).
const ADVISED: f64 = 0.75;

/// With fewer at once than this the law of large numbers says nothing, and neither does a fluid
/// limit.
pub(super) const FEWEST: f64 = 10.0;

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let mut said = Vec::new();
    let typical = launch.typical();
    let capacity = typical.and_then(|s| launch.bottleneck(&s.application).map(|(_, c)| (s, c)));
    let Some((stream, capacity)) = capacity else {
        let why = "Nobody comes, or nothing is asked of the portal: any number may be inside.";
        return vec![Statement::not_applicable(
            "saturation_point",
            TOPIC,
            "Most people it can bear at once",
            why,
        )];
    };
    let cliff = cliff(launch, stream, capacity);
    if cliff < FEWEST {
        let why = "The portal serves a few at once: see its figures as a queue of the textbooks.";
        said.push(Statement::not_applicable(
            "saturation_point",
            TOPIC,
            "Most people it can bear at once",
            why,
        ));
    } else {
        said.extend(saturation(launch, stream, capacity, cliff));
    }
    if launch.room().is_none() {
        let why = "This policy has no waiting room: nothing keeps people out when too many come.";
        said.push(Statement::not_applicable(
            "cap_over_saturation",
            TOPIC,
            "The waiting room's cap",
            why,
        ));
    }
    said
}

/// The saturation point `N*` of the portal.
pub(super) fn cliff(launch: &Launch, stream: &Stream, capacity: f64) -> f64 {
    stream
        .application
        .saturation_point(capacity, notice_s(launch.room()))
}

fn saturation(launch: &Launch, stream: &Stream, capacity: f64, cliff: f64) -> Vec<Statement> {
    let present = present_s(stream, launch.room());
    let notice = if launch.room().is_some() {
        ", noticing the call included"
    } else {
        ""
    };
    let sentence = format!(
        "{} applications a second, each at it for {} when the portal is quick{notice}: more \
            people than {} at once, and it cannot keep up.",
        number(capacity),
        time(present),
        count(cliff.floor())
    );
    let most = Statement::new(
        "saturation_point",
        TOPIC,
        "Most people it can bear at once",
        (cliff, Unit::Count("people")),
        sentence,
    )
    .formula("saturation point, N* = C (Z + S)", LITTLE)
    .assuming(
        "everyone inside is at work on an application of their own, at the usual speed; \
        operators of offices pause longer, and weigh less",
    )
    .not_simulated("one run has one cap: sweep the cap to see the cliff");
    let advised = Statement::new(
        "advised_cap",
        TOPIC,
        "Advised cap of a waiting room",
        (ADVISED * cliff, Unit::Count("people")),
        format!(
            "Let in at most {} at once: three quarters of that, since near the cliff chance decides.",
            rounded(ADVISED * cliff)
        ),
    )
    .formula(
        "three quarters of the saturation point",
        "Cloudflare, documentation of its Waiting Room: most active users at 75 % of what the origin can bear",
    )
    .assuming("everyone inside is at work; places held for people who do not come may be added")
    .not_simulated("it is advice");
    vec![most, advised]
}
