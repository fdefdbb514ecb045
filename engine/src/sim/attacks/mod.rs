//! Attacks: requests, connections and guesses that nobody means.
//!
//! An [`ActiveAttack`] sends requests at the events of a Poisson stream. Each comes to the door like a visitor; what is let through asks the
//! portal for a page, or takes a slot and keeps it.

mod guesses;
mod slow;

use typed_index_collections::TiVec;

use crate::model::Model;
use crate::model::attack::Attack;
use crate::model::people::PatienceCovers;
use crate::model::units::{Count, Duration};
use crate::scenario::{AttackIndex, ClassIndex, Distribution, Scenario, entity_key};

use super::door::{AttackRequest, Bot, Door};
use super::event::Event;
use super::ledger::Ledger;
use super::portal::request::Sender;
use super::portal::{Ask, Patience};
use super::random::Purpose;
use super::result::{AttackSummary, AttemptCounts, Outcome};
use super::stream::Stream;
use super::world::World;

use guesses::Guesses;
use slow::Slow;

/// An attack at work.
pub(crate) struct ActiveAttack {
    stream: Stream,
    key: u64,
    class: ClassIndex,
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

impl ActiveAttack {
    /// The attacks of a model, in the order of their names.
    pub(crate) fn all(model: &Model, scenario: &Scenario) -> TiVec<AttackIndex, ActiveAttack> {
        let class_of = |request: &str| scenario.class_names.position(|c| c == request);
        let at_work = |(index, (name, attack)): (usize, (&String, &Attack))| {
            let origin = attack.origin();
            ActiveAttack {
                stream: Stream::new(
                    &scenario.attack_rates[AttackIndex::from(index)],
                    entity_key("attack", name),
                    Purpose::Attack,
                ),
                key: entity_key("attack", name) | 1,
                class: attack.request().and_then(class_of).unwrap_or(ClassIndex::FIRST),
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
        model.attack.iter().enumerate().map(at_work).collect()
    }

    /// What the request just drawn asks.
    fn ask(&self, attack: AttackIndex) -> Ask {
        Ask {
            sender: Sender::Attack(attack),
            class: self.class,
            entity: self.key,
            purpose: Purpose::AttackWork,
            draw: self.stream.drawn(),
            patience: self.patience,
        }
    }

    fn request(&self, attack: AttackIndex) -> AttackRequest {
        AttackRequest {
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

/// What happens.
impl ActiveAttack {
    /// Puts the next request on the agenda.
    pub(crate) fn expect(&mut self, attack: AttackIndex, world: &mut World) {
        if let Some(at) = self.stream.next(world.chance()) {
            world.put(at, Event::AttackRequest { attack });
        }
    }

    /// Sends a request of the attack, and counts it.
    pub(crate) fn send_attack_request(
        &mut self,
        attack: AttackIndex,
        world: &mut World,
        door: &mut Door,
        ledger: &mut Ledger,
    ) {
        if matches!(&self.kind, Kind::Slow(slow) if slow.has_all()) {
            return;
        }
        ledger.attack_request(attack);
        if let Some(outcome) = self.asks(attack, world, door) {
            ledger.attack_outcome(attack, outcome);
        }
    }

    /// A request comes to the door, and to the portal if it is let through. Gives its outcome if it
    /// ends at once.
    fn asks(&mut self, attack: AttackIndex, world: &mut World, door: &mut Door) -> Option<Outcome> {
        let request = self.request(attack);
        if let Some(outcome) = door.ask_attack(&request, &mut world.admission_context()) {
            return Some(outcome);
        }
        if matches!(self.kind, Kind::Bots) {
            // No waiting room stands at the door: there is nothing to take.
            return Some(Outcome::Closed);
        }
        self.let_through += 1;
        if let Kind::Slow(slow) = &mut self.kind {
            if !world.hold_slot() {
                return Some(Outcome::Refused);
            }
            let until = slow.take(world.now());
            world.put(until, Event::HeaderTimeout { attack });
            return None;
        }
        world.arrive(&self.ask(attack))
    }

    /// A request of the attack has its answer.
    pub(crate) fn answered(
        &mut self,
        attack: AttackIndex,
        outcome: Outcome,
        world: &mut World,
        door: &mut Door,
        ledger: &mut Ledger,
    ) {
        ledger.attack_outcome(attack, outcome);
        if outcome != Outcome::Served {
            return;
        }
        if let Kind::Guesses(guesses) = &mut self.kind {
            let people = world.population().closed().len();
            if let Some((person, right)) = guesses.guess(self.key, people, world.chance()) {
                guesses.note(door.guessed(person, right, &mut world.admission_context()));
            }
        }
    }

    /// The server throws out a slow connection.
    pub(crate) fn header_timeout(&mut self, attack: AttackIndex, world: &mut World, ledger: &mut Ledger) {
        if let Kind::Slow(slow) = &mut self.kind {
            slow.lose(world.now());
            ledger.attack_outcome(attack, Outcome::Abandoned);
            world.free_held_slot();
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
