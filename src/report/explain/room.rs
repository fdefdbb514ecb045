//! How many may be inside: the most that the portal can bear, and the advised cap. A waiting room
//! says itself how its cap compares.

use super::flow::{notice_s, present_s};
use super::launch::Launch;
use super::load::{file_s, load};
use crate::messages::policy::{AdvisedCap, MostInside};
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::scenario::Stream;

const TOPIC: Topic = Topic::WaitingRoom;
const LITTLE: &str =
    "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapters 6 and 7";
const CLOUDFLARE: &str =
    "Cloudflare, documentation of its Waiting Room: most active users at 75 % of what the origin can bear";

/// Share of the saturation point at which makers of waiting rooms advise to set the cap:
/// Cloudflare, "Waiting Room: best practices" (75 % of the origin's capacity).
const ADVISED: f64 = 0.75;

/// With fewer at once than this the law of large numbers says nothing, and neither does a fluid
/// limit.
pub(super) const FEWEST: f64 = 10.0;

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let say = launch.language.policy();
    let mut said = Vec::new();
    let typical = launch.typical();
    let capacity = typical.and_then(|s| launch.bottleneck(&s.application).map(|(_, c)| (s, c)));
    let Some((stream, capacity)) = capacity else {
        return vec![Statement::absent(
            "saturation_point",
            TOPIC,
            say.any_number_inside(),
        )];
    };
    let cliff = cliff(launch, stream, capacity);
    if cliff < FEWEST {
        said.push(Statement::absent("saturation_point", TOPIC, say.few_inside()));
    } else {
        said.extend(saturation(launch, stream, capacity, cliff));
    }
    if launch.room().is_none() {
        said.push(Statement::absent(
            "cap_over_saturation",
            TOPIC,
            say.no_waiting_room(),
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

/// The same, when half of the places are held by operators, of each office in proportion to their
/// number. People who go themselves
/// are inside for `beside_s` \[s\] more than an application takes. `None` where there are no
/// offices, or only these.
pub(super) fn bears_with_operators(launch: &Launch, beside_s: f64) -> Option<f64> {
    let typical = launch.typical().filter(|stream| stream.office.is_none())?;
    let operators = |stream: &Stream| stream.office.map_or(0.0, |office| office.operators as f64);
    let all: f64 = launch.streams.iter().map(operators).sum();
    if all <= 0.0 {
        return None;
    }
    let own_s = beside_s + typical.application.think_s + typical.application.service_s();
    // Applications a second that come of one place on average.
    let of_a_place = |stream: &Stream| match stream.office {
        Some(_) => 0.5 * operators(stream) / all / file_s(stream),
        None if stream.name == typical.name => 0.5 / own_s,
        None => 0.0,
    };
    let rates: Vec<f64> = launch.streams.iter().map(of_a_place).collect();
    Some(load(launch, &rates).recip()).filter(|most| most.is_finite() && *most >= FEWEST)
}

fn saturation(launch: &Launch, stream: &Stream, capacity: f64, cliff: f64) -> Vec<Statement> {
    let say = launch.language.policy();
    let half_operators = bears_with_operators(launch, notice_s(launch.room()));
    let all_operators = stream.office.is_some();
    let most = MostInside {
        people: cliff,
        half_operators,
        capacity,
        takes_s: present_s(stream, launch.room()),
        called: launch.room().is_some(),
        all_operators,
    };
    let cap = AdvisedCap {
        people: ADVISED * cliff,
        half_operators: half_operators.map(|most| ADVISED * most),
        all_operators,
    };
    let people = |number| (number, Unit::Count("people"));
    vec![
        Statement::worded(
            "saturation_point",
            TOPIC,
            people(most.people),
            say.saturation_point(most),
        )
        .source(LITTLE),
        Statement::worded("advised_cap", TOPIC, people(cap.people), say.advised_cap(cap)).source(CLOUDFLARE),
    ]
}
