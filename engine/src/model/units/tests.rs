use proptest::prelude::*;

use super::*;

fn complaint<U: Unit + std::fmt::Debug>(written: &Written<'_>) -> String {
    U::read(written).unwrap_err().to_string()
}

#[test]
fn durations_are_read_as_people_write_them() {
    for (text, us) in [
        ("20 min", 1_200_000_000),
        ("1 h 30 min", 5_400_000_000),
        ("250 ms", 250_000),
        ("2 days", 172_800_000_000),
        ("5 s", 5_000_000),
        ("2.5 h", 9_000_000_000),
        ("1_000us", 1_000),
        ("0 s", 0),
    ] {
        assert_eq!(text.parse(), Ok(Duration::from_micros(us)), "{text}");
    }
}

#[test]
fn a_wrong_value_is_told_what_would_be_right() {
    assert_eq!(
        complaint::<Rate>(&Written::Text("fast")),
        "\"fast\" is not a rate; write for example \"380 per second\""
    );
    assert_eq!(
        complaint::<Duration>(&Written::Integer(20)),
        "20 has no unit of time; write for example \"20 s\" or \"20 min\""
    );
    assert_eq!(
        complaint::<Share>(&Written::Text("40:1")),
        "\"40:1\" is not a share of a whole; write a number from 0 to 1, a percentage or a ratio, for example 0.45, \"45 %\" or \"1:40\""
    );
    assert_eq!(
        complaint::<Share>(&Written::Integer(45)),
        "45 is more than the whole; write 0.45 or \"45 %\""
    );
    for text in [
        "",
        "20",
        "min",
        "20 mn",
        "-5 s",
        "1e9999 s",
        "inf s",
        "nan s",
        "1..5 s",
        "1000000 days",
    ] {
        assert!(Duration::read(&Written::Text(text)).is_err(), "{text}");
    }
    for text in [
        "2020-02-30 10:00",
        "2020-04-01",
        "1 April 2020",
        "2020-04-01 25:00",
        "2020-04-01 10:00Z",
    ] {
        assert!(Moment::read(&Written::Text(text)).is_err(), "{text}");
    }
    for text in [
        "8-16",
        "08:00",
        "08:00-08:00",
        "24:00-08:00",
        "08:00-24:01",
        "08:70-10:00",
    ] {
        assert!(DailyHours::read(&Written::Text(text)).is_err(), "{text}");
    }
    assert!(Weekdays::read(&Written::Texts(vec![])).is_err());
    assert!(Count::read(&Written::Integer(-1)).is_err());
    assert!(Factor::read(&Written::Float(f64::NAN)).is_err());
}

#[test]
fn rates_carry_their_unit_of_time() {
    for (text, per_s) in [
        ("380 per second", 380.0),
        ("1_000 per hour", 1000.0 / 3600.0),
        ("60 per minute", 1.0),
        ("0.8 per second", 0.8),
        ("0 per second", 0.0),
        ("380/s", 380.0),
        ("1 million per hour", 1e6 / 3600.0),
    ] {
        let rate: Rate = text.parse().unwrap();
        assert!((rate.per_s() - per_s).abs() < 1e-12, "{text}");
    }
}

#[test]
fn counts_may_be_written_out() {
    for (text, n) in [
        ("100", 100),
        ("5 million", 5_000_000),
        ("5_000_000", 5_000_000),
        ("1e6", 1_000_000),
    ] {
        assert_eq!(text.parse(), Ok(Count::new(n)), "{text}");
    }
}

#[test]
fn the_last_midnight_of_a_day_may_be_called_24_00() {
    assert_eq!(
        "2020-04-03 24:00".parse::<Moment>(),
        "2020-04-04 00:00".parse::<Moment>()
    );
}

#[test]
fn hours_may_run_over_midnight() {
    let night: DailyHours = "16:00-08:00".parse().unwrap();
    assert_eq!((night.begin_minute(), night.end_minute()), (16 * 60, 32 * 60));
    assert_eq!("00:00-24:00".parse(), Ok(DailyHours::whole_day()));
}

#[test]
fn days_of_the_week_print_as_ranges() {
    for (text, printed) in [
        ("Mon-Fri", "Mon-Fri"),
        ("Sat-Mon", "Mon, Sat-Sun"),
        ("wednesday, Mon", "Mon, Wed"),
    ] {
        assert_eq!(text.parse::<Weekdays>().unwrap().to_string(), printed);
    }
    assert_eq!(
        Weekdays::read(&Written::Texts(vec!["Mon", "Wed"])),
        "Mon, Wed".parse()
    );
}

proptest! {
    #[test]
    fn a_duration_prints_as_it_reads(us in prop_oneof![0..2_000_000u64, 0..9_000_000_000_000_000u64]) {
        let duration = Duration::from_micros(us);
        prop_assert_eq!(duration.to_string().parse(), Ok(duration));
    }

    #[test]
    fn numbers_print_as_they_read(x in 0.0..1e6f64, share in 0.0..=1.0f64, n in 0..9_000_000_000_000_000u64) {
        let rate: Rate = format!("{x} per minute").parse().unwrap();
        prop_assert_eq!(rate.to_string().parse(), Ok(rate));
        let factor: Factor = x.to_string().parse().unwrap();
        prop_assert_eq!(factor.to_string().parse(), Ok(factor));
        let share: Share = share.to_string().parse().unwrap();
        prop_assert_eq!(share.to_string().parse(), Ok(share));
        let time: Quantity = format!("{x} s").parse().unwrap();
        prop_assert_eq!(time.to_string().parse(), Ok(time));
        prop_assert_eq!(Count::new(n).to_string().parse(), Ok(Count::new(n)));
    }

    #[test]
    fn a_moment_prints_as_it_reads(text in "20[0-9]{2}-(0[1-9]|1[0-2])-[012][1-8] ([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?([+-](0[0-9]|1[0-4]):[0-5][0-9])?") {
        let moment: Moment = text.parse().unwrap();
        prop_assert_eq!(moment.to_string().parse(), Ok(moment));
    }

    #[test]
    fn hours_and_days_print_as_they_read(from in 0..1440u16, long in 1..=1440u16, bits in 1..128u8) {
        let until = if from + long > 1440 { from + long - 1440 } else { from + long };
        let text = format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60);
        if from != until {
            let hours: DailyHours = text.parse().unwrap();
            prop_assert_eq!(hours.to_string().parse(), Ok(hours));
        }
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let list: Vec<&str> = (0..7).filter(|d| bits >> d & 1 == 1).map(|d| names[d]).collect();
        let days = Weekdays::read(&Written::Texts(list)).unwrap();
        prop_assert_eq!(days.to_string().parse(), Ok(days));
    }

    #[test]
    fn no_text_makes_a_unit_panic(text in ".{0,24}") {
        for name in ["Duration", "Moment", "DailyHours", "Weekdays", "Rate", "Share", "Factor", "Count", "Quantity", "Percentile"] {
            let (_, stand_in) = validate(name, &Written::Text(&text)).unwrap();
            let written = stand_in.parse().map_or(Written::Text(stand_in), Written::Integer);
            prop_assert!(validate(name, &written).unwrap().0.is_ok());
        }
    }
}
