//! The JSON Schema of a model file, for editors that complete and check TOML while it is written.

use super::Model;

/// The JSON Schema (draft 2020-12) of a model file. A file of a model folder may leave top-level tables to the others.
pub fn model() -> serde_json::Value {
    schemars::schema_for!(Model).to_value()
}
