//! A model seen as theory sees it: streams of people with a rate, an amount of work each, and tiers with a speed.
//!
//! This is the bridge between what a user writes and what a formula asks for; nothing here is a statement yet.

use crate::measures::waiting_room::WaitingRoom;
use crate::model::civil::CivilClock;
use crate::model::people::{Credential, Office, Role};
use crate::model::portal::{Penalty, Tier};
use crate::model::units::Factor;
use crate::model::{Attack, Measure, Model};
use crate::sim::SimError;
use crate::theory::sharing::Speed;

use super::intents::{Intents, seconds};
use super::law::{mean, mean_of};

/// The most requests inside at which a processor's speed is looked up.
const MOST_LOOKED_UP: u64 = 1_000_000;

/// A model under a policy, as theory sees it.
pub(super) struct Launch<'a> {
    pub(super) model: &'a Model,
    pub(super) policy: &'a str,
    /// What the policy is, in words.
    pub(super) title: &'a str,
    pub(super) measures: &'a [Measure],
    pub(super) clock: CivilClock,
    /// Length of the run \[s\].
    pub(super) horizon_s: f64,
    /// Those who apply themselves, group by group, then the offices. Only those of whom anybody comes.
    pub(super) streams: Vec<Stream<'a>>,
    pub(super) stations: Vec<Station<'a>>,
}

/// People who behave alike.
pub(super) struct Stream<'a> {
    pub(super) name: &'a str,
    pub(super) role: &'a Role,
    pub(super) role_name: &'a str,
    /// The office, when these are files that operators work through.
    pub(super) office: Option<&'a Office>,
    pub(super) intents: Intents,
    pub(super) credential: Option<&'a Credential>,
    /// The probability of trying again is the role's, times this.
    pub(super) retry: f64,
    /// What one application takes.
    pub(super) application: Application,
    /// Expected number of first intents in the run.
    pub(super) people: f64,
}

/// What one application takes, with nobody else around.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Application {
    /// Pages.
    pub(super) pages: f64,
    /// Thinking between them \[s\].
    pub(super) think_s: f64,
    /// Work on each tier \[s\].
    pub(super) work_s: Vec<f64>,
    /// Time a slot of each tier is held: its own work and that of the tiers behind \[s\].
    pub(super) held_s: Vec<f64>,
}

impl Application {
    /// Work on all tiers together \[s\].
    pub(super) fn service_s(&self) -> f64 {
        self.work_s.iter().sum()
    }

    /// This and another application, in shares that add up to one.
    fn mixed(&self, share: f64, other: &Application) -> Application {
        let mix = |a: f64, b: f64| share * a + (1.0 - share) * b;
        let each = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| mix(*a, *b)).collect();
        Application {
            pages: mix(self.pages, other.pages),
            think_s: mix(self.think_s, other.think_s),
            work_s: each(&self.work_s, &other.work_s),
            held_s: each(&self.held_s, &other.held_s),
        }
    }
}

/// A tier, as a queue.
pub(super) struct Station<'a> {
    pub(super) tier: &'a Tier,
    pub(super) slots: u64,
    /// `None`: a processor for each slot.
    pub(super) speed: Option<Speed>,
    /// The most work it does in a second, in cores.
    pub(super) most_work: f64,
}

impl Station<'_> {
    /// Work done in a second with `n` requests in the slots, in cores.
    pub(super) fn speed_at(&self, n: u64) -> f64 {
        match self.speed {
            None => n.min(self.slots) as f64,
            Some(speed) => speed.at(usize::try_from(n).unwrap_or(usize::MAX)),
        }
    }
}

impl<'a> Launch<'a> {
    /// The model under the policy of that name.
    pub(super) fn new(model: &'a Model, policy: &'a str) -> Result<Self, SimError> {
        let model = model.under(policy);
        let chosen = model.policy.get(policy).ok_or_else(|| SimError::UnknownPolicy {
            name: policy.to_owned(),
            known: model.policy.keys().cloned().collect(),
        })?;
        let clock = CivilClock::new(&model.calendar).map_err(|e| SimError::Calendar(e.to_string()))?;
        let mut launch = Launch {
            model,
            policy,
            title: &chosen.title,
            measures: &chosen.measure,
            horizon_s: clock.horizon_us() as f64 / 1e6,
            clock,
            streams: Vec::new(),
            stations: model.portal.tier.iter().map(station).collect(),
        };
        launch.streams = launch.streams()?;
        Ok(launch)
    }

