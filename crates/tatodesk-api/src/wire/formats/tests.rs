//! Every text format: what it reads, what it refuses, and that it writes what it read.
use super::*;
use jiff::civil;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn dates() -> impl Strategy<Value = Date> {
    (0_i16..=9999, 1_i8..=12, 1_i8..=28)
        .prop_map(|(year, month, day)| civil::date(year, month, day))
}

fn times() -> impl Strategy<Value = Time> {
    (0_i8..24, 0_i8..60, 0_i8..60)
        .prop_map(|(hour, minute, second)| civil::time(hour, minute, second, 0))
}

/// Any text, and texts that nearly are dates.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        ".*",
        "[0-9]{2}/[0-9]{2}/[0-9]{4}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|-03:00)?)?",
        "[0-9]{1,3}:[0-9]{2}(:[0-9]{2})?",
        "[0-9]{8}",
        "(?i)yes|no",
    ]
}

/// Any JSON scalar.
fn scalars() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts().prop_map(Value::from),
    ]
}

/// What decodes is encoded alike.
fn lossless<T: Serialize + DeserializeOwned>(value: &Value) -> Result<(), TestCaseError> {
    if let Ok(scalar) = serde_json::from_value::<T>(value.clone()) {
        prop_assert_eq!(&serde_json::to_value(&scalar).unwrap(), value);
    }
    Ok(())
}

/// Any text decodes, no other scalar does, and what decodes is encoded alike.
fn lenient<F: LenientFormat>(value: &Value) -> Result<(), TestCaseError> {
    prop_assert_eq!(
        serde_json::from_value::<Lenient<F>>(value.clone()).is_ok(),
        value.is_string()
    );
    lossless::<Lenient<F>>(value)
}

/// Only the canonical text decodes, and a refusal does not quote it.
fn strict<F: StrictFormat>(value: &Value) -> Result<(), TestCaseError> {
    let read = serde_json::from_value::<Strict<F>>(value.clone());
    if let (Err(error), Some(text)) = (&read, value.as_str()) {
        prop_assert_eq!(
            error.to_string(),
            format!("expected {}, found another string", F::DESCRIPTION),
            "{}",
            text
        );
    }
    lossless::<Strict<F>>(value)
}

proptest! {
    #[test]
    fn every_scalar_is_lossless(value in scalars()) {
        lenient::<IsoDateFormat>(&value)?;
        lenient::<HourMinuteSecondFormat>(&value)?;
        lenient::<BrDateTimeFormat>(&value)?;
        lenient::<InstantFormat>(&value)?;
        lenient::<WallClockFormat>(&value)?;
        lenient::<DurationHmsFormat>(&value)?;
        lenient::<YesNoFormat>(&value)?;
        strict::<BrDateFormat>(&value)?;
        strict::<UsDateFormat>(&value)?;
        strict::<CompactDateFormat>(&value)?;
        strict::<BrDateMinuteFormat>(&value)?;
        strict::<HourMinuteFormat>(&value)?;
    }

    #[test]
    fn dates_come_back(date in dates()) {
        for json in [
            (serde_json::to_value(BrDate::from(date)), format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())),
            (serde_json::to_value(UsDate::from(date)), format!("{:02}/{:02}/{:04}", date.month(), date.day(), date.year())),
            (serde_json::to_value(CompactDate::from(date)), format!("{:02}{:02}{:04}", date.day(), date.month(), date.year())),
            (serde_json::to_value(IsoDate::from(date)), date.to_string()),
        ] {
            prop_assert_eq!(json.0.unwrap(), Value::from(json.1));
        }
        prop_assert_eq!(BrDate::from(date).to_string().parse::<BrDate>().unwrap().date(), date);
        prop_assert_eq!(UsDate::from(date).to_string().parse::<UsDate>().unwrap().date(), date);
        prop_assert_eq!(CompactDate::from(date).to_string().parse::<CompactDate>().unwrap().date(), date);
        prop_assert_eq!(IsoDate::from_wire(IsoDate::from(date).to_string()).get(), Some(date));
    }

    #[test]
    fn times_come_back(date in dates(), time in times(), nanosecond in 0_i32..1_000_000_000) {
        let at = date.to_datetime(time);
        let minute = at.with().second(0).build().unwrap();
        let fine = at.with().subsec_nanosecond(nanosecond).build().unwrap();
        prop_assert_eq!(HourMinute::from(time).time(), minute.time());
        prop_assert_eq!(HourMinuteSecond::from(fine.time()).get(), Some(time));
        prop_assert_eq!(BrDateMinute::from(fine).datetime(), minute);
        prop_assert_eq!(BrDateMinute::from(fine).to_string().parse::<BrDateMinute>().unwrap().datetime(), minute);
        prop_assert_eq!(BrDateTime::from(fine).get(), Some(at));
        prop_assert_eq!(WallClock::from(fine).get(), Some(fine));
        prop_assert_eq!(WallClock::from_wire(WallClock::from(fine).to_string()), WallClock::from(fine));
        if let Ok(instant) = jiff::tz::Offset::UTC.to_timestamp(fine) {
            prop_assert_eq!(Instant::from(instant).get(), Some(instant));
            prop_assert_eq!(Instant::from_wire(Instant::from(instant).to_string()), Instant::from(instant));
        }
    }

    #[test]
    fn order_agrees_with_equality_and_meaning(one in texts(), other in texts()) {
        fn agree<F: LenientFormat>(one: &str, other: &str) -> Result<(), TestCaseError> {
            let (a, b) = (Lenient::<F>::from_wire(one), Lenient::<F>::from_wire(other));
            prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            prop_assert!(a.get() == b.get() || a.cmp(&b) == a.get().cmp(&b.get()));
            prop_assert_eq!(a == *other, one == other);
            prop_assert_eq!(String::from(a), one);
            Ok(())
        }
        agree::<WallClockFormat>(&one, &other)?;
        agree::<InstantFormat>(&one, &other)?;
        agree::<BrDateTimeFormat>(&one, &other)?;
        agree::<DurationHmsFormat>(&one, &other)?;
        agree::<YesNoFormat>(&one, &one.to_uppercase())?;
    }

    #[test]
    fn durations_come_back(seconds in 0_u64..=10_000_000_000) {
        let duration = Duration::from_secs(seconds);
        prop_assert_eq!(DurationHms::from(duration).get(), Some(duration));
        prop_assert_eq!(DurationHms::from_wire(DurationHms::from(duration).to_string()), DurationHms::from(duration));
    }
}

