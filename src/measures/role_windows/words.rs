//! What is written on a strip.

use crate::messages::{English, Language};

/// What is written on a strip: of several forms the first that fits.
pub(super) trait RoleWindowsWords {
    /// When no role has its hours: `closed`.
    fn nobodys_hours(&self) -> [&'static str; 1];
    /// The hours of a role, as the model writes them: `citizen 16:00-08:00`, `citizen`.
    fn hours_of(&self, role: &str, hours: &str) -> [String; 2];
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn RoleWindowsWords {
    match language {
        Language::English => &English,
    }
}
