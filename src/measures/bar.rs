//! The bars of a strip: stretches of time under a rule, as plain data.

use clickday_engine::model::civil::CivilClock;
use clickday_engine::model::units::Moment;

/// A stretch of time under a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// First instant \[s\].
    pub from_s: f64,
    /// When it ends \[s\].
    pub until_s: f64,
    /// What holds during it.
    pub kind: Kind,
    /// What to write on it: the first that fits.
    pub labels: Vec<String>,
}

/// What holds during a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The service does not exist.
    Unopened,
    /// Everyone may come in.
    Open,
    /// Roles have hours of their own, and this is nobody's.
    NobodysHours,
    /// Only one role may come in: its index among the roles with windows.
    Hours(usize),
    /// One can queue, but nobody is called yet.
    Queue,
    /// Entry is through a waiting room.
    Room,
    /// Something else holds that is worth saying.
    Noted,
    /// Closed to everyone.
    Closed,
}

/// From when until when \[s\].
pub type Stretch = (f64, f64);

impl Bar {
    /// What holds during a stretch, and what to write on it.
    pub fn new<L: ToString>(kind: Kind, (from_s, until_s): Stretch, labels: &[L]) -> Bar {
        Bar {
            from_s,
            until_s,
            kind,
            labels: labels.iter().map(L::to_string).collect(),
        }
    }
}

/// The whole run.
pub fn whole(clock: &CivilClock) -> Stretch {
    (0.0, clock.horizon_us() as f64 / 1e6)
}

/// The part of the run between two moments, its own ends where they are absent.
pub fn between(from: Option<&Moment>, until: Option<&Moment>, clock: &CivilClock) -> Stretch {
    let all = whole(clock);
    let seconds = |moment: &Moment| (clock.micros(moment) as f64 / 1e6).clamp(all.0, all.1);
    (from.map_or(all.0, seconds), until.map_or(all.1, seconds))
}

/// The time of day at an instant \[s\]: `13:20`.
pub fn clock_time(seconds: f64, clock: &CivilClock) -> String {
    let civil = clock.format((seconds * 1e6) as u64);
    civil
        .split_once(' ')
        .map_or_else(String::new, |(_, time)| time.get(..5).unwrap_or(time).to_owned())
}
