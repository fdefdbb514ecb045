//! The day as a fluid: people come at the expected rate, and are served as fast as all limits
//! together allow.
//!
//! The fluid limit of queues with many people (A. Mandelbaum et al., "Queue lengths and waiting
//! times for multiserver queues with abandonment and retrials", *Telecommunication Systems* 21,
//! 2002; H. Honnappa, R. Jain, A. Ward, "A queueing model with independent arrivals, and its fluid
//! and diffusion limits", *Queueing Systems* 80, 2015), step by step. Overload costs nothing here:
//! no reload, no lost session. So a real day is not better.

use clickday_engine::model::open_times;
use clickday_engine::scenario::{CredentialRules, MICROS, Stream};

use super::behind::Inside;
use super::flow::{Day, Flow};
use super::launch::Launch;

/// Steps of the day.
const STEPS: usize = 2_000;

pub(super) fn fluid(launch: &Launch) -> Day {
    let step = launch.horizon_s / STEPS as f64;
    let mut flows: Vec<Flow> = launch.streams.iter().map(|s| flow(launch, s, step)).collect();
    let mut inside = launch.room().map(|room| Inside::new(launch, room, &flows));
    let room_from_s = launch.room_from_s().unwrap_or_default();
    let mut day = Day::default();
    for k in 0..STEPS {
        let stands = (k as f64 + 0.5) * step >= room_from_s;
        let held_up = match inside.as_mut().filter(|_| stands) {
            Some(inside) => inside.step(&mut flows, k, step, &mut day),
            None => open_door(launch, &mut flows, k, step, &mut day),
        };
        day.came += flows.iter().map(|f| f.comes[k]).sum::<f64>();
        day.note(held_up, (k as f64 + 1.0) * step);
        let rates = flows.iter().map(|f| f.comes[k] / step).collect();
        day.arrivals.push((k as f64 * step, rates));
    }
    day
}

fn flow<'a>(launch: &'a Launch, stream: &'a Stream<'a>, step: f64) -> Flow<'a> {
    let doors = open_times(launch.clock, launch.measures, &stream.behaviour.name);
    let hours = stream.office.map(|office| &office.hours);
    let lets_in = |us: u64| doors.iter().any(|(from, until)| (*from..*until).contains(&us));
    let open = (0..STEPS)
        .map(|k| ((k as f64 + 0.5) * step * MICROS) as u64)
        .map(|us| lets_in(us) && hours.is_none_or(|hours| hours.is_open(us)))
        .collect();
    Flow {
        comes: at_the_door(launch, stream, step),
        open,
        backlog: 0.0,
        stream,
    }
}

/// Newcomers at the door in each step: first intents, of whom some have to obtain a credential
/// first.
fn at_the_door(launch: &Launch, stream: &Stream, step: f64) -> Vec<f64> {
    let edges: Vec<f64> = (0..=STEPS)
        .map(|k| stream.intents.before(k as f64 * step))
        .collect();
    let intents: Vec<f64> = edges.windows(2).map(|w| w[1] - w[0]).collect();
    let Some(credential) = stream.credential.filter(|c| c.missing.get() > 0.0) else {
        return intents;
    };
    let asked_for = launch.scenario.credentials.as_ref();
    let within = |steps: f64| {
        if steps < 0.0 {
            return 0.0;
        }
        obtained_within(stream, asked_for, steps * step * MICROS)
    };
    let delay: Vec<f64> = (0..STEPS)
        .map(|lag| within(lag as f64 + 0.5) - within(lag as f64 - 0.5))
        .collect();
    let missing = credential.missing.get();
    (0..STEPS)
        .map(|k| {
            let late: f64 = (0..=k).map(|lag| intents[k - lag] * delay[lag]).sum();
            (1.0 - missing) * intents[k] + missing * late
        })
        .collect()
}

/// Share of those with nothing to show who have a credential `t` \[µs\] after they first wanted to
/// apply. Where it is asked for, a message takes its time, and a lost one is made up for by a call
/// as soon as it is overdue: lines and busy signals cost nothing here.
fn obtained_within(stream: &Stream, asked_for: Option<&CredentialRules>, t: f64) -> f64 {
    if let Some(after) = stream.obtained_after {
        return after.cdf(t);
    }
    asked_for.map_or(1.0, |c| {
        let called = f64::from(u8::from(t >= c.overdue_us as f64));
        let arrived = c.delay.as_ref().map_or(1.0, |delay| delay.cdf(t));
        (1.0 - c.loss) * arrived + c.loss * called
    })
}

/// A step without a waiting room: everyone at it is slowed down alike, until the tiers keep up. How
/// many are held up after it, those at work not counted.
fn open_door(launch: &Launch, flows: &mut [Flow], k: usize, step: f64, day: &mut Day) -> f64 {
    let mut wants = Vec::with_capacity(flows.len());
    for flow in flows.iter_mut() {
        flow.backlog += flow.comes[k];
        // Nobody is through faster than a quick portal allows.
        let most = flow.hands() * step / flow.busy_s().max(1e-9);
        wants.push(if flow.open[k] { flow.backlog.min(most) } else { 0.0 });
    }
    let now = (k as f64 + 0.5) * step;
    let need =
        |of: &dyn Fn(&Flow) -> f64| -> f64 { flows.iter().zip(&wants).map(|(f, want)| want * of(f)).sum() };
    let mut share = 1.0_f64;
    for (t, station) in launch.stations.iter_enumerated() {
        let flood: f64 = launch
            .floods_at(now)
            .map(|(rate, request)| rate * launch.scenario.work_of(request, t))
            .sum();
        let work = need(&|f| f.stream.application.work_s[t]);
        if work > 0.0 {
            share = share.min((station.most_work - flood).max(0.0) * step / work);
        }
        let held = need(&|f| f.stream.application.held_s[t]);
        if held > 0.0 {
            share = share.min(station.slots as f64 * step / held);
        }
    }
    let mut held_up = 0.0;
    for (flow, want) in flows.iter_mut().zip(wants) {
        let sent = want * share;
        flow.backlog -= sent;
        day.served += sent;
        held_up += (flow.backlog - sent / step * flow.busy_s()).max(0.0);
    }
    held_up
}
