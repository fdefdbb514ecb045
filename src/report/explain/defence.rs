//! What defences stop, of attacks and of people, and how quickly the operator can act. Only where a policy has any.

use super::attack::hardest;
use super::launch::{Launch, Stream};
use super::load::file_s;
use super::statement::{Statement, Topic, Unit};
use super::words::{number, time};
use crate::model::Attack;
use crate::model::defence::{AddressLimit, Challenge, Refill, SharedAddress};
use crate::model::operator::Rule;
use crate::model::policy::Measure;
use crate::report::figures::{percent, rounded};
use crate::theory::token_bucket::TokenBucket;

const TOPIC: Topic = Topic::Attack;
const BUCKET: &str = "token bucket as the work in an M/D/1 queue with B places";
const TIJMS: &str = "Tijms, A First Course in Stochastic Models (2003), section 9.2";
const COUNTING: &str = "counting";

/// The busiest hour is looked for hour by hour.
const HOUR_S: f64 = 3_600.0;

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let mut statements = Vec::new();
    for measure in launch.measures {
        match measure {
            Measure::AddressLimit(limit) => {
                let attacks = launch.model.attack.iter();
                statements.extend(attacks.filter_map(|(name, attack)| over_limit(limit, name, attack)));
                let shared = launch.model.network.shared_address.iter();
                statements.extend(shared.filter_map(|shared| neighbours(launch, limit, shared)));
            }
            Measure::Challenge(challenge) => statements.push(fail(challenge)),
            Measure::GeoBlock(_) => statements.push(abroad(launch)),
            _ => {}
        }
    }
    statements.extend(reacts(launch));
    statements
}

/// Share of Poisson requests at `rate` \[1/s\] from one address that the limit blocks.
fn blocked(limit: &AddressLimit, rate: f64) -> Option<f64> {
    let depth = usize::try_from(limit.burst.get()).ok()?;
    let bucket = TokenBucket::new(rate, limit.rate.per_s(), depth).ok()?;
    Some(match limit.refill {
        Refill::Continuous => bucket.p_refused(),
        Refill::Ticks => bucket.p_refused_by_ticks(),
    })
}

fn over_limit(limit: &AddressLimit, name: &str, attack: &Attack) -> Option<Statement> {
    let rate = hardest(attack.pulses());
    let addresses = attack.origin().addresses.map(|n| n.get() as f64);
    let stopped = match addresses {
        Some(n) => blocked(limit, rate / n)?,
        None => 0.0,
    };
    let sentence = match addresses {
        Some(n) => format!(
            "The attack `{name}` sends {} requests a second from each of {} addresses: the limit stops {} of them.",
            number(rate / n),
            rounded(n),
            percent(stopped)
        ),
        None => format!(
            "The attack `{name}` comes from so many addresses that none sends twice: the limit stops nothing of it."
        ),
    };
    Some(
        Statement::new(
            "attack_over_limit",
            TOPIC,
            format!("Stopped by the limit of each address, of `{name}`"),
            (stopped, Unit::Share),
            sentence,
        )
        .by(BUCKET, TIJMS)
        .supposing("the attack at its hardest, and each request from any of its addresses alike")
        .alone("a run gives what was blocked of all attacks together"),
    )
}

fn neighbours(launch: &Launch, limit: &AddressLimit, shared: &SharedAddress) -> Option<Statement> {
    let of_role = || launch.streams.iter().filter(|s| s.role_name == shared.role);
    let people: f64 = of_role().map(heads).sum();
    let rate = of_role().map(|s| busiest(launch, s)).sum::<f64>();
    // Of an address so large that nobody of the role comes from another: all of them.
    let each = rate * (shared.people.get() as f64 / people).min(shared.share.get());
    let stopped = blocked(limit, each)?;
    Some(
        Statement::new(
            "neighbours_over_limit",
            TOPIC,
            format!("Blocked for their neighbours' requests, of role `{}`", shared.role),
            (stopped, Unit::Share),
            format!(
                "In the busiest hour {} requests a second come from an address that people of role `{}` share: the limit blocks {}.",
                number(each),
                shared.role,
                percent(stopped)
            ),
        )
        .by(BUCKET, TIJMS)
        .supposing("requests of neighbours are a Poisson stream, and nobody reloads")
        .alone("a run gives who was blocked over the whole run, reloads included"),
    )
}

