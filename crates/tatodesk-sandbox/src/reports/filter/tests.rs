use super::*;

#[test]
fn minutes_are_compared_five_ways() {
    let minutes = |operation, value, value_final| {
        Some(Minutes {
            operation,
            value,
            value_final,
        })
    };
    for (operation, passing) in [
        (1, [true, false, false]),
        (2, [true, true, false]),
        (3, [false, false, true]),
        (4, [false, true, true]),
    ] {
        let filter = minutes(operation, 5, Some(1));
        let found = [299, 300, 301].map(|seconds| Minutes::passes(filter, Some(seconds)));
        assert_eq!(found, passing, "{operation}");
        assert!(Minutes::passes(filter, None), "rows without one stay");
    }
    let between = minutes(5, 1, Some(2));
    let found = [59, 60, 120, 121].map(|seconds| Minutes::passes(between, Some(seconds)));
    assert_eq!(found, [false, true, true, false]);
    assert!(Minutes::passes(None, None));
    assert!(Minutes::check(between).is_ok());
    assert!(Minutes::check(minutes(5, 1, None)).is_err());
    assert!(Minutes::check(minutes(6, 1, None)).is_err());
    assert!(!Minutes::passes(minutes(1, i64::MIN, None), Some(0)));
}

#[test]
fn durations_may_pass_a_day() {
    assert_eq!(duration(Some(90_061)), "25:01:01");
    assert_eq!(duration(None), "");
}
