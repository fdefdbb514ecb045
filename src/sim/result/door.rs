//! What came of the measures before the portal, and of its operator.

use serde::{Serialize, Serializer};

use super::as_map;

/// The waiting room.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct RoomSummary {
    /// Tickets taken.
    pub tickets: u64,
    /// Tickets called.
    pub called: u64,
    /// Tickets claimed.
    pub claimed: u64,
    /// Of the tickets called, those that bots and clients without cookies held.
    pub called_in_vain: u64,
    /// Tickets called and not claimed in time.
    pub lapsed: u64,
    /// People who left the room before their turn.
    pub left: u64,
    /// Polls the waiting pages made (not simulated one by one: the integral of the number waiting over the interval).
    pub polls: u64,
    /// Mean number of people waiting, over the whole run: also over the time before a room that begins later.
    pub mean_waiting: f64,
    /// Greatest number of people waiting.
    pub most_waiting: u64,
    /// Mean number inside (called or at work), over the whole run too.
    pub mean_inside: f64,
    /// Mean time from ticket to call, of the tickets called that people held \[s\].
    pub mean_wait_s: Option<f64>,
}

/// A cache whose key forgets the session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct CacheSummary {
    /// Pages it stored, each somebody's.
    pub stored: u64,
    /// Of those, pages that somebody else was shown.
    pub victims: u64,
    /// Times a person was shown another's page.
    pub exposures: u64,
    /// Times a person was shown their own page by the cache.
    pub own: u64,
    /// Exposures that somebody reported.
    pub reports: u64,
    /// Times the operator emptied it.
    pub purges: u64,
}

/// What measures did that are neither a waiting room nor a cache: figures under names of their own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct MeasureFigures {
    /// Of each kind of measure that tells any, in the order of the policy.
    #[serde(flatten, serialize_with = "by_kind")]
    pub named: Vec<NamedFigures>,
    /// Steps by which tiers grew, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scaling: Vec<ScalingStep>,
}

/// What all measures of a kind did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct NamedFigures {
    /// The kind, as it is written in a policy.
    pub kind: String,
    /// Counts, each under its name.
    pub counts: Vec<(String, u64)>,
}

impl NamedFigures {
    /// The count of that name; 0 if there is none.
    pub fn count(&self, name: &str) -> u64 {
        let found = self.counts.iter().find(|(n, _)| *n == name);
        found.map_or(0, |(_, count)| *count)
    }
}

impl MeasureFigures {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == MeasureFigures::default()
    }

    /// What the measures of a kind did, if they tell anything.
    pub fn of(&self, kind: &str) -> Option<&NamedFigures> {
        self.named.iter().find(|figures| figures.kind == kind)
    }

    /// Adds the counts of a measure to those of its kind.
    pub(crate) fn add(&mut self, kind: &str, counts: &[(&str, u64)]) {
        let Some(all) = self.named.iter_mut().find(|figures| figures.kind == kind) else {
            self.named.push(NamedFigures {
                kind: kind.to_owned(),
                counts: counts
                    .iter()
                    .map(|(name, count)| ((*name).to_owned(), *count))
                    .collect(),
            });
            return;
        };
        for (sum, (_, count)) in all.counts.iter_mut().zip(counts) {
            sum.1 += count;
        }
    }
}

/// Names in the JSON object are written with underscores.
fn by_kind<S: Serializer>(named: &[NamedFigures], s: S) -> Result<S::Ok, S::Error> {
    let kind = |figures: &NamedFigures| figures.kind.replace('-', "_");
    s.collect_map(
        named
            .iter()
            .map(|figures| (kind(figures), InOrder(&figures.counts))),
    )
}

/// Counts as an object, in their order.
struct InOrder<'a>(&'a [(String, u64)]);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.0.iter().map(|(name, count)| (name, count)))
    }
}

/// A tier has grown.
#[derive(Debug, Clone, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct ScalingStep {
    /// Which one.
    pub tier: String,
    /// When, from the start of the run \[s\].
    pub at_s: f64,
    /// Its size from then on, as a multiple of the model's.
    pub factor: f64,
}

/// What the operator did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct OperatorSummary {
    /// Alarms that people's own requests would not have raised.
    pub true_alarms: u64,
    /// Alarms that people's own requests would have raised without any attack.
    pub false_alarms: u64,
    /// When the first alarm was raised, civil time.
    pub first_alarm: Option<String>,
    /// What was done.
    pub acts: Vec<ActSummary>,
}

/// A rule was followed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct ActSummary {
    /// When, civil time.
    pub at: String,
    /// The rule's name.
    pub rule: String,
    /// The tiers it made larger: their names, and how large as multiples of the model's.
    #[serde(serialize_with = "as_map")]
    pub capacity: Vec<(String, f64)>,
}