#[test]
fn strict_formats_refuse_junk() {
    for junk in [
        "",
        " ",
        "1/2/2024",
        "31/02/2024",
        "00/01/2024",
        "2024-01-30",
        "30/01/24",
        "30/01/2024 ",
        "３0/01/2024",
    ] {
        assert!(junk.parse::<BrDate>().is_err(), "{junk}");
        assert!(junk.parse::<UsDate>().is_err(), "{junk}");
        assert!(junk.parse::<CompactDate>().is_err(), "{junk}");
    }
    for junk in [
        "24:00", "9:05", "09:60", "09:05:00", "09h05", "+9:05", "09:5a",
    ] {
        assert!(junk.parse::<HourMinute>().is_err(), "{junk}");
        assert!(
            format!("30/01/2024 {junk}")
                .parse::<BrDateMinute>()
                .is_err(),
            "{junk}"
        );
    }
    assert_eq!(
        "30/01/24".parse::<BrDate>().unwrap_err().to_string(),
        "expected a date as DD/MM/YYYY"
    );
}

#[test]
fn documented_values_read() {
    assert_eq!(
        "30/01/2025".parse::<BrDate>().unwrap().date(),
        civil::date(2025, 1, 30)
    );
    assert_eq!(
        "03/19/2025".parse::<UsDate>().unwrap().date(),
        civil::date(2025, 3, 19)
    );
    assert_eq!(
        "30102025".parse::<CompactDate>().unwrap().date(),
        civil::date(2025, 10, 30)
    );
    assert_eq!(
        "08:30".parse::<HourMinute>().unwrap().time(),
        civil::time(8, 30, 0, 0)
    );
    let minute = "05/02/2025 08:30".parse::<BrDateMinute>().unwrap();
    assert_eq!(minute.datetime(), civil::date(2025, 2, 5).at(8, 30, 0, 0));
    assert_eq!(
        IsoDate::from_wire("2025-01-30").get(),
        Some(civil::date(2025, 1, 30))
    );
    assert_eq!(
        HourMinuteSecond::from_wire("08:30:15").get(),
        Some(civil::time(8, 30, 15, 0))
    );
    let at = civil::date(2025, 2, 5).at(8, 30, 0, 0);
    assert_eq!(BrDateTime::from_wire("05/02/2025 08:30:00").get(), Some(at));
    assert_eq!(BrDateTime::from_wire("05/02/2025 08:30").get(), Some(at));
    let instant = Instant::from_wire("2022-01-28T13:57:01.550Z");
    assert_eq!(instant.get().unwrap().as_millisecond(), 1_643_378_221_550);
    let wall = WallClock::from_wire("2024-12-11T13:57:55.039Z");
    assert_eq!(
        wall.get(),
        Some(civil::date(2024, 12, 11).at(13, 57, 55, 39_000_000))
    );
    assert_eq!(
        DurationHms::from_wire("30:00:01").get(),
        Some(Duration::from_secs(108_001))
    );
    assert_eq!(YesNo::from_wire("Yes").get(), Some(true));
    assert_eq!(YesNo::from(false).to_string(), "No");
}

