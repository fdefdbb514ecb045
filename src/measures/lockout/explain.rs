//! Whom it locks out, before any run.

use statrs::distribution::{DiscreteCDF, Poisson};

use crate::statement::{Expected, Statement, Topic, Unit};
use clickday_engine::model::Attack;
use clickday_engine::model::attack::CredentialStuffing;

use super::words::{Locked, words};
use super::{Lockout, LockoutSummary};

pub(super) fn statements(lockout: &Lockout, launch: &dyn Expected) -> Vec<Statement> {
    let attacks = launch.model().attack.values();
    let guessed = attacks.filter_map(|attack| match attack {
        Attack::CredentialStuffing(stuffing) => locked(launch, stuffing, lockout),
        Attack::Flood(_) | Attack::SlowConnections(_) | Attack::QueueBots(_) => None,
    });
    guessed.collect()
}

fn locked(launch: &dyn Expected, stuffing: &CredentialStuffing, rule: &Lockout) -> Option<Statement> {
    let at = |moment| launch.within_run(moment);
    let guesses: f64 = stuffing
        .pulse
        .iter()
        .map(|p| p.rate.per_s() * (at(&p.until) - at(&p.from)).max(0.0))
        .sum();
    let groups = launch.model().people.group.values();
    let people: f64 = groups.filter_map(|g| g.size).map(|n| n.get() as f64).sum();
    let wrong = guesses * (1.0 - stuffing.success.get()) / people;
    let law = Poisson::new(wrong).ok().filter(|_| wrong > 0.0)?;
    let share_locked = law.sf(rule.after.get() - 1);
    let words = words(launch.language()).locked_accounts(Locked {
        wrong,
        after: rule.after.get(),
        share: share_locked,
        people,
    });
    let value = (people * share_locked, Unit::Count("people"));
    Some(
        Statement::worded("locked_accounts", Topic::Attack, value, words)
            .source("thinning of a Poisson stream")
            .simulated_by(|o| LockoutSummary::of(o.run).map(|l| l.people as f64 / o.run.scale)),
    )
}
