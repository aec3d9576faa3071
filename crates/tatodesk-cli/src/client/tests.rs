use std::time::Duration;

use super::seconds;

#[test]
fn a_timeout_is_a_positive_number_of_seconds() {
    assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
    assert_eq!(seconds("30"), Ok(Duration::from_secs(30)));
    for wrong in ["0", "-1", "NaN", "inf", "1e999", "soon", "", "1e-12"] {
        assert!(seconds(wrong).is_err(), "{wrong}");
    }
}
