//! Lines and operators: a station of the textbooks (M/M/c/K+M), and callers who call again.

use std::collections::VecDeque;

use crate::scenario::{Helpline, Scenario, splitmix};
use crate::sim::event::Event;
use crate::sim::integral::Integral;
use crate::sim::memory::prefetch;
use crate::sim::moment::Moment;
use crate::sim::random::{Block, Chance, Purpose};
use crate::sim::result::{CallWaits, HelplineSummary, TimeDistribution};
use crate::sim::stream::Stream;
use crate::sim::times::Times;

use super::reason::{Habit, PURPOSE, Reason, everyday_key};

/// Generations are kept to the bits an agenda key has room for.
const GENERATION_MASK: u32 = (1 << 28) - 1;

/// Who calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    /// Key to chance.
    pub(crate) key: u64,
    pub(crate) person: Option<u32>,
    pub(crate) reason: Reason,
}

/// Where a caller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Will call.
    Away,
    /// Waits for an operator.
    InLine,
    /// Speaks to an operator.
    Talking,
}

/// A caller's call, and the calls to follow it.
#[derive(Debug, Clone, Copy)]
struct Call {
    caller: Caller,
    stage: Stage,
    /// When the caller first wanted to call \[µs\].
    wanted: u64,
    /// How often they have dialled, or waited for the opening, since.
    tries: u64,
    /// When it was dialled \[µs\].
    since: u64,
    /// How often something has happened to it, over all callers that have used the record.
    generation: u32,
    /// Whether the last call was answered: the next is about another question.
    answered: bool,
    /// Whether there has been a call before.
    again: bool,
}

/// The contact centre at work.
pub(crate) struct Centre {
    pub(super) helpline: Helpline,
    calls: Vec<Call>,
    free: Vec<u32>,
    /// Who waits, first come first; those whose generation has moved on have hung up.
    line: VecDeque<(u32, u32)>,
    in_line: Integral,
    talking: Integral,
    /// Calls about everything else.
    pub(super) everyday: Option<Stream>,
    pub(super) everyday_number: u64,
    books: HelplineSummary,
    waits: Times,
}

impl Centre {
    pub(crate) fn new(helpline: Helpline, everyday: Option<Stream>) -> Self {
        Centre {
            helpline,
            calls: Vec::new(),
            free: Vec::new(),
            line: VecDeque::new(),
            in_line: Integral::default(),
            talking: Integral::default(),
            everyday,
            everyday_number: 0,
            books: HelplineSummary::default(),
            waits: Times::new(),
        }
    }

    /// The contact centre of a model, if it has one.
    pub(crate) fn of(scenario: &Scenario) -> Option<Box<Centre>> {
        let helpline = scenario.helpline.clone()?;
        let everyday = helpline.everyday.as_ref();
        let everyday = everyday.map(|rates| Stream::new(rates, everyday_key(), Purpose::Arrivals));
        Some(Box::new(Centre::new(helpline, everyday)))
    }

    /// Starts fetching a call from memory.
    pub(crate) fn fetch(&self, call: u32) {
        prefetch(&self.calls, call as usize);
    }

    /// Where a call is, whose it is and when it was dialled; `None` if something else has happened to it since.
    pub(crate) fn find(&self, call: u32, generation: u32) -> Option<(Stage, Caller, u64)> {
        let call = self.calls.get(call as usize)?;
        (call.generation == generation).then_some((call.stage, call.caller, call.since))
    }

    /// Somebody wants to call now.
    pub(crate) fn begin(&mut self, caller: Caller, moment: &mut Moment) {
        self.books.callers += 1;
        let fresh = Call {
            caller,
            stage: Stage::Away,
            wanted: moment.now,
            tries: 0,
            since: moment.now,
            generation: 0,
            answered: false,
            again: false,
        };
        let call = if let Some(free) = self.free.pop() {
            let generation = self.calls[free as usize].generation;
            self.calls[free as usize] = Call { generation, ..fresh };
            free
        } else {
            self.calls.push(fresh);
            (self.calls.len() - 1) as u32
        };
        self.moves_on(call, Stage::Away, moment.now, moment);
    }

    /// The call is at another stage; the next thing happens to it `at` an instant, unless something else does before.
    fn moves_on(&mut self, call: u32, stage: Stage, at: u64, moment: &mut Moment) {
        let record = &mut self.calls[call as usize];
        record.stage = stage;
        record.generation = (record.generation + 1) & GENERATION_MASK;
        let generation = record.generation;
        moment.put(at, Event::Call { call, generation });
    }

    /// The draws of a call: a caller can dial twice within a microsecond, so that the instant alone does not tell calls apart.
    fn draws(&self, call: u32, chance: &Chance) -> Block {
        let call = &self.calls[call as usize];
        chance.block(call.caller.key, PURPOSE, splitmix(call.wanted, call.tries))
    }

    /// The caller stops calling.
    pub(crate) fn forget(&mut self, call: u32) {
        let record = &mut self.calls[call as usize];
        record.generation = (record.generation + 1) & GENERATION_MASK;
        self.free.push(call);
    }

