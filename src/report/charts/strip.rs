//! A policy drawn as a strip of bars over the time axis: who may come in when, closures, caps.
//!
//! The strip begins as one bar, the service open to all; each measure paints over it what it
//! changes.

mod operator;

use crate::measures;
use crate::measures::strip::{Bar, Kind, Stretch, whole};
use crate::messages::Language;
use crate::messages::charts::Key;
use clickday_engine::model::Policy;
use clickday_engine::model::civil::CivilClock;

/// What a policy lets in, over time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strip {
    /// The bars, the lowest first.
    pub(super) bars: Vec<Placed>,
    /// Rules that hold at the same time, at most: each has a lane of the strip's height.
    pub(super) lanes: usize,
}

/// A bar in its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) bar: Bar,
    /// Its lane; bars that concern everyone take the whole height.
    pub(super) lane: Option<usize>,
}

/// The layer of rules that hold beside each other.
const LANES: u8 = 2;

impl Strip {
    /// The strip of `policy`.
    pub(super) fn of(policy: &Policy, clock: &CivilClock, language: Language) -> Strip {
        let say = language.charts();
        let mut bars = vec![Bar::new(Kind::Open, whole(clock), &say.open_bar())];
        for measure in &policy.measure {
            bars.extend(measures::strip::bars(measure, clock, language));
        }
        bars.extend(operator::bars(policy, clock, say));
        if !policy.set.is_empty() {
            bars.push(Bar::new(Kind::Noted, whole(clock), &say.set_bar(&policy.set)));
        }
        bars.retain(|bar| bar.from_s < bar.until_s);
        let (mut bars, lanes) = give_lanes(bars);
        bars.sort_by_key(|placed| layer(placed.bar.kind));
        Strip { bars, lanes }
    }

    /// The parts of the bar with this index that no bar above it covers.
    pub(super) fn uncovered(&self, index: usize) -> Vec<Stretch> {
        let Placed { bar, lane } = &self.bars[index];
        let mut parts = vec![(bar.from_s, bar.until_s)];
        // Rules in lanes lie beside each other, never over each other.
        let over = self.bars[index + 1..]
            .iter()
            .filter(|above| lane.is_none() || above.lane.is_none());
        for above in over {
            let cut = (above.bar.from_s, above.bar.until_s);
            parts = parts
                .into_iter()
                .flat_map(|part| [(part.0, part.1.min(cut.0)), (part.0.max(cut.1), part.1)])
                .collect();
            parts.retain(|part| part.0 < part.1);
        }
        parts
    }

    /// When nobody at all may come in.
    pub(super) fn shut(&self) -> Vec<Stretch> {
        let nobody = |kind| matches!(kind, Kind::Unopened | Kind::NobodysHours | Kind::Closed);
        let shut = (0..self.bars.len()).filter(|&i| nobody(self.bars[i].bar.kind));
        shut.flat_map(|i| self.uncovered(i)).collect()
    }

    /// What the policy lets in, for those who do not see the strip: the label of each rule, and from when on \[s\].
    pub(super) fn rules(&self) -> Vec<(&str, f64)> {
        let mut rules: Vec<(&str, f64)> = Vec::new();
        for (i, Placed { bar, .. }) in self.bars.iter().enumerate() {
            let shown = self.uncovered(i).first().copied();
            let (Some(label), Some((from_s, _))) = (bar.labels.first(), shown) else {
                continue;
            };
            let nothing = matches!(bar.kind, Kind::Unopened | Kind::NobodysHours);
            if !nothing && !rules.iter().any(|(said, _)| said == label) {
                rules.push((label, from_s));
            }
        }
        rules
    }

    /// The signs in it that a key explains.
    pub(super) fn signs(&self) -> impl Iterator<Item = Key> {
        let shown = (0..self.bars.len()).filter(|&i| !self.uncovered(i).is_empty());
        shown.filter_map(|i| match self.bars[i].bar.kind {
            Kind::Unopened | Kind::NobodysHours | Kind::Closed => Some(Key::Closed),
            Kind::Queue => Some(Key::Queue),
            Kind::Room | Kind::Noted => Some(Key::Rule),
            Kind::Open | Kind::Hours(_) => None,
        })
    }
}

/// Height in the pile of bars.
const fn layer(kind: Kind) -> u8 {
    match kind {
        Kind::Open => 0,
        Kind::NobodysHours => 1,
        Kind::Hours(_) | Kind::Queue | Kind::Room | Kind::Noted => LANES,
        Kind::Unopened | Kind::Closed => LANES + 1,
    }
}

