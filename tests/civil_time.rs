//! Everything that names an hour goes by the clock on the wall, on days of 23 and of 25 hours too, and counts over
//! time have one name each.
//!
//! Where a mechanism is open is read off the bins in which pages were served, and laid beside the definition: the bin's clock time,
//! by `jiff`, lies within the hours written.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};

use assert_cmd::Command;
use clickday::measures::load;
use clickday::measures::run;
use clickday::model::Document;
use clickday::sim::result::Outcome;
use clickday::sim::{RunOptions, RunResult};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

/// Places, each with days on which its clocks change.
const PLACES: [(&str, &[&str]); 7] = [
    ("Europe/Rome", &["2020-03-29", "2020-10-25"]),
    ("Europe/London", &["2020-03-29", "2020-10-25"]),
    ("America/Toronto", &["2020-03-08", "2020-11-01"]),
    ("Australia/Sydney", &["2020-04-05", "2020-10-04"]),
    // By half an hour.
    ("Australia/Lord_Howe", &["2020-04-05", "2020-10-04"]),
    // Never.
    ("Asia/Kathmandu", &["2020-03-29"]),
    ("UTC", &["2020-10-25"]),
];

/// A service of a microsecond, so that a page is served in the bin in which it is asked for.
const REST: &str = r#"
[people.role.c]
[[journey.page]]
name = "p"
request = "p"
[[portal.tier]]
name = "w"
slots = 1000
[portal.request.p]
work = { w = { fixed = "1 us" } }
"#;

fn calendar(zone: &str, start: &str, end: &str, bin: &str) -> String {
    format!(
        "version = 1\ntitle = \"A day\"\ncalendar = {{ start = \"{start}\", end = \"{end}\", time-zone = \"{zone}\", bin = \"{bin}\" }}\n"
    )
}

/// Ten people a minute.
const STREAM: &str = "[people.group.c]\nrole = \"c\"\narrivals = { poisson = \"10 per minute\" }\n";

fn simulate(text: &str, policy: &str, seed: u64) -> RunResult {
    let model =
        load::read(Document::of_text("day.toml", text), &[]).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let options = RunOptions {
        policy: policy.to_owned(),
        seed,
        ..RunOptions::default()
    };
    run(&model, &options, &mut |_| {}).unwrap_or_else(|e| panic!("{e}"))
}

fn refused(text: &str) -> String {
    let problems = load::read(Document::of_text("day.toml", text), &[]).err();
    problems
        .unwrap_or_else(|| panic!("not refused:\n{text}"))
        .to_string()
}

/// What the clock of `zone` shows at the start of each bin.
fn shown(run: &RunResult, zone: &str, start: &str) -> Vec<DateTime> {
    let zone = TimeZone::get(zone).unwrap();
    let start = first(&zone, start.parse().unwrap());
    let later = |s: &f64| start + SignedDuration::from_secs_f64(*s);
    run.series
        .start_s
        .iter()
        .map(|s| zone.to_datetime(later(s)))
        .collect()
}

/// The first instant at which the clock of `zone` shows `at` or a later time.
fn first(zone: &TimeZone, at: DateTime) -> Timestamp {
    let found = zone.to_ambiguous_timestamp(at).compatible().unwrap();
    if zone.to_datetime(found) == at {
        return found;
    }
    zone.preceding(found + 1.second()).next().unwrap().timestamp()
}

/// Of each bin, the sum over its groups.
fn per_bin(run: &RunResult, of: impl Fn(&clickday::sim::result::BinCounts) -> u32) -> Vec<u32> {
    let bins = run.series.counts.chunks(run.series.groups.len());
    bins.map(|groups| groups.iter().map(&of).sum()).collect()
}

fn served(run: &RunResult) -> Vec<bool> {
    let served = per_bin(run, |bin| bin.outcomes[Outcome::Served as usize]);
    served.into_iter().map(|n| n > 0).collect()
}

#[derive(Debug, Clone)]
struct Day {
    zone: &'static str,
    date: &'static str,
    /// The run starts so many hours before midnight, a whole number of tens of minutes.
    before: i64,
    /// Of the window, in tens of minutes.
    from: i64,
    until: i64,
}

impl Day {
    fn start(&self) -> DateTime {
        let midnight: DateTime = format!("{} 00:00", self.date).parse().unwrap();
        midnight.saturating_sub((10 * self.before).minutes())
    }