    /// Its waiting room, if the policy has one.
    pub(super) fn room(&self) -> Option<&'a WaitingRoom> {
        self.measures.iter().find_map(Measure::get)
    }

    /// When its waiting room begins \[s\], within the run: at the start, unless it says otherwise.
    pub(super) fn room_from_s(&self) -> Option<f64> {
        let from = |room: &WaitingRoom| room.from.as_ref().map_or(0.0, |from| seconds(&self.clock, from));
        self.room().map(|room| from(room).clamp(0.0, self.horizon_s))
    }

    /// Whether its waiting room stands all the time.
    pub(super) fn always_has_room(&self) -> bool {
        self.room_from_s().is_some_and(|from| from <= 0.0)
    }

    /// The kind of applicant that capacities are told for: the largest stream that goes itself, else the largest office.
    pub(super) fn typical(&self) -> Option<&Stream<'a>> {
        let own = |s: &&Stream| s.office.is_none();
        let largest = |a: &&Stream, b: &&Stream| a.people.total_cmp(&b.people);
        self.streams
            .iter()
            .filter(own)
            .max_by(largest)
            .or_else(|| self.streams.iter().max_by(largest))
    }

    /// The tier that runs out first as applications of this kind come faster, and the most of them it can complete a second:
    /// the asymptotic bounds `most work / work` and `slots / time held`. `None` when no tier has anything to do.
    pub(super) fn bottleneck(&self, application: &Application) -> Option<(usize, f64)> {
        let bound = |t: usize| {
            let station = &self.stations[t];
            let by_work = station.most_work / application.work_s[t];
            let by_slots = station.slots as f64 / application.held_s[t];
            by_work.min(by_slots)
        };
        (0..self.stations.len())
            .map(|t| (t, bound(t)))
            .filter(|(_, rate)| rate.is_finite())
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Requests a second of each attack that is on at `t` \[s\], with what they ask.
    pub(super) fn floods_at(&self, t: f64) -> impl Iterator<Item = (f64, &'a str)> + '_ {
        self.model.attack.values().filter_map(move |attack| {
            let request = attack.request()?;
            let on = |p: &&crate::model::attack::Pulse| {
                (seconds(&self.clock, &p.from)..seconds(&self.clock, &p.until)).contains(&t)
            };
            let rate = attack.pulses().iter().filter(on).map(|p| p.rate.per_s()).sum();
            Some((rate, request))
        })
    }

    /// Mean work of a class of requests on a tier \[s\].
    pub(super) fn work_of(&self, request: &str, tier: usize) -> f64 {
        let work = self.model.portal.request.get(request).map(|r| &r.work);
        mean_of(work.and_then(|work| work.get(&self.stations[tier].tier.name)))
    }

    /// What an application takes that begins at page `first`, for people of a given pace.
    fn application(&self, first: usize, pace: f64) -> Application {
        let pages = &self.model.journey.page[first..];
        let tiers = self.stations.len();
        let mut sum = Application {
            pages: pages.len() as f64,
            think_s: 0.0,
            work_s: vec![0.0; tiers],
            held_s: vec![0.0; tiers],
        };
        for (i, page) in pages.iter().enumerate() {
            // After the last page nobody thinks about the next one.
            if i + 1 < pages.len() {
                sum.think_s += pace * mean_of(page.think.as_ref());
            }
            // A request holds its slot of a tier until the tiers behind have answered, and goes no deeper than its work does.
            let mut behind = 0.0;
            for t in (0..tiers).rev() {
                let work = self.work_of(&page.request, t);
                behind += work;
                sum.work_s[t] += work;
                sum.held_s[t] += behind;
            }
        }
        sum
    }

    fn streams(&self) -> Result<Vec<Stream<'a>>, SimError> {
        let mut streams = Vec::new();
        for (name, group) in &self.model.people.group {
            let away = group.through_office.as_ref().map_or(0.0, |o| o.share.get());
            let intents = match (&group.arrivals, group.size) {
                (Some(arrivals), _) => Intents::open(arrivals, &self.clock),
                (None, size) => {
                    let people = size.map_or(0.0, |n| n.get() as f64) * group.apply.get();
                    let demand = self.demand(group.demand.as_ref())?;
                    Intents::closed(people * (1.0 - away), demand, &self.clock)
                }
            };
            let role = self.role(&group.role)?;
            let (think, retry) = self.skill();
            let pace = role.pace.as_ref().map_or(1.0, mean) * think;
            streams.push(Stream {
                name,
                role,
                role_name: &group.role,
                office: None,
                people: intents.before(self.horizon_s),
                intents,
                credential: group.credential.as_ref(),
                retry,
                application: self.application(0, pace),
            });
        }
        for (name, office) in &self.model.people.office {
            streams.push(self.office(name, office)?);
        }
        streams.retain(|stream| stream.people > 0.0);
        Ok(streams)
    }

    fn office(&self, name: &'a str, office: &'a Office) -> Result<Stream<'a>, SimError> {
        let mut intents = Intents::default();
        for group in self.model.people.group.values() {
            let Some(through) = group.through_office.as_ref().filter(|o| o.office == name) else {
                continue;
            };
            let files = group.size.map_or(0.0, |n| n.get() as f64) * group.apply.get() * through.share.get();
            let demand = self.demand(through.demand.as_ref().or(group.demand.as_ref()))?;
            intents.join(Intents::closed(files, demand, &self.clock));
        }
        let role = self.role(&office.role)?;
        let pace = role.pace.as_ref().map_or(1.0, mean);
        let next = self.model.journey.next_file_from.as_ref();
        let next = next.and_then(|page| self.model.journey.page.iter().position(|p| p.name == *page));
        let first_share = 1.0 / office.files_per_login.get().max(1) as f64;
        let further = self.application(next.unwrap_or(0), pace);
        Ok(Stream {
            name,
            role,
            role_name: &office.role,
            office: Some(office),
            people: intents.before(self.horizon_s),
            intents,
            credential: None,
            retry: 1.0,
            application: self.application(0, pace).mixed(first_share, &further),
        })
    }

    fn demand(&self, name: Option<&String>) -> Result<&'a crate::model::people::Demand, SimError> {
        let found = name.and_then(|name| self.model.people.demand.get(name));
        found.ok_or_else(|| missing("demand", name.map_or("", String::as_str)))
    }

    fn role(&self, name: &str) -> Result<&'a Role, SimError> {
        let role = self.model.people.role.get(name);
        role.ok_or_else(|| missing("role", name))
    }

    /// Mean factors of skill, on think times and on the probability of trying again.
    fn skill(&self) -> (f64, f64) {
        let skills = &self.model.people.skill;
        let total: f64 = skills.values().map(|s| s.weight.get()).sum();
        if total <= 0.0 {
            return (1.0, 1.0);
        }
        skills.values().fold((0.0, 0.0), |(think, retry), s| {
            let share = s.weight.get() / total;
            (think + share * s.think.get(), retry + share * s.retry.get())
        })
    }
}

