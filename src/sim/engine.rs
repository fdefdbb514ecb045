//! The engine: takes the next event, lets it happen, hands the answers to those who await them.

use std::ops::ControlFlow;

use crate::model::Model;
use crate::scenario::Scenario;

use super::agenda::{Agenda, Owner};
use super::attacks::{self, Assault};
use super::credential::Credentials;
use super::door::{Around, AtWork, Door, open_door};
use super::error::SimError;
use super::event::Event;
use super::finish;
use super::helpline::Centre;
use super::ledger::Ledger;
use super::memory::has_room;
use super::operator::Operator;
use super::options::RunOptions;
use super::person::{self, Endowment, Person, Phase};
use super::population::{Newcomers, Population};
use super::portal::Portal;
use super::portal::request::Sender;
use super::random::{Chance, Purpose};
use super::result::{Outcome, RunResult};
use super::stream::Stream;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Simulated so far \[µs\].
    pub now_us: u64,
    /// To be simulated in all \[µs\].
    pub end_us: u64,
    /// Events so far.
    pub events: u64,
}

/// Most events between two calls of the progress callback.
pub const PROGRESS_EVENTS: u64 = 1 << 20;

/// Hears how far a run is, and answers whether to go on.
pub type Observe<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// Runs a model once, until `observe` breaks. It is called at the end of each bin of the time series, and at least every
/// [`PROGRESS_EVENTS`] events: also while many events happen at one instant. The measures of the policy are put to work as
/// `measures` says; [`crate::measures::run`] knows those of this build.
///
/// The result is a pure function of the model and the options.
///
/// # Errors
/// When the options do not fit the model: an unknown policy, a scale too small to mean anything, an end
/// outside the calendar, more people than there is memory for; when more happens than [`RunOptions::most_events`]; and
/// [`SimError::Cancelled`] when `observe` breaks. Any other run that has begun ends.
pub fn run_cancellable(
    model: &Model,
    measures: AtWork,
    options: &RunOptions,
    observe: &mut Observe,
) -> Result<RunResult, SimError> {
    let model = model.under(&options.policy);
    let mut engine = Engine::new(model, measures, options)?;
    engine.go(options.most_events, observe)?;
    Ok(finish::result(&mut engine, model, options))
}

/// One run under way.
pub(crate) struct Engine {
    pub(crate) now: u64,
    pub(crate) scenario: Scenario,
    pub(crate) chance: Chance,
    pub(crate) agenda: Agenda,
    pub(crate) portal: Portal,
    pub(crate) door: Door,
    pub(crate) ledger: Ledger,
    pub(crate) population: Population,
    pub(crate) assaults: Vec<Assault>,
    pub(crate) operator: Option<Box<Operator>>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) helpline: Option<Box<Centre>>,
    /// The page at which a credential is shown, where that can go wrong; beyond all pages where it cannot.
    pub(crate) login_page: usize,
    /// Probability that a failed attempt makes a person call; 0: there is nobody to call.
    pub(crate) call_per_failure: f64,
    /// The streams of newcomers, by group.
    streams: Vec<Option<Stream>>,
    /// People who left a measure before it let them in, not yet dealt with.
    pub(crate) left: Vec<u32>,
    /// Index of the first operator among the people.
    pub(crate) first_operator: usize,
}

/// Agenda entries a person has over a run, for the width of the agenda's buckets: an order of magnitude is enough.
const EVENTS_A_PERSON: f64 = 50.0;

/// Whose events are on the agenda.
struct Owners<'a> {
    portal: &'a Portal,
    population: &'a Population,
    helpline: Option<&'a Centre>,
    first_operator: usize,
}

impl Owner for Owners<'_> {
    #[inline]
    fn is_stale(&self, key: u64) -> bool {
        // Some request is looked up whatever the event is, since a guess which it is would be wrong too often.
        let (of_request, mut id) = Event::handle_of(key);
        id.index *= u32::from(of_request);
        of_request & !self.portal.is_in_flight(id)
    }

    #[inline]
    fn fetch(&self, key: u64) {
        // Nobody can guess what the event is; so no branch, but for what is rare.
        let (of_request, mut id) = Event::handle_of(key);
        let index = id.index;
        id.index *= u32::from(of_request);
        let sender = self.portal.fetch(id);
        let mask = 0_u32.wrapping_sub(u32::from(of_request));
        let person = sender & mask | index & !mask;
        self.population.fetch(person as usize, self.first_operator);
        if Event::is_of_call(key)
            && let Some(centre) = self.helpline
        {
            centre.fetch(index);
        }
    }
}

/// What a person of a closed population takes before anything has happened: the record, and the first entry of the agenda.
const BYTES_A_PERSON: u64 = (size_of::<Person>() + size_of::<f32>() + size_of::<u128>()) as u64;

