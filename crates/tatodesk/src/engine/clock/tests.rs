//! Tests of the machine's clock.

use super::*;

#[test]
fn chance_stays_in_range_and_varies() {
    let throws: Vec<f64> = (0..100).map(|_| SystemClock.chance()).collect();
    assert!(throws.iter().all(|throw| (0.0..1.0).contains(throw)));
    assert!(throws.iter().any(|throw| *throw != throws[0]));
}