    /// Half a day after the midnight that ends it.
    fn end(&self) -> DateTime {
        let midnight: DateTime = format!("{} 00:00", self.date).parse().unwrap();
        midnight.saturating_add(36.hours())
    }

    fn calendar(&self) -> String {
        let [start, end] = [self.start(), self.end()].map(text);
        calendar(self.zone, &start, &end, "10 min")
    }

    fn hours(&self) -> String {
        let part = |tens: i64| format!("{:02}:{:02}", tens / 6, tens % 6 * 10);
        format!("{}-{}", part(self.from), part(self.until))
    }

    fn is_open(&self, shown: DateTime) -> bool {
        let tens = i64::from(shown.hour()) * 6 + i64::from(shown.minute()) / 10;
        if self.from < self.until {
            (self.from..self.until).contains(&tens)
        } else {
            tens >= self.from || tens < self.until
        }
    }

    /// Where the first page of each open bin, and no page of another, is served.
    fn assert_open_when_shown(&self, run: &RunResult) {
        let shown = shown(run, self.zone, &text(self.start()));
        for (at, served) in shown.into_iter().zip(served(run)) {
            assert_eq!(
                served,
                self.is_open(at),
                "{at} with {} in {}",
                self.hours(),
                self.zone
            );
        }
    }
}

