//! How people get in, and what else they want: identity providers, whole credentials, a second
//! product.

use crate::model::credential::Credentials;
use crate::model::people::Credential;

use super::launch::Launch;
use crate::figures::{percent, rounded};
use crate::statement::{Statement, Topic, Unit};

const TOPIC: Topic = Topic::Contact;
const LAW: &str = "binomial law";
const DRAW: &str = "each person is one or not by a draw of their own";

pub(super) fn statements(launch: &Launch, credentials: &Credentials) -> Vec<Statement> {
    let provider = credentials.identity_provider.as_ref();
    let mut said: Vec<Statement> = provider
        .map(|provider| by_provider(launch, provider.fails.get()))
        .into_iter()
        .collect();
    if credentials.whole_one_wanted.get() > 0.0 {
        said.push(half_not_enough(launch, credentials.whole_one_wanted.get()));
    }
    if credentials.second_product.is_some() {
        said.push(second_product(launch));
    }
    said
}

/// Expected number of those who go themselves and come in the run, of whom a share has something.
fn expected(launch: &Launch, part: impl Fn(&Credential) -> f64) -> f64 {
    let of = |c: Option<&Credential>| c.map_or(0.0, &part);
    launch.streams.iter().map(|s| of(s.credential) * s.people).sum()
}

fn by_provider(launch: &Launch, fails: f64) -> Statement {
    let people = expected(launch, |c| (1.0 - c.missing.get()) * c.identity_provider.get());
    Statement::new(
        "by_identity_provider",
        TOPIC,
        "People who log in at an identity provider",
        (people, Unit::Count("people")),
        format!(
            "{} people need no credential of the portal's own; {} of their logins are not confirmed, and made again.",
            rounded(people),
            percent(fails)
        ),
    )
    .formula(LAW, DRAW)
    .assuming("only who holds a credential may hold this one")
    .simulated_by(|o| {
        let shares = &o.run.equity.as_ref()?.by_credential;
        let found = shares.iter().find(|(name, _)| name == "identity provider");
        found.map(|(_, share)| o.of_launch(share.tried))
    })
}

fn half_not_enough(launch: &Launch, wanted: f64) -> Statement {
    let people = wanted * expected(launch, |c| c.missing.get());
    Statement::new(
        "half_not_enough",
        TOPIC,
        "People turned away with half a credential, at most",
        (people, Unit::Count("people")),
        format!(
            "Of those who ask for a credential and come to log in with its first half {} are asked for both: at most {} people.",
            percent(wanted),
            rounded(people)
        ),
    )
    .formula(LAW, DRAW)
    .assuming("everybody gets the first half, and comes to log in before the end")
    .simulated_by(|o| o.run.credentials.map(|c| o.of_launch(c.whole_one_wanted)))
}

fn second_product(launch: &Launch) -> Statement {
    let people = expected(launch, |c| c.second_product.get());
    let without = expected(launch, |c| c.second_product.get() * c.missing.get());
    Statement::new(
        "second_product_wanted",
        TOPIC,
        "People who want the second product as well",
        (people, Unit::Count("people")),
        format!(
            "{} people; {} of them begin without a credential, and cannot have it before both halves are there.",
            rounded(people),
            rounded(without)
        ),
    )
    .formula(LAW, DRAW)
    .assuming("wanting it does not go with holding a credential")
    .simulated_by(|o| o.run.credentials.map(|c| o.of_launch(c.second_product.wanted)))
}
