//! Attacks: requests, connections and guesses that nobody means.
//!
//! An [`Assault`] strikes at the events of a Poisson stream. Each strike comes to the door like a visitor; what is let through asks the
//! portal for a page, or takes a slot and keeps it.

mod guesses;
mod slow;

use crate::model::Model;
use crate::model::attack::Attack;
use crate::model::people::PatienceCovers;
use crate::model::units::{Count, Duration};
use crate::scenario::{Distribution, Scenario, salt};

use super::door::{Bot, Intruder};
use super::engine::Engine;
use super::event::Event;
use super::portal::request::Sender;
use super::portal::{Ask, Patience};
use super::random::Purpose;
use super::result::{AttackSummary, AttemptCounts, Outcome};
use super::stream::Stream;

use guesses::Guesses;
use slow::Slow;

/// An attack at work.
pub(crate) struct Assault {
    pub(crate) stream: Stream,
    key: u64,
    class: u8,
    patience: u16,
    addresses: u64,
    abroad: f64,
    passes_challenge: f64,
    bot: Option<Bot>,
    let_through: u64,
    kind: Kind,
}

/// What an attack does with what is let through.
enum Kind {
    Flood,
    Slow(Slow),
    Guesses(Guesses),
    Bots,
}

impl Assault {
    /// The attacks of a model, in the order of their names.
    pub(crate) fn all(model: &Model, scenario: &Scenario) -> Vec<Assault> {
        let class_of = |request: &str| model.portal.request.keys().position(|c| c == request);
        let assault = |(index, (name, attack)): (usize, (&String, &Attack))| {
            let origin = attack.origin();
            Assault {
                stream: Stream::new(
                    &scenario.attack_rates[index],
                    salt("attack", name),
                    Purpose::Attack,
                ),
                key: salt("attack", name) | 1,
                class: attack.request().and_then(class_of).unwrap_or(0) as u8,
                patience: (scenario.roles.len() + index) as u16,
                addresses: origin.addresses.map_or(0, Count::get),
                abroad: origin.abroad.get(),
                passes_challenge: origin.passes_challenge.get(),
                bot: match attack {
                    Attack::QueueBots(bots) => Some(Bot {
                        holds: bots.holds.map(Duration::as_micros),
                    }),
                    _ => None,
                },
                let_through: 0,
                kind: match attack {
                    Attack::Flood(_) => Kind::Flood,
                    Attack::SlowConnections(slow) => Kind::Slow(Slow::new(slow, scenario)),
                    Attack::CredentialStuffing(stuffing) => Kind::Guesses(Guesses::new(stuffing)),
                    Attack::QueueBots(_) => Kind::Bots,
                },
            }
        };
        model.attack.iter().enumerate().map(assault).collect()
    }

    /// What the request just drawn asks.
    fn ask(&self, index: u32) -> Ask {
        Ask {
            sender: Sender::Attack(index),
            class: self.class,
            entity: self.key,
            purpose: Purpose::AttackWork,
            draw: self.stream.drawn(),
            patience: self.patience,
        }
    }

    fn intruder(&self, attack: usize) -> Intruder {
        Intruder {
            attack,
            addresses: self.addresses,
            abroad: self.abroad,
            passes_challenge: self.passes_challenge,
            bot: self.bot,
            key: self.key,
            number: self.stream.drawn(),
        }
    }

    /// Connections held open now.
    fn held(&self) -> u64 {
        match &self.kind {
            Kind::Slow(slow) => slow.held(),
            _ => 0,
        }
    }

    /// What has come of it by `end` \[µs\], with so many of its requests inside the portal, and those that ended.
    pub(crate) fn summary(
        &self,
        total: u64,
        inside: u64,
        by_outcome: [u64; Outcome::COUNT],
        end: u64,
    ) -> AttackSummary {
        AttackSummary {
            requests: AttemptCounts {
                total,
                in_flight: inside + self.held(),
                by_outcome,
            },
            let_through: self.let_through,
            connections: match &self.kind {
                Kind::Slow(slow) => Some(slow.summary(end)),
                _ => None,
            },
            guesses: match &self.kind {
                Kind::Guesses(guesses) => Some(guesses.summary()),
                _ => None,
            },
        }
    }
}

impl Engine {
    /// An attack strikes.
    pub(super) fn strike(&mut self, attack: usize) {
        if matches!(&self.assaults[attack].kind, Kind::Slow(slow) if slow.has_all()) {
            return;
        }
        self.ledger.attack_request(attack);
        let intruder = self.assaults[attack].intruder(attack);
        if let Some(outcome) = self.at_door(|door, around| door.ask_attack(&intruder, around)) {
            self.ledger.attack_outcomes[attack][outcome as usize] += 1;
            return;
        }
        if matches!(self.assaults[attack].kind, Kind::Bots) {
            // No waiting room stands at the door: there is nothing to take.
            self.ledger.attack_outcomes[attack][Outcome::Closed as usize] += 1;
            return;
        }
        self.assaults[attack].let_through += 1;
        if let Kind::Slow(slow) = &mut self.assaults[attack].kind {
            if self.portal.hold_slot(self.now) {
                let until = slow.take(self.now);
                let attack = attack as u32;
                self.put(until, Event::HeaderTimeout { attack });
            } else {
                self.ledger.attack_outcomes[attack][Outcome::Refused as usize] += 1;
            }
            return;
        }
        let ask = self.assaults[attack].ask(attack as u32);
        if let Some(outcome) = self.portal.arrive(&ask, self.now, &mut self.agenda) {
            self.ledger.attack_outcomes[attack][outcome as usize] += 1;
        }
    }

    /// A request of an attack has its answer.
    pub(super) fn attack_answered(&mut self, attack: usize, outcome: Outcome) {
        self.ledger.attack_outcomes[attack][outcome as usize] += 1;
        if outcome != Outcome::Served {
            return;
        }
        let people = self.first_operator;
        let assault = &mut self.assaults[attack];
        if let Kind::Guesses(guesses) = &mut assault.kind {
            let Some((person, right)) = guesses.guess(assault.key, people, &self.chance) else {
                return;
            };
            let got_in = self.at_door(|door, around| door.guessed(person, right, around));
            if let Kind::Guesses(guesses) = &mut self.assaults[attack].kind {
                guesses.note(got_in);
            }
        }
    }

    /// The server throws out a slow connection.
    pub(super) fn header_timeout(&mut self, attack: usize) {
        if let Kind::Slow(slow) = &mut self.assaults[attack].kind {
            slow.lose(self.now);
            self.ledger.attack_outcomes[attack][Outcome::Abandoned as usize] += 1;
            self.portal.free_held_slot(self.now, &mut self.agenda);
        }
    }
}

/// The patience of each role's people, then of each attack's clients.
pub(crate) fn patience(model: &Model, scenario: &Scenario) -> Vec<Patience> {
    let of_people = scenario.roles.iter().map(|role| Patience {
        law: role.patience.clone(),
        covers: role.patience_covers,
    });
    let of_attackers = model.attack.values().map(|attack| Patience {
        law: attack.patience().map(Distribution::micros),
        covers: PatienceCovers::Response,
    });
    of_people.chain(of_attackers).collect()
}
