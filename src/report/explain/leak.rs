//! Pages shown to the wrong person by a cache that forgets whose they are.

use super::launch::Launch;
use super::statement::{Statement, Topic};

pub(super) fn statements(_launch: &Launch) -> Vec<Statement> {
    let why = "The model has no cache that could forget whose page it holds: nobody is shown \
        another's page.";
    vec![Statement::absent(
        "leak",
        Topic::Leak,
        "People shown another's page",
        why,
    )]
}
