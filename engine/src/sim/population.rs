//! Everyone: who they are, when they first want to apply, and whose desk their file lies on.

use typed_index_collections::{TiSlice, TiVec, ti_vec};

use crate::scenario::{self, DemandCurve, Distribution, GroupIndex, KindIndex, MICROS, Scenario, SkillIndex};

use super::agenda::Agenda;
use super::desk::{Desk, File, Piles};
use super::error::SimError;
use super::event::Event;
use super::ledger::Ledger;
use super::memory::{prefetch, read_at_random};
use super::person::{Endowment, Person, Phase, begin_with, draw_credential};
use super::random::{Block, Chance, Purpose};

/// Everyone, and the desks of the offices.
pub struct Population {
    people: Vec<Person>,
    /// Index of the first operator of an office among them: before it stand the closed groups.
    first_operator: usize,
    piles: Piles,
    /// Records of streams' customers that have left, to be used again.
    free: Vec<u32>,
    /// People who came as streams, by group.
    streamed: TiVec<GroupIndex, u64>,
    /// How long each person of a closed group has been away from the screen \[s\].
    away_s: Vec<f32>,
}

/// More than this many people cannot be told apart by their 32-bit keys (operators come on top).
const MOST_PEOPLE: u64 = 4_000_000_000;

impl Population {
    /// Draws everyone, books when they come and puts their first act on the agenda.
    pub(crate) fn new(
        scenario: &Scenario,
        chance: &Chance,
        agenda: &mut Agenda,
        ledger: &mut Ledger,
    ) -> Result<Self, SimError> {
        let applicants: u64 = scenario.groups.iter().filter_map(|g| g.size).sum();
        let operators: u64 = scenario.offices.iter().map(|o| o.operators).sum();
        if applicants + operators > MOST_PEOPLE {
            return Err(SimError::TooManyPeople {
                people: applicants + operators,
            });
        }
        let mut people = Vec::with_capacity((applicants + operators) as usize);
        read_at_random(&mut people);
        let mut piles = Piles::new(scenario);
        let mut away_s = Vec::with_capacity(applicants as usize);
        read_at_random(&mut away_s);
        let stands = scenario.credentials.is_some() || scenario.helpline.is_some();
        for (g, group) in scenario.groups.iter_enumerated() {
            let (Some(size), Some(own)) = (group.size, &group.demand) else {
                continue;
            };
            let newcomers = Newcomers::new(scenario, g);
            let endowment = Endowment::of(scenario, g);
            let profiles = Profiles {
                filed: group.filing.as_ref().unwrap_or(own),
                own,
            };
            for number in 0..size {
                let index = people.len() as u32;
                let mut person = newcomers.draw(number as u32, &profiles, chance, scenario.end_us);
                let away = newcomers.enrol(&mut person, index, chance, agenda, ledger, &mut piles, scenario);
                away_s.push((away as f64 / MICROS) as f32);
                if stands && person.phase() == Phase::Active {
                    let credential = draw_credential(&endowment, person.key(&scenario.salts), chance);
                    begin_with(scenario, &mut person, credential);
                }
                people.push(person);
            }
        }
        piles.sort(&people);
        let first_operator = people.len();
        seat_operators(scenario, chance, &piles, &mut people, agenda);
        Ok(Population {
            away_s,
            first_operator,
            people,
            piles,
            free: Vec::new(),
            streamed: ti_vec![0; scenario.groups.len()],
        })
    }
}

impl Population {
    /// Starts fetching a person from memory, with their desk if they may have one.
    #[inline]
    pub(crate) fn fetch(&self, person: usize) {
        prefetch(&self.people, person);
        // Some desk in any case: who is an operator nobody can guess.
        self.piles.fetch(person.saturating_sub(self.first_operator));
    }

    /// Everyone there is a record of.
    #[inline]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    #[inline]
    pub(crate) fn people_mut(&mut self) -> &mut [Person] {
        &mut self.people
    }

