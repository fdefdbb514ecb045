//! Whom it shuts out, before any run.

use crate::figures::{percent, rounded};
use crate::statement::{Expected, Statement, Topic, Unit};

pub(super) fn abroad(launch: &dyn Expected) -> Statement {
    let people = launch.people();
    let shut_out = launch.model().network.abroad.get() * people;
    Statement::new(
        "people_abroad",
        Topic::Attack,
        "Applicants whom blocking requests from abroad shuts out",
        (shut_out, Unit::Count("people")),
        format!(
            "{} of the {} who come in the run are abroad: as long as it is on, none of them gets in.",
            percent(launch.model().network.abroad.get()),
            rounded(people)
        ),
    )
    .formula(
        "binomial law",
        "each person is abroad or not by a draw of their own",
    )
    .assuming("nobody abroad comes by an address at home")
    .not_simulated("a run counts the attempts that were blocked, not the people")
}
