//! Who is inside: the cap beside what the portal bears, and how fast people come in.

use crate::figures::{count, percent};
use crate::measures::waiting_room::{RoomSummary, WaitingRoom};
use crate::statement::observed::moment;
use crate::statement::words::{number, time};
use crate::statement::{Expected, Statement, Topic, Typical, Unit};
use crate::theory::waiting_room::{Release, response_time};

const TOPIC: Topic = Topic::WaitingRoom;
pub(super) const LITTLE: &str =
    "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapters 6 and 7";

pub(super) fn statements(room: &WaitingRoom, launch: &dyn Expected) -> Vec<Statement> {
    let Some((typical, capacity)) = launch.typical().and_then(|t| Some((t, t.capacity?))) else {
        return Vec::new();
    };
    let mut said = Vec::from_iter(begins(room, launch));
    said.extend(launch.bears(room.notice_s()).map(|most| cap(room, most)));
    said.extend(page_time(room, launch, &typical, capacity));
    said.extend(entry(room, launch, &typical, capacity));
    said
}

/// When a room begins that does not stand all the time.
fn begins(room: &WaitingRoom, launch: &dyn Expected) -> Option<Statement> {
    let from = Some(room.begins_s(launch)).filter(|from| *from > 0.0)?;
    let sentence = format!(
        "Until {} everyone passes; from then on whoever has not been let in queues at their next request, on the page they are on.",
        moment(launch.clock(), from)
    );
    let label = "The waiting room begins at";
    Some(
        Statement::new("room_begins", TOPIC, label, (from, Unit::Moment), sentence)
            .written(moment(launch.clock(), from))
            .formula("as the policy says", "by definition")
            .assuming("nobody comes earlier because of it; what follows on the room holds from then on")
            .not_simulated("it is what was written"),
    )
}

fn cap(room: &WaitingRoom, cliff: f64) -> Statement {
    let cap = room.cap.get() as f64;
    let ratio = cap / cliff;
    let verdict = if ratio <= 0.85 {
        "the portal keeps up"
    } else if ratio < 1.0 {
        "close to the cliff: some days will go well and others not"
    } else if room.release.is_some() {
        "beyond the cliff, so that only the pace of the calls protects the portal"
    } else {
        "beyond the cliff: the room is about as bad as none"
    };
    Statement::new(
        "cap_over_saturation",
        TOPIC,
        "The waiting room's cap",
        (ratio, Unit::Share),
        format!(
            "At most {} are let in at once, {} of what the portal can bear: {verdict}.",
            count(cap),
            percent(ratio)
        ),
    )
    .formula("cap over saturation point", LITTLE)
    .assuming(
        "everyone inside is at work; within some ten per cent of the cliff replications of one \
            day disagree",
    )
    .not_simulated("one run has one cap: sweep the cap to see the cliff")
}

/// Time a place is held for one application of people who go themselves: noticing the call, the session \[s\].
fn present_s(room: &WaitingRoom, typical: &Typical) -> f64 {
    room.notice_s() + typical.think_s + typical.service_s
}

/// Why a run's figure of the whole time is not put beside one of a room that begins later.
const FROM_THEN_ON: &str = "the room begins later, and a run gives the mean over all of the time";

fn page_time(
    room: &WaitingRoom,
    launch: &dyn Expected,
    typical: &Typical,
    capacity: f64,
) -> Option<Statement> {
    let pages = typical.pages;
    let service = typical.service_s;
    let think = present_s(room, typical) - service;
    let cap = room.cap.get() as f64;
    let at_cap = response_time(cap, capacity * pages, think / pages, service / pages).ok()?;
    let said = Statement::new(
        "page_time_at_cap",
        TOPIC,
        "A page, with the room's cap inside",
        (at_cap, Unit::Seconds),
        format!(
            "A page takes {} when as many are inside as may be, and all of them at work.",
            time(at_cap)
        ),
    )
    .formula("R = max(S, N/C − Z)", LITTLE)
    .assuming(
        "the limit of many people holds, without the chance that makes a busy \
        processor slower, and nobody reloads",
    );
    Some(if room.always_stands(launch) {
        said.simulated_by(|o| o.run.page_s.mean)
    } else {
        said.not_simulated(FROM_THEN_ON)
    })
}

/// How fast people are let in while others wait, and how many are then inside.
fn entry(room: &WaitingRoom, launch: &dyn Expected, typical: &Typical, capacity: f64) -> Vec<Statement> {
    let present = present_s(room, typical);
    let by_places = room.cap.get() as f64 / (present + room.no_show_s());
    let release = room
        .release
        .and_then(|r| Release::new(r.per_s(), room.no_show.get()).ok());
    let by_release = release.map_or(f64::INFINITY, |r| r.served_rate());
    let rate = by_places.min(by_release).min(capacity);
    let what = if rate >= capacity {
        "what the portal can complete"
    } else if by_release <= by_places {
        "the pace of the calls"
    } else {
        "the number of places"
    };
    // A launch has busy and quiet hours, which a mean would mix.
    let busy = typical.steady_rate.is_some_and(|arrivals| arrivals > rate);
    let entry = entry_rate(room, rate, what);
    let mut said = vec![if !room.always_stands(launch) {
        entry.not_simulated(FROM_THEN_ON)
    } else if busy {
        entry.simulated_by(|o| Some(o.of_launch(o.run.submitted) / o.seconds))
    } else {
        entry.not_simulated("the run's hours are busy and quiet; see what the portal can complete")
    }];
    if let (Some(release), true, true) = (release, busy, by_release <= by_places) {
        let inside = release.mean_inside(present) + release.mean_unclaimed(room.claim.as_secs_f64());
        let taken = places_taken(inside);
        said.push(if room.always_stands(launch) {
            taken.simulated_by(|o| Some(RoomSummary::of(o.run)?.mean_inside / o.run.scale))
        } else {
            taken.not_simulated(FROM_THEN_ON)
        });
    }
    said
}

fn entry_rate(room: &WaitingRoom, rate: f64, what: &str) -> Statement {
    let no_show = room.no_show.get();
    let no_shows = if no_show > 0.0 {
        let claim = time(room.claim.as_secs_f64());
        format!(
            " Of those called {} do not come, each holding a place for {claim}.",
            percent(no_show)
        )
    } else {
        String::new()
    };
    let hourly = count(rate * 3_600.0);
    let sentence = format!(
        "{} people a second come in and finish, {hourly} an hour; {what} sets the limit.{no_shows}",
        number(rate)
    );
    let label = "Let in while others wait";
    Statement::new(
        "entry_rate",
        TOPIC,
        label,
        (rate, Unit::PerSecond("applications")),
        sentence,
    )
    .formula("least of r (1−q), A / time in a place, C", LITTLE)
    .assuming("there is always somebody to call; they go themselves, and nobody reloads")
}

fn places_taken(inside: f64) -> Statement {
    let inside_said = number(inside);
    let sentence =
        format!("{inside_said} places are taken on average, those of people who do not come included.");
    Statement::new(
        "mean_inside",
        TOPIC,
        "Places taken",
        (inside, Unit::Count("people")),
        sentence,
    )
    .formula("Little's law, r (1−q) E[session] + r q claim", LITTLE)
    .assuming("there is always somebody to call")
}