/// Gives each rule that holds beside others a lane of its own, the first that is free; says how
/// many there are.
fn give_lanes(bars: Vec<Bar>) -> (Vec<Placed>, usize) {
    let mut lanes: Vec<Vec<Stretch>> = Vec::new();
    let mut place = |bar: Bar| {
        if layer(bar.kind) != LANES {
            return Placed { bar, lane: None };
        }
        let free = |lane: &Vec<Stretch>| {
            lane.iter()
                .all(|taken| bar.until_s <= taken.0 || taken.1 <= bar.from_s)
        };
        let lane = lanes.iter().position(free).unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(Vec::new());
        }
        lanes[lane].push((bar.from_s, bar.until_s));
        Placed {
            bar,
            lane: Some(lane),
        }
    };
    let placed = bars.into_iter().map(&mut place).collect();
    (placed, lanes.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickday_engine::model::{Calendar, Document};

    fn strip(policy: &str) -> Strip {
        let calendar: Calendar =
            toml::from_str("start = \"2020-04-01 00:00\"\nend = \"2020-04-03 00:00\"").unwrap();
        let written = policy.replace("[[measure]]", "[[policy.p.measure]]");
        let written = written.replace("[measure.", "[policy.p.measure.");
        let written = written.replace("[[operator]]", "[[policy.p.operator]]");
        let text = format!("version = 1\n[policy.p]\n{written}");
        let document = Document::of_text("policies.toml", &text);
        let file = measures::load::read_policies(document).unwrap();
        Strip::of(
            &file.policy["p"],
            &CivilClock::new(&calendar).unwrap(),
            Language::English,
        )
    }

    fn hours(stretches: &[Stretch]) -> Vec<(f64, f64)> {
        stretches.iter().map(|s| (s.0 / 3600.0, s.1 / 3600.0)).collect()
    }

    #[test]
    fn no_measures_are_one_bar_open_to_all() {
        let strip = strip("");
        assert_eq!(strip.bars.len(), 1);
        assert_eq!((strip.bars[0].bar.kind, strip.lanes), (Kind::Open, 1));
        assert!(strip.shut().is_empty());
    }

    #[test]
    fn a_closure_lies_over_a_waiting_room_whatever_their_order() {
        let closure =
            "[[measure]]\nclosure = { from = \"2020-04-01 13:00\", until = \"2020-04-01 17:00\" }\n";
        let room = "[[measure]]\n[measure.waiting-room]\ncap = 10\npoll = \"20 s\"\nlease = \"1 min\"\n\
                    claim = \"1 min\"\nidle = \"1 min\"\n";
        for policy in [format!("{closure}{room}"), format!("{room}{closure}")] {
            let strip = strip(&policy);
            let at = strip.bars.iter().position(|b| b.bar.kind == Kind::Room).unwrap();
            assert_eq!(hours(&strip.uncovered(at)), [(0.0, 13.0), (17.0, 48.0)]);
            assert_eq!(hours(&strip.shut()), [(13.0, 17.0)]);
        }
    }

    #[test]
    fn a_room_that_begins_later_is_shown_from_then_on() {
        let room = |instants: &str| {
            strip(&format!(
                "[[measure]]\n[measure.waiting-room]\ncap = 10\npoll = \"20 s\"\nlease = \"1 min\"\nclaim = \"1 min\"\n\
                 idle = \"1 min\"\n{instants}"
            ))
        };
        let shown = |strip: &Strip, kind| {
            let at = strip.bars.iter().position(|b| b.bar.kind == kind);
            at.map_or(Vec::new(), |at| hours(&strip.uncovered(at)))
        };
        let later = room("from = \"2020-04-01 17:30\"");
        assert_eq!(shown(&later, Kind::Open), [(0.0, 17.5)]);
        assert_eq!(shown(&later, Kind::Queue), []);
        assert_eq!(shown(&later, Kind::Room), [(17.5, 48.0)]);
        let rules = later.rules();
        assert_eq!(rules[0], ("open to all", 0.0));
        assert!(rules[1].0.starts_with("waiting room"), "{rules:?}");
        let queue = room("from = \"2020-04-01 17:30\"\nopens = \"2020-04-01 18:00\"");
        assert_eq!(shown(&queue, Kind::Queue), [(17.5, 18.0)]);
        assert_eq!(shown(&queue, Kind::Room), [(18.0, 48.0)]);
    }

    #[test]
    fn hours_of_two_roles_that_overlap_stand_in_two_lanes_and_what_is_left_is_nobodys() {
        let strip = strip(
            "[[measure]]\n[measure.role-windows]\nwindow = [{ role = \"office\", hours = \"08:00-16:00\" }, \
             { role = \"citizen\", hours = \"12:00-20:00\" }]",
        );
        assert_eq!(strip.lanes, 2);
        assert_eq!(hours(&strip.shut()), [(0.0, 8.0), (20.0, 32.0), (44.0, 48.0)]);
    }

    #[test]
    fn before_it_opens_and_after_it_ends_there_is_no_service() {
        let strip =
            strip("[[measure]]\nopen = { from = \"2020-04-01 06:00\", until = \"2020-04-02 18:00\" }");
        assert_eq!(hours(&strip.shut()), [(0.0, 6.0), (42.0, 48.0)]);
        assert_eq!(strip.rules(), [("open to all", 6.0 * 3600.0)]);
        assert!(strip.signs().all(|sign| sign == Key::Closed));
        assert_eq!(strip.signs().count(), 2);
    }

    #[test]
    fn an_operator_closes_until_the_next_reopening_and_adds_capacity_to_the_end() {
        let strip = strip(
            "[[operator]]\nat = \"2020-04-01 12:00\"\nafter = \"30 min\"\nclose = true\n\
             [[operator]]\nat = \"2020-04-01 18:00\"\nreopen = true\ncapacity = { web = 2 }",
        );
        assert_eq!(hours(&strip.shut()), [(12.5, 18.0)]);
        let larger = strip.bars.iter().position(|b| b.bar.kind == Kind::Noted).unwrap();
        assert_eq!(hours(&strip.uncovered(larger)), [(18.0, 48.0)]);
        assert_eq!(strip.bars[larger].bar.labels[0], "web 2 times as large");
    }
}
