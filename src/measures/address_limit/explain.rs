//! What it stops, before any run.

use crate::statement::{Expected, Statement, Topic, Unit};
use clickday_engine::model::Attack;
use clickday_engine::model::attack::hardest;
use clickday_engine::model::network::SharedAddress;
use clickday_engine::theory::token_bucket::TokenBucket;

use super::words::{LimitedAttack, Neighbours, words};
use super::{AddressLimit, Refill};

const TIJMS: &str = "Tijms, A First Course in Stochastic Models (2003), section 9.2";

pub(super) fn statements(limit: &AddressLimit, launch: &dyn Expected) -> Vec<Statement> {
    let model = launch.model();
    let attacks = model.attack.iter();
    let over = attacks.filter_map(|(name, attack)| over_limit(launch, limit, name, attack));
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

fn over_limit(launch: &dyn Expected, limit: &AddressLimit, name: &str, attack: &Attack) -> Option<Statement> {
    let rate = hardest(attack.pulses());
    let addresses = attack.origin().addresses.map(|n| n.get() as f64);
    let stopped = match addresses {
        Some(n) => blocked(limit, rate / n)?,
        None => 0.0,
    };
    let words = words(launch.language()).attack_over_limit(LimitedAttack {
        name,
        rate,
        addresses,
        stopped,
    });
    let value = (stopped, Unit::Share);
    Some(Statement::worded("attack_over_limit", Topic::Attack, value, words).source(TIJMS))
}

fn neighbours(launch: &dyn Expected, limit: &AddressLimit, shared: &SharedAddress) -> Option<Statement> {
    let (people, rate) = launch.busiest(&shared.role);
    // Of an address so large that nobody of the role comes from another: all of them.
    let each = rate * (shared.people.get() as f64 / people).min(shared.share.get());
    let blocked = blocked(limit, each)?;
    let words = words(launch.language()).neighbours_over_limit(Neighbours {
        role: &shared.role,
        rate: each,
        blocked,
    });
    let value = (blocked, Unit::Share);
    Some(Statement::worded("neighbours_over_limit", Topic::Attack, value, words).source(TIJMS))
}
