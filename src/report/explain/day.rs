//! The day as a fluid: people pour in at the expected rate, and are served as fast as everything that limits them allows.
//!
//! The fluid limit of queues with many people (A. Mandelbaum et al., "Queue lengths and waiting times for multiserver queues
//! with abandonment and retrials", *Telecommunication Systems* 21, 2002; H. Honnappa, R. Jain, A. Ward, "A queueing model with
//! independent arrivals, and its fluid and diffusion limits", *Queueing Systems* 80, 2015), step by step. Overload costs nothing
//! here: no reload, no lost session. It is the best that can be hoped for.

use crate::model::open_times;
use crate::model::policy::WaitingRoom;

use super::launch::{Launch, Stream};
use super::law;
use super::load::file_s;

/// Steps of the day.
const STEPS: usize = 2_000;

/// What the fluid comes to.
#[derive(Debug, Clone, Default)]
pub(super) struct Day {
    /// Most people who have come and are not served.
    pub(super) most_unserved: f64,
    /// When that is \[s\].
    pub(super) most_at: f64,
    /// When nobody is left of them for the first time after \[s\]; `None`: not within the run.
    pub(super) cleared_at: Option<f64>,
    /// People not served at the end.
    pub(super) unserved: f64,
    /// People served by the end.
    pub(super) served: f64,
    /// Most people in the waiting room.
    pub(super) most_waiting: f64,
    /// People in the waiting room, summed over time \[s\].
    pub(super) waiting_s: f64,
    /// People called who waited.
    pub(super) called: f64,
    /// Stretches of time with their demand at the door and the floods: start \[s\], newcomers a second of each stream.
    pub(super) arrivals: Vec<(f64, Vec<f64>)>,
}

/// A stream under way.
struct Flow<'a> {
    stream: &'a Stream<'a>,
    /// Newcomers at the door, step by step.
    comes: Vec<f64>,
    /// Whether the door, and the office, are open.
    open: Vec<bool>,
    /// Most that are sent off in a step.
    most: f64,
    /// Places of a waiting room taken by one application, and for how long \[s\].
    place_s: f64,
    /// Calls for one application.
    calls: f64,
    backlog: f64,
    /// Left the room, and will come back.
    away: f64,
}

/// Time a place is held for one application of people who go themselves: noticing the call, the session \[s\].
pub(super) fn present_s(stream: &Stream, room: Option<&WaitingRoom>) -> f64 {
    // A waiting page asks at intervals, so that a call is noticed half an interval later on average.
    let notice = room.map_or(0.0, |r| 0.5 * r.poll.as_secs_f64());
    notice + stream.application.think_s + stream.application.service_s()
}

/// Time places are held for people who do not come, for each application of those who do \[s\].
pub(super) fn no_show_s(room: &WaitingRoom) -> f64 {
    let q = room.no_show.get();
    if q < 1.0 {
        q / (1.0 - q) * room.claim.as_secs_f64()
    } else {
        f64::INFINITY
    }
}

pub(super) fn fluid(launch: &Launch) -> Day {
    let step = launch.horizon_s / STEPS as f64;
    let mut flows: Vec<Flow> = launch.streams.iter().map(|s| flow(launch, s, step)).collect();
    let mut day = Day::default();
    for k in 0..STEPS {
        let now = (k as f64 + 1.0) * step;
        let sent = send(launch, &mut flows, k, step);
        day.served += sent.iter().sum::<f64>();
        if let Some(room) = launch.room() {
            let waiting = wait(room, &mut flows, &sent, k, step);
            day.most_waiting = day.most_waiting.max(waiting.people);
            day.waiting_s += waiting.people * step;
            day.called += waiting.called;
        }
        day.unserved = flows.iter().map(|f| f.backlog + f.away).sum();
        if day.unserved > day.most_unserved {
            (day.most_unserved, day.most_at, day.cleared_at) = (day.unserved, now, None);
        }
        if day.unserved < 1.0 && day.most_unserved >= 1.0 && day.cleared_at.is_none() {
            day.cleared_at = Some(now);
        }
        let rates = flows.iter().map(|f| f.comes[k] / step).collect();
        day.arrivals.push((k as f64 * step, rates));
    }
    day
}

fn flow<'a>(launch: &'a Launch, stream: &'a Stream<'a>, step: f64) -> Flow<'a> {
    let doors = open_times(&launch.clock, launch.measures, stream.role_name);
    let hours = stream.office.map(|o| launch.clock.intervals(&o.hours, &o.days));
    let within = |intervals: &[(u64, u64)], t: f64| {
        let us = (t * 1e6) as u64;
        intervals
            .iter()
            .any(|(from, until)| (*from..*until).contains(&us))
    };
    let open = (0..STEPS)
        .map(|k| (k as f64 + 0.5) * step)
        .map(|t| within(&doors, t) && hours.as_ref().is_none_or(|h| within(h, t)))
        .collect();
    let logins = stream
        .office
        .map_or(1.0, |o| o.files_per_login.get().max(1) as f64);
    let own = present_s(stream, launch.room());
    let (place_s, calls) = launch.room().map_or((0.0, 0.0), |room| {
        let called = 1.0 / (1.0 - room.no_show.get()).max(1e-9);
        match stream.office {
            None => (own + no_show_s(room), called),
            Some(_) => {
                let notice = 0.5 * room.poll.as_secs_f64();
                (
                    file_s(stream) + (notice + no_show_s(room)) / logins,
                    called / logins,
                )
            }
        }
    });
    Flow {
        comes: at_the_door(stream, step),
        open,
        most: stream.office.map_or(f64::INFINITY, |o| {
            o.operators.get() as f64 / file_s(stream).max(1e-9) * step
        }),
        place_s,
        calls,
        backlog: 0.0,
        away: 0.0,
        stream,
    }
}

