//! English.

use super::words::ClosureWords;
use crate::messages::English;

impl ClosureWords for English {
    fn closed(&self, from: &str, until: &str) -> [String; 2] {
        [format!("closed {from}–{until}"), "closed".to_owned()]
    }
}
