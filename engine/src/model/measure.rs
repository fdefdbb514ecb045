//! A measure as it is written.
//!
//! The model knows that a policy has measures and what it asks of each: its `Form`. Which measures
//! there are is for a [`MeasureSet`](super::kinds::MeasureSet) to say, which loading is given.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, IgnoredAny};

use super::civil::{CivilClock, Intervals};

/// What a user writes of one measure, and what that means for other parts of a model.
pub trait Form: Any + fmt::Debug + Send + Sync {
    /// When it lets people of a role pass: disjoint intervals `[from, until)` \[µs\], sorted. A
    /// measure that answers or blocks some requests, or sorts people and not roles, keeps no role
    /// out.
    fn open_times(&self, clock: &CivilClock, _role: &str) -> Intervals {
        vec![(0, clock.horizon_us())]
    }

    /// Whether an operator can switch it on and off.
    fn is_switchable(&self) -> bool {
        false
    }

    /// The tier that it makes larger by itself.
    fn grows(&self) -> Option<&str> {
        None
    }

    /// What it is called where a policy may have but one of its kind.
    fn is_the_only(&self) -> Option<&'static str> {
        None
    }

    /// What was written, where it is kept within something else.
    fn written(&self) -> Option<&dyn Any> {
        None
    }

    /// The way to the first hours of a day or days of a week it names, from its own table.
    fn local_time(&self) -> Option<Vec<String>> {
        None
    }
}

/// A measure of a policy, as it is written.
#[derive(Debug, Clone)]
pub struct Measure {
    kind: &'static str,
    form: Arc<dyn Form>,
}

impl Measure {
    pub(crate) fn new(kind: &'static str, form: impl Form) -> Self {
        Measure {
            kind,
            form: Arc::new(form),
        }
    }

    /// The key under which it is written, for example `waiting-room`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// What is written, if it is a `T`.
    pub fn get<T: 'static>(&self) -> Option<&T> {
        let form: &dyn Any = self.form.as_ref();
        form.downcast_ref()
            .or_else(|| self.form.written()?.downcast_ref())
    }

    /// What it means for other parts of the model.
    pub(crate) fn form(&self) -> &dyn Form {
        self.form.as_ref()
    }

    /// The name by which an operator switches it, if that can be done.
    pub(crate) fn switchable(&self) -> Option<&'static str> {
        self.form.is_switchable().then_some(self.kind)
    }
}

/// In the place of a measure that has not been read yet.
#[derive(Debug)]
struct Unread;

impl Form for Unread {}

/// A model is read first, and then its measures: serde cannot know of what kinds they are. Read
/// without a set, a measure is of no kind, and no run begins with it.
impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Ok(Measure::new("", Unread))
    }
}

/// What may stand there is composed by the set of measures.
impl JsonSchema for Measure {
    fn schema_name() -> Cow<'static, str> {
        MEASURE.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

/// Its name in the schema and in problems.
pub(crate) const MEASURE: &str = "Measure";
