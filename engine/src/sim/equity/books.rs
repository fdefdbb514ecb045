//! Sums up the people of a run that has ended, one by one.

use typed_index_collections::TiVec;

use crate::model::Model;
use crate::model::people::People;
use crate::scenario::{Distribution, GroupIndex, MICROS, Scenario, TierIndex};
use crate::sim::ledger::Ledger;
use crate::sim::person::{Endowment, Holding, Person, Phase, draw_credential};
use crate::sim::population::Population;
use crate::sim::portal::work_bits;
use crate::sim::random::{Chance, Purpose};
use crate::sim::result::{Equity, Outcome, Share, TimeDistribution, WaitSummary};
use crate::sim::times::Times;

use super::order::{Submission, gini, in_order, overtaken};

const HOUR_S: f64 = 3_600.0;
/// The early are this part of the submissions.
const EARLY: usize = 10;

const OWN_HAND: usize = 0;
const HELPLINE: usize = 1;
const FIRST_OFFICE: usize = 2;

/// What people hold at first, by name.
pub const CREDENTIALS: [&str; 3] = ["held", "identity provider", "none at first"];

/// The channels that people can go through, by name.
pub fn channels(people: &People) -> impl Iterator<Item = String> {
    let offices = people.office.keys().map(|name| format!("office {name}"));
    let own = ["own hand", "helpline"].into_iter().map(str::to_owned);
    own.chain(offices)
}

/// What is added up for a share of the people.
struct Sums {
    share: Share,
    waits: Times,
}

impl Sums {
    fn none() -> Self {
        Sums {
            share: Share::default(),
            waits: Times::new(),
        }
    }

    fn add(&mut self, person: &Account) {
        let share = &mut self.share;
        share.tried += 1;
        share.attended_h += person.attended_s / HOUR_S;
        share.unattended_h += (person.wait_s() - person.attended_s) / HOUR_S;
        share.lost_h += (person.attended_s - person.ideal_s) / HOUR_S;
        if person.is_submitted {
            share.submitted += 1;
            share.submitted_by_deadline += u64::from(person.by_deadline);
            share.early += u64::from(person.is_early);
            self.waits.record(person.until - person.intent);
        }
    }

    fn close(self) -> Share {
        let unserved = self.share.tried - self.share.submitted;
        let waits = TimeDistribution::recorded(&self.waits, unserved);
        Share {
            wait_s: WaitSummary::of(&waits),
            waits,
            ..self.share
        }
    }
}

/// One dimension by which people are told apart.
struct By {
    names: Vec<String>,
    sums: Vec<Option<Sums>>,
}

impl By {
    fn new(names: impl Iterator<Item = String>) -> Self {
        let names: Vec<String> = names.collect();
        By {
            sums: names.iter().map(|_| None).collect(),
            names,
        }
    }

    fn add(&mut self, which: usize, person: &Account) {
        if let Some(sums) = self.sums.get_mut(which) {
            sums.get_or_insert_with(Sums::none).add(person);
        }
    }

    /// Those of whom anybody came.
    fn close(self) -> Vec<(String, Share)> {
        let named = self.names.into_iter().zip(self.sums);
        named
            .filter_map(|(name, sums)| Some((name, sums?.close())))
            .collect()
    }
}

/// What is known of a person at the end.
struct Account {
    group: usize,
    channel: usize,
    skill: usize,
    credential: usize,
    intent: u64,
    /// When it was over for them \[µs\].
    until: u64,
    is_submitted: bool,
    by_deadline: bool,
    is_early: bool,
    attended_s: f64,
    ideal_s: f64,
}

impl Account {
    fn wait_s(&self) -> f64 {
        (self.until - self.intent) as f64 / MICROS
    }

    fn goes_themselves(&self) -> bool {
        self.channel < FIRST_OFFICE
    }
}

/// Reads people's accounts.
struct Reader<'a> {
    scenario: &'a Scenario,
    chance: &'a Chance,
    population: &'a Population,
    endowments: TiVec<GroupIndex, Endowment>,
    /// The pages of an application, as an idle portal serves them.
    ideal: Vec<IdealPage<'a>>,
    /// Submissions up to this instant are early \[µs\].
    early_until: u64,
}

