//! What a user writes: a launch as data.
//!
//! A *model* says who comes ([`People`]), what they have to do ([`Journey`]), what they do it on
//! ([`Portal`]), what else strikes it ([`Attack`]) and under which named [`Policy`] they are let in.
//! It is read from one TOML file, or from a folder whose files each hold some of the top-level
//! tables. Every type here carries its unit, refuses impossible values while it is read, and
//! documents itself into the JSON Schema that editors use. Nothing here runs: [`crate::sim`] does.

pub mod arrivals;
pub mod attack;
mod calendar;
mod check;
pub mod checker;
pub mod civil;
pub mod credential;
pub mod helpline;
pub mod journey;
pub mod kinds;
pub mod law;
pub mod load;
pub mod measure;
pub mod network;
mod notes;
pub mod operator;
pub mod people;
pub mod policy;
pub mod portal;
mod reading;
pub mod schema;
pub mod source;
pub mod units;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

pub use attack::Attack;
pub use calendar::Calendar;
pub use check::admission::open_times;
pub use check::{law as check_law, size};
pub use checker::Checker;
pub use civil::CivilClock;
pub use journey::Journey;
pub use kinds::MeasureSet;
pub use law::Law;
pub use measure::Measure;
pub use network::Network;
pub use notes::{missing_time, missing_times, notes};
pub use people::People;
pub use policy::{Policy, PolicyFile};
pub use portal::Portal;
pub use reading::{Document, FileKind, Path, Problem, Problems, Shown, nearest, one_of};
pub use source::{Disk, Source, Texts};
use units::{Duration, Moment};

/// The version of the model format this build reads.
pub const FORMAT_VERSION: u32 = 1;

/// A launch: people, journey, portal, attacks and the policies to compare.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Model {
    /// Version of the file format: 1.
    pub version: u32,
    /// What the model is called in tables and charts.
    pub title: String,
    /// What it represents, for a reader.
    #[serde(default)]
    pub description: String,
    /// When it starts and ends, and how finely it is reported.
    pub calendar: Calendar,
    /// Who comes.
    pub people: People,
    /// What they have to do.
    pub journey: Journey,
    /// What they do it on.
    pub portal: Portal,
    /// What else strikes the portal, by name.
    #[serde(default)]
    pub attack: BTreeMap<String, Attack>,
    /// How people share addresses, and where they are.
    #[serde(default)]
    pub network: Network,
    /// The ways of letting people in, by name. A model without any has one, `open`: open to all.
    #[serde(default)]
    pub policy: BTreeMap<String, Policy>,
    /// What is known of the real day, to be printed beside the simulated one.
    #[serde(default)]
    pub record: Vec<Observation>,
    /// What is known of pages shown to the wrong person on the real day.
    #[serde(default)]
    pub leak_record: Vec<LeakRecord>,
    /// The model as it is under each policy that changes more than who is let in.
    #[serde(skip)]
    changed: BTreeMap<String, Arc<Model>>,
    /// What it was read from, with every override.
    #[serde(skip)]
    written: WrittenForm,
}

/// What a model was read from. Two models of the same values look the same, wherever their files are.
#[derive(Clone, Default)]
struct WrittenForm(Option<Arc<Document>>);

impl fmt::Debug for WrittenForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrittenForm")
    }
}

impl Model {
    /// The model as it is under the policy of that name: with what the policy itself sets.
    pub fn under(&self, policy: &str) -> &Model {
        self.changed.get(policy).map_or(self, |model| model)
    }

    /// The value at a path, as it is written in the files or was overridden: a number, a text, or
    /// `true` or `false`. Paths are those of [`Document::set`]; `None` where nothing is written, or
    /// more than a single value. A value that the files leave out has its default in the fields of
    /// the model.
    pub fn value(&self, path: &str) -> Option<String> {
        self.written.0.as_ref()?.value_at(path)
    }
}

/// A model is written as its files say it, all in one, with every override. What comes out as TOML and
/// is read again is the same model. Changes that a program made in the fields are not in it.
impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.written.0 {
            Some(written) => written.serialize(serializer),
            None => Err(serde::ser::Error::custom(
                "this model was not read by `model::load::read`, which keeps what is written; read it so",
            )),
        }
    }
}

/// People whose pages were shown to others, by the public record.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LeakRecord {
    /// How many people's pages.
    pub victims: u64,
    /// Over what time.
    pub over: Duration,
    /// Who said so, and where.
    pub source: String,
}

/// A count the public record gives, to be laid beside the simulated one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Observation {
    /// The instant the count refers to.
    pub at: Moment,
    /// Applications submitted by then, since the opening.
    pub applications: u64,
    /// Who said so, and where.
    pub source: String,
}