impl Engine {
    pub(crate) fn new(model: &Model, measures: AtWork, options: &RunOptions) -> Result<Self, SimError> {
        let scenario = Scenario::new(model, &options.policy, options.scale, options.until_us)?;
        let chance = Chance::new(options.seed, options.replication);
        let chance = if options.antithetic {
            chance.antithetic()
        } else {
            chance
        };
        let closed: u64 = scenario.groups.iter().filter_map(|g| g.size).sum();
        let streams: Vec<Option<Stream>> = scenario
            .groups
            .iter()
            .zip(&scenario.salts)
            .map(|(g, salt)| {
                let rates = g.arrivals.as_ref()?;
                Some(Stream::new(rates, *salt, Purpose::Arrivals))
            })
            .collect();
        let rate = closed as f64 * EVENTS_A_PERSON / (scenario.end_us as f64 / 1e6)
            + 2.0 * streams.iter().flatten().map(Stream::highest_rate).sum::<f64>();
        let to_begin_with = closed.saturating_mul(BYTES_A_PERSON);
        if !has_room(to_begin_with) {
            return Err(SimError::NoMemory {
                people: closed,
                mib: to_begin_with >> 20,
            });
        }
        let mut agenda = Agenda::new(closed as usize, rate);
        let mut ledger = Ledger::new(&scenario, model.attack.len());
        let population = Population::new(&scenario, &chance, &mut agenda, &mut ledger)?;
        let door = open_door(&scenario.policy, measures, &scenario)?;
        let portal = Portal::new(&scenario, attacks::patience(model, &scenario), chance);
        let mut engine = Engine {
            now: 0,
            assaults: Assault::all(model, &scenario),
            operator: Operator::new(&scenario.policy, &scenario),
            login_page: scenario
                .credentials
                .as_ref()
                .map_or(usize::MAX, |rules| rules.login),
            credentials: scenario.credentials.clone().map(Credentials::new),
            call_per_failure: scenario.helpline.as_ref().map_or(0.0, |h| h.per_failure),
            helpline: Centre::of(&scenario),
            first_operator: closed as usize,
            left: Vec::new(),
            scenario,
            chance,
            agenda,
            portal,
            door,
            ledger,
            population,
            streams,
        };
        engine.begin();
        Ok(engine)
    }

    fn begin(&mut self) {
        self.portal.fill(&self.scenario, &mut self.agenda);
        self.at_door(Door::begin);
        self.begin_operating();
        self.put(self.scenario.bin_us, Event::Bin);
        for group in 0..self.streams.len() {
            self.expect_newcomer(group);
        }
        for attack in 0..self.assaults.len() {
            self.expect_attack(attack);
        }
        self.expect_everyday_call();
    }

    fn go(&mut self, most_events: u64, observe: &mut Observe) -> Result<(), SimError> {
        let end = self.scenario.end_us;
        // One comparison an event serves both: the most events of the run, and those until somebody may stop it.
        let mut next_pause = most_events.min(PROGRESS_EVENTS);
        loop {
            let duty = self.portal.next_duty();
            let owner = Owners {
                portal: &self.portal,
                population: &self.population,
                helpline: self.helpline.as_deref(),
                first_operator: self.first_operator,
            };
            match self.agenda.take_before(duty.min(end), &owner) {
                Some((instant, key)) => {
                    self.now = instant;
                    let event = Event::of(key);
                    self.happen(event);
                    if event == Event::Bin {
                        self.tell(observe)?;
                    }
                }
                None if duty < end => {
                    self.now = duty;
                    let changed = self.portal.do_duty(&mut self.agenda);
                    self.ledger.events += u64::from(changed);
                    if let Some(next) = self.portal.next_on_processor() {
                        let person = self.portal.fetch(next);
                        self.population.fetch(person as usize, self.first_operator);
                    }
                }
                None => break,
            }
            if !self.portal.answers.is_empty() {
                self.hand_out_answers();
            }
            if self.ledger.events > next_pause {
                next_pause = self.pause(most_events, observe)?;
            }
        }
        self.now = end;
        self.ledger
            .end_bin(end, self.portal.areas_inside(end), self.door.areas(end));
        self.ledger.close(end);
        self.tell(observe)
    }

    /// Breaks off a run with too many events, or one that somebody stops. Gives the number of events at which to pause again.
    #[cold]
    fn pause(&self, most_events: u64, observe: &mut Observe) -> Result<u64, SimError> {
        if self.ledger.events > most_events {
            return Err(self.too_many_events());
        }
        self.tell(observe)?;
        Ok(most_events.min(self.ledger.events + PROGRESS_EVENTS))
    }

