//! English.

use super::words::{AddressLimitWords, LimitedAttack, Neighbours};
use crate::messages::{English, Numbers, Words};

const BUCKET: &str = "token bucket as the work in an M/D/1 queue with B places";

impl AddressLimitWords for English {
    fn attack_over_limit(&self, attack: LimitedAttack) -> Words {
        let name = attack.name;
        let sentence = match attack.addresses {
            Some(n) => format!(
                "The attack `{name}` sends {} requests a second from each of {} addresses. The limit \
                 stops {} of them.",
                self.significant(attack.rate / n),
                self.rounded(n),
                self.percent(attack.stopped)
            ),
            None => format!(
                "The attack `{name}` uses so many addresses that none of them sends two requests. The \
                 limit stops nothing of it."
            ),
        };
        Words {
            label: format!("Stopped by the limit: attack `{name}`").into(),
            sentence: sentence.into(),
            formula: BUCKET,
            assumes: "the attack is at its strongest, and its requests come from all its addresses alike"
                .into(),
            not_simulated: "a run gives the blocked requests of all attacks together".into(),
        }
    }

    fn neighbours_over_limit(&self, neighbours: Neighbours) -> Words {
        let role = neighbours.role;
        Words {
            label: format!("Blocked by the limit: role `{role}`").into(),
            sentence: format!(
                "In the busiest hour {} requests a second come from an address that people of role \
                 `{role}` share. The limit blocks {} of them.",
                self.significant(neighbours.rate),
                self.percent(neighbours.blocked)
            )
            .into(),
            formula: BUCKET,
            assumes: "the requests from one address are a Poisson stream, and nobody reloads".into(),
            not_simulated: "a run gives who was blocked over the whole run, with their reloads".into(),
        }
    }
}
