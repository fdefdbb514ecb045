//! How people get in, and what else they want: identity providers, whole credentials, a second
//! product.

use clickday_engine::model::credential::Credentials;
use clickday_engine::model::people::Credential;

use super::launch::Launch;
use crate::statement::{Statement, Topic, Unit};

const TOPIC: Topic = Topic::Contact;
const DRAW: &str = "each person is one or not, by an independent draw";

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
    let words = launch.language.policy().by_identity_provider(people, fails);
    Statement::worded(
        "by_identity_provider",
        TOPIC,
        (people, Unit::Count("people")),
        words,
    )
    .source(DRAW)
    .simulated_by(|o| {
        let shares = &o.run.equity.as_ref()?.by_credential;
        let found = shares.iter().find(|(name, _)| name == "identity provider");
        found.map(|(_, share)| o.of_launch(share.tried))
    })
}

fn half_not_enough(launch: &Launch, wanted: f64) -> Statement {
    let people = wanted * expected(launch, |c| c.missing.get());
    let words = launch.language.policy().half_not_enough(people, wanted);
    Statement::worded("half_not_enough", TOPIC, (people, Unit::Count("people")), words)
        .source(DRAW)
        .simulated_by(|o| o.run.credentials.map(|c| o.of_launch(c.whole_one_wanted)))
}

fn second_product(launch: &Launch) -> Statement {
    let people = expected(launch, |c| c.second_product.get());
    let without = expected(launch, |c| c.second_product.get() * c.missing.get());
    let words = launch.language.policy().second_product(people, without);
    Statement::worded(
        "second_product_wanted",
        TOPIC,
        (people, Unit::Count("people")),
        words,
    )
    .source(DRAW)
    .simulated_by(|o| o.run.credentials.map(|c| o.of_launch(c.second_product.wanted)))
}