    /// The people of closed groups.
    pub(crate) fn closed(&self) -> &[Person] {
        &self.people[..self.first_operator]
    }

    /// How many of a group have come as a stream.
    pub(crate) fn streamed(&self, group: GroupIndex) -> u64 {
        self.streamed[group]
    }

    /// The number of the next newcomer of a stream, who is counted.
    #[inline]
    pub(crate) fn next_number(&mut self, group: GroupIndex) -> u64 {
        let number = self.streamed[group];
        self.streamed[group] += 1;
        number
    }

    /// Takes in a newcomer of a stream. Records of those who have left are used again.
    #[inline]
    pub(crate) fn insert(&mut self, person: Person) -> u32 {
        if let Some(index) = self.free.pop() {
            self.people[index as usize] = person;
            return index;
        }
        self.people.push(person);
        (self.people.len() - 1) as u32
    }

    /// A stream's customer who is through leaves no trace: the record is used again.
    #[inline]
    pub(crate) fn forget(&mut self, person: u32) {
        self.free.push(person);
    }
}

/// The desks of the offices.
impl Population {
    /// The file on an operator's desk, if any is left.
    #[inline]
    pub(crate) fn file_of(&self, operator: u32) -> Option<File> {
        self.piles.file_on(operator as usize - self.first_operator)
    }

    #[inline]
    pub(crate) fn desk_of(&mut self, operator: u32) -> &mut Desk {
        self.piles.desk(operator as usize - self.first_operator)
    }

    /// The file on an operator's desk is done: the next one, please.
    pub(crate) fn finish_file(&mut self, operator: u32) {
        self.piles
            .finish(operator as usize - self.first_operator, &self.people);
    }
}

/// Time away from the screen.
impl Population {
    /// How long a person of a closed group has been away from the screen \[s\].
    pub(crate) fn away_s(&self, person: usize) -> f64 {
        f64::from(self.away_s[person])
    }

    /// A person has been away from the screen, or is to be until the end of it \[µs\].
    #[inline]
    pub(crate) fn was_away(&mut self, person: u32, us: u64) {
        if let Some(away) = self.away_s.get_mut(person as usize) {
            *away += (us as f64 / MICROS) as f32;
        }
    }

    /// Part of an absence was not one, after all \[µs\].
    pub(crate) fn was_there(&mut self, person: u32, us: u64) {
        if let Some(away) = self.away_s.get_mut(person as usize) {
            *away -= (us as f64 / MICROS) as f32;
        }
    }
}

/// When the people of a group first want to apply: those who go themselves, and those who hand their files in.
struct Profiles<'a> {
    own: &'a DemandCurve,
    filed: &'a DemandCurve,
}

/// How the people of a group are drawn.
pub(crate) struct Newcomers<'a> {
    group: &'a scenario::Group,
    index: GroupIndex,
    kind: KindIndex,
    entity_key: u64,
    pace: Option<&'a Distribution>,
    skills: &'a TiSlice<SkillIndex, scenario::Skill>,
}

impl<'a> Newcomers<'a> {
    pub(crate) fn new(scenario: &'a Scenario, index: GroupIndex) -> Self {
        let group = &scenario.groups[index];
        let kind = KindIndex::from(index);
        Newcomers {
            group,
            index,
            kind,
            entity_key: scenario.salts[kind],
            pace: scenario.roles[group.role].pace.as_ref(),
            skills: &scenario.skills,
        }
    }

