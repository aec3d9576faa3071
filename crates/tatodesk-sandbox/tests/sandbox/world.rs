//! A world file of the user: YAML or JSON, refused where it does not fit, and used.

use crate::caller::Caller;
use crate::data_api::reports::{DIGITAL, rows};
use crate::spec::conformance::conforms;
use serde_json::{Value, json};
use tatodesk_sandbox::{Sandbox, WorldFile};

pub(crate) const SMALL: &str = r#"
companies: [{id: 5, name: Mangue}]
links: [{token: a-token, companies: [5]}]
regions: [{id: 1, name: Centro}]
periods: [{id: 9, name: All day}]
categories: [{id: 1, name: Help, form: 1, schedulable: true}]
types: [{id: 3, name: Advice, category: 1, schedulable: true, days: 3}]
forms: [{id: 1, fields: [{id: 1, keyId: 1, keyName: PHONE, label: Phone, required: true}]}]
holidays: ["2025-06-26"]
units:
  - id: 2
    name: Centro
    company: 5
    region: 1
    types: [3]
    slotMinutes: 60
    opening: [{period: 9, from: "09:00", to: "11:00", days: [wednesday, thursday, saturday]}]
    exceptions:
      - {date: "2025-06-27", opening: [{period: 9, from: "15:00", to: "16:00"}]}
      - {date: "2025-07-02"}
appointments:
  - {id: 1, at: "2025-06-20T10:00:00.000", unit: 2, types: [3], date: "2025-06-25", hour: "09:00", status: 1}
"#;

pub(crate) async fn living_in(world: &str) -> Caller {
    let world = world.parse::<WorldFile>().expect("the world is consistent");
    let sandbox = Sandbox::builder().world(world).start().await;
    Caller::at(sandbox.expect("the sandbox starts"))
}

#[tokio::test]
async fn opening_hours_holidays_and_exceptions_decide_what_is_free() {
    let caller = living_in(SMALL).await;
    let place = json!({"companyID": 5, "attendanceUnitID": 2, "attendanceTypeIDs": [3]});
    let dates = caller.accepted("/pa/listDates", place.clone()).await;
    // A Wednesday; Thursday is a holiday, Friday and the second Wednesday are exceptions.
    assert_eq!(
        dates["dates"],
        json!(["25/06/2025", "27/06/2025", "28/06/2025"])
    );
    for (date, expected) in [
        ("25/06/2025", json!(["10:00"])),
        ("26/06/2025", json!([])),
        ("27/06/2025", json!(["15:00"])),
        ("28/06/2025", json!(["09:00", "10:00"])),
    ] {
        let mut day = place.clone();
        day["date"] = json!(date);
        day["period"] = json!(9);
        let hours = caller.accepted("/pa/listHours", day).await;
        assert_eq!(hours["hours"], expected, "{date}");
    }
    let link = caller
        .accepted("/pa/listCustomCompanies", json!({"token": "a-token"}))
        .await;
    assert_eq!(link["companies"][0]["name"], "Mangue");
    caller
        .refused(
            "/pa/listCustomCompanies",
            json!({"token": "custom-link-token"}),
        )
        .await;
}

#[tokio::test]
async fn the_last_hour_ends_before_the_unit_closes() {
    for (to, expected) in [
        ("11:59", json!(["09:00", "10:00"])),
        ("12:00", json!(["09:00", "10:00", "11:00"])),
        ("09:59", json!([])),
    ] {
        let world = SMALL.replace("to: \"11:00\"", &format!("to: \"{to}\""));
        let caller = living_in(&world).await;
        let day = json!({"companyID": 5, "attendanceUnitID": 2, "attendanceTypeIDs": [3],
            "date": "28/06/2025", "period": 9});
        let hours = caller.accepted("/pa/listHours", day).await;
        assert_eq!(hours["hours"], expected, "{to}");
    }
}

#[tokio::test]
async fn a_required_field_of_the_form_is_asked_for_by_name() {
    let caller = living_in(SMALL).await;
    let booking = |form: Value| {
        json!({"companyID": 5, "attendanceUnitID": 2, "attendanceTypes": [3], "date": "25/06/2025",
            "hour": "10:00", "contactForms": form})
    };
    for form in [
        json!([]),
        json!([{"key": "PHONE", "value": " "}]),
        json!([{"key": "NAME", "value": "Marina"}]),
    ] {
        let reason = caller.refused("/pa/createAppointment", booking(form)).await;
        assert!(reason.contains("PHONE"), "{reason}");
    }
    let form = json!([{"key": "PHONE", "value": "5581900000001"}]);
    caller
        .accepted("/pa/createAppointment", booking(form))
        .await;
}

#[tokio::test]
async fn reports_of_a_world_without_rows_are_empty() {
    let caller = living_in("companies: []").await;
    let filter = json!({"dateInitial": "01/01/2024", "dateFinal": "31/12/2025"});
    let answer = caller
        .accepted(
            "/cc/listAttendancesReport",
            json!({"filter": filter, "page": 0}),
        )
        .await;
    assert_eq!(
        answer,
        json!({"count": "0", "attendances": [], "error": null})
    );
}

