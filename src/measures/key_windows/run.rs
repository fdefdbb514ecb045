//! Days of their own for classes of people. They are public: who knows them waits for their own, the others come and are turned away.

use super::KeyWindows as Spec;
use clickday_engine::model::units::DailyHours;
use clickday_engine::scenario::{Kinds, PageIndex, Scenario};
use clickday_engine::sim::door::{Admission, AdmissionContext, AdmissionDecision, Measure, Visitor};
use clickday_engine::sim::random::OwnPurpose;

/// Which class a key sorts a person into.
const CLASS: OwnPurpose = OwnPurpose::numbered(50);

/// Windows of each class while the rule holds.
pub(crate) struct KeyWindows {
    from: u64,
    until: u64,
    /// Share of the people in this class or one before it.
    cumulative: Vec<f64>,
    /// For each class, its windows \[µs\], in order.
    windows: Vec<Vec<(u64, u64)>>,
    kinds: Kinds,
    /// Pages before this one belong to the application.
    application_end: PageIndex,
}

impl KeyWindows {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let instant = |m| scenario.clock.micros(m).max(0).cast_unsigned();
        let classes = 1..=spec.key.classes();
        let free = spec.free.as_ref();
        let free = free.map_or_else(Vec::new, |days| {
            scenario.clock.intervals(&DailyHours::whole_day(), days)
        });
        let windows_of = |class: u64| {
            let own = spec
                .window
                .iter()
                .filter(|w| (w.classes[0]..=w.classes[1]).contains(&class));
            let mut all: Vec<_> = own
                .flat_map(|w| scenario.clock.intervals(&w.hours, &w.days))
                .chain(free.iter().copied())
                .collect();
            all.sort_unstable_by_key(|(from, until)| (*until, *from));
            all
        };
        KeyWindows {
            from: spec.from.as_ref().map_or(0, instant),
            until: spec.until.as_ref().map_or(u64::MAX, instant),
            cumulative: classes.clone().map(|class| spec.key.cumulative(class)).collect(),
            windows: classes.map(windows_of).collect(),
            kinds: scenario.kinds(),
            application_end: scenario.application_end,
        }
    }

    /// The class of a person, from 0: the same under every policy that sorts by a key.
    fn class(&self, person: u32, context: &AdmissionContext) -> usize {
        let key = context.people[person as usize].key(context.salts);
        let u = context.chance.own(key, CLASS, 0).uniform(0);
        self.cumulative
            .partition_point(|share| *share < u)
            .min(self.cumulative.len() - 1)
    }
}

impl Measure for KeyWindows {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }
}

impl Admission for KeyWindows {
    fn hours(&self) -> Vec<(u64, u64)> {
        vec![(self.from, self.until)]
    }

    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        let now = context.now;
        let own = self.kinds.is_group(context.people[visitor.person as usize].kind);
        if now < self.from || now >= self.until || !own || visitor.page >= self.application_end {
            return AdmissionDecision::Admit;
        }
        let windows = &self.windows[self.class(visitor.person, context)];
        if windows.iter().any(|(from, until)| (*from..*until).contains(&now)) {
            return AdmissionDecision::Admit;
        }
        let next = windows
            .iter()
            .map(|(from, _)| *from)
            .filter(|from| *from > now)
            .min();
        AdmissionDecision::Closed {
            reopens: Some(next.unwrap_or(u64::MAX).min(self.until)),
        }
    }
}
