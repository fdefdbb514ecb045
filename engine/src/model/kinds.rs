//! The kinds of measures that a model can have: a set that loading is given.

use std::any::Any;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::checker::Checker;
use super::measure::{Form, MEASURE, Measure};
use super::reading::{Content, Identity, Path, Unreadable};

/// What does not make sense in a measure.
pub trait Checks: Form {
    /// Notes what does not make sense; `path` is that of the measure's table.
    fn check(&self, cx: &mut Checker<'_>, path: &Path);

    /// Whether there are few enough of everything. What is far too large is not looked at one by
    /// one.
    fn fits(&self, _cx: &mut Checker<'_>, _path: &Path) -> bool {
        true
    }

    /// That the clocks jump over the hours of a role, or of any role, where they do.
    fn jumped_over(&self, _cx: &Checker<'_>, _role: Option<&str>) -> Option<String> {
        None
    }
}

/// A kind of measure: how it is read, described and checked.
#[derive(Debug)]
pub struct Kind {
    /// The key under which it is written.
    id: &'static str,
    /// What it is, in a sentence.
    about: &'static str,
    read: for<'a> fn(&'static str, Content<'a>) -> Result<Measure, Unreadable>,
    schema: fn(&mut SchemaGenerator) -> Schema,
    checks: for<'a> fn(&'a Measure) -> Option<&'a dyn Checks>,
}

impl Kind {
    /// The kind of what is written as a `T` under the key `id`.
    #[doc(hidden)]
    pub const fn of<T>(id: &'static str, about: &'static str) -> Self
    where
        T: Checks + DeserializeOwned + JsonSchema,
    {
        Kind::of_wrapped::<T, T>(id, about)
    }

    /// The kind of what is written as a `T` under the key `id`, and kept as a `W`.
    #[doc(hidden)]
    pub const fn of_wrapped<T, W>(id: &'static str, about: &'static str) -> Self
    where
        T: DeserializeOwned + JsonSchema,
        W: Checks + From<T>,
    {
        Kind {
            id,
            about,
            read: read::<T, W>,
            schema: SchemaGenerator::subschema_for::<T>,
            checks: checks::<W>,
        }
    }
}

fn read<T, W>(id: &'static str, content: Content<'_>) -> Result<Measure, Unreadable>
where
    T: DeserializeOwned,
    W: Form + From<T>,
{
    let written: T = match content {
        Content::Written(reader) => T::deserialize(reader),
        Content::StandIn(stand_in) => T::deserialize(stand_in),
    }?;
    Ok(Measure::new(id, W::from(written)))
}

fn checks<T: Checks>(measure: &Measure) -> Option<&dyn Checks> {
    let form: &dyn Any = measure.form();
    form.downcast_ref::<T>().map(|form| form as &dyn Checks)
}

/// The kinds of measures that a model can have.
#[derive(Debug, Clone, Copy)]
pub struct MeasureSet {
    kinds: &'static [Kind],
    /// Those that another program brings along.
    own: &'static [Kind],
}

impl MeasureSet {
    /// The set of these kinds, in the order in which they are told.
    #[doc(hidden)]
    pub const fn new(kinds: &'static [Kind]) -> Self {
        MeasureSet { kinds, own: &[] }
    }

    /// The same set with kinds of the caller's own (`measures::own` makes one), in the place of those
    /// that it was given before. One with the key of another measure takes its place.
    #[must_use]
    pub const fn with(self, own: &'static [Kind]) -> Self {
        MeasureSet { own, ..self }
    }

    /// All kinds, in the order in which they are told.
    fn all(self) -> impl Iterator<Item = &'static Kind> {
        let is_replaced = move |kind: &&Kind| self.own.iter().any(|own| own.id == kind.id);
        let kept = self.kinds.iter().filter(move |kind| !is_replaced(kind));
        kept.chain(self.own)
    }

    /// The keys under which they are written, each with what it is in a sentence.
    pub fn names(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.all().map(|kind| (kind.id, kind.about))
    }

    /// The keys of those that another program brings along.
    pub fn own_names(self) -> impl Iterator<Item = &'static str> {
        self.own.iter().map(|kind| kind.id)
    }

    /// Reads the measure whose key is the one at `which` among the names.
    pub(crate) fn read(self, which: usize, content: Content<'_>) -> Result<Measure, Unreadable> {
        match self.all().nth(which) {
            Some(kind) => (kind.read)(kind.id, content),
            None => Err(serde::de::Error::custom("there is no such measure")),
        }
    }

    /// What can be checked of a measure.
    pub(crate) fn checks(self, measure: &Measure) -> Option<&dyn Checks> {
        let kind = self.all().find(|kind| kind.id == measure.kind())?;
        (kind.checks)(measure)
    }

    /// What tells this set from others: where its kinds stand in memory.
    pub(crate) fn identity(self) -> Identity {
        [
            self.kinds.as_ptr() as usize,
            self.own.as_ptr() as usize,
            self.own.len(),
        ]
    }

    /// The JSON Schema (draft 2020-12) of what is read as a `T`, with these measures where it has
    /// measures.
    #[doc(hidden)]
    pub fn schema_of<T: JsonSchema>(self) -> Value {
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let choices: Vec<Value> = self
            .all()
            .map(|kind| {
                let content = (kind.schema)(&mut generator);
                json!({
                    "additionalProperties": false,
                    "description": kind.about,
                    "properties": Map::from_iter([(kind.id.to_owned(), content.to_value())]),
                    "required": [kind.id],
                    "type": "object",
                })
            })
            .collect();
        let mut schema = generator.into_root_schema_for::<T>().to_value();
        let of_measures = schema["$defs"].get_mut(MEASURE);
        if let Some(measure) = of_measures {
            *measure = json!({ "description": "A measure.", "oneOf": choices });
        }
        schema
    }
}
