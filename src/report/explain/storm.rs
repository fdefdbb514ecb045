//! Statements on retry storms: the demand at which the launch collapses and the demand at which it
//! recovers (the two folds).

use super::flow::Day;
use super::launch::Launch;
use super::load::load;
use super::room::cliff;
use super::session::page_success;
use crate::messages::explain::{Collapse, CollapseFormula, CollapseFrom, FullDelay, NoThreshold, Recovery};
use crate::statement::observed::{NEVER, civil};
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::model::Law;
use clickday_engine::model::people::PatienceCovers;
use clickday_engine::model::portal::Order;
use clickday_engine::model::units::{Count, Duration};
use clickday_engine::scenario::{MICROS, Stream, Tier, TierIndex};
use clickday_engine::theory::deadline::Deadline;
use clickday_engine::theory::retry_storm::Folds;
use clickday_engine::theory::session_storm::SessionStorm;

const TOPIC: Topic = Topic::Storm;
const BRONSON: &str = "Bronson et al., HotOS (2021); Huang et al., OSDI (2022)";

/// Attempts are looked at from this share of the capacity to this multiple of it.
const LEAST: f64 = 0.01;
const MOST: f64 = 1_000.0;

/// The largest room whose goodput is computed state by state.
const LARGEST_ROOM: u64 = 5_000;

/// What a portal does under overload.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Overload {
    /// Pages a second of the healthy portal.
    pub(super) capacity: f64,
    /// Pages a second with everything full.
    pub(super) when_full: f64,
    /// Work of a refusal over that of a page.
    pub(super) refusal: f64,
    /// How long a page takes with everything full \[s\].
    pub(super) delay_s: f64,
    /// Share of the pages that are still awaited then.
    pub(super) awaited: f64,
    /// The same with nobody in the way.
    pub(super) awaited_alone: f64,
}

impl Overload {
    /// Pages served in time, at so many attempts a second: the fluid limit.
    fn goodput(&self, attempts: f64) -> f64 {
        if attempts <= self.capacity {
            return attempts * self.awaited_alone;
        }
        let left = (self.when_full - self.refusal * attempts) / (1.0 - self.refusal);
        left.clamp(0.0, self.when_full.min(attempts)) * self.awaited
    }
}

pub(super) fn overload(launch: &Launch, stream: &Stream) -> Option<Overload> {
    let application = &stream.application;
    let (tier, per_s) = launch.bottleneck(application)?;
    let station = &launch.stations[tier];
    let (capacity, work) = (
        per_s * application.pages,
        application.work_s[tier] / application.pages,
    );
    let when_full = capacity * station.work_at(station.slots) / station.most_work;
    let backlog = |s: &Tier| {
        let backlog = s.spec.backlog.as_ref();
        backlog.map_or(0.0, |b| b.length.map_or(f64::INFINITY, |n| n.get() as f64))
    };
    // Everyone who can be before the bottleneck: its own slots and backlog, unless an outer tier
    // holds fewer and queues the others.
    let mut inside = station.slots as f64 + backlog(station);
    for outer in launch.stations[..tier].iter().rev() {
        if (outer.slots as f64) < inside {
            inside = outer.slots as f64 + backlog(outer);
        }
    }
    let mut delay_s = inside / when_full;
    if let Some(timeout) = station.spec.backlog.as_ref().and_then(|b| b.timeout) {
        delay_s = delay_s.min(timeout.as_secs_f64() + station.slots as f64 / when_full);
    }
    let gives_up = launch.stations[..tier]
        .iter()
        .filter_map(|s| s.spec.gateway_timeout);
    let gateway_s = gives_up.map(Duration::as_secs_f64).fold(f64::INFINITY, f64::min);
    // Last in, first out, and queues that drop the old, serve those who have just come.
    let fair = station
        .spec
        .backlog
        .as_ref()
        .is_none_or(|b| b.order == Order::Fifo);
    let covers = stream.behaviour.patience_covers;
    let patience = stream.behaviour.patience.as_ref();
    let awaited = match patience.filter(|_| covers == PatienceCovers::Response && fair) {
        _ if fair && delay_s > gateway_s => 0.0,
        None => page_success(launch, stream),
        Some(law) => 1.0 - law.below(delay_s * MICROS),
    };
    let refusal = station.spec.refusal_work.map_or(0.0, Duration::as_secs_f64);
    Some(Overload {
        capacity,
        when_full,
        refusal: if inside.is_finite() && work > 0.0 {
            (refusal / work).min(0.999)
        } else {
            0.0
        },
        delay_s,
        awaited_alone: page_success(launch, stream),
        awaited,
    })
}

