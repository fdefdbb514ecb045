//! How many may be inside: the cliff, the advised cap, and what waiting behind it is like.

use super::flow::{Day, no_show_s, notice_s, present_s};
use super::launch::Launch;
use crate::figures::{count, percent, rounded};
use crate::measures::waiting_room::{RoomSummary, TicketOrder, WaitingRoom};
use crate::scenario::Stream;
use crate::statement::observed::moment;
use crate::statement::words::{number, time};
use crate::statement::{Statement, Topic, Unit};
use crate::theory::waiting_room::{Release, response_time};

const TOPIC: Topic = Topic::WaitingRoom;
const LITTLE: &str =
    "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapters 6 and 7";
const FLUID: &str = "fluid queue (Δ/GI/1), step by step";
const HONNAPPA: &str = "Honnappa, Jain and Ward, Queueing Systems 80 (2015)";

/// Share of the saturation point at which makers of waiting rooms advise to set the cap:
/// Cloudflare, "Waiting Room: best practices" (75 % of the origin's capacity).
const ADVISED: f64 = 0.75;

/// With fewer at once than this the law of large numbers says nothing, and neither does a fluid
/// limit.
pub(super) const FEWEST: f64 = 10.0;

pub(super) fn statements(launch: &Launch, day: &Day) -> Vec<Statement> {
    let mut said = Vec::new();
    let typical = launch.typical();
    let capacity = typical.and_then(|s| launch.bottleneck(&s.application).map(|(_, c)| (s, c)));
    let Some((stream, capacity)) = capacity else {
        let why = "Nobody comes, or nothing is asked of the portal: any number may be inside.";
        return vec![Statement::absent(
            "saturation_point",
            TOPIC,
            "Most people it can bear at once",
            why,
        )];
    };
    let cliff = cliff(launch, stream, capacity);
    if cliff < FEWEST {
        let why = "The portal serves a few at once: see its figures as a queue of the textbooks.";
        said.push(Statement::absent(
            "saturation_point",
            TOPIC,
            "Most people it can bear at once",
            why,
        ));
    } else {
        said.extend(saturation(launch, stream, capacity, cliff));
    }
    let Some(room) = launch.room() else {
        let why = "This policy has no waiting room: nothing keeps people out when too many come.";
        said.push(Statement::absent(
            "cap_over_saturation",
            TOPIC,
            "The waiting room's cap",
            why,
        ));
        return said;
    };
    said.extend(begins(launch));
    if cliff >= FEWEST {
        said.push(cap(room, cliff));
    }
    said.extend(page_time(launch, room, stream, capacity));
    said.extend(entry(launch, room, stream, capacity));
    said.extend(behind_it(launch, room, day));
    said
}

/// When a room begins that does not stand all the time.
fn begins(launch: &Launch) -> Option<Statement> {
    let from = launch.room_from_s().filter(|from| *from > 0.0)?;
    let sentence = format!(
        "Until {} everyone passes; from then on whoever has not been let in queues at their next request, on the page they are on.",
        moment(launch.clock, from)
    );
    let label = "The waiting room begins at";
    Some(
        Statement::new("room_begins", TOPIC, label, (from, Unit::Moment), sentence)
            .written(moment(launch.clock, from))
            .by("as the policy says", "by definition")
            .supposing("nobody comes earlier because of it; what follows on the room holds from then on")
            .alone("it is what was written"),
    )
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
    .by("saturation point, N* = C (Z + S)", LITTLE)
    .supposing(
        "everyone inside is at work on an application of their own, at the usual speed; \
        operators of offices pause longer, and weigh less",
    )
    .alone("one run has one cap: sweep the cap to see the cliff");
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
    .by(
        "three quarters of the saturation point",
        "Cloudflare, documentation of its Waiting Room: most active users at 75 % of what the origin can bear",
    )
    .supposing("everyone inside is at work; places held for people who do not come may be added")
    .alone("it is advice");
    vec![most, advised]
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
    .by("cap over saturation point", LITTLE)
    .supposing(
        "everyone inside is at work; within some ten per cent of the cliff replications of one \
            day disagree",
    )
    .alone("one run has one cap: sweep the cap to see the cliff")
}

/// Why a run's figure of the whole time is not put beside one of a room that begins later.
const FROM_THEN_ON: &str = "the room begins later, and a run gives the mean over all of the time";

fn page_time(launch: &Launch, room: &WaitingRoom, stream: &Stream, capacity: f64) -> Option<Statement> {
    let pages = stream.application.pages;
    let service = stream.application.service_s();
    let think = present_s(stream, Some(room)) - service;
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
    .by("R = max(S, N/C − Z)", LITTLE)
    .supposing(
        "the limit of many people holds, without the chance that makes a busy \
        processor slower, and nobody reloads",
    );
    Some(if launch.always_has_room() {
        said.beside(|o| o.run.page_s.mean)
    } else {
        said.alone(FROM_THEN_ON)
    })
}

