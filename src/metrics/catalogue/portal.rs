//! Tiers of the portal, the waiting room, the emergency cache, attacks.

use super::entry::{ROOM, RUN_AND_STATE, TIER, count, mean_time, number};
use crate::measures::emergency_cache::CacheSummary;
use crate::metrics::{Better, Metric, Unit, View};

pub(super) const TIERS: &[&Metric] = &[
    &ARRIVALS,
    &SERVED,
    &REFUSED,
    &ABANDONED,
    &FAILED,
    &INSIDE,
    &MEAN_IN_TIER,
    &MEAN_SLOTS_TAKEN,
    &MEAN_SOJOURN,
    &MEAN_BACKLOG_WAIT,
    &P_WAIT,
    &UTILISATION,
    &GOODPUT,
    &ATTACK_ANSWERS,
    &WORK_AFTER_DEPARTURE,
    &UNDELIVERED_WORK,
];

pub(super) const DOOR: &[&Metric] = &[
    &ROOM_TICKETS,
    &ROOM_CALLED,
    &ROOM_CALLED_IN_VAIN,
    &ROOM_CLAIMED,
    &ROOM_LAPSED,
    &ROOM_LEFT,
    &ROOM_POLLS,
    &ROOM_MEAN_WAITING,
    &ROOM_MOST_WAITING,
    &ROOM_MEAN_INSIDE,
    &ROOM_MEAN_WAIT,
    &CACHE_STORED,
    &CACHE_VICTIMS,
    &CACHE_EXPOSURES,
    &CACHE_OWN,
    &ATTACK_REQUESTS,
];

