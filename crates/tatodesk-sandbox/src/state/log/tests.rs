use jiff::civil::DateTime;

use super::*;

fn record(status: u16) -> RequestRecord {
    RequestRecord {
        status,
        ..RequestRecord::begin(DateTime::default())
    }
}

#[test]
fn the_log_keeps_the_last_requests_and_counts_the_others() {
    let mut log = RequestLog::default();
    for status in 0..10_003 {
        log.push(record(status));
    }
    assert_eq!((log.dropped(), log.total()), (3, 10_003));
    let kept: Vec<u16> = log.entries().map(|it| it.status).collect();
    assert_eq!((kept.len(), kept[0], kept[9_999]), (10_000, 3, 10_002));
    log.clear();
    assert_eq!((log.dropped(), log.total()), (0, 0));
}

#[test]
fn the_oldest_bodies_give_way_and_a_snapshot_is_bounded_too() {
    let full = || RequestRecord {
        request_body: Some("x".repeat(4096)),
        answer_body: Some("y".repeat(4096)),
        ..record(200)
    };
    let bodies = |log: &RequestLog| log.entries().map(RequestRecord::weight).sum::<usize>();
    let mut log = RequestLog::default();
    for _ in 0..12_000 {
        log.push(full());
    }
    assert_eq!((log.entries.len(), bodies(&log)), (10_000, MAX_BODIES));
    assert_eq!(log.entries().next().map(RequestRecord::weight), Some(0));
    assert_eq!(log.entries().next_back(), Some(&full()));
    let written: Vec<RequestRecord> = (0..2000).map(|_| full()).collect();
    let written = serde_json::json!({"entries": written, "dropped": 7});
    let log: RequestLog = serde_json::from_value(written).expect("a log");
    assert_eq!((log.total(), bodies(&log)), (2007, MAX_BODIES));
}
