//! English.

use super::words::OpenWords;
use crate::messages::English;

impl OpenWords for English {
    fn not_yet(&self) -> [&'static str; 2] {
        ["not open yet", "not open"]
    }

    fn no_more(&self) -> [&'static str; 1] {
        ["not open"]
    }
}
