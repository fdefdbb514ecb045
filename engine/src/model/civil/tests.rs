//! Civil time is held to its definition, minute by minute, over the days on which clocks change.

use proptest::prelude::*;

use super::*;

fn clock(start: &str, end: &str) -> CivilClock {
    clock_in("Europe/Rome", start, end)
}

fn clock_in(zone: &str, start: &str, end: &str) -> CivilClock {
    let text = format!("start = \"{start}\"\nend = \"{end}\"\ntime-zone = \"{zone}\"");
    CivilClock::new(&toml::from_str(&text).unwrap()).unwrap()
}

fn h(hours: u64) -> u64 {
    hours * 3_600_000_000
}

#[test]
fn the_launch_lasts_74_hours() {
    let clock = clock("2020-03-31 22:00", "2020-04-03 24:00");
    assert_eq!(clock.horizon_us(), h(74));
    assert_eq!(
        clock.micros(&"2020-04-01 13:20".parse().unwrap()),
        15 * HOUR_US + HOUR_US / 3
    );
    assert_eq!(clock.micros(&"2020-03-31 21:00".parse().unwrap()), -HOUR_US);
    assert_eq!(clock.format(h(2)), "2020-04-01 00:00");
    assert_eq!(clock.format(h(2) + 5_500_000), "2020-04-01 00:00:05");
}

#[test]
fn a_window_that_began_the_evening_before_counts() {
    let clock = clock("2020-04-02 00:00", "2020-04-03 24:00");
    let night = clock.intervals(&"16:00-08:00".parse().unwrap(), &Weekdays::all());
    assert_eq!(night, [(0, h(8)), (h(16), h(32)), (h(40), h(48))]);
    let day = clock.intervals(&"08:00-16:00".parse().unwrap(), &Weekdays::all());
    assert_eq!(day, [(h(8), h(16)), (h(32), h(40))]);
}

#[test]
fn whole_days_merge_and_weekends_are_left_out() {
    let clock = clock("2020-04-02 00:00", "2020-04-07 00:00");
    assert_eq!(
        clock.intervals(&DailyHours::whole_day(), &Weekdays::all()),
        [(0, h(120))]
    );
    let working = clock.intervals(&DailyHours::whole_day(), &"Mon-Fri".parse().unwrap());
    assert_eq!(working, [(0, h(48)), (h(96), h(120))]);
}

#[test]
fn the_day_the_clocks_go_forward_has_23_hours() {
    let clock = clock("2020-03-29 00:00", "2020-03-30 00:00");
    assert_eq!(clock.horizon_us(), h(23));
    assert_eq!(
        clock.intervals(&"08:00-16:00".parse().unwrap(), &Weekdays::all()),
        [(h(7), h(15))]
    );
    assert_eq!(clock.hour_starts().len(), 24);
    assert_eq!(clock.format(h(2)), "2020-03-29 03:00");
}

#[test]
fn full_hours_are_those_of_the_clock_on_the_wall() {
    let clock = clock("2020-04-01 07:30", "2020-04-01 10:00");
    assert_eq!(clock.hour_starts(), [h(1) / 2, h(1) / 2 + h(1), h(1) / 2 + h(2)]);
}

#[test]
fn a_calendar_needs_a_zone_and_a_length() {
    let calendar = |text: &str| CivilClock::new(&toml::from_str(text).unwrap()).map(|_| ());
    let backwards = calendar("start = \"2020-04-02 00:00\"\nend = \"2020-04-01 00:00\"");
    assert!(matches!(backwards, Err(CivilError::EndsBeforeStart { .. })));
    let nowhere = calendar("start = \"2020-04-01 00:00\"\nend = \"2020-04-02 00:00\"\ntime-zone = \"Rome\"");
    assert_eq!(nowhere, Err(CivilError::NoSuchZone("Rome".to_owned())));
}

#[test]
fn a_window_in_the_hour_that_does_not_exist_is_what_exists_of_it() {
    let clock = clock("2020-03-29 00:00", "2020-03-30 00:00");
    let open = |hours: &str| clock.intervals(&hours.parse().unwrap(), &Weekdays::all());
    assert_eq!(open("02:30-03:30"), [(h(2), h(2) + h(1) / 2)]);
    assert_eq!(open("01:30-02:30"), [(h(1) + h(1) / 2, h(2))]);
    assert_eq!(open("02:00-03:00"), []);
    let jumped = |hours: &str| clock.jumped_over(hours.parse().unwrap(), Weekdays::all());
    assert_eq!(jumped("02:00-03:00"), Some(jiff::civil::date(2020, 3, 29)));
    assert_eq!(jumped("02:30-03:30"), None);
    let at = |moment: &str| clock.micros(&moment.parse().unwrap()).cast_unsigned();
    assert_eq!([at("2020-03-29 02:30"), at("2020-03-29 03:00")], [h(2), h(2)]);
}