fn missing(kind: &'static str, name: &str) -> SimError {
    SimError::NoSuch {
        kind,
        name: name.to_owned(),
    }
}

fn station(tier: &Tier) -> Station<'_> {
    let slots = tier.slots.get();
    let cores = tier.cores.map_or(slots as f64, Factor::get);
    let speed = match &tier.penalty {
        None if cores >= slots as f64 => None,
        None => Some(Speed::Cores(cores)),
        Some(Penalty::HalfAt(h)) => Some(Speed::HalfAt {
            cores,
            half_at: h.get() as f64,
        }),
        Some(Penalty::Usl(u)) => Some(Speed::Usl {
            sigma: u.sigma.get(),
            kappa: u.kappa.get(),
        }),
    };
    let looked_up = slots.min(MOST_LOOKED_UP) as usize;
    Station {
        tier,
        slots,
        most_work: match speed {
            None => slots as f64,
            Some(Speed::Cores(cores)) => cores,
            Some(speed) => speed.fastest(looked_up).1,
        },
        speed,
    }
}

impl Launch<'_> {
    /// When pulses of floods begin, within the run \[s\].
    pub(super) fn pulse_starts(&self) -> Vec<f64> {
        let of = |attack: &Attack| {
            let start = |p: &crate::model::attack::Pulse| seconds(&self.clock, &p.from).max(0.0);
            attack.pulses().iter().map(start).collect::<Vec<f64>>()
        };
        self.model.attack.values().flat_map(of).collect()
    }
}
