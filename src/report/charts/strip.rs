//! A policy drawn as a strip of bars over the time axis: who may come in when, closures, caps.
//!
//! The strip begins as one bar, the service open to all; each measure paints over it what it changes. A new measure
//! says here how it is drawn.

mod operator;

use crate::model::Policy;
use crate::model::civil::CivilClock;
use crate::model::policy::{
    Appointments, Closure, Key, KeyWindows, Measure, Open, RoleWindows, Shedding, SheddingBy, TicketOrder,
    WaitingRoom,
};
use crate::model::units::{DailyHours, Moment};

use super::words::{count, number};

/// What a policy lets in, over time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strip {
    /// The bars, the lowest first.
    pub(super) bars: Vec<Bar>,
    /// Rules that hold at the same time, at most: each has a lane of the strip's height.
    pub(super) lanes: usize,
}

/// A stretch of time under a rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    /// First instant \[s\].
    pub(super) from_s: f64,
    /// When it ends \[s\].
    pub(super) until_s: f64,
    pub(super) kind: Kind,
    /// What to write on it: the first that fits.
    pub(super) labels: Vec<String>,
    /// Its lane; bars that concern everyone take the whole height.
    pub(super) lane: Option<usize>,
}

/// What holds during a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The service does not exist.
    Unopened,
    /// Everyone may come in.
    Open,
    /// Roles have hours of their own, and this is nobody's.
    NobodysHours,
    /// Only one role may come in: its index among the roles with windows.
    Hours(usize),
    /// One can queue, but nobody is called yet.
    Queue,
    /// Entry is through a waiting room.
    Room,
    /// Something else holds that is worth saying.
    Noted,
    /// Closed to everyone.
    Closed,
}

/// The layer of rules that hold beside each other.
const LANES: u8 = 2;

type Stretch = (f64, f64);

impl Strip {
    /// The strip of `policy`.
    pub(super) fn of(policy: &Policy, clock: &CivilClock) -> Strip {
        let mut bars = vec![Bar::new(Kind::Open, whole(clock), &["open to all", "open"])];
        for measure in &policy.measure {
            bars.extend(match measure {
                Measure::Open(open) => open_bars(open, clock),
                Measure::Closure(closure) => closure_bars(closure, clock),
                Measure::RoleWindows(windows) => window_bars(windows, clock),
                Measure::WaitingRoom(room) => room_bars(room, clock),
                Measure::KeyWindows(windows) => key_bars(windows, clock),
                Measure::Appointments(booked) => appointment_bars(booked, clock),
                Measure::Shedding(shedding) => shedding_bars(shedding, clock),
                Measure::EmergencyCache(cache) => operator::cache(cache, clock),
                // The strip shows who may come in.
                Measure::Autoscaling(scaling) => {
                    let grows = format!("{} grows to {} times at most", scaling.tier, scaling.most);
                    vec![Bar::new(
                        Kind::Noted,
                        whole(clock),
                        &[grows, format!("{} grows", scaling.tier)],
                    )]
                }
                _ => Vec::new(),
            });
        }
        bars.extend(operator::bars(policy, clock));
        if !policy.set.is_empty() {
            let labels = [
                policy.set.join(", "),
                format!("{} values changed", policy.set.len()),
            ];
            bars.push(Bar::new(Kind::Noted, whole(clock), &labels));
        }
        bars.retain(|bar| bar.from_s < bar.until_s);
        let lanes = give_lanes(&mut bars);
        bars.sort_by_key(|bar| bar.kind.layer());
        Strip { bars, lanes }
    }