/// Newcomers at the door in each step: first intents, of whom some have to obtain a credential first.
fn at_the_door(stream: &Stream, step: f64) -> Vec<f64> {
    let edges: Vec<f64> = (0..=STEPS)
        .map(|k| stream.intents.before(k as f64 * step))
        .collect();
    let intents: Vec<f64> = edges.windows(2).map(|w| w[1] - w[0]).collect();
    let Some(credential) = stream.credential.filter(|c| c.missing.get() > 0.0) else {
        return intents;
    };
    let below = |steps: f64| law::below(&credential.obtained_after, (steps * step).max(0.0));
    let delay: Vec<f64> = (0..STEPS)
        .map(|lag| below(lag as f64 + 0.5) - below(lag as f64 - 0.5))
        .collect();
    let missing = credential.missing.get();
    (0..STEPS)
        .map(|k| {
            let late: f64 = (0..=k).map(|lag| intents[k - lag] * delay[lag]).sum();
            (1.0 - missing) * intents[k] + missing * late
        })
        .collect()
}

/// Sends people off as everything that limits them allows, all streams in proportion; how many of each.
fn send(launch: &Launch, flows: &mut [Flow], k: usize, step: f64) -> Vec<f64> {
    let mut wants = Vec::with_capacity(flows.len());
    for flow in flows.iter_mut() {
        flow.backlog += flow.comes[k];
        let open = flow.open[k];
        wants.push(if open { flow.backlog.min(flow.most) } else { 0.0 });
    }
    let room = launch.room();
    let need =
        |of: &dyn Fn(&Flow) -> f64| -> f64 { flows.iter().zip(&wants).map(|(f, want)| want * of(f)).sum() };
    let mut limits = Vec::new();
    for (t, station) in launch.stations.iter().enumerate() {
        let flood: f64 = if room.is_some() {
            0.0
        } else {
            let work = |(rate, request)| rate * launch.work_of(request, t);
            launch.floods_at((k as f64 + 0.5) * step).map(work).sum()
        };
        let left = (station.most_work - flood).max(0.0) * step;
        limits.push((need(&|f| f.stream.application.work_s[t]), left));
        limits.push((
            need(&|f| f.stream.application.held_s[t]),
            station.slots as f64 * step,
        ));
    }
    if let Some(room) = room {
        limits.push((need(&|f| f.place_s), room.cap.get() as f64 * step));
        if let Some(release) = room.release {
            limits.push((need(&|f| f.calls), release.per_s() * step));
        }
    }
    let share = limits
        .iter()
        .filter(|(need, _)| *need > 0.0)
        .map(|(need, have)| have / need)
        .fold(1.0, f64::min);
    for (flow, want) in flows.iter_mut().zip(&mut wants) {
        *want *= share;
        flow.backlog -= *want;
    }
    wants
}

/// A step of the waiting room.
struct Waiting {
    people: f64,
    called: f64,
}

/// Those who are not let in wait, and some leave; some of the called do not come. They come back later, or not.
fn wait(room: &WaitingRoom, flows: &mut [Flow], sent: &[f64], k: usize, step: f64) -> Waiting {
    let mut waiting = Waiting {
        people: 0.0,
        called: 0.0,
    };
    for (flow, sent) in flows.iter_mut().zip(sent) {
        if let Some(office) = flow.stream.office {
            // Operators with files on their desks wait, less those at work.
            let operators = (office.operators.get() as f64).min(flow.backlog);
            let at_work = sent / step * file_s(flow.stream);
            if flow.open[k] {
                waiting.people += (operators - at_work).max(0.0);
            }
            continue;
        }
        let had_to_wait = flow.backlog > 0.0;
        let role = flow.stream.role;
        let mut leaves = 0.0;
        if had_to_wait {
            let called = sent * flow.calls;
            waiting.called += called;
            leaves += (called - sent).min(flow.backlog);
            if let Some(after) = room.leaves_after {
                leaves += (flow.backlog - leaves) * (step / after.as_secs_f64()).min(1.0);
            }
        }
        flow.backlog -= leaves;
        let back_after = law::mean_of(role.come_back_after.as_ref()).max(step);
        let back = flow.away * step / back_after;
        flow.away += leaves * role.come_back.get() - back;
        flow.backlog += back;
        waiting.people += flow.backlog;
    }
    waiting
}