    fn draw(&self, number: u32, profiles: &Profiles, chance: &Chance, end: u64) -> Person {
        let key = self.entity_key | u64::from(number);
        let traits = chance.block(key, Purpose::Traits, 0);
        let filed = self
            .group
            .office
            .is_some_and(|(_, share)| traits.lower(0) < share);
        let profile = if filed { profiles.filed } else { profiles.own };
        let draws = chance.block(key, Purpose::Intent, 0);
        let intent = profile.draw(draws.bits(0), draws.bits(1));
        let mut person = Person::new(number, self.kind, intent);
        self.give_traits(&mut person, &traits);
        let comes = traits.upper(0) < self.group.apply && intent < end;
        person.set_phase(match (comes, filed) {
            (false, _) => Phase::Never,
            (true, true) => Phase::Filed,
            (true, false) => Phase::Active,
        });
        person
    }

    /// Whether its people differ at all.
    #[inline]
    pub(crate) fn have_traits(&self) -> bool {
        self.pace.is_some() || !self.skills.is_empty()
    }

    /// Lanes of the traits: 0 whether they ever apply (upper) and through whom (lower), 1 skill (upper), 2 pace, 3 which operator.
    pub(crate) fn give_traits(&self, person: &mut Person, traits: &Block) {
        if let Some(pace) = self.pace {
            person.pace = pace.draw(traits.bits(2)) as f32;
        }
        if let Some(last) = self.skills.last_key() {
            let u = traits.upper(1);
            let level = self.skills.partition_point(|s| s.cumulative < u).min(last);
            person.set_skill(level);
            person.pace *= self.skills[level].think as f32;
        }
    }

    /// Puts a person's first act on the agenda; how long they wait for a credential before, within the run \[µs\].
    #[allow(clippy::too_many_arguments)]
    fn enrol(
        &self,
        person: &mut Person,
        index: u32,
        chance: &Chance,
        agenda: &mut Agenda,
        ledger: &mut Ledger,
        piles: &mut Piles,
        scenario: &Scenario,
    ) -> u64 {
        match person.phase() {
            Phase::Active => {
                ledger.came(self.index, person.intent());
                let first = person
                    .intent()
                    .saturating_add(self.credential_delay(person.entity, chance));
                if first < scenario.end_us {
                    agenda.put(first, Event::Act { person: index }.key());
                } else {
                    person.set_phase(Phase::Parked);
                }
                return first.min(scenario.end_us) - person.intent();
            }
            Phase::Filed => {
                ledger.came(self.index, person.intent());
                if let Some((office, _)) = self.group.office {
                    let traits = chance.block(self.entity_key | u64::from(person.entity), Purpose::Traits, 0);
                    piles.file(office, traits.bits(3), index);
                }
            }
            _ => {}
        }
        0
    }

    /// How long the person first has to obtain a credential \[µs\].
    pub(crate) fn credential_delay(&self, entity: u32, chance: &Chance) -> u64 {
        let (Some(credential), Some(after)) = (&self.group.credential, &self.group.obtained_after) else {
            return 0;
        };
        let draws = chance.block(self.entity_key | u64::from(entity), Purpose::Credential, 0);
        if draws.uniform(0) < credential.missing.get() {
            after.draw_us(draws.bits(1))
        } else {
            0
        }
    }
}

/// Operators with files on their desks sit down as the run begins, and see when they work.
fn seat_operators(
    scenario: &Scenario,
    chance: &Chance,
    piles: &Piles,
    people: &mut Vec<Person>,
    agenda: &mut Agenda,
) {
    let first = people.len();
    for (o, office) in scenario.offices.iter_enumerated() {
        let pace = scenario.roles[office.role].pace.as_ref();
        for number in 0..office.operators {
            let index = people.len();
            let mut person = Person::new(number as u32, scenario.kinds().of_office(o), 0);
            if let Some(pace) = pace {
                let traits = chance.block(person.key(&scenario.salts), Purpose::Traits, 0);
                person.pace = pace.draw(traits.bits(2)) as f32;
            }
            if piles.file_on(index - first).is_some() {
                person.set_phase(Phase::Active);
                agenda.put(0, Event::Act { person: index as u32 }.key());
            } else {
                person.set_phase(Phase::Parked);
            }
            people.push(person);
        }
    }
}
