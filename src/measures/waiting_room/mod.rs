//! A queue with tickets before the portal.

mod en;
mod explain;
mod figures;
mod release;
mod run;
#[cfg(test)]
mod tests;
mod words;

pub use figures::RoomSummary;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::definition::{Definition, Row};
use crate::measures::strip::{Bar, Kind, between};
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::checker::SHORTEST_INTERVAL;
use clickday_engine::model::civil::{Intervals, disjoint};
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::{Count, Duration, Factor, Moment, Rate, Share};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

pub use release::{Adaptive, Pathologies};

/// Most tickets a person holds. Assumed: more than the devices of a household.
const MOST_TICKETS: f64 = 100.0;

/// A queue with tickets before the portal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WaitingRoom {
    /// Who is called first.
    #[serde(default)]
    pub order: TicketOrder,
    /// The room begins at this instant: everyone passes before it, and from then on whoever has not been let in queues at their next
    /// request, on the page they are on (their session goes on, and is lost like any other when it is idle for too long). Absent: it
    /// stands from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Tickets are called from this instant on, not before `from`; until then people can already queue. Absent: as soon as the room begins.
    #[serde(default)]
    pub opens: Option<Moment>,
    /// Most people inside (called or at work on the portal) at once.
    pub cap: Count,
    /// Most people called; absent: as fast as places come free.
    #[serde(default)]
    pub release: Option<Rate>,
    /// Most people called at once after a pause (a token bucket, filled at the release rate, holds so many). With 1, calls are
    /// never closer together than the release rate says.
    #[serde(default = "Count::one")]
    pub burst: Count,
    /// A release rate that follows the portal's health; it begins at `release`, or else at its least.
    #[serde(default)]
    pub adaptive: Option<Adaptive>,
    /// How often a waiting page asks whether its turn has come.
    pub poll: Duration,
    /// A place is kept for so long after the last poll of someone who left the page.
    pub lease: Duration,
    /// A called ticket that is not claimed for so long lapses.
    pub claim: Duration,
    /// Mean time a person keeps the waiting page open before leaving it, exponential (`1/hazard`); absent: for ever.
    #[serde(default)]
    pub leaves_after: Option<Duration>,
    /// Probability that a person called does not claim the ticket.
    #[serde(default)]
    pub no_show: Share,
    /// Tickets a person holds, on average (several devices); at least 1.
    #[serde(default = "Factor::one")]
    pub tickets_per_person: Factor,
    /// A place inside is freed when its holder makes no request for so long.
    pub idle: Duration,
    /// Longest stay inside; absent: without bound.
    #[serde(default)]
    pub stay: Option<Duration>,
    /// What it gets wrong.
    #[serde(default)]
    pub pathologies: Pathologies,
}

/// Who is called first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TicketOrder {
    /// In the order of arrival.
    #[default]
    Arrival,
    /// By lot: each ticket draws a number when it is taken, the lowest is called first.
    Lottery,
}

impl TicketOrder {
    /// The same, for those who say it.
    fn told(self) -> words::Order {
        match self {
            TicketOrder::Arrival => words::Order::Arrival,
            TicketOrder::Lottery => words::Order::Lottery,
        }
    }
}

impl WaitingRoom {
    /// When the first ticket can be called; `None`: at the start.
    pub(crate) fn first_call(&self) -> Option<&Moment> {
        self.opens.as_ref().or(self.from.as_ref())
    }

    /// Time until a call is noticed \[s\]: a waiting page asks at intervals, so that it is half of one on average.
    pub(crate) fn notice_s(&self) -> f64 {
        0.5 * self.poll.as_secs_f64()
    }

    /// Time places are held for people who do not come, for each application of those who do \[s\].
    pub(crate) fn no_show_s(&self) -> f64 {
        let q = self.no_show.get();
        if q < 1.0 {
            q / (1.0 - q) * self.claim.as_secs_f64()
        } else {
            f64::INFINITY
        }
    }

    /// When it begins \[s\], within the run: at the start, unless it says otherwise.
    fn begins_s(&self, launch: &dyn Expected) -> f64 {
        self.from.as_ref().map_or(0.0, |from| launch.within_run(from))
    }

    /// Whether it stands all the time.
    fn always_stands(&self, launch: &dyn Expected) -> bool {
        self.begins_s(launch) <= 0.0
    }
}

impl WaitingRoom {
    /// When a room begins, and when it calls the first.
    fn check_instants(&self, cx: &mut Checker<'_>, path: &Path) {
        if let Some(from) = &self.from {
            cx.before_end(from, &path.then("from"));
        }
        let Some(opens) = &self.opens else { return };
        let path = path.then("opens");
        match &self.from {
            Some(from) if cx.is_before(opens, from) => cx.complain(
                &path,
                "tickets would be called before the room begins",
                format!("write {from} or later, or leave it out"),
            ),
            _ => cx.before_end(opens, &path),
        }
    }