    fn tell(&self, observe: &mut Observe) -> Result<(), SimError> {
        match observe(self.so_far()) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(SimError::Cancelled),
        }
    }

    fn so_far(&self) -> Progress {
        Progress {
            now_us: self.now,
            end_us: self.scenario.end_us,
            events: self.ledger.events,
        }
    }

    fn too_many_events(&self) -> SimError {
        SimError::TooManyEvents {
            events: self.ledger.events,
            at: self.scenario.clock.format(self.now),
        }
    }

    #[inline]
    fn happen(&mut self, event: Event) {
        let changed = match event {
            Event::Act { person } => {
                self.act(person);
                true
            }
            Event::WorkDone(request) => self.portal.work_done(request, self.now, &mut self.agenda),
            Event::Deadline(request) => self.portal.deadline(request, self.now, &mut self.agenda),
            Event::Newcomer { group } => {
                self.newcomer(group as usize);
                true
            }
            Event::AttackRequest { attack } => {
                self.strike(attack as usize);
                self.expect_attack(attack as usize);
                true
            }
            Event::Operator { rule, duty } => self.operate(rule as usize, duty),
            Event::HeaderTimeout { attack } => {
                self.header_timeout(attack as usize);
                true
            }
            Event::Timer { measure, token } => {
                let changed = self.at_door(|door, around| door.timer(measure, token, around));
                self.see_off();
                changed
            }
            Event::Bin => {
                self.end_bin();
                false
            }
            Event::Credential { person, what } => self.credential_event(person, what),
            Event::Call { call, generation } => self.call_event(call, generation),
            Event::EverydayCall => {
                self.everyday_call();
                true
            }
        };
        self.ledger.events += u64::from(changed);
    }

    fn end_bin(&mut self) {
        self.ledger.end_bin(
            self.now,
            self.portal.areas_inside(self.now),
            self.door.areas(self.now),
        );
        let next = self.now + self.scenario.bin_us;
        self.put(next, Event::Bin);
    }

    /// Puts an event on the agenda, unless it falls after the end.
    #[inline]
    pub(crate) fn put(&mut self, instant: u64, event: Event) {
        if instant < self.scenario.end_us {
            self.agenda.put(instant, event.key());
        }
    }

    /// Lets the door do something, with what it may touch.
    #[inline]
    pub(crate) fn at_door<T>(&mut self, ask: impl FnOnce(&mut Door, &mut Around) -> T) -> T {
        let mut around = Around {
            now: self.now,
            end: self.scenario.end_us,
            agenda: &mut self.agenda,
            portal: &mut self.portal,
            people: &mut self.population.people,
            chance: &self.chance,
            salts: &self.scenario.salts,
            left: &mut self.left,
            measure: 0,
        };
        ask(&mut self.door, &mut around)
    }

    fn hand_out_answers(&mut self) {
        // An answer can lead to a new attempt at once, and that to further answers.
        let mut next = 0;
        while next < self.portal.answers.len() {
            let answer = self.portal.answers[next];
            next += 1;
            match answer.sender {
                Sender::Person(person) => match answer.outcome {
                    Outcome::Served => self.served(person, answer.issued),
                    failure => self.failed(person, failure),
                },
                Sender::Attack(attack) => self.attack_answered(attack as usize, answer.outcome),
                Sender::Start => {}
            }
        }
        self.portal.answers.clear();
    }

    fn expect_newcomer(&mut self, group: usize) {
        if let Some(at) = self.streams[group].as_mut().and_then(|s| s.next(&self.chance)) {
            self.put(at, Event::Newcomer { group: group as u32 });
        }
    }

    fn newcomer(&mut self, group: usize) {
        self.expect_newcomer(group);
        let number = self.population.streamed[group];
        self.population.streamed[group] += 1;
        let mut newcomer = Person::new(number as u32, group as u8, self.now);
        newcomer.set_phase(Phase::Active);
        let newcomers = Newcomers::new(&self.scenario, &self.scenario.groups[group], group);
        if newcomers.have_traits() {
            let traits = self
                .chance
                .block(newcomer.key(&self.scenario.salts), Purpose::Traits, 0);
            newcomers.give_traits(&mut newcomer, &traits);
        }
        let delay = newcomers.credential_delay(newcomer.entity, &self.chance);
        self.ledger.came(group, self.now);
        let endowment = Endowment::of(&self.scenario, group);
        let standing = person::standing(&endowment, newcomer.key(&self.scenario.salts), &self.chance);
        person::begin_with(&self.scenario, &mut newcomer, standing);
        let index = self.population.welcome(newcomer);
        if delay == 0 {
            self.act(index);
        } else {
            self.act_at(index, self.now.saturating_add(delay));
        }
    }

    fn expect_attack(&mut self, attack: usize) {
        if let Some(at) = self.assaults[attack].stream.next(&self.chance) {
            self.put(
                at,
                Event::AttackRequest {
                    attack: attack as u32,
                },
            );
        }
    }
}
