//! Names are taken apart and said plainly, whatever their case.

use serde_json::json;

use super::{PlainWords, split};

fn words() -> PlainWords {
    let extension = json!({
        "attendance": "service",
        "attendances": "services",
        "presential attendance": "in-person service",
        "openning": "opening",
    });
    PlainWords::of(Some(&extension)).expect("phrases")
}

#[test]
fn names_of_every_case_have_the_same_words() {
    for name in [
        "attendanceTypeID",
        "AttendanceTypeId",
        "attendance_type_id",
        "AttendanceTypeID",
    ] {
        assert_eq!(split(name), ["attendance", "type", "id"], "{name}");
    }
    assert_eq!(
        split("isNormalOpenningHour"),
        ["is", "normal", "openning", "hour"]
    );
    assert_eq!(split("r"), ["r"]);
    assert!(split("_").is_empty());
}

#[test]
fn misleading_words_are_replaced_and_the_longest_phrase_first() {
    for (name, plain) in [
        ("AttendanceUnitId", Some("ServiceUnitId")),
        ("attendance_units", Some("service_units")),
        ("PresentialAttendanceRow", Some("InPersonServiceRow")),
        ("get_presential_attendance", Some("get_in_person_service")),
        ("is_normal_openning_hour", Some("is_normal_opening_hour")),
        ("attendances", Some("services")),
        ("CompanyId", None),
        ("attendant", None),
        // The constant of an operation keeps the operation's name.
        ("LIST_ATTENDANCE_UNITS", None),
    ] {
        assert_eq!(words().ident(name).as_deref(), plain, "{name}");
    }
    assert_eq!(words().letters("listAttendanceUnits"), "listserviceunits");
}

#[test]
fn a_value_that_is_no_mapping_of_texts_is_no_table() {
    for extension in [json!([]), json!("a"), json!({"a": 1}), json!({"a": null})] {
        assert!(PlainWords::of(Some(&extension)).is_none(), "{extension}");
    }
    assert!(PlainWords::of(None).is_some_and(|none| none.ident("AttendanceId").is_none()));
}
