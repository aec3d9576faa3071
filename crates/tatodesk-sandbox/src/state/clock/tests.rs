use jiff::civil::date;

use super::*;

#[test]
fn moments_are_written_as_the_api_writes_them() {
    let mut clock = Clock::new(date(2025, 6, 25).at(22, 15, 30, 999_000_000));
    let first = clock.tick();
    let second = clock.tick();
    assert_eq!(first.protocol(), "20250625221531000");
    assert_eq!(second.protocol(), "20250625221531001");
    assert_eq!(first.instant(), "2025-06-26T01:15:31.000Z");
    assert_eq!(first.br_date_time(), "25/06/2025 22:15:31");
    assert_eq!(first.br_date_minute(), "25/06/2025 22:15");
}

#[test]
fn a_clock_is_set_and_advanced_but_not_behind_its_last_record() {
    let start = date(2025, 6, 25).at(7, 0, 0, 0);
    let mut clock = Clock::new(start);
    assert_eq!(clock.set(start.saturating_sub(1.day())), Ok(()));
    assert_eq!(clock.advance(Duration::from_secs(24 * 60 * 60)), Ok(()));
    assert_eq!(clock.now(), start);
    let made = clock.tick().0;
    assert_eq!(clock.set(start), Err(BadTime::BeforeLastRecord(made)));
    assert_eq!(clock.set(made), Ok(()));
    assert!(clock.tick().0 > made);
}

#[test]
fn the_clock_stays_in_years_that_the_api_can_write() {
    let start = date(2025, 6, 25).at(7, 0, 0, 0);
    let mut clock = Clock::new(start);
    for year in [-1, 0, 9999] {
        let wrong = date(year, 6, 25).at(7, 0, 0, 0);
        assert_eq!(clock.set(wrong), Err(BadTime::OutOfYears));
    }
    for by in [u64::MAX, 9000 * 366 * 24 * 60 * 60 * 1000] {
        let by = Duration::from_millis(by);
        assert_eq!(clock.advance(by), Err(BadTime::OutOfYears));
    }
    assert_eq!(clock.now(), start);
    assert_eq!(clock.set(date(1, 1, 1).at(0, 0, 0, 0)), Ok(()));
    assert_eq!(clock.tick().protocol(), "00010101000000001");
    let last = date(9998, 12, 31).at(23, 59, 59, 999_999_999);
    assert_eq!(clock.set(last), Ok(()));
    let first = clock.tick().protocol();
    assert_eq!(first, "99990101000000000");
    assert_ne!(clock.tick().protocol(), first);
}

#[tokio::test(start_paused = true)]
async fn a_running_clock_goes_with_the_time() {
    let start = date(2025, 6, 25).at(7, 0, 0, 0);
    let mut clock = Clock::new(start);
    clock.run(true);
    tokio::time::advance(Duration::from_secs(90)).await;
    assert_eq!(clock.now(), start.saturating_add(90.seconds()));
    clock.run(false);
    tokio::time::advance(Duration::from_secs(90)).await;
    assert_eq!(clock.now(), start.saturating_add(90.seconds()));
}
