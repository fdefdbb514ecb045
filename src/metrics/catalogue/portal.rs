//! Tiers of the portal, the waiting room, the emergency cache, locked accounts, attacks.

use super::entry::{ROOM, RUN_AND_STATE, TIER, count, mean_time, number};
use crate::measures::emergency_cache::CacheSummary;
use crate::measures::lockout::LockoutSummary;
use crate::messages::metrics::{DoorMetric, MetricName, TiersMetric};
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
    &CACHE_REPORTS,
    &LOCKED_OUT,
    &ATTACK_REQUESTS,
];

const fn requests(
    id: &'static str,
    column: &'static str,
    name: MetricName,
    read: fn(View<'_>) -> Option<u64>,
) -> Metric {
    count(id, column, Unit::Requests, name, read).of(TIER)
}

const fn of_tier(
    id: &'static str,
    unit: Unit,
    name: MetricName,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    number(id, unit, name, read).of(TIER)
}

static ARRIVALS: Metric = requests(
    "arrival_requests",
    "arrivals",
    MetricName::Tiers(TiersMetric::Arrivals),
    |view| Some(view.tier()?.arrivals),
)
.in_json(&["tiers.NAME.arrivals"]);

static SERVED: Metric = requests(
    "served_requests",
    "served",
    MetricName::Tiers(TiersMetric::Served),
    |view| Some(view.tier()?.served),
)
.in_json(&["tiers.NAME.served"]);

static REFUSED: Metric = requests(
    "refused_requests",
    "refused",
    MetricName::Tiers(TiersMetric::Refused),
    |view| Some(view.tier()?.refused),
)
.better(Better::Less)
.in_json(&["tiers.NAME.refused"]);

static ABANDONED: Metric = requests(
    "abandoned_requests",
    "abandoned",
    MetricName::Tiers(TiersMetric::Abandoned),
    |view| Some(view.tier()?.abandoned),
)
.in_json(&["tiers.NAME.abandoned"]);

static FAILED: Metric = requests(
    "failed_requests",
    "failed",
    MetricName::Tiers(TiersMetric::Failed),
    |view| Some(view.tier()?.failed),
)
.better(Better::Less)
.in_json(&["tiers.NAME.failed"]);

static INSIDE: Metric = requests(
    "inside_requests",
    "inside",
    MetricName::Tiers(TiersMetric::Inside),
    |view| Some(view.tier()?.inside),
)
.in_json(&["tiers.NAME.inside"]);

static MEAN_IN_TIER: Metric = of_tier(
    "mean_in_tier",
    Unit::Requests,
    MetricName::Tiers(TiersMetric::MeanInTier),
    |view| Some(view.tier()?.mean_in_tier),
)
.in_json(&["tiers.NAME.mean_in_tier"]);

static MEAN_SLOTS_TAKEN: Metric = of_tier(
    "mean_slots_taken",
    Unit::Slots,
    MetricName::Tiers(TiersMetric::MeanSlotsTaken),
    |view| Some(view.tier()?.mean_slots_taken),
)
.in_json(&["tiers.NAME.mean_slots_taken"]);

static MEAN_SOJOURN: Metric = mean_time(
    "mean_sojourn_s",
    MetricName::Tiers(TiersMetric::MeanSojourn),
    |view| view.tier()?.mean_sojourn_s,
)
.of(TIER)
.in_json(&["tiers.NAME.mean_sojourn_s"]);

static MEAN_BACKLOG_WAIT: Metric = mean_time(
    "mean_backlog_wait_s",
    MetricName::Tiers(TiersMetric::MeanBacklogWait),
    |view| view.tier()?.mean_backlog_wait_s,
)
.of(TIER)
.in_json(&["tiers.NAME.mean_backlog_wait_s"]);

static P_WAIT: Metric = of_tier(
    "p_wait",
    Unit::Share,
    MetricName::Tiers(TiersMetric::Waited),
    |view| view.tier()?.p_wait,
)
.in_json(&["tiers.NAME.p_wait"]);

static UTILISATION: Metric = of_tier(
    "utilisation",
    Unit::Share,
    MetricName::Tiers(TiersMetric::Utilisation),
    |view| Some(view.tier()?.utilisation),
)
.in_json(&["tiers.NAME.utilisation"]);

static GOODPUT: Metric = of_tier(
    "goodput_per_s",
    Unit::RequestsPerSecond,
    MetricName::Tiers(TiersMetric::Goodput),
    |view| Some(view.tier()?.goodput_per_s),
)
.better(Better::More)
.in_json(&["tiers.NAME.goodput_per_s"]);

static ATTACK_ANSWERS: Metric = of_tier(
    "attack_answers_per_s",
    Unit::RequestsPerSecond,
    MetricName::Tiers(TiersMetric::AttackAnswers),
    |view| Some(view.tier()?.attack_answers_per_s),
)
.in_json(&["tiers.NAME.attack_answers_per_s"]);

static WORK_AFTER_DEPARTURE: Metric = of_tier(
    "work_after_departure_share",
    Unit::Share,
    MetricName::Tiers(TiersMetric::WorkAfterDeparture),
    |view| Some(view.tier()?.work_after_departure_share),
)
.better(Better::Less)
.in_json(&["tiers.NAME.work_after_departure_share"]);

static UNDELIVERED_WORK: Metric = of_tier(
    "undelivered_work_share",
    Unit::Share,
    MetricName::Tiers(TiersMetric::UndeliveredWork),
    |view| Some(view.tier()?.undelivered_work_share),
)
.better(Better::Less)
.in_json(&["tiers.NAME.undelivered_work_share"]);

const fn of_room(
    id: &'static str,
    unit: Unit,
    name: MetricName,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    number(id, unit, name, read).of(ROOM)
}

static ROOM_TICKETS: Metric = of_room(
    "room_tickets",
    Unit::Tickets,
    MetricName::Door(DoorMetric::RoomTickets),
    |view| Some(view.room()?.tickets as f64),
)
.in_json(&["waiting_room.tickets"]);

static ROOM_CALLED: Metric = of_room(
    "room_called",
    Unit::Tickets,
    MetricName::Door(DoorMetric::RoomCalled),
    |view| Some(view.room()?.called as f64),
)
.in_json(&["waiting_room.called"]);

static ROOM_CALLED_IN_VAIN: Metric = of_room(
    "room_called_in_vain",
    Unit::Tickets,
    MetricName::Door(DoorMetric::RoomCalledInVain),
    |view| Some(view.room()?.called_in_vain as f64),
)
.better(Better::Less)
.in_json(&["waiting_room.called_in_vain"]);

static ROOM_CLAIMED: Metric = of_room(
    "room_claimed",
    Unit::Tickets,
    MetricName::Door(DoorMetric::RoomClaimed),
    |view| Some(view.room()?.claimed as f64),
)
.in_json(&["waiting_room.claimed"]);

static ROOM_LAPSED: Metric = of_room(
    "room_lapsed",
    Unit::Tickets,
    MetricName::Door(DoorMetric::RoomLapsed),
    |view| Some(view.room()?.lapsed as f64),
)
.better(Better::Less)
.in_json(&["waiting_room.lapsed"]);

static ROOM_LEFT: Metric = of_room(
    "room_left",
    Unit::People,
    MetricName::Door(DoorMetric::RoomLeft),
    |view| Some(view.room()?.left as f64),
)
.better(Better::Less)
.in_json(&["waiting_room.left"]);

static ROOM_POLLS: Metric = of_room(
    "room_polls",
    Unit::Polls,
    MetricName::Door(DoorMetric::RoomPolls),
    |view| Some(view.room()?.polls as f64),
)
.in_json(&["waiting_room.polls"]);

static ROOM_MEAN_WAITING: Metric = of_room(
    "room_mean_waiting",
    Unit::People,
    MetricName::Door(DoorMetric::RoomMeanWaiting),
    |view| Some(view.room()?.mean_waiting),
)
.in_json(&["waiting_room.mean_waiting"]);

static ROOM_MOST_WAITING: Metric = of_room(
    "room_most_waiting",
    Unit::People,
    MetricName::Door(DoorMetric::RoomMostWaiting),
    |view| Some(view.room()?.most_waiting as f64),
)
.in_json(&["waiting_room.most_waiting"]);

static ROOM_MEAN_INSIDE: Metric = of_room(
    "room_mean_inside",
    Unit::People,
    MetricName::Door(DoorMetric::RoomMeanInside),
    |view| Some(view.room()?.mean_inside),
)
.in_json(&["waiting_room.mean_inside"]);

static ROOM_MEAN_WAIT: Metric = mean_time(
    "room_mean_wait_s",
    MetricName::Door(DoorMetric::RoomMeanWait),
    |view| view.room()?.mean_wait_s,
)
.of(ROOM)
.in_json(&["waiting_room.mean_wait_s"]);

fn cache(view: View<'_>) -> Option<CacheSummary> {
    CacheSummary::of(view.run()?)
}

static CACHE_STORED: Metric = number(
    "cache_stored",
    Unit::Pages,
    MetricName::Door(DoorMetric::CacheStored),
    |view| Some(cache(view)?.stored as f64),
)
.in_json(&["emergency_cache.stored"]);

static CACHE_VICTIMS: Metric = number(
    "cache_victims",
    Unit::People,
    MetricName::Door(DoorMetric::CacheVictims),
    |view| Some(cache(view)?.victims as f64),
)
.better(Better::Less)
.in_json(&["emergency_cache.victims"]);

static CACHE_EXPOSURES: Metric = number(
    "cache_exposures",
    Unit::Attempts,
    MetricName::Door(DoorMetric::CacheExposures),
    |view| Some(cache(view)?.exposures as f64),
)
.better(Better::Less)
.in_json(&["emergency_cache.exposures"]);

static CACHE_OWN: Metric = number(
    "cache_own",
    Unit::Attempts,
    MetricName::Door(DoorMetric::CacheOwn),
    |view| Some(cache(view)?.own as f64),
)
.in_json(&["emergency_cache.own"]);

static CACHE_REPORTS: Metric = number(
    "cache_reports",
    Unit::Attempts,
    MetricName::Door(DoorMetric::CacheReports),
    |view| Some(cache(view)?.reports as f64),
)
.within("cache_exposures")
.in_json(&["emergency_cache.reports"]);

static LOCKED_OUT: Metric = number(
    "locked_out_people",
    Unit::People,
    MetricName::Door(DoorMetric::LockedOut),
    |view| Some(LockoutSummary::of(view.run()?)?.people as f64),
)
.in_column("locked_out")
.better(Better::Less)
.in_json(&["lockouts.people"]);

static ATTACK_REQUESTS: Metric = count(
    "attack_requests",
    "attack_requests",
    Unit::Requests,
    MetricName::Door(DoorMetric::AttackRequests),
    |view| match view {
        View::State(state) => Some(state.attack_requests.into()),
        _ => {
            let attacks = view.run()?.attacks.iter();
            Some(attacks.map(|(_, attack)| attack.requests.total).sum())
        }
    },
)
.of(RUN_AND_STATE);
