//! The engine: takes the next event, lets it happen, hands the answers to those who await them.

use std::ops::ControlFlow;

use typed_index_collections::TiVec;

use crate::model::Model;
use crate::scenario::{AttackIndex, GroupIndex, Scenario};

use super::arrivals::Arrivals;
use super::attacks::{self, ActiveAttack};
use super::bounds::Bounds;
use super::credential::Credentials;
use super::door::{AdmissionRule, AtWork, Door, open_door};
use super::error::SimError;
use super::event::Event;
use super::finish::Ended;
use super::helpline::Centre;
use super::ledger::Ledger;
use super::operator::Operator;
use super::options::RunOptions;
use super::portal::Answer;
use super::portal::request::Sender;
use super::random::Chance;
use super::result::Outcome;
use super::visit::Visit;
use super::world::World;

/// How far a run is. The share of its time that is done is `now_us` over `end_us`.
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

/// Hears how far a run is, and answers whether to go on: `ControlFlow::Break(())` stops it, and it
/// ends with [`SimError::Cancelled`].
pub type Observe<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// One run under way: its parts, which know nothing of it. Each is lent what it may touch.
pub(super) struct Engine {
    bounds: Bounds,
    /// Events so far that were not stale.
    events: u64,
    /// Whether the end of the run has come.
    is_over: bool,
    world: World,
    door: Door,
    ledger: Ledger,
    arrivals: Arrivals,
    attacks: TiVec<AttackIndex, ActiveAttack>,
    operator: Option<Box<Operator>>,
    credentials: Option<Credentials>,
    helpline: Option<Box<Centre>>,
}

impl Engine {
    /// A run whose first events are on the agenda.
    pub(super) fn new(
        model: &Model,
        measures: AtWork,
        rules: Vec<(String, Box<dyn AdmissionRule>)>,
        options: &RunOptions,
    ) -> Result<Self, SimError> {
        let scenario = Scenario::new(model, &options.policy, options.scale, options.until_us)?;
        let chance = Chance::new(options.seed, options.replication);
        let chance = if options.antithetic {
            chance.antithetic()
        } else {
            chance
        };
        let mut ledger = Ledger::new(&scenario, model.attack.len());
        let arrivals = Arrivals::new(&scenario);
        let patience = attacks::patience(model, &scenario);
        let world = World::new(scenario, chance, patience, arrivals.highest_rate(), &mut ledger)?;
        let scenario = world.scenario();
        let mut engine = Engine {
            bounds: Bounds::new(scenario, options.most_events),
            events: 0,
            is_over: false,
            door: open_door(&scenario.policy, measures, rules, scenario)?,
            attacks: ActiveAttack::all(model, scenario),
            operator: Operator::new(&scenario.policy, scenario),
            credentials: scenario.credentials.clone().map(Credentials::new),
            helpline: Centre::of(scenario),
            arrivals,
            ledger,
            world,
        };
        engine.begin();
        Ok(engine)
    }

    fn begin(&mut self) {
        let world = &mut self.world;
        self.door.begin(&mut world.admission_context());
        if let Some(operator) = &self.operator {
            operator.begin(world);
        }
        world.put(world.scenario().bin_us, Event::Bin);
        self.arrivals.begin(world);
        for (attack, attack_at_work) in self.attacks.iter_mut_enumerated() {
            attack_at_work.expect(attack, world);
        }
        if let Some(centre) = &mut self.helpline {
            centre.expect_everyday_call(world);
        }
    }

    /// Whatever is before an instant \[µs\] happens, until `observe` breaks.
    pub(super) fn run_until(&mut self, before: u64, observe: &mut Observe) -> Result<(), SimError> {
        self.go_on(before, u64::MAX, observe)
    }

    /// The next event happens. False once the run is over.
    pub(super) fn step(&mut self) -> Result<bool, SimError> {
        let so_far = self.events;
        self.go_on(u64::MAX, so_far, &mut |_| ControlFlow::Continue(()))?;
        Ok(self.events > so_far)
    }

    /// The loop of the engine, the only one: in two, the compiler inlines less, which costs 3 % of all
    /// instructions. It ends before an instant, or after the event that comes after so many.
    fn go_on(&mut self, before: u64, last_event_after: u64, observe: &mut Observe) -> Result<(), SimError> {
        if self.is_over {
            return Ok(());
        }
        let end = self.world.end();
        let before = before.min(end);
        // One comparison an event serves all: the most events of the run, those until somebody may stop it, and those asked for.
        let most_so_far = last_event_after.min(self.bounds.most_events);
        let mut next_pause = most_so_far.min(self.events + PROGRESS_EVENTS);
        loop {
            let duty = self.world.next_duty();
            let helpline = self.helpline.as_deref();
            let fetch_call = |call| helpline.into_iter().for_each(|centre| centre.fetch(call));
            match self.world.next_event(duty.min(before), fetch_call) {
                Some(event) => {
                    let changed = self.dispatch(event);
                    self.events += u64::from(changed);
                    if event == Event::Bin {
                        self.tell(observe)?;
                    }
                }
                None if duty < before => {
                    let changed = self.world.do_duty();
                    self.events += u64::from(changed);
                }
                None => break,
            }
            if self.world.has_answers() {
                self.hand_out_answers();
            }
            if self.events > next_pause {
                next_pause = match self.pause(last_event_after, observe)? {
                    ControlFlow::Continue(next) => next,
                    ControlFlow::Break(()) => return Ok(()),
                };
            }
        }
        if before == end {
            self.end();
            self.tell(observe)?;
        }
        Ok(())
    }

    /// The end of the run comes.
    fn end(&mut self) {
        let end = self.world.end();
        self.world.go_to(end);
        self.end_bin();
        self.ledger.close(end);
        self.is_over = true;
    }

