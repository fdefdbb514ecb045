//! What a file holds that was given for a manifest.

use serde_json::Value;

/// What bytes are that are not the manifest which was asked for, in words.
pub(super) fn told(bytes: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return "it is not JSON; name a file manifest.json, or its folder".to_owned();
    };
    let has = |key: &str| value.get(key).is_some();
    let what = if has("plan") {
        "it is of a plan (clickday plan), of another version or damaged"
    } else if has("sweep") {
        "it is of the results of clickday sweep"
    } else if has("format") && has("finished") {
        "it is of the results of clickday compare"
    } else {
        "it is JSON of another kind"
    };
    what.to_owned()
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_it_is_instead_is_told() {
        for (text, what) in [
            ("a,b\n1,2\n", "not JSON"),
            ("{}", "JSON of another kind"),
            ("{\"format\": 2, \"finished\": []}", "clickday compare"),
            ("{\"sweep\": 1}", "clickday sweep"),
            ("{\"plan\": 1}", "clickday plan"),
        ] {
            assert!(told(text.as_bytes()).contains(what), "{text}");
        }
    }
}