#[test]
fn a_window_in_the_hour_that_comes_twice_is_open_twice() {
    let clock = clock("2020-10-25 00:00", "2020-10-26 00:00");
    assert_eq!(clock.horizon_us(), h(25));
    let open = |hours: &str| clock.intervals(&hours.parse().unwrap(), &Weekdays::all());
    assert_eq!(open("02:00-03:00"), [(h(2), h(4))]);
    assert_eq!(
        open("01:00-02:30"),
        [(h(1), h(2) + h(1) / 2), (h(3), h(3) + h(1) / 2)]
    );
    let at = |moment: &str| clock.micros(&moment.parse().unwrap()).cast_unsigned();
    assert_eq!(at("2020-10-25 02:30"), h(2) + h(1) / 2);
    assert_eq!(at("2020-10-25 02:30+01:00"), h(3) + h(1) / 2);
    assert_eq!(at("2020-10-25 03:00"), h(4));
}

#[test]
fn times_are_as_fine_as_the_finest_and_say_their_offset_where_a_time_comes_twice() {
    let spring = clock("2020-04-01 00:00", "2020-04-02 00:00");
    let stamp = |instants: &[u64]| spring.stamps(instants.iter().copied()).of(0);
    assert_eq!(stamp(&[0, 60_000_000]), "2020-04-01 00:00");
    assert_eq!(stamp(&[0, 30_000_000]), "2020-04-01 00:00:00");
    assert_eq!(stamp(&[0, 10_000]), "2020-04-01 00:00:00.000");
    assert_eq!(stamp(&[0, 1]), "2020-04-01 00:00:00.000000");
    let autumn = clock("2020-10-25 00:00", "2020-10-25 06:00");
    let stamps = autumn.stamps([0]);
    assert_eq!(stamps.of(h(2)), "2020-10-25 02:00+02:00");
    assert_eq!(stamps.of(h(3)), "2020-10-25 02:00+01:00");
    // Nothing comes twice before the clocks go back, nor after it has.
    let before = clock("2020-10-25 00:00", "2020-10-25 01:59");
    assert_eq!(before.stamps([0]).of(0), "2020-10-25 00:00");
    let after = clock("2020-10-25 03:00", "2020-10-25 09:00");
    assert_eq!(after.stamps([0]).of(0), "2020-10-25 03:00");
}

const MINUTE: i64 = 60_000_000;

/// Places that change their clocks by an hour, north and south, one that does by half an hour, and
/// two that do not.
const ZONES: [&str; 9] = [
    "Europe/Rome",
    "Europe/London",
    "America/Toronto",
    "America/Sao_Paulo",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "UTC",
];

/// Days on which the clocks of some of them change, at midnight in São Paulo and Beirut; the last
/// changes none.
const DAYS: [&str; 12] = [
    "2020-03-29",
    "2020-10-25",
    "2020-03-08",
    "2020-11-01",
    "2020-04-05",
    "2020-10-04",
    "2018-11-04",
    "2019-02-17",
    "2018-03-25",
    "2018-10-28",
    "2020-03-28",
    "2020-07-01",
];

/// A run of up to three days about one of those days, in one of those places.
fn runs() -> impl Strategy<Value = CivilClock> {
    let zone = prop::sample::select(&ZONES[..]);
    let day = prop::sample::select(&DAYS[..]);
    (zone, day, -30..20_i64, 0..60_i64, 1..4_000_i64).prop_map(|(zone, day, hours, minutes, length)| {
        let midnight: DateTime = format!("{day} 00:00").parse().unwrap();
        let start = midnight
            .saturating_add(hours.hours())
            .saturating_add(minutes.minutes());
        // Long enough that the clocks going back do not eat it up.
        let end = start.saturating_add((length + 61).minutes());
        let text = |at: DateTime| at.strftime("%Y-%m-%d %H:%M").to_string();
        clock_in(zone, &text(start), &text(end))
    })
}

/// Daily hours, often about those at which clocks change.
fn windows() -> impl Strategy<Value = (DailyHours, Weekdays)> {
    let minute = || prop_oneof![0..1440_u16, 0..240_u16, (0..8_u16).prop_map(|half| half * 30)];
    let differ = (minute(), minute()).prop_filter("hours", |(from, until)| from != until);
    let days = (1..128_u8).prop_map(|bits| {
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let chosen: Vec<&str> = (0..7).filter(|d| bits >> d & 1 == 1).map(|d| names[d]).collect();
        chosen.join(",").parse::<Weekdays>().unwrap()
    });
    (differ, prop_oneof![Just(Weekdays::all()), days]).prop_map(|((from, until), days)| {
        let text = format!(
            "{:02}:{:02}-{:02}:{:02}",
            from / 60,
            from % 60,
            until / 60,
            until % 60
        );
        (text.parse().unwrap(), days)
    })
}

