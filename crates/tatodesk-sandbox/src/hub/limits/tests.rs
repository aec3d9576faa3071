use jiff::ToSpan;
use jiff::civil::date;

use super::*;

#[test]
fn a_key_passes_within_its_limit_in_any_second() {
    let mut limits = Limits::new(NonZeroU32::new(2));
    let start = date(2025, 6, 25).at(7, 0, 0, 0);
    let mut at = |key, millis: i64| limits.admit(key, start.saturating_add(millis.milliseconds()));
    assert!(at("a", 0));
    assert!(at("a", 500));
    assert!(!at("a", 999));
    assert!(at("b", 999));
    assert!(at("a", 1000));
    assert!(!at("a", 1001));
    let earlier = start.saturating_sub(1.hour());
    assert!(limits.admit("a", earlier) && limits.admit("a", earlier));
    assert!(!limits.admit("a", earlier));
    assert!(!format!("{limits:?}").contains('"'));
}