    /// The caller dials. Whether they go on calling.
    pub(crate) fn dial(&mut self, call: u32, moment: &mut Moment) -> bool {
        let now = moment.now;
        self.calls[call as usize].tries += 1;
        match self.helpline.hours.opens(now) {
            Some(opens) if opens == now => {}
            opens => {
                let opens = opens.unwrap_or(u64::MAX);
                let draws = self.draws(call, moment.chance);
                let later = self
                    .helpline
                    .redial_after
                    .as_ref()
                    .map_or(0, |law| law.draw_us(draws.bits(3)));
                self.moves_on(call, Stage::Away, opens.saturating_add(later), moment);
                return true;
            }
        }
        self.count(call, now);
        if self.talking.value() < self.helpline.operators {
            self.answer(call, moment);
        } else if self.in_line.value() + self.talking.value() < self.helpline.trunks {
            self.in_line.increase(now);
            let patience = self.helpline.patience.as_ref().map_or(u64::MAX, |law| {
                law.draw_us(self.draws(call, moment.chance).bits(1))
            });
            self.moves_on(call, Stage::InLine, now.saturating_add(patience), moment);
            self.line.push_back((call, self.calls[call as usize].generation));
        } else {
            self.books.busy += 1;
            return self.calls_again(call, Helpline::redialling, moment);
        }
        true
    }

    fn count(&mut self, call: u32, now: u64) {
        let record = &mut self.calls[call as usize];
        record.since = now;
        self.books.calls += 1;
        if record.again && record.answered {
            self.books.reconnects += 1;
        } else if record.again {
            self.books.redials += 1;
        }
        let about = match record.caller.reason {
            Reason::Overdue => &mut self.books.about.overdue,
            Reason::WholeWanted => &mut self.books.about.whole_one_wanted,
            Reason::Failure => &mut self.books.about.failures,
            Reason::Everyday => &mut self.books.about.everyday,
        };
        *about += 1;
        record.again = true;
    }

    /// An operator takes the call.
    fn answer(&mut self, call: u32, moment: &mut Moment) {
        let since = self.calls[call as usize].since;
        self.books.answered += 1;
        self.waits.record(moment.now - since);
        self.talking.increase(moment.now);
        let draws = self.draws(call, moment.chance);
        let until = moment
            .now
            .saturating_add(self.helpline.handling.draw_us(draws.bits(0)));
        self.moves_on(call, Stage::Talking, until, moment);
    }

    /// The caller has lost patience. Whether they go on calling.
    pub(crate) fn hang_up(&mut self, call: u32, moment: &mut Moment) -> bool {
        self.in_line.decrease(moment.now);
        self.books.abandoned += 1;
        self.calls[call as usize].answered = false;
        self.calls_again(call, Helpline::redialling, moment)
    }

    /// The conversation is over, and the next in line is answered. Whether the caller goes on calling.
    pub(crate) fn finish(&mut self, call: u32, moment: &mut Moment) -> bool {
        self.talking.decrease(moment.now);
        self.calls[call as usize].answered = true;
        let goes_on = self.calls_again(call, Helpline::reconnecting, moment);
        while let Some((next, generation)) = self.line.pop_front() {
            if self.calls[next as usize].generation == generation {
                self.in_line.decrease(moment.now);
                self.answer(next, moment);
                break;
            }
        }
        goes_on
    }

    /// Whether the share of the callers who call again has this one in it.
    fn calls_again(&mut self, call: u32, habit: Habit, moment: &mut Moment) -> bool {
        let draws = self.draws(call, moment.chance);
        let (share, after) = habit(&self.helpline);
        if draws.uniform(2) >= share {
            self.forget(call);
            return false;
        }
        let later = after.map_or(0, |law| law.draw_us(draws.bits(3)));
        self.moves_on(call, Stage::Away, moment.now.saturating_add(later), moment);
        true
    }

    /// How long the calls that were answered had waited in line.
    pub(crate) fn waits(&self) -> TimeDistribution {
        TimeDistribution::recorded(&self.waits, 0)
    }

    /// The figures of a run that has ended at `end` \[µs\].
    pub(crate) fn summary(&self, end: u64) -> HelplineSummary {
        let mut at_the_end = [0_u64; 3];
        let mut live = vec![true; self.calls.len()];
        for free in &self.free {
            live[*free as usize] = false;
        }
        for (call, _) in self.calls.iter().zip(live).filter(|(_, live)| *live) {
            at_the_end[call.stage as usize] += 1;
        }
        let length = end as f64;
        HelplineSummary {
            will_call: at_the_end[Stage::Away as usize],
            in_line: at_the_end[Stage::InLine as usize],
            talking: at_the_end[Stage::Talking as usize],
            wait_s: CallWaits::of(&self.waits()),
            mean_in_line: self.in_line.area(end) as f64 / length,
            mean_talking: self.talking.area(end) as f64 / length,
            utilisation: self.talking.area(end) as f64 / length / self.helpline.operators as f64,
            ..self.books
        }
    }

    /// What does not add up, one line each.
    pub(crate) fn breaches(&self, end: u64) -> Vec<String> {
        let s = self.summary(end);
        let mut breaches = Vec::new();
        if s.calls != s.busy + s.abandoned + s.answered + s.in_line {
            breaches.push(format!("calls without exactly one end: {s:?}"));
        }
        if (s.in_line, s.talking) != (self.in_line.value(), self.talking.value()) {
            breaches.push(format!("the lines are taken by others than the callers: {s:?}"));
        }
        let about = s.about;
        let by_reason = about.overdue + about.whole_one_wanted + about.failures + about.everyday;
        if by_reason != s.calls {
            breaches.push(format!("calls about nothing: {s:?}"));
        }
        breaches
    }
}