/// What a page takes on an idle portal.
struct IdealPage<'a> {
    /// The thinking after it; none after the last.
    think: Option<&'a Distribution>,
    /// The work of a request for it, by tier.
    work: Vec<(TierIndex, &'a Distribution)>,
}

impl<'a> IdealPage<'a> {
    fn all(scenario: &'a Scenario) -> Vec<Self> {
        let pages = scenario.application();
        let last = pages.len().saturating_sub(1);
        pages
            .iter()
            .enumerate()
            .map(|(number, page)| {
                let tiers = scenario.classes[page.class].work.iter_enumerated();
                IdealPage {
                    think: page.think.as_ref().filter(|_| number < last),
                    work: tiers.filter_map(|(k, law)| Some((k, law.as_ref()?))).collect(),
                }
            })
            .collect()
    }
}

impl<'a> Reader<'a> {
    fn new(scenario: &'a Scenario, chance: &'a Chance, population: &'a Population) -> Self {
        Reader {
            scenario,
            chance,
            population,
            endowments: scenario
                .groups
                .keys()
                .map(|g| Endowment::of(scenario, g))
                .collect(),
            ideal: IdealPage::all(scenario),
            early_until: 0,
        }
    }

    /// People of closed groups who came within the run.
    fn people(&self) -> impl Iterator<Item = (usize, &'a Person)> {
        let closed = self.population.closed();
        closed
            .iter()
            .enumerate()
            .filter(|(_, p)| p.phase() != Phase::Never)
    }

    /// The group a person belongs to.
    fn group(&self, person: &Person) -> Option<GroupIndex> {
        self.scenario.kinds().group(person.kind)
    }

    /// The channel a person goes through.
    fn channel(&self, person: &Person) -> usize {
        if let Some((office, share)) = self.group(person).and_then(|g| self.scenario.groups[g].office) {
            let key = person.key(&self.scenario.salts);
            if self.chance.block(key, Purpose::Traits, 0).lower(0) < share {
                return FIRST_OFFICE + usize::from(office);
            }
        }
        if person.credential().was_answered() {
            HELPLINE
        } else {
            OWN_HAND
        }
    }

    fn credential(&self, person: &Person) -> usize {
        let endowment = self.group(person).map(|g| &self.endowments[g]);
        let Some(endowment) = endowment.filter(|endowment| !endowment.is_whole()) else {
            return 0;
        };
        let credential = draw_credential(endowment, person.key(&self.scenario.salts), self.chance);
        match credential.holding() {
            _ if credential.had_nothing() => 2,
            Holding::Provider => 1,
            _ => 0,
        }
    }

    fn account(&self, index: usize, person: &Person) -> Account {
        let end = self.scenario.end_us;
        let phase = person.phase();
        let is_submitted = phase == Phase::Submitted;
        let until = match phase {
            Phase::Submitted | Phase::GivenUp => person.mark,
            _ => end,
        };
        let channel = self.channel(person);
        let own = channel < FIRST_OFFICE;
        let wait_s = (until - person.intent()) as f64 / MICROS;
        let mut away_s = self.population.away_s(index);
        if matches!(phase, Phase::Waiting | Phase::Called | Phase::Awaiting) {
            away_s += (end - person.mark) as f64 / MICROS;
        }
        // Absences are added up in single precision, and may come out longer than they were.
        let attended_s = if own {
            wait_s - away_s.clamp(0.0, wait_s)
        } else {
            0.0
        };
        Account {
            group: usize::from(person.kind),
            channel,
            skill: usize::from(person.skill()),
            credential: if own { self.credential(person) } else { 0 },
            intent: person.intent(),
            until,
            is_submitted,
            by_deadline: is_submitted && until <= self.scenario.deadline_us,
            is_early: is_submitted && until <= self.early_until,
            attended_s,
            ideal_s: if own && is_submitted {
                self.ideal_s(person).min(attended_s)
            } else {
                0.0
            },
        }
    }
}

