//! What the measures of the policy amount to, that are neither hours nor a waiting room's cap nor a cache.

use super::launch::Launch;
use super::statement::{Statement, Topic, Unit};
use super::words::{number, time};
use crate::math;
use crate::model::policy::{
    Adaptive, Appointments, Autoscaling, KeyWindows, Measure, Shedding, SheddingBy, WaitingRoom,
};
use crate::report::figures::{count, percent, rounded};
use crate::theory::session::Session;

const TOPIC: Topic = Topic::Measures;
const NOT_IN_THE_FLUID: &str =
    "the day as a fluid above knows hours and waiting rooms only: it does not know of this";
const COUNTING: &str = "counting";
const LAW: &str = "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapter 6";
const CHIU: &str = "Chiu and Jain, Computer Networks and ISDN Systems 17 (1989)";
const CHERKASOVA: &str = "Cherkasova and Phaal, IEEE Trans. Computers 51 (2002)";

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let mut said: Vec<Statement> = launch.set().into_iter().collect();
    for measure in launch.measures {
        match measure {
            Measure::KeyWindows(windows) => said.push(largest_class(windows)),
            Measure::Appointments(booked) => said.push(appointments(booked)),
            Measure::Shedding(shedding) => said.push(shed(launch, shedding)),
            Measure::Autoscaling(scaling) => said.push(growth(scaling)),
            Measure::WaitingRoom(room) => {
                said.extend(room.adaptive.as_ref().and_then(|a| sawtooth(launch, a)));
                said.extend(faults(room));
            }
            _ => {}
        }
    }
    said.extend(launch.added());
    said
}

impl Launch<'_> {
    /// What the policy itself changes in the model.
    fn set(&self) -> Option<Statement> {
        let set = &self.model.policy.get(self.policy)?.set;
        (!set.is_empty()).then(|| {
            let sentence = format!(
                "Everything above holds with what the policy sets: {}.",
                set.join("; ")
            );
            let value = (set.len() as f64, Unit::Count("values"));
            Statement::new("policy_sets", TOPIC, "Values the policy changes", value, sentence)
                .by(COUNTING, COUNTING)
                .supposing("nothing else changes")
                .alone("it is what was written")
        })
    }
}

impl Launch<'_> {
    /// What the operator's rules can make of the bottleneck.
    fn added(&self) -> Option<Statement> {
        let stream = self.typical()?;
        let (tier, capacity) = self.bottleneck(&stream.application)?;
        let name = &self.model.portal.tier.get(tier)?.name;
        let rules = self.model.policy.get(self.policy)?.operator.iter();
        let factors = rules.filter_map(|rule| rule.capacity.get(name)).map(|f| f.get());
        let factor = factors.reduce(f64::max)?;
        let sentence = format!(
            "The operator can make {name} {} times as large: it then completes {} applications a second.",
            number(factor),
            number(factor * capacity)
        );
        Some(
            Statement::new(
                "capacity_added",
                TOPIC,
                "Capacity when the operator has added to it",
                (factor * capacity, Unit::PerSecond("applications")),
                sentence,
            )
            .by("capacity of the bottleneck times its factor", LAW)
            .supposing(
                "no tier behind it becomes the bottleneck; the lines above are for its size at the start",
            )
            .alone("whether and when it is added is the run's to tell"),
        )
    }
}

fn largest_class(windows: &KeyWindows) -> Statement {
    let of = |[first, last]: [u64; 2]| {
        windows.key.cumulative(last) - windows.key.cumulative(first.saturating_sub(1))
    };
    let largest = windows.window.iter().map(|w| of(w.classes)).fold(0.0, f64::max);
    let free = if windows.free.is_some() {
        ", and free days for all"
    } else {
        ""
    };
    Statement::new(
        "largest_class",
        TOPIC,
        "Largest part of the people with a window of their own",
        (largest, Unit::Share),
        format!(
            "{} windows{free}: at most {} of those who go themselves may come in one of them. Offices may at any time.",
            windows.window.len(),
            percent(largest)
        ),
    )
    .by("days of the months, or letters of the alphabet", COUNTING)
    .supposing(NOT_IN_THE_FLUID)
    .alone("which class somebody belongs to is not in the results")
}

fn appointments(booked: &Appointments) -> Statement {
    let places = booked.capacity.get() as f64 * booked.overbooking.get();
    let slot = booked.slot.as_secs_f64();
    let kept = places * (1.0 - booked.no_show.get()) / slot;
    Statement::new(
        "appointments_kept",
        TOPIC,
        "Appointments kept while slots are full",
        (kept, Unit::PerSecond("people")),
        format!(
            "{} are booked for each {}, of whom {} do not come.",
            rounded(places),
            time(slot),
            percent(booked.no_show.get())
        ),
    )
    .by("thinning, r (1 − q)", LAW)
    .supposing(NOT_IN_THE_FLUID)
    .alone("slots need not be full")
}

