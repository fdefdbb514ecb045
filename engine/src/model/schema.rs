//! The JSON Schema of a model file, for editors that complete and check TOML while it is written.

use schemars::JsonSchema;
use serde_json::Value;

use super::{MeasureSet, Model};

/// The JSON Schema (draft 2020-12) of a model file, with measures of these kinds. No top-level
/// table is required: a file of a model folder may leave any of them to the others.
pub fn model(measures: MeasureSet) -> Value {
    let mut schema = measures.schema_of::<Model>();
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("required");
    }
    schema
}

/// The JSON Schema (draft 2020-12) of a file that is read as a `T`.
pub fn of<T: JsonSchema>() -> Value {
    schemars::schema_for!(T).to_value()
}
