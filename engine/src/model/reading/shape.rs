//! What a file may hold, as its JSON Schema says: which keys a type must have, and what lies under
//! a path.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use schemars::JsonSchema;
use serde_json::Value;

/// The schema of a type, asked by name and by path.
pub(crate) struct Shape {
    root: Arc<Value>,
}

/// What tells descriptions of the same type from each other.
pub(crate) type Identity = [usize; 3];

/// A type by its identity, and which description of it.
type Described = (Cow<'static, str>, Identity);

/// The schemas made so far: a sweep reads its model thousands of times.
static MADE: Mutex<BTreeMap<Described, Arc<Value>>> = Mutex::new(BTreeMap::new());

impl Shape {
    /// The shape of a `T` that has no measures.
    pub(crate) fn of<T: JsonSchema>() -> Self {
        Shape::made::<T>([0; 3], || schemars::schema_for!(T).to_value())
    }

    /// The shape of a `T`, which `described` says; `identity` tells it from others of the same
    /// type.
    pub(crate) fn made<T: JsonSchema>(identity: Identity, described: impl FnOnce() -> Value) -> Self {
        let schema = || Arc::new(described());
        let root = match MADE.lock() {
            Ok(mut made) => made
                .entry((T::schema_id(), identity))
                .or_insert_with(schema)
                .clone(),
            // Another thread stopped while it made one.
            Err(_) => schema(),
        };
        Shape { root }
    }

    fn definition(&self, name: &str) -> Option<&Value> {
        if self.root["title"] == name {
            Some(&self.root)
        } else {
            self.root["$defs"].get(name)
        }
    }

    /// The keys that a table of type `name` must have.
    pub(crate) fn required(&self, name: &str) -> Vec<&str> {
        let required = self
            .definition(name)
            .and_then(|schema| schema["required"].as_array());
        required.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// What the documentation says of a key of type `name`.
    pub(crate) fn description(&self, name: &str, key: &str) -> &str {
        let property = self.definition(name).map(|schema| &schema["properties"][key]);
        property
            .and_then(|property| property["description"].as_str())
            .unwrap_or_default()
    }

    /// Whether the choices of type `name` are written as plain words, not as tables.
    pub(crate) fn is_words(&self, name: &str) -> bool {
        self.definition(name).is_some_and(|schema| {
            let word = |choice: &Value| choice.get("const").is_some() || choice.get("enum").is_some();
            schema.get("enum").is_some()
                || schema["oneOf"]
                    .as_array()
                    .is_some_and(|choices| choices.iter().all(word))
        })
    }

    /// What may stand at the root of the file.
    pub(crate) fn root(&self) -> &Value {
        &self.root
    }

    /// What may stand under `key` of something: `None` when the schema does not say.
    pub(crate) fn under<'a>(&'a self, schema: Option<&'a Value>, key: &str) -> Option<&'a Value> {
        let schema = self.resolve(schema?)?;
        schema["properties"]
            .get(key)
            .or_else(|| choices(schema).find_map(|choice| choice["properties"].get(key)))
            .or_else(|| schema.get("items"))
            .or_else(|| schema.get("additionalProperties").filter(|more| more.is_object()))
    }

    /// Whether `key` is one that something may have by its type, and not merely by a name the user
    /// chose.
    pub(crate) fn has_key(&self, schema: Option<&Value>, key: &str) -> bool {
        let resolved = schema.and_then(|schema| self.resolve(schema));
        resolved.is_some_and(|schema| {
            schema["properties"].get(key).is_some()
                || choices(schema).any(|choice| choice["properties"].get(key).is_some())
        })
    }

    /// Whether exactly one of several keys says what kind of thing it is.
    pub(crate) fn is_choice(&self, schema: Option<&Value>) -> bool {
        schema
            .and_then(|schema| self.resolve(schema))
            .is_some_and(|schema| choices(schema).next().is_some())
    }

    /// Follows references, and what an optional thing is when it is there.
    fn resolve<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.strip_prefix("#/$defs/")?;
            return self.resolve(self.root["$defs"].get(name)?);
        }
        if let Some(options) = schema["anyOf"].as_array() {
            let there = options.iter().find(|option| option["type"] != "null");
            return if options.iter().any(|option| option["type"] == "null") {
                self.resolve(there?)
            } else {
                Some(schema)
            };
        }
        Some(schema)
    }
}

fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    schema["oneOf"].as_array().into_iter().flatten()
}
