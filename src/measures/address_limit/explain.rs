//! What it stops, before any run.

use crate::figures::{percent, rounded};
use crate::model::Attack;
use crate::model::attack::hardest;
use crate::model::network::SharedAddress;
use crate::statement::words::number;
use crate::statement::{Expected, Statement, Topic, Unit};
use crate::theory::token_bucket::TokenBucket;

use super::{AddressLimit, Refill};

const BUCKET: &str = "token bucket as the work in an M/D/1 queue with B places";
const TIJMS: &str = "Tijms, A First Course in Stochastic Models (2003), section 9.2";

pub(super) fn statements(limit: &AddressLimit, launch: &dyn Expected) -> Vec<Statement> {
    let model = launch.model();
    let attacks = model.attack.iter();
    let over = attacks.filter_map(|(name, attack)| over_limit(limit, name, attack));
    let shared = model.network.shared_address.iter();
    over.chain(shared.filter_map(|shared| neighbours(launch, limit, shared)))
        .collect()
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
            Topic::Attack,
            format!("Stopped by the limit of each address, of `{name}`"),
            (stopped, Unit::Share),
            sentence,
        )
        .formula(BUCKET, TIJMS)
        .assuming("the attack at its hardest, and each request from any of its addresses alike")
        .not_simulated("a run gives what was blocked of all attacks together"),
    )
}

fn neighbours(launch: &dyn Expected, limit: &AddressLimit, shared: &SharedAddress) -> Option<Statement> {
    let (people, rate) = launch.busiest(&shared.role);
    // Of an address so large that nobody of the role comes from another: all of them.
    let each = rate * (shared.people.get() as f64 / people).min(shared.share.get());
    let stopped = blocked(limit, each)?;
    Some(
        Statement::new(
            "neighbours_over_limit",
            Topic::Attack,
            format!("Blocked for their neighbours' requests, of role `{}`", shared.role),
            (stopped, Unit::Share),
            format!(
                "In the busiest hour {} requests a second come from an address that people of role `{}` share: the limit blocks {}.",
                number(each),
                shared.role,
                percent(stopped)
            ),
        )
        .formula(BUCKET, TIJMS)
        .assuming("requests of neighbours are a Poisson stream, and nobody reloads")
        .not_simulated("a run gives who was blocked over the whole run, reloads included"),
    )
}