/// How fast people are let in while others wait, and how many are then inside.
fn entry(launch: &Launch, room: &WaitingRoom, stream: &Stream, capacity: f64) -> Vec<Statement> {
    let present = present_s(stream, Some(room));
    let by_places = room.cap.get() as f64 / (present + no_show_s(room));
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
    let busy = stream
        .intents
        .constant_rate()
        .is_some_and(|arrivals| arrivals > rate);
    let entry = entry_rate(room, rate, what);
    let mut said = vec![if !launch.always_has_room() {
        entry.alone(FROM_THEN_ON)
    } else if busy {
        entry.beside(|o| Some(o.of_launch(o.run.submitted) / o.seconds))
    } else {
        entry.alone("the run's hours are busy and quiet; see what the portal can complete")
    }];
    if let (Some(release), true, true) = (release, busy, by_release <= by_places) {
        let inside = release.mean_inside(present) + release.mean_unclaimed(room.claim.as_secs_f64());
        let taken = places_taken(inside);
        said.push(if launch.always_has_room() {
            taken.beside(|o| Some(RoomSummary::of(o.run)?.mean_inside / o.run.scale))
        } else {
            taken.alone(FROM_THEN_ON)
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
    .by("least of r (1−q), A / time in a place, C", LITTLE)
    .supposing("there is always somebody to call; they go themselves, and nobody reloads")
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
    .by("Little's law, r (1−q) E[session] + r q claim", LITTLE)
    .supposing("there is always somebody to call")
}

/// What waiting is like, from the fluid.
fn behind_it(launch: &Launch, room: &WaitingRoom, day: &Day) -> Vec<Statement> {
    if day.most_waiting < 1.0 {
        let why = "People are let in as fast as they come: in the fluid nobody waits, and what \
            waits by chance is not told here.";
        return vec![Statement::absent(
            "most_waiting",
            TOPIC,
            "Most people waiting",
            why,
        )];
    }
    let poll = room.poll.as_secs_f64();
    let supposing = "people come at the expected rate, are let in at the most that is possible, \
        and the portal stays healthy; chance is left out";
    let mut said = vec![
        Statement::new(
            "most_waiting",
            TOPIC,
            "Most people waiting",
            (day.most_waiting, Unit::Count("people")),
            format!(
                "At the worst moment {} people wait at once.",
                rounded(day.most_waiting)
            ),
        )
        .by(FLUID, HONNAPPA)
        .supposing(supposing)
        .beside(|o| Some(o.of_launch(RoomSummary::of(o.run)?.most_waiting))),
        Statement::new(
            "polling_peak",
            TOPIC,
            "Polling at that moment",
            (day.most_waiting / poll, Unit::PerSecond("polls")),
            format!(
                "Each waiting page asks every {} whether its turn has come: {} requests a second, \
                    for whoever serves the waiting page.",
                time(poll),
                number(day.most_waiting / poll)
            ),
        )
        .by("waiting over polling interval", LITTLE)
        .supposing(supposing)
        .beside(move |o| Some(o.of_launch(RoomSummary::of(o.run)?.most_waiting) / poll)),
        Statement::new(
            "polls",
            TOPIC,
            "Polls in all",
            (day.waiting_s / poll, Unit::Count("polls")),
            format!("{} over the whole run.", rounded(day.waiting_s / poll)),
        )
        .by("integral of the waiting over the interval", LITTLE)
        .supposing(supposing)
        .beside(|o| Some(o.of_launch(RoomSummary::of(o.run)?.polls))),
    ];
    let own = launch.streams.iter().all(|s| s.office.is_none());
    // A mean over those called would leave out those who still wait, and wait longest.
    if own && day.called >= 1.0 && day.waiting < 0.01 * day.called {
        let wait = day.waiting_s / day.called;
        let order = match room.order {
            TicketOrder::Arrival => "in the order they came",
            TicketOrder::Lottery => "by lot, which changes who waits long, not the mean",
        };
        said.push(
            Statement::new(
                "mean_wait",
                TOPIC,
                "Mean wait for the call",
                (wait, Unit::Seconds),
                format!(
                    "Those who have to wait do so for {} on average; they are called {order}.",
                    time(wait)
                ),
            )
            .by("Little's law on the fluid queue", LITTLE)
            .supposing(supposing)
            .beside(|o| {
                let room = RoomSummary::of(o.run)?;
                room.mean_wait_s
            }),
        );
    }
    said
}