fn shed(launch: &Launch, shedding: &Shedding) -> Statement {
    let label = "Work left for finished applications";
    let typical = launch.typical();
    let pages = typical.map_or(1.0, |s| s.application.pages) as usize;
    let keeps = 1.0 - shedding.share.get();
    let (retry, lost) = typical.map_or((0.0, 0.0), |s| {
        (s.role.retry.get() * s.retry, s.role.session_lost.get())
    });
    let session = Session::new(pages.max(1), keeps, retry.min(1.0), lost);
    match (shedding.by, shedding.in_flight, session) {
        (SheddingBy::Request, None, Ok(session)) => Statement::new(
            "shed_efficiency",
            TOPIC,
            label,
            (session.efficiency(), Unit::Share),
            format!(
                "{} of all requests are shed: {} of the pages served belong to applications that are finished.",
                percent(shedding.share.get()),
                percent(session.efficiency())
            ),
        )
        .by("truncated geometric sessions, n xⁿ⁻¹ (1−x) / (1−xⁿ)", CHERKASOVA)
        .supposing("nothing else fails")
        .alone("a run does not tell pages of finished applications from others"),
        (SheddingBy::Session, None, _) => Statement::new(
            "shed_efficiency",
            TOPIC,
            label,
            (1.0, Unit::Share),
            format!(
                "{} of those who begin an application are turned away; whoever is inside finishes.",
                percent(shedding.share.get())
            ),
        )
        .by("sessions in progress first", CHERKASOVA)
        .supposing("nothing else fails")
        .alone("a run does not tell pages of finished applications from others"),
        (by, limit, _) => {
            let limit = limit.map_or(0.0, |n| n.get() as f64);
            let who = match by {
                SheddingBy::Request => "everybody who comes is turned away",
                SheddingBy::Session => "whoever begins an application is turned away",
            };
            Statement::new(
                "shed_above",
                TOPIC,
                "Requests in flight above which some are shed",
                (limit, Unit::Count("requests")),
                format!("While {} requests are in the portal, {who}.", count(limit)),
            )
            .by(COUNTING, COUNTING)
            .supposing(NOT_IN_THE_FLUID)
            .alone("it is a bound, not a mean")
        }
    }
}

/// When a tier that is always busy has grown as far as it may.
fn growth(scaling: &Autoscaling) -> Statement {
    let (most, step) = (scaling.most.get(), scaling.step.get());
    let over = scaling.over.as_secs_f64();
    let label = "Time a busy tier takes to grow as far as it may";
    if most <= 1.0 || step <= 0.0 {
        return Statement::absent("autoscaling_time", TOPIC, label, "The tier does not grow.");
    }
    let steps = (math::ln(most) / math::ln_1p(step) - 1e-9).ceil().max(1.0);
    let between = (scaling.every.as_secs_f64() / over).ceil() * over;
    let takes = over + (steps - 1.0) * between;
    Statement::new(
        "autoscaling_time",
        TOPIC,
        label,
        (takes, Unit::Seconds),
        format!(
            "{} steps of {} make {} {} times as large; the tiers behind it stay as they are.",
            number(steps),
            percent(step),
            scaling.tier,
            number(most)
        ),
    )
    .by("counting steps", COUNTING)
    .supposing("it is busy all the time; the lines above are for its size at the start")
    .beside(move |o| o.run.measures.scaling.last().map(|last| last.at_s))
}

fn sawtooth(launch: &Launch, adaptive: &Adaptive) -> Option<Statement> {
    let stream = launch.typical()?;
    let (_, capacity) = launch.bottleneck(&stream.application)?;
    let mean = 0.5 * capacity * (1.0 + adaptive.decrease.get());
    Some(
        Statement::new(
            "adaptive_rate",
            TOPIC,
            "People called by a rate that adapts",
            (mean, Unit::PerSecond("people")),
            format!(
                "The rate climbs to the {} a second that the portal can do, falls to {} of it, and climbs again.",
                number(capacity),
                percent(adaptive.decrease.get())
            ),
        )
        .by("sawtooth of additive increase, multiplicative decrease, C (1+β)/2", CHIU)
        .supposing("steps are small, the portal shows at once that it is overloaded, and only people who wait are called")
        .alone("a run tells the calls of all the time, also of hours in which few wait to be called"),
    )
}

fn faults(room: &WaitingRoom) -> Vec<Statement> {
    let wrong = &room.pathologies;
    let mut said = Vec::new();
    if let Some(rate) = wrong.cookieless.filter(|rate| rate.per_s() > 0.0) {
        let places = rate.per_s() * room.idle.as_secs_f64();
        let sentence = format!(
            "{} clients without cookies a second keep places for {} each.",
            number(rate.per_s()),
            time(room.idle.as_secs_f64())
        );
        said.push(
            Statement::new(
                "phantom_places",
                TOPIC,
                "Places taken by clients without cookies",
                (places, Unit::Count("places")),
                sentence,
            )
            .by("Little's law", LAW)
            .supposing("they are called as fast as they come")
            .alone("a run does not tell their places from others"),
        );
    }
    if let (Some(lag), Some(release)) = (wrong.propagation, room.release) {
        let over = release.per_s() * lag.as_secs_f64();
        let sentence = format!(
            "Calls are seen {} late: up to {} are inside, not {}.",
            time(lag.as_secs_f64()),
            rounded(over + room.cap.get() as f64),
            count(room.cap.get() as f64)
        );
        said.push(
            Statement::new(
                "overshoot",
                TOPIC,
                "People called before the room sees that it is full",
                (over, Unit::Count("people")),
                sentence,
            )
            .by("rate times delay", LAW)
            .supposing("enough people wait")
            .alone("a run tells the mean inside, not the most"),
        );
    }
    if wrong.keeps_lapsed && room.no_show.get() > 0.0 {
        let q = room.no_show.get();
        let claims = room.cap.get() as f64 * (1.0 - q) / q;
        let sentence = format!(
            "Each of {} places is lost for good at the first call that is not answered: then nobody is called any more.",
            count(room.cap.get() as f64)
        );
        said.push(
            Statement::new(
                "claims_until_stuck",
                TOPIC,
                "Calls answered until the room is stuck",
                (claims, Unit::Count("calls")),
                sentence,
            )
            .by("negative binomial law, A (1−q)/q", LAW)
            .supposing("all come by a call, and each fails to come with the same probability")
            .alone("the room need not be stuck by the end"),
        );
    }
    said
}
