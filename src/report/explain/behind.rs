//! A waiting room as a fluid: tickets are called as places come free, and everyone's turn comes
//! alike.
//!
//! People who go themselves hold a place for their session. An operator of an office holds one from
//! login to logout, or until a pause between two files is longer than the room allows. Of the
//! called a share does not come, and of the waiting some leave; they come back later, or not.
//!
//! If a room begins in the middle of the day, people who are not served by then take a ticket;
//! those who were at work have all of their application before them here, though they keep the page
//! they are on.

use crate::measures::waiting_room::WaitingRoom;
use clickday_engine::math;
use clickday_engine::scenario::Distribution;

use super::flow::{Day, Flow, present_s};
use super::launch::Launch;
use super::load::file_s;

/// The most parts a step is cut into, so that a part is shorter than a stay.
const MOST_PARTS: f64 = 2_000.0;

/// Who is inside, and who has left for a while.
pub(super) struct Inside<'a> {
    room: &'a WaitingRoom,
    /// Applications a second that the portal can complete.
    capacity: f64,
    places: Vec<Places>,
    /// Calls that the release rate still allows.
    calls_left: f64,
}

/// The places of a stream.
#[derive(Debug, Clone, Copy, Default)]
struct Places {
    /// Places taken.
    taken: f64,
    /// Mean time one is held \[s\].
    held_s: f64,
    /// Applications that come of one place, and in how long each \[s\].
    per_place: f64,
    /// People who left the room and will come back.
    away: f64,
    /// Files under way of an office, which are still in its backlog.
    files: bool,
}

impl<'a> Inside<'a> {
    pub(super) fn new(launch: &Launch<'a>, room: &'a WaitingRoom, flows: &[Flow]) -> Self {
        let places = |flow: &Flow| {
            let stream = flow.stream;
            let Some(office) = stream.office else {
                return Places {
                    held_s: present_s(stream, Some(room)) + room.no_show_s(),
                    per_place: 1.0,
                    ..Places::default()
                };
            };
            let idle = room.idle.as_micros() as f64;
            let too_long = office
                .between_files
                .as_ref()
                .map_or(0.0, |law| 1.0 - law.below(idle));
            let ends = (1.0 / office.files_per_login as f64 + too_long).min(1.0);
            Places {
                held_s: file_s(stream) / ends,
                per_place: 1.0 / ends,
                files: true,
                ..Places::default()
            }
        };
        let work = |flow: &Flow| {
            launch
                .bottleneck(&flow.stream.application)
                .map_or(f64::INFINITY, |(_, c)| c)
        };
        Inside {
            room,
            capacity: flows.iter().map(work).fold(f64::INFINITY, f64::min),
            places: flows.iter().map(places).collect(),
            calls_left: 0.0,
        }
    }

    /// A step of the day; how many are held up after it.
    pub(super) fn step(&mut self, flows: &mut [Flow], k: usize, step: f64, day: &mut Day) -> f64 {
        let shortest = self.places.iter().map(|p| p.held_s).fold(f64::INFINITY, f64::min);
        let parts = (4.0 * step / shortest.max(1e-9)).ceil().clamp(1.0, MOST_PARTS);
        let part = step / parts;
        for _ in 0..parts as usize {
            self.finish(flows, part, day);
            for (flow, places) in flows.iter_mut().zip(&mut self.places) {
                let back = flow.stream.behaviour.come_back_after.as_ref();
                let back = back.map_or(0.0, Distribution::mean_s).max(part);
                let returns = if places.files {
                    0.0
                } else {
                    places.away * part / back
                };
                places.away -= returns;
                flow.backlog += flow.comes[k] / parts + returns;
            }
            self.call(flows, k, part, day);
            let waiting = self.leave(flows, k, part);
            day.waiting = waiting;
            day.most_waiting = day.most_waiting.max(waiting);
            day.waiting_s += waiting * part;
        }
        let held_up = |(flow, places): (&Flow, &Places)| {
            let at_work = if places.files { places.taken } else { 0.0 };
            (flow.backlog - at_work).max(0.0) + places.away
        };
        flows.iter().zip(&self.places).map(held_up).sum()
    }

    /// Those whose time is over leave their places; what they did is done.
    fn finish(&mut self, flows: &mut [Flow], part: f64, day: &mut Day) {
        let ends: Vec<f64> = self
            .places
            .iter()
            .map(|p| p.taken * -math::exp_m1(-part / p.held_s))
            .collect();
        let done: f64 = ends.iter().zip(&self.places).map(|(e, p)| e * p.per_place).sum();
        // More than the portal can do takes longer.
        let slowed = if done > 0.0 {
            (self.capacity * part / done).min(1.0)
        } else {
            1.0
        };
        for ((flow, places), ends) in flows.iter_mut().zip(&mut self.places).zip(ends) {
            places.taken -= ends * slowed;
            let mut done = ends * slowed * places.per_place;
            if places.files {
                done = done.min(flow.backlog);
                flow.backlog -= done;
            }
            day.served += done;
        }
    }

    /// Free places go to the waiting, all in proportion.
    fn call(&mut self, flows: &mut [Flow], k: usize, part: f64, day: &mut Day) {
        let q = self.room.no_show.get();
        let free = (self.room.cap.get() as f64 - self.places.iter().map(|p| p.taken).sum::<f64>()).max(0.0);
        let tickets: Vec<f64> = flows
            .iter()
            .zip(&self.places)
            .map(|(flow, places)| if flow.open[k] { outside(flow, places) } else { 0.0 })
            .collect();
        let all: f64 = tickets.iter().sum();
        let mut calls = (free / (1.0 - q).max(1e-9)).min(all);
        if let Some(release) = self.room.release {
            // Of unused calls no more than a burst is saved up.
            let burst = self.room.burst.get() as f64;
            self.calls_left =
                (self.calls_left + release.per_s() * part).min((release.per_s() * part).max(burst));
            calls = calls.min(self.calls_left);
            self.calls_left -= calls;
        }
        if all <= 0.0 {
            return;
        }
        for ((flow, places), tickets) in flows.iter_mut().zip(&mut self.places).zip(tickets) {
            let called = calls * tickets / all;
            let comes = called * (1.0 - q);
            places.taken += comes;
            if !places.files {
                flow.backlog -= called;
                places.away += (called - comes) * flow.stream.role.come_back.get();
                day.called += called;
            }
        }
    }

    /// Some of the waiting leave; how many wait.
    fn leave(&mut self, flows: &mut [Flow], k: usize, part: f64) -> f64 {
        let mut waiting = 0.0;
        for (flow, places) in flows.iter_mut().zip(&mut self.places) {
            if let (Some(after), false) = (self.room.leaves_after, places.files) {
                let leaves = flow.backlog * -math::exp_m1(-part / after.as_secs_f64());
                flow.backlog -= leaves;
                places.away += leaves * flow.stream.role.come_back.get();
            }
            if flow.open[k] || !places.files {
                waiting += outside(flow, places);
            }
        }
        waiting
    }
}

/// People of a stream who are not inside and want to be: operators with a file on their desk, or
/// people who go themselves.
fn outside(flow: &Flow, places: &Places) -> f64 {
    match flow.stream.office {
        None => flow.backlog,
        Some(office) => (flow.backlog.min(office.operators as f64) - places.taken).max(0.0),
    }
}