impl Reader<'_> {
    /// What an application takes this person on an idle portal \[s\]: their own thinking after each page but the last,
    /// and the work of their first request for each.
    ///
    /// The draws are those of the run. Means would do for a great crowd, but would make some lose less than nothing: whoever
    /// thinks faster than others.
    fn ideal_s(&self, person: &Person) -> f64 {
        let key = person.key(&self.scenario.salts);
        let draws = |purpose, index| self.chance.block(key, purpose, index);
        let mut us = 0.0;
        for (number, page) in (0..).zip(&self.ideal) {
            if let Some(law) = page.think {
                us += person.speed() * law.draw(draws(Purpose::Think, number).bits(0));
            }
            let first_request = draws(Purpose::Work, number + 1);
            let work = page.work.iter();
            us += work
                .map(|(k, law)| law.draw(work_bits(&first_request, *k)))
                .sum::<f64>();
        }
        us / MICROS
    }
}

/// Sums up who was served when; `None` when there is no closed group.
pub(crate) fn equity(
    model: &Model,
    scenario: &Scenario,
    chance: &Chance,
    population: &Population,
    ledger: &Ledger,
) -> Option<Equity> {
    scenario.groups.iter().find(|g| g.size.is_some())?;
    let mut reader = Reader::new(scenario, chance, population);
    let mut equity = Equity::default();
    reader.early_until = order(&reader, &mut equity);
    sums(&reader, model, &mut equity);
    let blocked = |g: GroupIndex| ledger.total(g).outcomes[Outcome::Blocked as usize];
    equity.all.blocked = Some(scenario.groups.keys().map(blocked).sum());
    for (name, share) in &mut equity.by_group {
        let group = scenario.groups.position(|g| g.name == *name);
        share.blocked = group.map(blocked);
    }
    let mut waits: Vec<f32> = reader
        .people()
        .filter(|(_, p)| p.phase() == Phase::Submitted)
        .map(|(_, p)| ((p.mark - p.intent()) as f64 / MICROS) as f32)
        .collect();
    equity.gini_wait = gini(&mut waits);
    Some(equity)
}

/// Overtaking and the early: the instant up to which submissions are early \[µs\].
fn order(reader: &Reader, equity: &mut Equity) -> u64 {
    let mut submissions: Vec<Submission> = reader
        .people()
        .filter(|(_, p)| p.phase() == Phase::Submitted)
        .map(|(_, p)| Submission::new(p.intent(), p.mark, reader.channel(p) >= FIRST_OFFICE))
        .collect();
    in_order(&mut submissions);
    let n = submissions.len();
    let pairs = n as f64 * (n as f64 - 1.0) / 2.0;
    equity.overtaking = (n > 1).then(|| overtaken(&submissions) as f64 / pairs);
    let share = |of: &[Submission]| {
        let offices = of.iter().filter(|s| s.is_marked()).count() as f64;
        (!of.is_empty()).then(|| offices / of.len() as f64)
    };
    let early = &submissions[..n.div_ceil(EARLY)];
    equity.office_share_of_early = share(early);
    equity.office_share_of_all = share(&submissions);
    early.last().map_or(0, |last| last.at())
}

/// What came of whom.
fn sums(reader: &Reader, model: &Model, equity: &mut Equity) {
    let people = &model.people;
    let mut all = Sums::none();
    let mut by_group = By::new(reader.scenario.groups.iter().map(|g| g.name.clone()));
    let mut by_channel = By::new(channels(people));
    let mut by_skill = By::new(people.skill.keys().cloned());
    let mut by_credential = By::new(CREDENTIALS.into_iter().map(str::to_owned));
    let mut attended: Vec<f32> = Vec::new();
    for (index, person) in reader.people() {
        let account = reader.account(index, person);
        all.add(&account);
        by_group.add(account.group, &account);
        by_channel.add(account.channel, &account);
        if account.goes_themselves() {
            by_skill.add(account.skill, &account);
            by_credential.add(account.credential, &account);
            attended.push(account.attended_s as f32);
        }
    }
    equity.all = all.close();
    equity.by_group = by_group.close();
    equity.by_channel = by_channel.close();
    equity.by_skill = by_skill.close();
    equity.by_credential = by_credential.close();
    equity.gini_attended = gini(&mut attended);
}
