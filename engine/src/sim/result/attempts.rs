//! How attempts end, and how many.

use serde::{Serialize, Serializer};

/// How an attempt can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Outcome {
    /// The page was served.
    Served = 0,
    /// No slot and no room in the backlog.
    Refused = 1,
    /// Turned away to protect the portal.
    Shed = 2,
    /// Turned away as a suspected attacker.
    Blocked = 3,
    /// The door was closed to this visitor.
    Closed = 4,
    /// A tier gave up waiting for the tier behind it.
    GatewayTimeout = 5,
    /// Waited too long in a backlog.
    BacklogTimeout = 6,
    /// The person left first.
    Abandoned = 7,
    /// Served, with somebody else's page.
    WrongPerson = 8,
}

impl Outcome {
    /// Every kind, in the order of their codes.
    pub const ALL: [Outcome; 9] = [
        Outcome::Served,
        Outcome::Refused,
        Outcome::Shed,
        Outcome::Blocked,
        Outcome::Closed,
        Outcome::GatewayTimeout,
        Outcome::BacklogTimeout,
        Outcome::Abandoned,
        Outcome::WrongPerson,
    ];

    /// How many kinds there are.
    pub const COUNT: usize = Outcome::ALL.len();

    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Served => "served",
            Outcome::Refused => "refused",
            Outcome::Shed => "shed",
            Outcome::Blocked => "blocked",
            Outcome::Closed => "closed",
            Outcome::GatewayTimeout => "gateway_timeout",
            Outcome::BacklogTimeout => "backlog_timeout",
            Outcome::Abandoned => "abandoned",
            Outcome::WrongPerson => "wrong_person",
        }
    }

    /// Whether the person got no page of their own.
    pub const fn is_failure(self) -> bool {
        !matches!(self, Outcome::Served)
    }
}

/// Attempts by outcome. `total` is the sum of the outcomes and of those still in flight at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct AttemptCounts {
    /// All attempts.
    pub total: u64,
    /// Still in flight at the end.
    pub in_flight: u64,
    /// One count for each outcome.
    #[serde(flatten, serialize_with = "outcome_map")]
    pub by_outcome: [u64; Outcome::COUNT],
}

fn outcome_map<S: Serializer>(counts: &[u64; Outcome::COUNT], s: S) -> Result<S::Ok, S::Error> {
    s.collect_map(Outcome::ALL.iter().map(|o| (o.name(), counts[*o as usize])))
}

impl AttemptCounts {
    /// Attempts that ended in `outcome`.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.by_outcome[outcome as usize]
    }

    /// Adds the counts of others.
    pub fn add(&mut self, other: &AttemptCounts) {
        self.total += other.total;
        self.in_flight += other.in_flight;
        for (sum, n) in self.by_outcome.iter_mut().zip(other.by_outcome) {
            *sum += n;
        }
    }

    /// Attempts that ended, and not with the person's own page.
    pub fn failed(&self) -> u64 {
        Outcome::ALL
            .iter()
            .filter(|o| o.is_failure())
            .map(|o| self.of(*o))
            .sum()
    }

    /// Attempts that ended, in whichever way.
    pub fn ended(&self) -> u64 {
        self.total - self.in_flight
    }

    /// Attempts that ended in `outcome`, as a share of those that ended; 0 when none ended.
    pub fn share(&self, outcome: Outcome) -> f64 {
        self.of_ended(self.of(outcome))
    }

    /// Failed attempts over ended attempts; 0 when none ended.
    pub fn failure_rate(&self) -> f64 {
        self.of_ended(self.failed())
    }

    fn of_ended(&self, part: u64) -> f64 {
        match self.ended() {
            0 => 0.0,
            ended => part as f64 / ended as f64,
        }
    }
}
