//! English.

use super::words::RoleWindowsWords;
use crate::messages::English;

impl RoleWindowsWords for English {
    fn nobodys_hours(&self) -> [&'static str; 1] {
        ["closed"]
    }

    fn hours_of(&self, role: &str, hours: &str) -> [String; 2] {
        [format!("{role} {hours}"), role.to_owned()]
    }
}