const fn requests(
    id: &'static str,
    column: &'static str,
    definition: &'static str,
    read: fn(View<'_>) -> Option<u64>,
) -> Metric {
    count(id, column, Unit::Requests, definition, read).of(TIER)
}

const fn of_tier(
    id: &'static str,
    unit: Unit,
    definition: &'static str,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    number(id, unit, definition, read).of(TIER)
}

static ARRIVALS: Metric = requests(
    "arrival_requests",
    "arrivals",
    "requests that came to the tier, those of attacks included",
    |view| Some(view.tier()?.arrivals),
);

static SERVED: Metric = requests(
    "served_requests",
    "served",
    "requests that left the tier with its work, and that of the tiers behind it, done",
    |view| Some(view.tier()?.served),
);

static REFUSED: Metric = requests(
    "refused_requests",
    "refused",
    "requests that the tier had no room for",
    |view| Some(view.tier()?.refused),
)
.better(Better::Less);

static ABANDONED: Metric = requests(
    "abandoned_requests",
    "abandoned",
    "requests that the tier let go because their sender had left",
    |view| Some(view.tier()?.abandoned),
);

static FAILED: Metric = requests(
    "failed_requests",
    "failed",
    "requests answered with an error: waited too long in the tier's backlog, or the tiers behind \
     refused, failed or took too long",
    |view| Some(view.tier()?.failed),
)
.better(Better::Less);

static INSIDE: Metric = requests(
    "inside_requests",
    "inside",
    "requests inside the tier at the end",
    |view| Some(view.tier()?.inside),
);

static MEAN_IN_TIER: Metric = of_tier(
    "mean_in_tier",
    Unit::Requests,
    "mean number of requests inside the tier, backlog and slots together",
    |view| Some(view.tier()?.mean_in_tier),
);

static MEAN_SLOTS_TAKEN: Metric = of_tier(
    "mean_slots_taken",
    Unit::Slots,
    "mean number of slots taken, working or waiting for the tier behind",
    |view| Some(view.tier()?.mean_slots_taken),
);

static MEAN_SOJOURN: Metric = mean_time(
    "mean_sojourn_s",
    "mean time inside the tier, of the requests that left it",
    |view| view.tier()?.mean_sojourn_s,
)
.of(TIER);

static MEAN_BACKLOG_WAIT: Metric = mean_time(
    "mean_backlog_wait_s",
    "mean wait in the tier's backlog, of the requests that got a slot",
    |view| view.tier()?.mean_backlog_wait_s,
)
.of(TIER);

static P_WAIT: Metric = of_tier(
    "p_wait",
    Unit::Share,
    "admitted arrivals that had to wait for a slot, of all of them",
    |view| view.tier()?.p_wait,
);

static UTILISATION: Metric = of_tier(
    "utilisation",
    Unit::Share,
    "processor work done, of the most the tier can do",
    |view| Some(view.tier()?.utilisation),
);

static GOODPUT: Metric = of_tier(
    "goodput_per_s",
    Unit::RequestsPerSecond,
    "requests of people served while they were still there, a second",
    |view| Some(view.tier()?.goodput_per_s),
)
.better(Better::More);

static ATTACK_ANSWERS: Metric = of_tier(
    "attack_answers_per_s",
    Unit::RequestsPerSecond,
    "requests of attacks served while their sender was still there, a second",
    |view| Some(view.tier()?.attack_answers_per_s),
);

static WORK_AFTER_DEPARTURE: Metric = of_tier(
    "work_after_departure_share",
    Unit::Share,
    "the tier's processor work done on a request after its sender had gone, of all its work",
    |view| Some(view.tier()?.work_after_departure_share),
)
.better(Better::Less);

static UNDELIVERED_WORK: Metric = of_tier(
    "undelivered_work_share",
    Unit::Share,
    "the tier's processor work on requests that were not served to their sender, of all its work",
    |view| Some(view.tier()?.undelivered_work_share),
)
.better(Better::Less);

const fn of_room(
    id: &'static str,
    unit: Unit,
    definition: &'static str,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    number(id, unit, definition, read).of(ROOM)
}

static ROOM_TICKETS: Metric = of_room(
    "room_tickets",
    Unit::Tickets,
    "tickets taken in the waiting room",
    |view| Some(view.room()?.tickets as f64),
);

static ROOM_CALLED: Metric = of_room("room_called", Unit::Tickets, "tickets called", |view| {
    Some(view.room()?.called as f64)
});

static ROOM_CALLED_IN_VAIN: Metric = of_room(
    "room_called_in_vain",
    Unit::Tickets,
    "tickets called that bots and clients without cookies held",
    |view| Some(view.room()?.called_in_vain as f64),
)
.better(Better::Less);

static ROOM_CLAIMED: Metric = of_room("room_claimed", Unit::Tickets, "tickets claimed", |view| {
    Some(view.room()?.claimed as f64)
});

static ROOM_LAPSED: Metric = of_room(
    "room_lapsed",
    Unit::Tickets,
    "tickets called and not claimed in time",
    |view| Some(view.room()?.lapsed as f64),
)
.better(Better::Less);

static ROOM_LEFT: Metric = of_room(
    "room_left",
    Unit::People,
    "people who left the waiting room before their turn",
    |view| Some(view.room()?.left as f64),
)
.better(Better::Less);

static ROOM_POLLS: Metric = of_room(
    "room_polls",
    Unit::Polls,
    "polls made by waiting pages (an integral, not simulated one by one)",
    |view| Some(view.room()?.polls as f64),
);

static ROOM_MEAN_WAITING: Metric = of_room(
    "room_mean_waiting",
    Unit::People,
    "mean number of people waiting, over the whole run",
    |view| Some(view.room()?.mean_waiting),
);

static ROOM_MOST_WAITING: Metric = of_room(
    "room_most_waiting",
    Unit::People,
    "greatest number of people waiting",
    |view| Some(view.room()?.most_waiting as f64),
);

static ROOM_MEAN_INSIDE: Metric = of_room(
    "room_mean_inside",
    Unit::People,
    "mean number of people called or at work, over the whole run",
    |view| Some(view.room()?.mean_inside),
);

static ROOM_MEAN_WAIT: Metric = mean_time(
    "room_mean_wait_s",
    "mean time from ticket to call, of the tickets called that people held",
    |view| view.room()?.mean_wait_s,
)
.of(ROOM);

fn cache(view: View<'_>) -> Option<CacheSummary> {
    CacheSummary::of(view.run()?)
}

static CACHE_STORED: Metric = number(
    "cache_stored",
    Unit::Pages,
    "pages stored by the emergency cache, each somebody's",
    |view| Some(cache(view)?.stored as f64),
);

static CACHE_VICTIMS: Metric = number(
    "cache_victims",
    Unit::People,
    "people whose stored page somebody else was shown",
    |view| Some(cache(view)?.victims as f64),
)
.better(Better::Less);

static CACHE_EXPOSURES: Metric = number(
    "cache_exposures",
    Unit::Attempts,
    "attempts that were shown another's page by the cache",
    |view| Some(cache(view)?.exposures as f64),
)
.better(Better::Less);

static CACHE_OWN: Metric = number(
    "cache_own",
    Unit::Attempts,
    "attempts that were shown their own page by the cache",
    |view| Some(cache(view)?.own as f64),
);

static ATTACK_REQUESTS: Metric = count(
    "attack_requests",
    "attack_requests",
    Unit::Requests,
    "requests of all attacks; no person's attempts",
    |view| match view {
        View::State(state) => Some(state.attack_requests.into()),
        _ => {
            let attacks = view.run()?.attacks.iter();
            Some(attacks.map(|(_, attack)| attack.requests.total).sum())
        }
    },
)
.of(RUN_AND_STATE);
