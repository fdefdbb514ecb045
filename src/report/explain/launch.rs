//! A scenario as the statements see it: at full size, with its streams of people, its room and its
//! floods at hand.

use typed_index_collections::TiSlice;

use crate::measures::waiting_room::WaitingRoom;
use crate::messages::Language;
use clickday_engine::model::{Attack, CivilClock, Measure, Model};
use clickday_engine::scenario::{Application, MICROS, Scenario, Stream, Tier, TierIndex};

/// A model under a policy, as theory sees it.
pub(super) struct Launch<'a> {
    /// The language of its statements.
    pub(super) language: Language,
    pub(super) scenario: &'a Scenario,
    pub(super) model: &'a Model,
    pub(super) policy: &'a str,
    /// What the policy is, in words.
    pub(super) title: &'a str,
    pub(super) measures: &'a [Measure],
    pub(super) clock: &'a CivilClock,
    /// Length of the run \[s\].
    pub(super) horizon_s: f64,
    /// Those who apply themselves, group by group, then the offices. Only those of whom anybody
    /// comes.
    pub(super) streams: Vec<Stream<'a>>,
    /// The tiers, outermost first.
    pub(super) stations: &'a TiSlice<TierIndex, Tier>,
}

impl<'a> Launch<'a> {
    /// What a scenario at full scale is.
    pub(super) fn new(scenario: &'a Scenario, language: Language) -> Self {
        Launch {
            language,
            scenario,
            model: &scenario.model,
            policy: &scenario.policy_name,
            title: &scenario.policy.title,
            measures: &scenario.policy.measure,
            clock: &scenario.clock,
            horizon_s: scenario.end_us as f64 / MICROS,
            streams: scenario.streams(),
            stations: &scenario.tiers,
        }
    }

    /// Its waiting room, if the policy has one.
    pub(super) fn room(&self) -> Option<&'a WaitingRoom> {
        self.measures.iter().find_map(Measure::get)
    }

    /// When its waiting room begins \[s\], within the run: at the start, unless it says otherwise.
    pub(super) fn room_from_s(&self) -> Option<f64> {
        let from = |room: &WaitingRoom| room.from.as_ref().map_or(0.0, |from| self.clock.seconds(from));
        self.room().map(|room| from(room).clamp(0.0, self.horizon_s))
    }

    /// Whether its waiting room stands all the time.
    pub(super) fn always_has_room(&self) -> bool {
        self.room_from_s().is_some_and(|from| from <= 0.0)
    }

    /// The kind of applicant for whom capacities are given: the largest stream that goes itself,
    /// else the largest office.
    pub(super) fn typical(&self) -> Option<&Stream<'a>> {
        let own = |s: &&Stream| s.office.is_none();
        let largest = |a: &&Stream, b: &&Stream| a.people.total_cmp(&b.people);
        self.streams
            .iter()
            .filter(own)
            .max_by(largest)
            .or_else(|| self.streams.iter().max_by(largest))
    }

    /// The tier that runs out first as applications of this kind come faster, and the most of them
    /// it can complete a second.
    pub(super) fn bottleneck(&self, application: &Application) -> Option<(TierIndex, f64)> {
        self.scenario.bottleneck(application)
    }

    /// Requests a second of each attack that asks for something at `t` \[s\], with what they ask.
    pub(super) fn floods_at(&self, t: f64) -> impl Iterator<Item = (f64, &'a str)> + '_ {
        let attacks = self.model.attack.values().zip(&self.scenario.attack_rates);
        attacks.filter_map(move |(attack, rates)| Some((rates.at(t * MICROS), attack.request()?)))
    }

    /// When pulses of floods begin, within the run \[s\].
    pub(super) fn pulse_starts(&self) -> Vec<f64> {
        let of = |attack: &Attack| {
            let start = |p: &clickday_engine::model::attack::Pulse| self.clock.seconds(&p.from).max(0.0);
            attack.pulses().iter().map(start).collect::<Vec<f64>>()
        };
        self.model.attack.values().flat_map(of).collect()
    }
}