#[tokio::test]
async fn two_million_rows_are_there_when_they_are_asked_for() {
    let text = r#"
people: [{name: Marina Duarte, email: marina@example.com, phone: "5581900000001"}]
reports: {digitalServices: {count: 2000000, from: "2022-01-01", to: "2024-12-31"}}"#;
    let caller = living_in(text).await;
    let days = json!({"dateInitial": "01/01/2022", "dateFinal": "31/12/2024"});
    let last = caller
        .accepted(DIGITAL, json!({"filter": days, "page": 1999}))
        .await;
    conforms(DIGITAL, &last);
    assert_eq!(last["count"], "2000000");
    let last = rows(&last, "attendances");
    assert_eq!(last.len(), 1000);
    assert_eq!(last[999]["ID"], 1_000_000_001);
    assert!(
        last[999]["date"]
            .as_str()
            .is_some_and(|it| it.starts_with("2022-01-01T08"))
    );
    let mut sum = 0;
    for (from, to) in [("01/01/2022", "17/05/2023"), ("18/05/2023", "31/12/2024")] {
        let days = json!({"dateInitial": from, "dateFinal": to});
        let half = caller
            .accepted(DIGITAL, json!({"filter": days, "page": 0, "limit": 1}))
            .await;
        sum += half["count"]
            .as_str()
            .and_then(|it| it.parse::<u64>().ok())
            .expect("a count");
    }
    assert_eq!(sum, 2_000_000);
    let day = json!({"dateInitial": "18/05/2023", "dateFinal": "18/05/2023", "statusIDs": [4]});
    let quiet = caller
        .accepted(DIGITAL, json!({"filter": day, "page": 0}))
        .await;
    let rows = rows(&quiet, "attendances");
    assert_eq!(quiet["count"], rows.len().to_string());
    assert!(
        rows.len() > 100
            && rows
                .iter()
                .all(|row| row["status"] == "Client does not respond")
    );
}

#[test]
fn json_is_read_as_well() {
    let json = r#"{"companies": [{"id": 1, "name": "Mangue"}]}"#;
    assert!(json.parse::<WorldFile>().is_ok());
    let error = r#"{"companies": [{"id": 1, "nam": "Mangue"}]}"#.parse::<WorldFile>();
    assert_eq!(
        error.expect_err("a misspelt member").path(),
        "companies[0].nam"
    );
}

#[test]
fn the_built_in_world_is_its_own_documentation() {
    assert!(WorldFile::BUILT_IN.parse::<WorldFile>().is_ok());
    assert!(WorldFile::built_in().is_ok());
}

#[test]
fn a_world_that_does_not_fit_is_refused_at_the_place() {
    for (from, to, path) in [
        ("company: 5\n", "company: 6\n", "units[0].company"),
        ("region: 1\n", "region: 2\n", "units[0].region"),
        ("types: [3]\n", "types: [3, 4]\n", "units[0].types[1]"),
        (
            "period: 9, from: \"15",
            "period: 8, from: \"15",
            "units[0].exceptions[0].opening[0].period",
        ),
        ("to: \"11:00\"", "to: \"08:00\"", "units[0].opening[0].to"),
        ("wednesday", "midweek", "units[0].opening[0].days[0]"),
        (
            "\"16:00\"}]",
            "\"16:00\"}, {period: 9, from: \"15:30\", to: \"17:00\"}]",
            "units[0].exceptions[0].opening[1]",
        ),
        (
            "\"16:00\"}]",
            "\"16:00\", days: [monday]}, {period: 9, from: \"15:30\", to: \"17:00\", days: [tuesday]}]",
            "units[0].exceptions[0].opening[1]",
        ),
        ("category: 1,", "category: 2,", "types[0].category"),
        ("form: 1,", "form: 2,", "categories[0].form"),
        (
            "companies: [5]",
            "companies: [5, 5, 7]",
            "links[0].companies[2]",
        ),
        (
            "keyName: PHONE",
            "keyname: PHONE",
            "forms[0].fields[0].keyname",
        ),
        ("slotMinutes: 60", "slotMinutes: 0", "units[0].slotMinutes"),
        (
            "id: 5, name: Mangue",
            "id: 5, name: Mangue}, {id: 5, name: Maré",
            "companies[1].id",
        ),
        ("unit: 2, types", "unit: 3, types", "appointments[0].unit"),
        ("holidays:", "holiday:", "holiday"),
        (
            "companies: [{",
            "reports: {tickets: {count: 5}}\ncompanies: [{",
            "reports.tickets.from",
        ),
        (
            "companies: [{",
            "reports: {tickets: {count: 36000001, from: \"2024-01-01\", to: \"2024-01-01\"}}\ncompanies: [{",
            "reports.tickets.count",
        ),
        (
            "companies: [{",
            "reports: {reviews: {count: 1, from: \"2024-01-01\", to: \"2024-01-01\"}}\ncompanies: [{",
            "reports.reviews.count",
        ),
        (
            "companies: [{",
            "reports: {journeyEvents: {count: 1, from: \"2024-01-01\", to: \"2024-01-01\"}}\ncompanies: [{",
            "reports.journeyEvents.count",
        ),
    ] {
        assert!(SMALL.contains(from), "{from}");
        let broken = SMALL.replacen(from, to, 1);
        let error = broken.parse::<WorldFile>().expect_err(to);
        assert_eq!(error.path(), path, "{error}");
    }
}