pub(super) fn statements(launch: &Launch, day: &Day) -> Vec<Statement> {
    let told = launch.typical().and_then(|s| overload(launch, s).map(|o| (s, o)));
    let Some((stream, overload)) = told else {
        return vec![no_threshold(launch, NoThreshold::NoLimit)];
    };
    let mut said = vec![full_delay(launch, &overload, stream)];
    let tries = stream.role.retry.get() * stream.retry;
    if tries <= 0.0 && stream.role.come_back.get() <= 0.0 {
        said.push(no_threshold(launch, NoThreshold::NoRetries));
        return said;
    }
    let exact = exact_station(launch, stream);
    let folds = folds(stream, &overload, exact.as_ref());
    let Some(folds) = folds else {
        said.push(no_threshold(launch, NoThreshold::EndsWithItsCause));
        return said;
    };
    let formula = match (stream.application.pages > 1.5, exact) {
        (true, _) => CollapseFormula::Sessions,
        (false, Some(_)) => CollapseFormula::ExactPage,
        (false, None) => CollapseFormula::Page,
    };
    let per_s = overload.capacity / stream.application.pages;
    said.extend(thresholds(launch, per_s, folds, formula));
    said.push(expected(launch, day, stream, &overload, folds));
    said
}

fn no_threshold(launch: &Launch, why: NoThreshold) -> Statement {
    let words = launch.language.explain().no_threshold(why);
    let id = "collapse_threshold";
    match why {
        NoThreshold::EndsWithItsCause => Statement::without_value(id, TOPIC, words),
        NoThreshold::NoLimit | NoThreshold::NoRetries => Statement::absent(id, TOPIC, words),
    }
}

fn full_delay(launch: &Launch, overload: &Overload, stream: &Stream) -> Statement {
    let say = launch.language.explain();
    if overload.delay_s.is_infinite() {
        return Statement::absent("full_delay", TOPIC, say.unbounded_delay());
    }
    let patience = stream.behaviour.patience.as_ref();
    let words = say.full_delay(FullDelay {
        delay_s: overload.delay_s,
        patience_s: patience.map(|law| law.quantile(0.5) / MICROS),
        awaited: overload.awaited,
    });
    Statement::worded("full_delay", TOPIC, (overload.delay_s, Unit::Seconds), words).source(BRONSON)
}

/// The station, when its goodput under timeouts is known state by state.
fn exact_station(launch: &Launch, stream: &Stream) -> Option<Deadline> {
    let [station] = &launch.stations.raw else {
        return None;
    };
    let [page] = launch.scenario.application() else {
        return None;
    };
    let work = launch.scenario.classes[page.class].work[TierIndex::FIRST].as_ref()?;
    let patience = stream
        .role
        .patience
        .as_ref()
        .filter(|p| p.covers == PatienceCovers::Response)?;
    let Law::Fixed(patience) = &patience.law else {
        return None;
    };
    let backlog = station.spec.backlog.as_ref();
    let waits = backlog.map_or(Some(0), |b| b.length.map(Count::get))?;
    let plain = backlog.is_none_or(|b| b.order == Order::Fifo && b.timeout.is_none())
        && station.service.is_none()
        && !station.spec.cancel_on_disconnect
        && station.spec.refusal_work.is_none()
        && work.is_exponential()
        && station.slots + waits <= LARGEST_ROOM;
    let room = (station.slots + waits) as usize;
    let rate = MICROS / work.mean();
    plain
        .then(|| Deadline::new(rate, station.slots as usize, room, patience.get()).ok())
        .flatten()
}

