//! The accounts of the room: how many wait, how many places are taken and by whom, and what is told of it in the end.

use crate::measures::waiting_room::RoomSummary;
use clickday_engine::scenario::MICROS;
use clickday_engine::sim::integral::Integral;
use clickday_engine::sim::person::{Person, Phase};

/// What is counted of a room.
#[derive(Default)]
pub(super) struct Accounts {
    pub(super) waiting: Integral,
    /// Places taken: called or inside.
    pub(super) taken: Integral,
    /// Of them, called and on the way in.
    pub(super) coming: u64,
    /// Of them, given up by their holders and not yet free.
    pub(super) abandoned: u64,
    most_waiting: u64,
    pub(super) counts: RoomSummary,
    /// Waits of those called, summed \[µs\].
    waited: u128,
}

impl Accounts {
    /// Somebody begins to wait.
    pub(super) fn waits(&mut self, now: u64) {
        self.waiting.increase(now);
        self.most_waiting = self.most_waiting.max(self.waiting.value());
    }

    /// Somebody who took a ticket at `taken` is called.
    pub(super) fn has_waited(&mut self, taken: u64, now: u64) {
        self.waiting.decrease(now);
        self.waited += u128::from(now - taken);
    }

    /// What does not add up between the books and the people; `cap`: places there may be, where that is known at every instant.
    pub(super) fn breaches(&self, people: &[Person], cap: Option<u64>) -> Vec<String> {
        let count = |which: fn(&Person) -> bool| people.iter().filter(|p| which(p)).count() as u64;
        let waiting = count(|p| p.phase() == Phase::Waiting);
        let coming = count(|p| p.phase() == Phase::Called);
        let inside = count(Person::is_admitted);
        let mut breaches = Vec::new();
        if waiting != self.waiting.value() {
            breaches.push(format!(
                "the waiting room counts {} people waiting, and {waiting} are",
                self.waiting.value()
            ));
        }
        if (coming, coming + inside + self.abandoned) != (self.coming, self.taken.value()) {
            breaches.push(format!(
                "{} places of the waiting room are taken: {coming} people are on the way in ({} were called), {inside} inside, \
                 and {} places not free yet",
                self.taken.value(),
                self.coming,
                self.abandoned
            ));
        }
        if let Some(cap) = cap.filter(|cap| self.taken.value() > *cap) {
            breaches.push(format!("{} places are taken, of {}", self.taken.value(), cap));
        }
        breaches
    }

    /// The figures of a run that ended at `end` \[µs\], in which a waiting page asked every `poll` \[µs\].
    pub(super) fn summary(&self, end: u64, poll: u64) -> RoomSummary {
        let called_waiting = self.waited as f64;
        let of_people = self.counts.called - self.counts.called_in_vain;
        let polls = if poll == 0 {
            0
        } else {
            (self.waiting.area(end) / u128::from(poll)) as u64
        };
        RoomSummary {
            polls,
            most_waiting: self.most_waiting,
            mean_waiting: self.waiting.area(end) as f64 / end as f64,
            mean_inside: self.taken.area(end) as f64 / end as f64,
            mean_wait_s: (of_people > 0).then(|| called_waiting / of_people as f64 / MICROS),
            ..self.counts.clone()
        }
    }
}