#[test]
fn lenient_formats_read_other_spellings_and_keep_the_text() {
    let coarse = Instant::from_wire("2022-01-28T13:33:20Z");
    assert!(coarse.get().is_some());
    assert_eq!(coarse.to_string(), "2022-01-28T13:33:20Z");
    assert_eq!(
        WallClock::from_wire("2024-12-11T13:34:13").get(),
        Some(civil::date(2024, 12, 11).at(13, 34, 13, 0))
    );
    assert_eq!(YesNo::from_wire("YES").get(), Some(true));
    assert_eq!(YesNo::from_wire("YES").to_string(), "YES");
    for odd in ["", "soon", "2024-13-01", "99/99/9999 00:00:00"] {
        assert_eq!(Instant::from_wire(odd).get(), None, "{odd}");
        assert_eq!(BrDateTime::from_wire(odd).get(), None, "{odd}");
        assert_eq!(WallClock::from_wire(odd).to_string(), odd);
    }
}

#[test]
fn rows_are_sorted_by_what_their_times_mean() {
    let read = |texts: &[&str]| -> Vec<WallClock> {
        let mut times: Vec<_> = texts
            .iter()
            .map(|text| WallClock::from_wire(*text))
            .collect();
        times.sort();
        times
    };
    let sorted = [
        "",
        "soon",
        "-000001-01-01T00:00:00",
        "2024-12-11T09:00:00.000Z",
        "2024-12-11T10:20:30.400",
        "2024-12-11T10:20:30.400Z",
        "2024-12-11 14:00:00",
        "2025-01-01T00:00:00.000Z",
    ];
    let mut shuffled = sorted;
    shuffled.reverse();
    assert_eq!(read(&shuffled), sorted);
    let dates = ["31/12/2024", "01/01/2025", "02/01/2025"].map(BrDateText::from_wire);
    assert!(dates.is_sorted());
    let hours = ["x", "09:00", "10:00"].map(HourMinuteText::from_wire);
    assert!(hours.is_sorted() && YesNo::from(false) < YesNo::from(true));
    assert!(DurationHms::from_wire("99:00:00") < DurationHms::from_wire("100:00:00"));
}

#[test]
fn readable_texts_parse_and_others_say_what_was_expected() {
    let at: WallClock = "2024-12-11T13:34:13Z".parse().unwrap();
    assert_eq!(at, "2024-12-11T13:34:13Z");
    assert_eq!(String::from(at), "2024-12-11T13:34:13Z");
    assert_eq!("08:30".parse::<HourMinuteText>().unwrap(), "08:30");
    assert_eq!("30/01/2025".parse::<BrDate>().unwrap(), "30/01/2025");
    assert!("30/01/2025".parse::<BrDate>().unwrap() != *"30/01/2026");
    assert_eq!(
        String::from("30/01/2025".parse::<BrDate>().unwrap()),
        "30/01/2025"
    );
    for odd in ["", "soon", "2024-13-01"] {
        let error = odd.parse::<IsoDate>().unwrap_err();
        assert_eq!(error.to_string(), "expected a date as YYYY-MM-DD");
        assert!(odd.parse::<WallClock>().is_err() && odd.parse::<YesNo>().is_err());
    }
}

#[test]
fn an_empty_duration_is_none_and_not_zero() {
    let none = DurationHms::from_wire("");
    assert!(none.is_empty());
    assert_eq!(none.get(), None);
    assert_ne!(none, DurationHms::from(Duration::ZERO));
    for odd in [
        "1:00",
        "00:60:00",
        "00:00:60",
        "-01:00:00",
        "1:00:00",
        "+1:00:00",
        "99999999999999999999:00:00",
    ] {
        assert_eq!(DurationHms::from_wire(odd).get(), None, "{odd}");
    }
}

#[test]
fn order_and_debug_are_the_values() {
    let early = BrDate::from(civil::date(2024, 12, 31));
    let late = BrDate::from(civil::date(2025, 1, 1));
    assert!(early < late);
    assert_eq!(
        format!("{early:?} {:?}", YesNo::from_wire("a\"b")),
        "31/12/2024 \"a\\\"b\""
    );
}
