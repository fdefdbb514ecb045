//! Lists of names with values, written as an object in their order.

use serde::{Serialize, Serializer};

/// Writes pairs as an object, in their order.
pub(crate) fn as_map<T: Serialize, S: Serializer>(pairs: &[(String, T)], s: S) -> Result<S::Ok, S::Error> {
    s.collect_map(pairs.iter().map(|(k, v)| (k, v)))
}