    /// The parts of the bar with this index that no bar above it covers.
    pub(super) fn uncovered(&self, index: usize) -> Vec<Stretch> {
        let bar = &self.bars[index];
        let mut parts = vec![(bar.from_s, bar.until_s)];
        // Rules in lanes lie beside each other, never over each other.
        let over = self.bars[index + 1..]
            .iter()
            .filter(|above| bar.lane.is_none() || above.lane.is_none());
        for above in over {
            let cut = (above.from_s, above.until_s);
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
        let shut = (0..self.bars.len()).filter(|&i| nobody(self.bars[i].kind));
        shut.flat_map(|i| self.uncovered(i)).collect()
    }

    /// The policy in words, for those who do not see the strip.
    pub(super) fn in_words(&self, civil: impl Fn(f64) -> String) -> String {
        let mut said: Vec<String> = Vec::new();
        for (i, bar) in self.bars.iter().enumerate() {
            let shown = self.uncovered(i).first().copied();
            let (Some(label), Some((from_s, _))) = (bar.labels.first(), shown) else {
                continue;
            };
            let nothing = matches!(bar.kind, Kind::Unopened | Kind::NobodysHours);
            if !nothing && !said.iter().any(|s| s.starts_with(label.as_str())) {
                said.push(format!("{label} from {}", civil(from_s)));
            }
        }
        said.join("; ")
    }
}

impl Bar {
    fn new<L: ToString>(kind: Kind, (from_s, until_s): Stretch, labels: &[L]) -> Bar {
        Bar {
            from_s,
            until_s,
            kind,
            labels: labels.iter().map(L::to_string).collect(),
            lane: None,
        }
    }
}

impl Kind {
    /// Height in the pile of bars.
    const fn layer(self) -> u8 {
        match self {
            Kind::Open => 0,
            Kind::NobodysHours => 1,
            Kind::Hours(_) | Kind::Queue | Kind::Room | Kind::Noted => LANES,
            Kind::Unopened | Kind::Closed => LANES + 1,
        }
    }
}

/// Gives each rule that holds beside others a lane of its own, the first that is free; returns how many there are.
fn give_lanes(bars: &mut [Bar]) -> usize {
    let mut lanes: Vec<Vec<Stretch>> = Vec::new();
    for bar in bars.iter_mut().filter(|b| b.kind.layer() == LANES) {
        let free = |lane: &Vec<Stretch>| {
            lane.iter()
                .all(|taken| bar.until_s <= taken.0 || taken.1 <= bar.from_s)
        };
        let lane = lanes.iter().position(free).unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(Vec::new());
        }
        lanes[lane].push((bar.from_s, bar.until_s));
        bar.lane = Some(lane);
    }
    lanes.len().max(1)
}

/// Hatched before and after the service exists.
fn open_bars(open: &Open, clock: &CivilClock) -> Vec<Bar> {
    let stretch = between(open.from.as_ref(), open.until.as_ref(), clock);
    let all = whole(clock);
    let labels = ["not open yet", "not open"];
    vec![
        Bar::new(Kind::Unopened, (all.0, stretch.0), &labels),
        Bar::new(Kind::Unopened, (stretch.1, all.1), &labels[1..]),
    ]
}

/// Hatched over everything else.
fn closure_bars(closure: &Closure, clock: &CivilClock) -> Vec<Bar> {
    let stretch = between(Some(&closure.from), Some(&closure.until), clock);
    let hours = format!(
        "closed {}–{}",
        clock_time(stretch.0, clock),
        clock_time(stretch.1, clock)
    );
    vec![Bar::new(Kind::Closed, stretch, &[hours.as_str(), "closed"])]
}

/// A bar for each window of each role; what is left of the rule is nobody's.
fn window_bars(rule: &RoleWindows, clock: &CivilClock) -> Vec<Bar> {
    let holds = between(rule.from.as_ref(), rule.until.as_ref(), clock);
    let mut bars = vec![Bar::new(Kind::NobodysHours, holds, &["closed"])];
    let mut roles: Vec<&str> = rule.window.iter().map(|w| w.role.as_str()).collect();
    roles.sort_unstable();
    roles.dedup();
    for hours in &rule.window {
        let index = roles.iter().position(|r| *r == hours.role).unwrap_or(0);
        let labels = [format!("{} {}", hours.role, hours.hours), hours.role.clone()];
        for (opens, shuts) in clock.intervals(&hours.hours, &hours.days) {
            let stretch = (
                (opens as f64 / 1e6).max(holds.0),
                (shuts as f64 / 1e6).min(holds.1),
            );
            bars.push(Bar::new(Kind::Hours(index), stretch, &labels));
        }
    }
    bars
}