fn text(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

fn days() -> impl Strategy<Value = Day> {
    let place = prop::sample::select(&PLACES[..])
        .prop_flat_map(|(zone, days)| prop::sample::select(days).prop_map(move |day| (zone, day)));
    // Often about the hours at which clocks change.
    let tens = || prop_oneof![0..144_i64, 6..24_i64];
    let window = (tens(), tens()).prop_filter("a window", |(from, until)| from != until);
    (place, 0..60_i64, window).prop_map(|((zone, date), before, (from, until))| Day {
        zone,
        date,
        before,
        from,
        until,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn windows_of_roles_and_of_keys_are_open_when_the_clock_says_so(day in days(), seed in 0..1000_u64) {
        let head = format!("{}{STREAM}{REST}", day.calendar());
        let hours = day.hours();
        for measure in [
            format!("role-windows = {{ window = [{{ role = \"c\", hours = \"{hours}\" }}] }}"),
            format!("key-windows = {{ key = \"birth-month\", window = [{{ classes = [1, 12], hours = \"{hours}\" }}] }}"),
        ] {
            let text = format!("{head}[[policy.w.measure]]\n{measure}\n");
            day.assert_open_when_shown(&simulate(&text, "w", seed));
        }
    }

    /// Files beyond what can be done lie in the office, and each takes a minute.
    #[test]
    fn offices_work_when_the_clock_says_so(day in days(), seed in 0..1000_u64) {
        let [start, hours] = [text(day.start()), day.hours()];
        let model = format!(
            "{}{REST}[people.group.c]\nrole = \"c\"\nsize = 20_000\ndemand = \"d\"\nthrough-office = {{ office = \"o\", share = 1 }}\n\
             [[people.demand.d.part]]\nburst = {{ weight = 1, at = \"{start}\" }}\n\
             [people.office.o]\nrole = \"c\"\noperators = 3\nhours = \"{hours}\"\nfiles-per-login = 1\nbetween-files = {{ fixed = \"1 min\" }}\n",
            day.calendar()
        );
        let run = simulate(&model, "open", seed);
        let shown = shown(&run, day.zone, &start);
        let served = served(&run);
        // A file that was begun is finished, a minute after closing at most: bins whose predecessor is like them.
        for (bin, at) in shown.iter().enumerate().skip(1) {
            if day.is_open(*at) == day.is_open(shown[bin - 1]) {
                prop_assert_eq!(served[bin], day.is_open(*at), "{} with {} in {}", at, hours, day.zone);
            }
        }
    }

    /// A closure is between two instants: those at which the clock first shows its ends, or a later time.
    #[test]
    fn a_closure_lasts_from_the_first_instant_that_shows_its_beginning(day in days(), seed in 0..1000_u64) {
        let midnight: DateTime = format!("{} 00:00", day.date).parse().unwrap();
        let ends = [day.from.min(day.until), day.from.max(day.until)];
        let [from, until] = ends.map(|tens| midnight.saturating_add((10 * tens).minutes()));
        let model = format!(
            "{}{STREAM}{REST}[[policy.w.measure]]\nclosure = {{ from = \"{}\", until = \"{}\", announced = true }}\n",
            day.calendar(), text(from), text(until)
        );
        let jumped = {
            let zone = TimeZone::get(day.zone).unwrap();
            let passes = |at: DateTime| zone.to_datetime(zone.to_ambiguous_timestamp(at).compatible().unwrap()) == at;
            (0..ends[1] - ends[0]).all(|tens| !passes(from.saturating_add((10 * tens).minutes())))
        };
        if jumped {
            prop_assert!(refused(&model).contains("does not exist"));
            return Ok(());
        }
        let run = simulate(&model, "w", seed);
        let shown = shown(&run, day.zone, &text(day.start()));
        let first = |at: DateTime| shown.iter().position(|now| *now >= at).unwrap_or(shown.len());
        let shut = first(from)..first(until);
        for (bin, served) in served(&run).into_iter().enumerate() {
            prop_assert_eq!(served, !shut.contains(&bin), "{} in {}: {} to {}", shown[bin], day.zone, from, until);
        }
    }

    #[test]
    fn a_curve_brings_people_in_the_hours_that_it_names(
        day in days(),
        busy in prop::collection::btree_set(0..24_usize, 1..5),
        seed in 0..1000_u64,
    ) {
        const PEOPLE: u32 = 30_000;
        let mut hours = ["0"; 24];
        for hour in &busy {
            hours[*hour] = "1";
        }
        let midnight = day.start().date().to_datetime(jiff::civil::Time::midnight());
        let end = midnight.saturating_add(72.hours());
        let model = format!(
            "{}{REST}[people.group.c]\nrole = \"c\"\nsize = {PEOPLE}\ndemand = \"d\"\n[[people.demand.d.part]]\n\
             diurnal = {{ weight = 1, from = \"{}\", days = [1, 1, 1], hours = [{}] }}\n",
            calendar(day.zone, &text(midnight), &text(end), "10 min"), text(midnight), hours.join(", ")
        );
        let run = simulate(&model, "open", seed);
        let shown = shown(&run, day.zone, &text(midnight));
        let mut came: BTreeMap<(jiff::civil::Date, usize), u32> = BTreeMap::new();
        for (at, n) in shown.iter().zip(per_bin(&run, |bin| bin.came)) {
            let hour = usize::try_from(at.hour()).unwrap();
            prop_assert!(n == 0 || busy.contains(&hour), "{n} at {at} in {}", day.zone);
            if busy.contains(&hour) {
                *came.entry((at.date(), hour)).or_default() += n;
            }
        }
        prop_assert_eq!(came.values().sum::<u32>(), PEOPLE);
        // Every hour that exists has an equal part, whether it lasts half an hour, one, or two: a binomial variable, at most 15 of them.
        let p = 1.0 / came.len() as f64;
        let (mean, sd) = (f64::from(PEOPLE) * p, (f64::from(PEOPLE) * p * (1.0 - p)).sqrt());
        for (hour, n) in &came {
            prop_assert!((f64::from(*n) - mean).abs() <= 6.0 * sd, "{n} at {hour:?}, not {mean}: {came:?}");
        }
    }

    /// Any start, any end, any bin.
    #[test]
    fn counts_by_the_clock_have_one_name_each_and_come_to_the_total(
        day in days(),
        minutes in 1..2000_i64,
        bin in prop_oneof![Just("10 min"), Just("7 min"), Just("1 h"), Just("30 s"), Just("1 d"), Just("2500 ms")],
        recorded in 0..2000_i64,
        seed in 0..1000_u64,
    ) {
        let start = day.start().saturating_add(day.from.minutes());
        let end = start.saturating_add((minutes + 61).minutes());
        let observed = start.saturating_add(recorded.minutes());
        let model = format!(
            "{}{STREAM}{REST}[[record]]\nat = \"{}\"\napplications = 1\nsource = \"here\"\n",
            calendar(day.zone, &text(start), &text(end), bin), text(observed)
        );
        let run = simulate(&model, "open", seed);
        let names: BTreeSet<&str> = run.submitted_by.iter().map(|at| at.time.as_str()).collect();
        prop_assert_eq!(names.len(), run.submitted_by.len(), "two entries have one name");
        prop_assert!(run.submitted_by.is_sorted_by_key(|at| at.count));
        let last = run.submitted_by.last().unwrap();
        prop_assert_eq!((&last.time, last.count), (&run.until, run.submitted));
        prop_assert_eq!((&run.submitted_by[0].time, run.submitted_by[0].count), (&run.start, 0));
        let by: BTreeMap<&str, u64> = run.submitted_by.iter().map(|at| (at.time.as_str(), at.count)).collect();
        let mut so_far = 0;
        for (time, n) in run.series.time.iter().zip(per_bin(&run, |bin| bin.submitted)) {
            prop_assert_eq!(by.get(time.as_str()), Some(&so_far), "by {}", time);
            so_far += u64::from(n);
        }
        prop_assert_eq!(so_far, run.submitted);
        let attempts: u32 = per_bin(&run, |bin| bin.attempts).into_iter().sum();
        prop_assert_eq!(u64::from(attempts), run.attempts.total);
        // The record's instant is told, where it lies within the run.
        let zone = TimeZone::get(day.zone).unwrap();
        let instant = |at: DateTime| first(&zone, at);
        if instant(observed) <= instant(end) && zone.to_datetime(instant(observed)) == observed {
            let told = run.submitted_by.iter().any(|at| at.time.starts_with(&text(observed)));
            prop_assert!(told, "nothing by {observed}");
        }
        // One format for all times of a run, and each names the instant it is said of.
        let lengths: BTreeSet<usize> = run.series.time.iter().chain([&run.start, &run.until, &run.deadline])
            .chain(run.submitted_by.iter().map(|at| &at.time)).map(String::len).collect();
        prop_assert_eq!(lengths.len(), 1, "{:?}", lengths);
        let instants: Vec<Timestamp> = run.series.time.iter().map(|time| named(time, &zone)).collect();
        for (found, start_s) in instants.iter().zip(&run.series.start_s) {
            prop_assert_eq!(*found, instant(start) + SignedDuration::from_secs_f64(*start_s));
        }
    }
}

/// The instant a time of a run names.
fn named(time: &str, zone: &TimeZone) -> Timestamp {
    let (civil, offset) = time.split_at(
        time.rfind('+')
            .or(time.rfind('-').filter(|at| *at > 10))
            .unwrap_or(time.len()),
    );
    let civil: DateTime = civil.parse().unwrap();
    if offset.is_empty() {
        return zone.to_ambiguous_timestamp(civil).compatible().unwrap();
    }
    format!("{}{offset}", civil.strftime("%Y-%m-%dT%H:%M:%S%.f"))
        .parse()
        .unwrap()
}

fn rome(start: &str, end: &str, more: &str) -> String {
    format!("{}{REST}{more}", calendar("Europe/Rome", start, end, "30 min"))
}

/// Served in each half hour from 00:00 to 06:00 of 29 March 2020, which has ten of them.
fn half_hours(measure: &str) -> Vec<bool> {
    let text = rome(
        "2020-03-29 00:00",
        "2020-03-29 06:00",
        &format!("{STREAM}[[policy.w.measure]]\n{measure}\n"),
    );
    served(&simulate(&text, "w", 1))
}

#[test]
fn what_begins_in_the_hour_that_does_not_exist_begins_when_it_is_over() {
    let only = |open: &[usize]| (0..10).map(|half| open.contains(&half)).collect::<Vec<bool>>();
    // 03:00 to 03:30 is the fifth half hour of that day.
    let window = "role-windows = { window = [{ role = \"c\", hours = \"02:30-03:30\" }] }";
    assert_eq!(half_hours(window), only(&[4]));
    let keys =
        "key-windows = { key = \"tax-code\", window = [{ classes = [1, 26], hours = \"02:30-03:30\" }] }";
    assert_eq!(half_hours(keys), only(&[4]));
    let closure = "closure = { from = \"2020-03-29 02:30\", until = \"2020-03-29 03:30\", announced = true }";
    assert_eq!(half_hours(closure), only(&[0, 1, 2, 3, 5, 6, 7, 8, 9]));
    let opens = "open = { from = \"2020-03-29 02:30\" }";
    assert_eq!(half_hours(opens), only(&[4, 5, 6, 7, 8, 9]));
}

#[test]
fn an_hour_that_does_not_exist_is_refused_by_its_name() {
    let text = |measure: &str| {
        let policy = format!("{STREAM}[[policy.w.measure]]\n{measure}\n");
        rome("2020-03-29 00:00", "2020-03-29 06:00", &policy)
    };
    for measure in [
        "role-windows = { window = [{ role = \"c\", hours = \"02:00-03:00\" }] }",
        "key-windows = { key = \"tax-code\", window = [{ classes = [1, 26], hours = \"02:00-03:00\" }] }",
    ] {
        let said = load::read(Document::of_text("day.toml", &text(measure)), &[]).unwrap_err();
        let help: Vec<&str> = said.iter().map(|problem| problem.right.as_str()).collect();
        assert_eq!(
            help,
            ["02:00-03:00 does not exist on 2020-03-29 in Europe/Rome: the clocks go forward over it"]
        );
    }
    let closure = "closure = { from = \"2020-03-29 02:00\", until = \"2020-03-29 03:00\" }";
    let said = load::read(Document::of_text("day.toml", &text(closure)), &[]).unwrap_err();
    let wrong: Vec<&str> = said.iter().map(|problem| problem.wrong.as_str()).collect();
    assert_eq!(
        wrong,
        [
            "the clocks of Europe/Rome jump over all the time from 2020-03-29 02:00 to 2020-03-29 03:00: it does not exist"
        ]
    );
}

#[test]
fn a_model_that_goes_by_a_clock_says_where_it_hangs() {
    let head = "version = 1\ntitle = \"A day\"\ncalendar = { start = \"2020-04-01 00:00\", end = \"2020-04-02 00:00\" }\n";
    let group = "[people.group.c]\nrole = \"c\"\nsize = 10\ndemand = \"d\"\n[[people.demand.d.part]]\n";
    let moments = format!("{head}{REST}{group}burst = {{ weight = 1, at = \"2020-04-01 08:00\" }}\n");
    assert_eq!(simulate(&moments, "open", 1).time_zone, "UTC");
    let whole =
        "[[policy.w.measure]]\nrole-windows = { window = [{ role = \"c\", hours = \"00:00-24:00\" }] }\n";
    assert_eq!(simulate(&format!("{moments}{whole}"), "w", 1).submitted, 10);
    let hours = ["1"; 24].join(", ");
    let diurnal = format!(
        "{head}{REST}{group}diurnal = {{ weight = 1, from = \"2020-04-01 00:00\", days = [1], hours = [{hours}] }}\n"
    );
    for local in [
        diurnal,
        format!(
            "{moments}[people.helpline]\noperators = 1\nhandling = {{ fixed = \"1 min\" }}\ndays = \"Mon-Fri\"\n"
        ),
        format!(
            "{moments}[people.office.o]\nrole = \"c\"\noperators = 1\nhours = \"08:00-18:00\"\nfiles-per-login = 1\n"
        ),
        format!(
            "{moments}[[policy.w.measure]]\nrole-windows = {{ window = [{{ role = \"c\", hours = \"08:00-16:00\" }}] }}\n"
        ),
        format!(
            "{moments}[[policy.w.measure]]\nkey-windows = {{ key = \"tax-code\", window = [{{ classes = [1, 26] }}], free = \"Fri\" }}\n"
        ),
        format!(
            "{moments}[[policy.w.measure]]\nappointments = {{ booking = \"p\", slot = \"1 h\", capacity = 10, grace = \"1 h\", days = \"Wed\" }}\n"
        ),
    ] {
        let problems = load::read(Document::of_text("day.toml", &local), &[])
            .err()
            .unwrap();
        let wrong: Vec<&str> = problems.iter().map(|problem| problem.wrong.as_str()).collect();
        assert_eq!(
            wrong,
            ["this goes by the clock of a place, and the model has no time zone"],
            "{local}"
        );
    }
}

#[test]
fn appointments_lie_in_the_part_of_their_hours_that_exists() {
    let booked = "[portal.request.book]\nwork = { w = { fixed = \"1 us\" } }\n[[policy.w.measure]]\nappointments = { booking = \"book\", \
                  slot = \"10 min\", capacity = 1000, grace = \"0 s\", hours = \"02:30-03:30\" }\n";
    let group = "[people.group.c]\nrole = \"c\"\nsize = 900\ndemand = \"d\"\n[[people.demand.d.part]]\n\
                 burst = { weight = 1, at = \"2020-03-29 00:00\" }\n";
    let text = format!(
        "{}{REST}{group}{booked}",
        calendar("Europe/Rome", "2020-03-29 00:00", "2020-03-29 06:00", "10 min")
    );
    let run = simulate(&text, "w", 1);
    let submitted = per_bin(&run, |bin| bin.submitted);
    let in_hours = |bin: usize| {
        run.series.time[bin].as_str() >= "2020-03-29 03:00"
            && run.series.time[bin].as_str() < "2020-03-29 03:30"
    };
    let within: u32 = (0..submitted.len())
        .filter(|bin| in_hours(*bin))
        .map(|bin| submitted[bin])
        .sum();
    assert_eq!((within, u64::from(within)), (900, run.submitted), "{submitted:?}");
}

#[test]
fn a_helpline_answers_in_the_part_of_its_hours_that_exists() {
    let line = |hours: &str| {
        let text = rome(
            "2020-03-29 00:00",
            "2020-03-29 06:00",
            &format!(
                "{STREAM}[people.helpline]\noperators = 10_000\nhours = \"{hours}\"\nhandling = {{ fixed = \"1 s\" }}\n\
                 everyday = {{ poisson = \"1 per second\" }}\nredial-after = {{ fixed = \"1 s\" }}\n"
            ),
        );
        simulate(&text, "open", 1).helpline.unwrap()
    };
    // What is open from 03:00 to 03:30 is the same line, however its hours are written.
    assert_eq!(line("02:30-03:30"), line("03:00-03:30"));
    // Half an hour of calls, one a second.
    let answered = line("02:30-03:30").answered as f64;
    assert!(
        (answered - 1_800.0).abs() < 6.0 * 1_800.0_f64.sqrt(),
        "{answered}"
    );
}

#[test]
fn a_run_that_ends_off_the_hour_ends_with_its_total() {
    let text = format!(
        "{}{STREAM}{REST}",
        calendar("Europe/Rome", "2020-04-01 07:30", "2020-04-01 10:10", "20 min")
    );
    let run = simulate(&text, "open", 1);
    let times: Vec<&str> = run.submitted_by.iter().map(|at| &at.time[11..]).collect();
    assert_eq!(
        times,
        [
            "07:30", "07:50", "08:00", "08:10", "08:30", "08:50", "09:00", "09:10", "09:30", "09:50",
            "10:00", "10:10"
        ]
    );
    assert_eq!(run.submitted_by.last().unwrap().count, run.submitted);
}

#[test]
fn the_end_of_a_run_is_no_part_of_it() {
    // One desk, an hour each: the twenty-fourth is done at the very end, and no longer counts.
    let text = "version = 1\ntitle = \"A desk\"\ncalendar = { start = \"2020-01-01 00:00\", end = \"2020-01-02 00:00\" }\n\
                [people.group.c]\nrole = \"c\"\nsize = 24\ndemand = \"d\"\n[[people.demand.d.part]]\n\
                burst = { weight = 1, at = \"2020-01-01 00:00\" }\n[people.role.c]\n[[journey.page]]\nname = \"p\"\nrequest = \"p\"\n\
                [[portal.tier]]\nname = \"w\"\nslots = 1\nbacklog = {}\n[portal.request.p]\nwork = { w = { fixed = \"1 h\" } }\n";
    let run = simulate(text, "open", 1);
    assert_eq!((run.submitted, run.still_trying), (23, 1));
    let schema = std::fs::read_to_string("models/model.schema.json").unwrap();
    assert!(schema.contains("What happens at this very instant is no longer part of it."));
}

#[test]
fn headers_show_the_time_zone() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "{}{STREAM}{REST}",
        calendar(
            "Australia/Sydney",
            "2020-04-01 00:00",
            "2020-04-01 02:00",
            "10 min"
        )
    );
    std::fs::write(folder.path().join("day.toml"), text).unwrap();
    let said = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("clickday").unwrap();
        let output = command
            .current_dir(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(said(&["run", "day.toml"]).contains("1 Apr 00:00 to 1 Apr 02:00, Australia/Sydney"));
    assert!(said(&["run", "day.toml", "--json"]).contains("\"time_zone\": \"Australia/Sydney\""));
    assert!(said(&["explain", "day.toml"]).contains("1 Apr 00:00 to 1 Apr 02:00, Australia/Sydney"));
    assert_eq!(
        said(&["check", "day.toml"]),
        "day.toml: ok (model, times of Australia/Sydney)\n"
    );
}