    /// How it finds its pace, and what it gets wrong.
    fn check_pace(&self, cx: &mut Checker<'_>, path: &Path) {
        if let Some(adaptive) = &self.adaptive {
            let path = path.then("adaptive");
            cx.positive(adaptive.page_time, &path.then("page-time"));
            cx.lasts_at_least(adaptive.every, SHORTEST_INTERVAL, &path.then("every"));
            if adaptive.least.per_s() <= 0.0 {
                let right = "write a rate above zero, from which it can grow again";
                cx.complain(&path.then("least"), "nobody would ever be called again", right);
            }
        }
        cx.at_least(self.burst.get() as f64, 1.0, &path.then("burst"));
        if self.burst.get() > 1 && self.release.is_none() && self.adaptive.is_none() {
            cx.complain(
                &path.then("burst"),
                "without a release rate people are called as fast as places come free",
                "add `release`, or leave the burst out",
            );
        }
        if self.pathologies.propagation.is_some() && self.release.is_none() && self.adaptive.is_none() {
            let path = path.then("pathologies").then("propagation");
            let right = "add a release rate: what it calls meanwhile is what the room overshoots by";
            cx.complain(
                &path,
                "a room that sees places late would call everybody at once",
                right,
            );
        }
    }
}

impl Form for WaitingRoom {
    /// Before a room begins everyone passes, and once it calls those called do.
    fn open_times(&self, clock: &CivilClock, _role: &str) -> Intervals {
        let mut times = clock.span(self.first_call(), None);
        if let Some(from) = &self.from {
            times.extend(clock.span(None, Some(from)));
        }
        disjoint(times)
    }

    fn is_the_only(&self) -> Option<&'static str> {
        Some("waiting room")
    }
}

impl Checks for WaitingRoom {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.at_least(self.cap.get() as f64, 1.0, &path.then("cap"));
        if self.release.is_some_and(|release| release.per_s() <= 0.0) {
            let right = "write a rate above zero, or leave it out to call people as places come free";
            cx.complain(&path.then("release"), "nobody would ever be called", right);
        }
        self.check_instants(cx, path);
        for (duration, key) in [
            (Some(self.poll), "poll"),
            (Some(self.lease), "lease"),
            (Some(self.claim), "claim"),
            (Some(self.idle), "idle"),
            (self.stay, "stay"),
            (self.leaves_after, "leaves-after"),
        ] {
            if let Some(duration) = duration {
                cx.positive(duration, &path.then(key));
            }
        }
        self.check_pace(cx, path);
        if self.lease < self.poll {
            let wrong = format!(
                "a place kept for {} is lost between two polls, {} apart",
                self.lease, self.poll
            );
            cx.complain(
                &path.then("lease"),
                wrong,
                format!("write at least \"{}\"", self.poll),
            );
        }
        cx.at_least(
            self.tickets_per_person.get(),
            1.0,
            &path.then("tickets-per-person"),
        );
        if self.tickets_per_person.get() > MOST_TICKETS {
            cx.complain(
                &path.then("tickets-per-person"),
                format!("nobody holds {} tickets", self.tickets_per_person),
                format!("write at most {MOST_TICKETS}"),
            );
        }
    }
}

impl Definition for WaitingRoom {
    const ID: &'static str = "waiting-room";
    const ABOUT: &'static str = "A queue with tickets before the portal.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[
        Row::whole(
            "tickets, by `order = \"arrival\"` or `\"lottery\"`; `cap` inside, `release` a second, \
             `burst` at once after a pause (1 if left out: no two calls closer together than `1 / \
             release`); it calls from when it `opens`. With `from` it begins in the middle of a \
             run: before that everyone passes, and from then on whoever has not been let in queues \
             at their next request, on the page they are on (`close-and-room.toml`); a session \
             that is idle in the queue for longer than the journey's `session-idle` is lost, as in \
             any wait",
            "until `from` the run without it, to the bit; served `r (1 − q)` a second, inside `r \
             (1 − q) E[session]`; with fewer comers than calls the wait is that of M/D/1, less \
             `(burst − 1) / release` where it is longer; by lot the wait is uniform",
        ),
        Row {
            of: Some("adaptive"),
            does: "the release rate gains `increase` while 95 % of pages are quicker than \
             `page-time` and fewer than `errors` fail, and is multiplied by `decrease` otherwise; \
             it grows only while people wait for it",
            exact: "sawtooth of mean `C (1 + β) / 2` as steps become small",
        },
        Row {
            of: Some("pathologies"),
            does: "`stalls`: waits for people who have left; `cookieless`: clients counted as new \
             people at each request; `propagation`: places are seen late; `keeps-lapsed`: \
             unanswered calls hold their place for good (with `tickets-per-person`, several \
             devices)",
            exact: "a place lost a lease long; a share `φ/(λ+φ)` of calls; overshoot by release × \
             delay; `A (1 − q)/q` calls answered until it is stuck",
        },
    ];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::WaitingRoom::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        explain::statements(self, launch)
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let stands = between(self.from.as_ref(), None, clock);
        let opens = between(self.first_call(), None, clock).0;
        let say = words::words(language);
        let labels = say.room(words::Room {
            cap: self.cap.get() as f64,
            release: self.release.map(Rate::per_s),
            burst: self.burst.get() as f64,
            order: self.order.told(),
        });
        vec![
            Bar::new(Kind::Queue, (stands.0, opens), &say.queue()),
            Bar::new(Kind::Room, (opens, stands.1), &labels),
        ]
    }
}