/// A bar for each window of classes of people; the rest of the rule is nobody's, but for the offices.
fn key_bars(rule: &KeyWindows, clock: &CivilClock) -> Vec<Bar> {
    let holds = between(rule.from.as_ref(), rule.until.as_ref(), clock);
    let mut bars = vec![Bar::new(Kind::NobodysHours, holds, &["closed"])];
    let mut add = |kind, labels: &[String], (opens, shuts): (u64, u64)| {
        let stretch = (
            (opens as f64 / 1e6).max(holds.0),
            (shuts as f64 / 1e6).min(holds.1),
        );
        bars.push(Bar::new(kind, stretch, labels));
    };
    for (index, window) in rule.window.iter().enumerate() {
        let [first, last] = window.classes;
        let labels = match rule.key {
            Key::BirthMonth => [
                format!("born in months {first}–{last}"),
                format!("{first}–{last}"),
            ],
            Key::TaxCode => {
                let letter = |class: u64| char::from(b'A' + (class.clamp(1, 26) - 1) as u8);
                let letters = format!("{}–{}", letter(first), letter(last));
                [format!("tax codes {letters}"), letters]
            }
        };
        for stretch in clock.intervals(&window.hours, &window.days) {
            add(Kind::Hours(index), &labels, stretch);
        }
    }
    let free = rule
        .free
        .as_ref()
        .map(|days| clock.intervals(&DailyHours::whole_day(), days));
    for stretch in free.into_iter().flatten() {
        add(
            Kind::Noted,
            &["free for all".to_owned(), "free".to_owned()],
            stretch,
        );
    }
    bars
}

/// The hours in which slots lie.
fn appointment_bars(booked: &Appointments, clock: &CivilClock) -> Vec<Bar> {
    let from = between(booked.from.as_ref(), None, clock).0;
    let labels = [
        format!(
            "by appointment, {} in {}",
            count(booked.capacity.get() as f64),
            booked.slot
        ),
        "by appointment".to_owned(),
    ];
    let hours = clock.intervals(&booked.hours, &booked.days);
    let bar = |(opens, shuts): (u64, u64)| {
        Bar::new(
            Kind::Room,
            ((opens as f64 / 1e6).max(from), shuts as f64 / 1e6),
            &labels,
        )
    };
    hours.into_iter().map(bar).collect()
}

/// All the time: who is turned away, and when.
fn shedding_bars(shedding: &Shedding, clock: &CivilClock) -> Vec<Bar> {
    let what = match shedding.by {
        SheddingBy::Request => "requests",
        SheddingBy::Session => "new sessions",
    };
    let mut when = Vec::new();
    if shedding.share.get() > 0.0 {
        when.push(format!("{} shed", shedding.share));
    }
    if let Some(limit) = shedding.in_flight {
        when.push(format!("shed above {} in flight", count(limit.get() as f64)));
    }
    if when.is_empty() {
        return Vec::new();
    }
    let labels = [format!("{what} {}", when.join(", ")), format!("{what} shed")];
    vec![Bar::new(Kind::Noted, whole(clock), &labels)]
}

