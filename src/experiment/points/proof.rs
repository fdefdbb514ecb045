//! A table that clickday wrote into a folder of results, such as the sample of a calibration: the
//! manifest beside it has its hash, and the bytes that are read have to have it.

use std::path::Path;

use clickday_engine::model::Source;
use serde_json::Value;

use super::error::PointsError;
use crate::ensemble::sha256;
use crate::ensemble::store::{MANIFEST, MOST_SMALL_BYTES, opened};

/// What stands in the manifest of every folder that has a table of points.
const OWN: [&str; 3] = ["calibration", "sweep", "plan"];

/// Makes sure that the bytes of a table are those that were written, if a manifest of clickday beside
/// it lists it. A table that stands anywhere else is taken as it is.
///
/// # Errors
/// When the table or the manifest was edited.
pub(in crate::experiment) fn require_unedited(
    source: &dyn Source,
    path: &Path,
    bytes: &[u8],
) -> Result<(), PointsError> {
    let manifest = path.with_file_name(MANIFEST);
    let shown = |path: &Path| path.display().to_string();
    let edited = || PointsError::Manifest {
        name: shown(path),
        manifest: shown(&manifest),
    };
    // What cannot be read, or is of another program, lists nothing.
    let there = source
        .entry(&manifest)
        .and_then(|_| source.read(&manifest, MOST_SMALL_BYTES).ok());
    let Some(bytes_there) = there else {
        return Ok(());
    };
    let there = match opened::<Value>(&bytes_there) {
        Ok(there) => there,
        Err(_) if is_own(&bytes_there) => return Err(edited()),
        Err(_) => return Ok(()),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let files = there.manifest["files"].as_array();
    let listed = files.and_then(|files| files.iter().find(|file| file["name"] == *name));
    // The hash is taken out where it stands as it was written; elsewhere it proves nothing.
    let has_loose_hash =
        OWN.iter().any(|key| there.manifest.get(key).is_some()) && there.manifest.get("sha256").is_some();
    if !there.is_intact || has_loose_hash {
        return Err(edited());
    }
    match listed.and_then(|file| file["sha256"].as_str()) {
        Some(hash) if hash != sha256(bytes) => Err(PointsError::Edited {
            name: shown(path),
            manifest: shown(&manifest),
        }),
        _ => Ok(()),
    }
}

/// Whether bytes are those of a manifest of clickday, as far as can be seen.
fn is_own(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    OWN.iter().any(|key| text.contains(&format!("\"{key}\":")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::store::sealed;
    use clickday_engine::model::Texts;

    const SAMPLE: &str = "people.role.citizen.retry\n0.4\n";

    fn told(manifest: Vec<u8>, sample: &str) -> String {
        let texts: Texts = [
            ("fit/manifest.json", manifest),
            ("fit/posterior.csv", sample.as_bytes().to_vec()),
        ]
        .into_iter()
        .collect();
        let outcome = require_unedited(&texts, Path::new("fit/posterior.csv"), sample.as_bytes());
        outcome.err().map_or_else(String::new, |error| error.to_string())
    }

    fn manifest(hash: &str) -> Vec<u8> {
        let file = serde_json::json!({ "name": "posterior.csv", "sha256": hash });
        sealed(&serde_json::json!({ "calibration": 2, "files": [file] })).unwrap()
    }

    #[test]
    fn a_sample_that_was_edited_is_named_with_its_manifest() {
        let own = manifest(&sha256(SAMPLE.as_bytes()));
        assert_eq!(told(own.clone(), SAMPLE), "");
        let edited = told(own.clone(), "people.role.citizen.retry\n0.5\n");
        assert!(
            edited.starts_with("fit/posterior.csv was changed") && edited.contains("fit/manifest.json"),
            "{edited}"
        );
        let text = String::from_utf8(own)
            .unwrap()
            .replace("\"calibration\": 2", "\"calibration\": 1");
        let edited = told(text.into_bytes(), SAMPLE);
        assert!(edited.contains("fit/manifest.json was changed"), "{edited}");
    }

    #[test]
    fn a_manifest_that_cannot_be_read_or_was_written_anew_is_named() {
        let own = String::from_utf8(manifest(&sha256(SAMPLE.as_bytes()))).unwrap();
        let value: Value = serde_json::from_str(&own).unwrap();
        let cut = own[..own.len() - 4].to_owned();
        for text in [
            cut,
            value.to_string(),
            serde_json::to_string_pretty(&value).unwrap() + " ",
        ] {
            let told = told(text.clone().into_bytes(), SAMPLE);
            assert!(told.contains("fit/manifest.json was changed"), "{text}: {told}");
        }
    }

    #[test]
    fn a_table_beside_a_file_of_another_program_is_taken_as_it_is() {
        for other in [
            "",
            "[]",
            "{\"name\": \"an extension\"}",
            "{\"files\": [\"posterior.csv\"]}",
            "{\"name\": \"an extension\", \"sha256\": \"00\"}",
            "no JSON",
        ] {
            assert_eq!(told(other.as_bytes().to_vec(), SAMPLE), "", "{other}");
        }
        let of_others = sealed(&serde_json::json!({ "calibration": 2, "files": [] })).unwrap();
        assert_eq!(told(of_others, SAMPLE), "");
        let nothing = Texts::default();
        let path = Path::new("posterior.csv");
        assert!(require_unedited(&nothing, path, SAMPLE.as_bytes()).is_ok());
    }
}
