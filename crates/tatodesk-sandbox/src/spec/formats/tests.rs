use super::*;

#[test]
fn dates_are_read_by_shape_and_calendar() {
    assert!(br_date("29/02/2024").is_some());
    for wrong in [
        "29/02/2025",
        "2025-06-25",
        "1/6/2025",
        "25/06/2025 ",
        "25/06/2025/1",
        "",
        "+1/06/2025",
    ] {
        assert_eq!(br_date(wrong), None, "{wrong}");
    }
    assert_eq!(us_date("06/25/2025"), br_date("25/06/2025"));
    assert_eq!(compact_date("25062025"), br_date("25/06/2025"));
    for wrong in ["2506202", "250620251", "32012025", "25ç06202", ""] {
        assert_eq!(compact_date(wrong), None, "{wrong}");
    }
}

#[test]
fn times_are_read_to_the_minute() {
    assert_eq!(
        hour_minute("15:40").map(write_hour_minute).as_deref(),
        Some("15:40")
    );
    for wrong in ["24:00", "9:00", "09:60", "09:00:00", "0900"] {
        assert_eq!(hour_minute(wrong), None, "{wrong}");
    }
    assert!(br_date_minute("01/03/2025 00:00").is_some());
    assert!(br_date_minute("01/03/2025").is_none());
}