/// The queue before the doors open, and the room with its cap; nothing before it begins.
fn room_bars(room: &WaitingRoom, clock: &CivilClock) -> Vec<Bar> {
    let stands = between(room.from.as_ref(), None, clock);
    let opens = between(room.first_call(), None, clock).0;
    let inside = format!("waiting room, {} inside at most", count(room.cap.get() as f64));
    let release = room.release.as_ref().map_or(String::new(), |r| {
        let burst = match room.burst.get() {
            1 => String::new(),
            burst => format!(" and {} at once", count(burst as f64)),
        };
        format!(", {} called a second{burst}", number(r.per_s()))
    });
    let order = match room.order {
        TicketOrder::Arrival => "first come, first called",
        TicketOrder::Lottery => "called by lot",
    };
    let labels = [
        format!("{inside}{release}, {order}"),
        format!("{inside}{release}"),
        inside,
        "waiting room".to_owned(),
    ];
    vec![
        Bar::new(
            Kind::Queue,
            (stands.0, opens),
            &["queue, nobody called yet", "queue"],
        ),
        Bar::new(Kind::Room, (opens, stands.1), &labels),
    ]
}

fn whole(clock: &CivilClock) -> Stretch {
    (0.0, clock.horizon_us() as f64 / 1e6)
}

/// The part of the run between two moments, its own ends where they are absent.
fn between(from: Option<&Moment>, until: Option<&Moment>, clock: &CivilClock) -> Stretch {
    let all = whole(clock);
    (
        from.map_or(all.0, |m| seconds(m, clock)),
        until.map_or(all.1, |m| seconds(m, clock)),
    )
}

fn seconds(moment: &Moment, clock: &CivilClock) -> f64 {
    let all = whole(clock);
    (clock.micros(moment) as f64 / 1e6).clamp(all.0, all.1)
}

/// "13:20"
fn clock_time(seconds: f64, clock: &CivilClock) -> String {
    let civil = clock.format((seconds * 1e6) as u64);
    civil
        .split_once(' ')
        .map_or_else(String::new, |(_, time)| time.get(..5).unwrap_or(time).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Calendar;

    fn strip(policy: &str) -> Strip {
        let calendar: Calendar =
            toml::from_str("start = \"2020-04-01 00:00\"\nend = \"2020-04-03 00:00\"").unwrap();
        Strip::of(
            &toml::from_str(policy).unwrap(),
            &CivilClock::new(&calendar).unwrap(),
        )
    }

    fn hours(stretches: &[Stretch]) -> Vec<(f64, f64)> {
        stretches.iter().map(|s| (s.0 / 3600.0, s.1 / 3600.0)).collect()
    }

    #[test]
    fn no_measures_are_one_bar_open_to_all() {
        let strip = strip("");
        assert_eq!(strip.bars.len(), 1);
        assert_eq!((strip.bars[0].kind, strip.lanes), (Kind::Open, 1));
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
            let at = strip.bars.iter().position(|b| b.kind == Kind::Room).unwrap();
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
            let at = strip.bars.iter().position(|b| b.kind == kind);
            at.map_or(Vec::new(), |at| hours(&strip.uncovered(at)))
        };
        let later = room("from = \"2020-04-01 17:30\"");
        assert_eq!(shown(&later, Kind::Open), [(0.0, 17.5)]);
        assert_eq!(shown(&later, Kind::Queue), []);
        assert_eq!(shown(&later, Kind::Room), [(17.5, 48.0)]);
        let words = later.in_words(|s| format!("hour {}", s / 3600.0));
        assert!(
            words.starts_with("open to all from hour 0; waiting room"),
            "{words}"
        );
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
        let words = strip.in_words(|s| format!("hour {}", s / 3600.0));
        assert_eq!(words, "open to all from hour 6");
    }

    #[test]
    fn an_operator_closes_until_the_next_reopening_and_adds_capacity_to_the_end() {
        let strip = strip(
            "[[operator]]\nat = \"2020-04-01 12:00\"\nafter = \"30 min\"\nclose = true\n\
             [[operator]]\nat = \"2020-04-01 18:00\"\nreopen = true\ncapacity = { web = 2 }",
        );
        assert_eq!(hours(&strip.shut()), [(12.5, 18.0)]);
        let larger = strip.bars.iter().position(|b| b.kind == Kind::Noted).unwrap();
        assert_eq!(hours(&strip.uncovered(larger)), [(18.0, 48.0)]);
        assert_eq!(strip.bars[larger].labels[0], "web 2 times as large");
    }
}
