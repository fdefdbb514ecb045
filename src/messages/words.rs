//! The words of one statement.

use std::borrow::Cow;

/// The words of one statement of `explain`: what it is called, what it says, and what it rests on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// Its name, at most 44 characters.
    pub(crate) label: Cow<'static, str>,
    /// A whole sentence with the value, or why there is none.
    pub(crate) sentence: Cow<'static, str>,
    /// The formula by its name in the field; empty where the statement above has said it.
    pub(crate) formula: &'static str,
    /// The assumption that limits it, as a sentence without its first capital and its full stop; empty where there is none.
    pub(crate) assumes: Cow<'static, str>,
    /// Why no run can be asked for it, in the same form; empty where one can.
    pub(crate) not_simulated: Cow<'static, str>,
}
