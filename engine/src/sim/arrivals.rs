//! Newcomers of open populations: the streams in which they come.

use typed_index_collections::TiVec;

use crate::scenario::{Group, GroupIndex, KindIndex, Scenario};

use super::event::Event;
use super::ledger::Ledger;
use super::person::{Endowment, Person, Phase, begin_with, draw_credential};
use super::population::Newcomers;
use super::random::Purpose;
use super::stream::Stream;
use super::world::World;

/// The streams of newcomers, by group; none of a closed group.
pub(crate) struct Arrivals {
    streams: TiVec<GroupIndex, Option<Stream>>,
}

impl Arrivals {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let groups = scenario.groups.iter().zip(&scenario.salts);
        let stream = |(group, salt): (&Group, &u64)| {
            let rates = group.arrivals.as_ref()?;
            Some(Stream::new(rates, *salt, Purpose::Arrivals))
        };
        Arrivals {
            streams: groups.map(stream).collect(),
        }
    }

    /// The highest rate that all of them together can reach \[newcomers a second\].
    pub(crate) fn highest_rate(&self) -> f64 {
        self.streams.iter().flatten().map(Stream::highest_rate).sum()
    }

    /// Puts the first newcomer of each stream on the agenda.
    pub(crate) fn begin(&mut self, world: &mut World) {
        for group in self.streams.keys() {
            self.expect(group, world);
        }
    }

    fn expect(&mut self, group: GroupIndex, world: &mut World) {
        let stream = self.streams[group].as_mut();
        if let Some(at) = stream.and_then(|stream| stream.next(world.chance())) {
            world.put(at, Event::Newcomer { group });
        }
    }

    /// A newcomer of a group is there: who, and how long they first have to obtain a credential
    /// \[µs\].
    #[inline]
    pub(crate) fn newcomer(
        &mut self,
        group: GroupIndex,
        world: &mut World,
        ledger: &mut Ledger,
    ) -> (u32, u64) {
        self.expect(group, world);
        let number = world.population_mut().next_number(group);
        let (scenario, chance) = (world.scenario(), world.chance());
        let mut newcomer = Person::new(number as u32, KindIndex::from(group), world.now());
        newcomer.set_phase(Phase::Active);
        let key = newcomer.key(&scenario.salts);
        let newcomers = Newcomers::new(scenario, group);
        if newcomers.have_traits() {
            newcomers.give_traits(&mut newcomer, &chance.block(key, Purpose::Traits, 0));
        }
        let delay = newcomers.credential_delay(newcomer.entity, chance);
        ledger.came(group, world.now());
        let credential = draw_credential(&Endowment::of(scenario, group), key, chance);
        begin_with(scenario, &mut newcomer, credential);
        (world.population_mut().insert(newcomer), delay)
    }
}
