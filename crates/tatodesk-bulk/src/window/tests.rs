use jiff::{Timestamp, civil::date, tz::TimeZone};

use super::{Window, next_open, zone};

fn at(day: i8, hour: i8, minute: i8) -> Timestamp {
    // 1 June 2026 is a Monday.
    let local = date(2026, 6, day).at(hour, minute, 0, 0);
    local.to_zoned(brazil()).unwrap().timestamp()
}

fn brazil() -> TimeZone {
    zone("-03:00").unwrap()
}

fn windows(texts: &[&str]) -> Vec<Window> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn a_window_opens_and_closes_in_the_zone_of_the_campaign() {
    let office = windows(&["mon-fri 09:00-18:00", "sat 10:00-12:00"]);
    let open = |now| next_open(&office, &brazil(), now);
    assert_eq!(open(at(1, 8, 59)), at(1, 9, 0));
    assert_eq!(open(at(1, 9, 0)), at(1, 9, 0));
    assert_eq!(open(at(1, 17, 59)), at(1, 17, 59));
    assert_eq!(open(at(1, 18, 0)), at(2, 9, 0));
    assert_eq!(open(at(5, 18, 0)), at(6, 10, 0));
    assert_eq!(open(at(6, 12, 0)), at(8, 9, 0));
}

#[test]
fn days_may_pass_the_end_of_the_week_and_hours_the_whole_day() {
    let weekend = windows(&["sat-mon 00:00-24:00"]);
    let open = |now| next_open(&weekend, &brazil(), now);
    assert_eq!(open(at(1, 23, 59)), at(1, 23, 59));
    assert_eq!(open(at(2, 0, 0)), at(6, 0, 0));
    assert_eq!(open(at(7, 5, 0)), at(7, 5, 0));
}

#[test]
fn the_only_window_of_the_week_comes_again_a_week_later() {
    let monday = windows(&["mon 09:00-10:00"]);
    assert_eq!(next_open(&monday, &brazil(), at(1, 10, 0)), at(8, 9, 0));
}

#[test]
fn without_windows_a_campaign_may_always_send() {
    assert_eq!(next_open(&[], &brazil(), at(7, 3, 0)), at(7, 3, 0));
}

#[test]
fn texts_that_are_no_windows_or_zones_are_refused() {
    for text in [
        "",
        "mon",
        "mon 9:00-18:00",
        "mon 09:00-09:00",
        "mon 09:00-24:01",
        "seg 09:00-18:00",
        "mon 09:60-10:00",
    ] {
        assert!(text.parse::<Window>().is_err(), "{text}");
    }
    for name in ["", "-3", "Mars/Base", "+25:00"] {
        assert!(zone(name).is_none(), "{name}");
    }
}