    /// Breaks off a run with too many events, one that stands still, or one that somebody stops. Gives the number of events at which to pause again, and
    /// breaks after the last event that was asked for.
    #[cold]
    fn pause(
        &mut self,
        last_event_after: u64,
        observe: &mut Observe,
    ) -> Result<ControlFlow<(), u64>, SimError> {
        if self.events > self.bounds.most_events {
            return Err(SimError::TooManyEvents {
                events: self.events,
                at: self.clock(),
            });
        }
        if let Some(events) = self.bounds.stands_still(self.world.now(), self.events) {
            return Err(SimError::StandsStill {
                events,
                at: self.clock(),
            });
        }
        if self.events > last_event_after {
            return Ok(ControlFlow::Break(()));
        }
        self.tell(observe)?;
        let next = last_event_after
            .min(self.bounds.most_events)
            .min(self.events + PROGRESS_EVENTS);
        Ok(ControlFlow::Continue(next))
    }

    fn tell(&self, observe: &mut Observe) -> Result<(), SimError> {
        let operator = self.operator.as_deref();
        if let Some(acts) = operator.and_then(Operator::too_many_acts) {
            return Err(SimError::TooManyActs {
                acts,
                at: self.clock(),
            });
        }
        match observe(self.progress()) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(SimError::Cancelled),
        }
    }

    /// How far the run is.
    pub(super) fn progress(&self) -> Progress {
        Progress {
            now_us: self.world.now(),
            end_us: self.world.end(),
            events: self.events,
        }
    }

    /// The instant of the last event, in civil time.
    pub(super) fn clock(&self) -> String {
        self.world.scenario().clock.format(self.world.now())
    }

    /// Applications submitted so far.
    pub(super) fn submitted(&self) -> u64 {
        let groups = self.world.scenario().groups.keys();
        groups.map(|group| self.ledger.total(group).submitted).sum()
    }

    /// An event happens. False if it was stale.
    #[inline]
    fn dispatch(&mut self, event: Event) -> bool {
        match event {
            Event::Act { person } => self.visit().act(person),
            Event::WorkDone(request) => return self.world.work_done(request),
            Event::Deadline(request) => return self.world.deadline(request),
            Event::Newcomer { group } => self.newcomer(group),
            Event::AttackRequest { attack } => self.send_attack_request(attack),
            Event::Operator { rule, duty } => {
                let operator = self.operator.as_mut();
                return operator
                    .is_some_and(|o| o.operate(rule, duty, &mut self.world, &mut self.door, &self.ledger));
            }
            Event::HeaderTimeout { attack } => {
                self.attacks[attack].header_timeout(attack, &mut self.world, &mut self.ledger);
            }
            Event::Timer { measure, token } => {
                let changed = self
                    .door
                    .timer(measure, token, &mut self.world.admission_context());
                self.visit().process_departures();
                return changed;
            }
            Event::Bin => {
                self.end_bin();
                let next = self.world.now() + self.world.scenario().bin_us;
                self.world.put(next, Event::Bin);
                return false;
            }
            Event::Credential { person, what } => return self.visit().credential_event(person, what),
            Event::Call { call, generation } => return self.visit().call_event(call, generation),
            Event::EverydayCall => {
                if let Some(centre) = &mut self.helpline {
                    centre.everyday_call(&mut self.world);
                }
            }
        }
        true
    }

    /// What a person's visit may touch.
    #[inline]
    fn visit(&mut self) -> Visit<'_> {
        Visit {
            world: &mut self.world,
            door: &mut self.door,
            ledger: &mut self.ledger,
            credentials: &mut self.credentials,
            helpline: &mut self.helpline,
        }
    }

    fn newcomer(&mut self, group: GroupIndex) {
        let (person, delay) = self.arrivals.newcomer(group, &mut self.world, &mut self.ledger);
        let now = self.world.now();
        let mut visit = self.visit();
        if delay == 0 {
            visit.act(person);
        } else {
            visit.act_at(person, now.saturating_add(delay));
        }
    }

    fn send_attack_request(&mut self, attack: AttackIndex) {
        let attack_at_work = &mut self.attacks[attack];
        attack_at_work.send_attack_request(attack, &mut self.world, &mut self.door, &mut self.ledger);
        attack_at_work.expect(attack, &mut self.world);
    }

    fn end_bin(&mut self) {
        let now = self.world.now();
        let tiers = self.world.portal().areas_inside(now);
        self.ledger.end_bin(now, tiers, self.door.areas(now));
    }

    fn hand_out_answers(&mut self) {
        // An answer can lead to a new attempt at once, and that to further answers.
        let mut next = 0;
        while let Some(answer) = self.world.answer(next) {
            next += 1;
            self.hand_out(answer);
        }
        self.world.clear_answers();
    }

    #[inline]
    fn hand_out(&mut self, answer: Answer) {
        match answer.sender {
            Sender::Person(person) => match answer.outcome {
                Outcome::Served => self.visit().served(person, answer.issued),
                failure => self.visit().failed(person, failure),
            },
            Sender::Attack(attack) => self.attacks[attack].answered(
                attack,
                answer.outcome,
                &mut self.world,
                &mut self.door,
                &mut self.ledger,
            ),
            Sender::Start => {}
        }
    }

    /// The run as it stands at the end.
    pub(super) fn ended(&mut self) -> Ended<'_> {
        Ended {
            events: self.events,
            world: &mut self.world,
            door: &self.door,
            ledger: &mut self.ledger,
            attacks: &self.attacks,
            operator: self.operator.as_deref(),
            credentials: self.credentials.as_ref(),
            helpline: self.helpline.as_deref(),
        }
    }
}