fn folds(stream: &Stream, overload: &Overload, exact: Option<&Deadline>) -> Option<Folds> {
    let role = stream.role;
    let retry = (role.retry.get() * stream.retry).min(1.0);
    let lost = role.session_lost.get() * (1.0 - role.draft_kept.get());
    let pages = stream.application.pages.round().max(1.0) as usize;
    let storm = SessionStorm::new(pages, retry, lost, role.come_back.get()).ok()?;
    let goodput = |attempts: f64| match exact {
        Some(station) => station.goodput(attempts),
        None => Ok(overload.goodput(attempts)),
    };
    storm
        .folds(goodput, LEAST * overload.capacity, MOST * overload.capacity)
        .ok()
        .flatten()
        // A dip of a thousandth is the grid's, or nobody's concern.
        .filter(|folds| folds.recovery.fresh < 0.999 * folds.collapse.fresh)
}

fn thresholds(launch: &Launch, per_s: f64, folds: Folds, formula: CollapseFormula) -> [Statement; 2] {
    let say = launch.language.explain();
    let (up, down) = (folds.collapse.fresh, folds.recovery.fresh);
    let collapse = Collapse {
        per_s: up,
        of_capacity: (up <= 0.995 * per_s).then_some(up / per_s),
    };
    let recovery = (down >= 1e-3 * per_s).then_some(Recovery {
        per_s: down,
        of_capacity: down / per_s,
    });
    let recovers_at = recovery.map_or(0.0, |r| r.per_s);
    let unit = Unit::PerSecond("applications");
    [
        Statement::worded(
            "collapse_threshold",
            TOPIC,
            (up, unit.clone()),
            say.collapse_threshold(collapse, formula),
        )
        .source(BRONSON),
        Statement::worded(
            "recovery_threshold",
            TOPIC,
            (recovers_at, unit),
            say.recovery_threshold(recovery, formula),
        )
        .source(BRONSON),
    ]
}

/// Whether, and from when on, the demand of the day is beyond the threshold.
fn expected(launch: &Launch, day: &Day, stream: &Stream, overload: &Overload, folds: Folds) -> Statement {
    let per_s = overload.capacity / stream.application.pages;
    let below = launch
        .room()
        .is_some_and(|room| (room.cap.get() as f64) < cliff(launch, stream, per_s));
    // A room with few enough places protects the portal from when it begins.
    let protected = launch.room_from_s().filter(|_| below);
    let limit = folds.collapse.fresh / per_s;
    let mut alone = day
        .arrivals
        .iter()
        .take_while(|(at, _)| protected.is_none_or(|from| *at < from));
    let first = alone.find(|(at, rates)| {
        let flood = |(rate, request): (f64, &str)| {
            let loads = launch
                .stations
                .keys()
                .map(|t| rate * launch.scenario.work_of(request, t) / launch.stations[t].most_work);
            loads.fold(0.0, f64::max)
        };
        load(launch, rates) + launch.floods_at(*at).map(flood).sum::<f64>() > limit
    });
    let at = first.map_or(NEVER, |(at, _)| *at);
    let from = civil(launch.clock, at.max(0.0));
    let from = match (protected, first) {
        (_, Some(_)) => CollapseFrom::At(&from),
        (None, None) => CollapseFrom::Never,
        (Some(room_from_s), None) => CollapseFrom::RoomPrevents {
            begins_later: room_from_s > 0.0,
        },
    };
    let words = launch.language.explain().collapse_from(from);
    Statement::worded("collapse_from", TOPIC, (at, Unit::Moment), words)
        .source(BRONSON)
        .simulated_by(|o| Some(o.collapsed_at()))
}