/// Those who sit at a screen: operators of an office, or everyone who goes to the portal in the run.
fn heads(stream: &Stream) -> f64 {
    stream
        .office
        .map_or(stream.people, |office| office.operators.get() as f64)
}

/// Requests a second of a stream in its busiest hour, on a quick portal.
fn busiest(launch: &Launch, stream: &Stream) -> f64 {
    let pages = stream.application.pages;
    let files_limit = stream
        .office
        .map_or(f64::INFINITY, |_| heads(stream) / file_s(stream));
    let rate = stream.intents.constant_rate().unwrap_or_else(|| {
        let hours = (0_u32..).map(|h| f64::from(h) * HOUR_S);
        hours
            .take_while(|from| *from < launch.horizon_s)
            .map(|from| (stream.intents.before(from + HOUR_S) - stream.intents.before(from)) / HOUR_S)
            .fold(0.0, f64::max)
    });
    rate.min(files_limit) * pages
}

fn fail(challenge: &Challenge) -> Statement {
    let failing = 1.0 - challenge.people_pass.get();
    Statement::new(
        "fail_the_challenge",
        TOPIC,
        "People's tries that fail the challenge",
        (failing, Unit::Share),
        format!(
            "Each try of a person fails with probability {}; who passes has lost {} and is not asked again for {}.",
            percent(failing),
            time(challenge.takes.as_secs_f64()),
            time(challenge.clearance.as_secs_f64())
        ),
    )
    .by("binomial law", "each try is a draw of its own")
    .supposing("every try is as hard as the first, whoever makes it")
    .beside(|o| {
        let mut all = o.run.defences.iter();
        let challenge = all.find(|d| d.defence == "challenge")?;
        let asked = challenge.people_blocked + challenge.people_passed;
        (asked > 0).then(|| challenge.people_blocked as f64 / asked as f64)
    })
}

fn abroad(launch: &Launch) -> Statement {
    let people: f64 = launch.streams.iter().map(|s| s.people).sum();
    let shut_out = launch.model.network.abroad.get() * people;
    Statement::new(
        "people_abroad",
        TOPIC,
        "Applicants whom blocking requests from abroad shuts out",
        (shut_out, Unit::Count("people")),
        format!(
            "{} of the {} who come in the run are abroad: as long as it is on, none of them gets in.",
            percent(launch.model.network.abroad.get()),
            rounded(people)
        ),
    )
    .by(
        "binomial law",
        "each person is abroad or not by a draw of their own",
    )
    .supposing("nobody abroad comes by an address at home")
    .alone("a run counts the attempts that were blocked, not the people")
}

/// Rules that wait for something to be measured: how long after it is so the operator acts.
fn reacts(launch: &Launch) -> Option<Statement> {
    let rules = &launch.model.policy.get(launch.policy)?.operator;
    let delay = |rule: &Rule| {
        let (_, every) = rule.when.as_ref()?.window();
        Some(every.as_secs_f64() + rule.after.as_secs_f64())
    };
    let slowest = rules.iter().filter_map(delay).reduce(f64::max)?;
    let watching = rules.iter().filter(|rule| rule.when.is_some()).count();
    Some(
        Statement::new(
            "operator_reacts",
            TOPIC,
            "Longest time until the operator acts",
            (slowest, Unit::Seconds),
            format!(
                "{watching} of the operator's rules wait for something to be measured. Once a mean over the window is above its threshold, what follows is done within {}.",
                time(slowest)
            ),
        )
        .by("time between two looks, and the delay of the rule", COUNTING)
        .supposing("what is measured stays above the threshold until somebody looks")
        .alone("a run gives the instants at which rules acted"),
    )
}