/// Whether a window is open when the clock shows `now`: the definition.
fn is_open(now: DateTime, hours: DailyHours, days: Weekdays) -> bool {
    [now.date(), now.date().yesterday().unwrap()]
        .into_iter()
        .any(|day| {
            let shown = now.duration_since(day.to_datetime(Time::midnight())).as_mins();
            days.contains(day.weekday())
                && (i64::from(hours.begin_minute())..i64::from(hours.end_minute())).contains(&shown)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_window_is_open_exactly_when_the_clock_shows_a_time_within_it(clock in runs(), (hours, days) in windows()) {
        let open = clock.intervals(&hours, &days);
        prop_assert!(open.iter().all(|(from, until)| from < until));
        prop_assert!(open.windows(2).all(|pair| pair[0].1 < pair[1].0), "{open:?}");
        for us in (0..clock.horizon_us()).step_by(60_000_000) {
            let found = open.iter().any(|(from, until)| (*from..*until).contains(&us));
            let shown = clock.civil_at(us);
            prop_assert_eq!(found, is_open(shown, hours, days), "{} in {}", shown, clock.zone());
        }
    }

    #[test]
    fn a_moment_is_the_first_instant_that_shows_it_or_later(clock in runs(), minutes in -600..4_600_i64) {
        let wanted = clock.civil_at(0).saturating_add(minutes.minutes());
        let text = wanted.strftime("%Y-%m-%d %H:%M").to_string();
        let found = clock.micros(&text.parse().unwrap());
        let shown = |us: i64| clock.zone.to_datetime(timestamp(clock.start_us + us));
        prop_assert!(shown(found) >= wanted, "{} for {wanted}", shown(found));
        for earlier in 1..1_500 {
            let shown = shown(found - earlier * MINUTE);
            prop_assert!(shown < wanted, "{shown} comes before {wanted}");
        }
    }

    #[test]
    fn no_two_instants_have_one_name_and_each_reads_back(clock in runs(), step in 1..90_000_u64) {
        let step = step * 1_000;
        let some = (0..300).map(|i| i * step).chain([clock.horizon_us()]);
        let instants: Vec<u64> = some.filter(|us| *us <= clock.horizon_us()).collect();
        let stamps = clock.stamps(instants.iter().copied());
        for us in instants {
            let name = stamps.of(us);
            prop_assert_eq!(name.len(), stamps.of(0).len());
            prop_assert_eq!(clock.micros(&name.parse().unwrap()), us.cast_signed(), "{}", name);
        }
    }

    #[test]
    fn the_hours_of_a_curve_are_those_of_the_clock_and_shares_are_kept(
        clock in runs(),
        weights in prop::collection::vec(0..4_u32, 24),
        days in prop::collection::vec(0..3_u32, 1..4),
    ) {
        let first = clock.civil_at(0).date();
        let text = format!("weight = 1\nfrom = \"{first} 00:00\"\ndays = {days:?}\nhours = {weights:?}");
        let diurnal: crate::model::people::Diurnal = toml::from_str(&text).unwrap();
        let curve = diurnal.curve(&clock);
        let shown = |us: i64| clock.zone.to_datetime(timestamp(clock.start_us + us));
        let weight = |us: i64| {
            let shown = shown(us);
            let day = shown.date().since(first).unwrap().get_days();
            f64::from(days[usize::try_from(day).unwrap()] * weights[usize::try_from(shown.hour()).unwrap()])
        };
        // One stretch after the other, each within an hour of the clock, and together a whole.
        prop_assert!(curve.windows(2).all(|pair| pair[0].start_us + pair[0].length_us <= pair[1].start_us));
        let shares: Vec<f64> = (0..curve.len())
            .map(|i| curve[i].share - if i == 0 { 0.0 } else { curve[i - 1].share })
            .collect();
        if let Some(last) = curve.last() {
            prop_assert!((last.share - 1.0).abs() < 1e-12);
        }
        // Each hour of each day has its weight, however long it lasts, in proportion to all that
        // exist.
        let mut by_hour: std::collections::BTreeMap<(Date, i8), (f64, f64)> = std::collections::BTreeMap::new();
        for (stretch, share) in curve.iter().zip(&shares) {
            let end = stretch.start_us + stretch.length_us - 1;
            let hour = (shown(stretch.start_us).date(), shown(stretch.start_us).hour());
            prop_assert_eq!(hour, (shown(end).date(), shown(end).hour()));
            let sum = by_hour.entry(hour).or_insert((weight(stretch.start_us), 0.0));
            sum.1 += share;
        }
        let total: f64 = by_hour.values().map(|(weight, _)| weight).sum();
        for (hour, (weight, share)) in by_hour {
            prop_assert!((share - weight / total).abs() < 1e-9, "{hour:?}: {share} for {weight} of {total}");
        }
    }
}
