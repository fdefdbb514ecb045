//! A manifest that proves itself: its last key is the SHA-256 of all that comes before it.
//!
//! ```text
//! {
//!   "title": "…",
//!   "sha256": "SHA-256 of the same text without this line"
//! }
//! ```

use std::io;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::StoreError;
use super::put::{if_there, is_no_file, read_small};
use crate::ensemble::sha256;

/// What stands before the hash.
const BEFORE: &[u8] = b",\n  \"sha256\": \"";
/// What stands after it.
const AFTER: &[u8] = b"\"\n}\n";
/// What ends the text that is hashed.
const END: &[u8] = b"\n}";
/// The hexadecimal digits of the hash.
const DIGITS: usize = 64;

/// A manifest that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened<T> {
    /// What it says.
    pub manifest: T,
    /// Whether its bytes are those that were written. A manifest of an older version has no hash,
    /// and is taken as it is.
    pub is_intact: bool,
}

/// The bytes of a manifest, with the hash at their end.
///
/// # Errors
/// When it cannot be written as a JSON object.
pub fn sealed(manifest: &impl Serialize) -> io::Result<Vec<u8>> {
    let text = serde_json::to_vec_pretty(manifest)?;
    let body = text.strip_suffix(END).ok_or(io::ErrorKind::InvalidInput)?;
    Ok([body, BEFORE, sha256(&text).as_bytes(), AFTER].concat())
}

/// The manifest that these bytes are.
///
/// # Errors
/// When they are none.
pub fn opened<T: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<Opened<T>> {
    let (text, is_intact) = match parts(bytes) {
        Some((body, hash)) => {
            let text = [body, END].concat();
            let is_intact = sha256(&text).as_bytes() == hash;
            (text, is_intact)
        }
        None => (bytes.to_vec(), true),
    };
    Ok(Opened {
        manifest: serde_json::from_slice(&text)?,
        is_intact,
    })
}

/// The manifest in a folder of `what`, if there is one. It has the key `what`, with the version of
/// its layout.
///
/// # Errors
/// When it is of something else or of a later layout than `version`, is not as it was written, or
/// cannot be read.
pub(crate) fn read_manifest<T: DeserializeOwned>(
    folder: &Path,
    file: &Path,
    what: &'static str,
    version: u32,
) -> Result<Option<T>, StoreError> {
    let edited = || StoreError::Edited(file.to_owned());
    let read = if_there(read_small(file)).map_err(|error| {
        if is_no_file(&error) {
            edited()
        } else {
            StoreError::folder(folder)(error)
        }
    });
    let Some(bytes) = read? else {
        return Ok(None);
    };
    let value = opened::<Value>(&bytes).map_err(|_| edited())?;
    if !value.is_intact {
        return Err(edited());
    }
    let layout = value.manifest.get(what).and_then(Value::as_u64);
    if layout.is_none_or(|layout| layout > u64::from(version)) {
        return Err(StoreError::NotOne {
            path: folder.to_owned(),
            what,
        });
    }
    let read = opened(&bytes).map_err(|_| edited())?;
    Ok(Some(read.manifest))
}

/// What is hashed, but for its end, and the hash.
fn parts(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let bytes = bytes.strip_suffix(AFTER)?;
    let (bytes, hash) = bytes.split_at_checked(bytes.len().checked_sub(DIGITS)?)?;
    Some((bytes.strip_suffix(BEFORE)?, hash))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Manifest {
        title: String,
        files: Vec<u64>,
    }

    fn manifest() -> Manifest {
        Manifest {
            title: "How \"many\"?".to_owned(),
            files: vec![1, 2],
        }
    }

    #[test]
    fn a_sealed_manifest_is_json_and_reads_back() {
        let bytes = sealed(&manifest()).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(value["title"], "How \"many\"?");
        assert_eq!(value["sha256"].as_str().unwrap().len(), DIGITS);
        let read = opened::<Manifest>(&bytes).unwrap();
        assert_eq!((read.manifest, read.is_intact), (manifest(), true));
        let older = serde_json::to_vec_pretty(&manifest()).unwrap();
        assert!(opened::<Manifest>(&older).unwrap().is_intact);
    }

    #[test]
    fn every_change_of_a_byte_is_noticed() {
        let whole = sealed(&manifest()).unwrap();
        for place in 0..whole.len() {
            for byte in 0..=255 {
                let mut bytes = whole.clone();
                bytes[place] = byte;
                let read = opened::<Manifest>(&bytes);
                let is_taken = read.is_ok_and(|read| read.is_intact);
                assert_eq!(is_taken, bytes == whole, "byte {place} is {byte}");
            }
        }
    }
}
