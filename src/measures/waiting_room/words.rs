//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What a waiting room says.
pub(super) trait WaitingRoomWords: Numbers {
    /// `Everybody passes until 17:30 on 1 April. From then on, people who have not been let in
    /// queue at their next request, ...`
    fn begins(&self, civil: &str) -> Words;
    /// `At most 5,500 people are let in at once, 96.3 % of the most that the portal can bear. ...`
    fn cap(&self, cap: Cap) -> Words;
    /// `A page takes 0.667 s when the cap is reached and everybody inside is at work.`
    fn page_time_at_cap(&self, seconds: f64) -> Words;
    /// `20.4 people a second come in and complete an application, 73,459 an hour. The number of
    /// places limits it. ...`
    fn entry_rate(&self, entry: Entry) -> Words;
    /// `112 places are taken on average, including places that are kept for people who do not
    /// come.`
    fn places_taken(&self, places: f64) -> Words;

    /// `People are let in as fast as they come: on average nobody waits. ...`
    fn nobody_waits(&self) -> Words;
    /// `At the worst time 131,000 people are in the waiting room.`
    fn most_waiting(&self, people: f64) -> Words;
    /// `Each waiting page asks every 20.0 s whether its turn has come: 6,530 requests a second,
    /// ...`
    fn polling_peak(&self, every_s: f64, rate: f64) -> Words;
    /// `Waiting pages ask 274.6 M times over the whole run.`
    fn polls(&self, polls: f64) -> Words;
    /// `People who have to wait, wait 2 h 10 min on average. They are called in the order in which
    /// they came.`
    fn mean_wait(&self, seconds: f64, order: Order) -> Words;

    /// `Bots take 5.00 tickets a second, and keep each place they are called to for 5 min 00 s.
    /// ...`
    fn bot_places(&self, bots: BotPlaces) -> Words;
    /// `The rate of calls rises to the 22.5 a second that the portal can complete, falls to 50 % of
    /// that, and rises again.`
    fn adaptive_rate(&self, capacity: f64, decrease: f64) -> Words;
    /// `2.00 clients without cookies come each second, and each of them keeps a place for 5 min 00
    /// s.`
    fn phantom_places(&self, rate: f64, keeps_s: f64) -> Words;
    /// `The room sees places 30.0 s late: up to 5,800 people are inside, instead of 5,500.`
    fn overshoot(&self, overshoot: Overshoot) -> Words;
    /// `Each of the 5,500 places is lost for good when a call to it is not answered. ...`
    fn claims_until_stuck(&self, places: f64) -> Words;

    /// On a strip before the first call, the first that fits: `queue, nobody called yet`, `queue`.
    fn queue(&self) -> [&'static str; 2];
    /// On a strip, the first that fits: `waiting room, 5,500 inside at most, 25 called a second,
    /// first come, first called`, and shorter.
    fn room(&self, room: Room) -> [String; 4];
}

/// The cap, beside the most people whom the portal can bear.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cap {
    /// Most people inside.
    pub(super) most_inside: f64,
    /// The most that the portal can bear: people who apply themselves, where there are any.
    pub(super) bears: f64,
    /// The same, if half of them are operators of offices; `None`: there are no offices.
    pub(super) half_operators: Option<f64>,
    /// What follows.
    pub(super) verdict: Verdict,
}

/// How the portal does with as many inside as may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verdict {
    /// It keeps up.
    KeepsUp,
    /// It is close to its limit.
    Close,
    /// It is beyond its limit if places are filled, but calls are made at a rate.
    Paced,
    /// It is beyond its limit.
    Beyond,
}

/// How fast people come in while others wait.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// People a second.
    pub(super) rate: f64,
    /// What limits it.
    pub(super) limit: Limit,
    /// Share of those called who do not come.
    pub(super) no_show: f64,
    /// How long a place is kept for them \[s\].
    pub(super) claim_s: f64,
    /// Whether the room begins after the start of the run.
    pub(super) begins_later: bool,
}

/// What limits how fast people come in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    /// What the portal can complete.
    Portal,
    /// The rate of calls.
    Calls,
    /// The number of places.
    Places,
}

/// Who is called first.
#[derive(Debug, Clone, Copy)]
pub(super) enum Order {
    /// In the order of arrival.
    Arrival,
    /// By lot.
    Lottery,
}

/// Bots in the queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct BotPlaces {
    /// Tickets they take a second.
    pub(super) rate: f64,
    /// How long they keep a place \[s\].
    pub(super) held_s: f64,
    /// Places they would hold.
    pub(super) places: f64,
    /// Places of the room.
    pub(super) cap: f64,
}

/// A room that sees too late that it is full.
#[derive(Debug, Clone, Copy)]
pub(super) struct Overshoot {
    /// How late \[s\].
    pub(super) lag_s: f64,
    /// Most people inside.
    pub(super) inside: f64,
    /// Most people who should be.
    pub(super) cap: f64,
}

/// A room on a strip.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Most people inside.
    pub(super) cap: f64,
    /// Most people called a second; `None`: as fast as places come free.
    pub(super) release: Option<f64>,
    /// Most people called at once after a pause.
    pub(super) burst: f64,
    /// Who is called first.
    pub(super) order: Order,
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn WaitingRoomWords {
    match language {
        Language::English => &English,
    }
}
