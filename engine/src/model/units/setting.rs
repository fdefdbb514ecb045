//! A value of any kind, as it stands in a file: what an experiment gives to a value of the model by
//! its path.

use std::fmt;

use super::written::{Complaint, Unit, Written, unit};

/// A number, a text, or true or false, kept as it was written. What it means, the model says at its
/// path.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Setting(String);

impl Setting {
    /// As `--set` and model files write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Unit for Setting {
    const NAME: &'static str = "Setting";
    const STAND_IN: &'static str = "1";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        match written {
            Written::Text(text) => Ok(Setting((*text).to_owned())),
            Written::Integer(_) | Written::Float(_) => Ok(Setting(written.to_string())),
            Written::Other(word @ ("true" | "false")) => Ok(Setting((*word).to_owned())),
            _ => Err(Complaint::new(
                format!("{} is not a single value", written.told()),
                "write a number, a text with its unit such as \"20 s\", or true or false",
            )),
        }
    }
}

unit!(Setting, {
    "description": "A value of the model, written as in the model file.",
    "type": ["number", "string", "boolean"],
    "examples": [2000, "20 s", "45 %"]
});

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
