//! Defects in what a successful answer has.

use crate::lint::planted::{here, one, plant, remove, schema, set};
use serde_json::json;

#[test]
fn members_of_a_success_are_not_required_of_a_failure() {
    const RULE: &str = "x-required-on-success";
    let has = |component: &str| schema(component) + "/" + RULE;
    let booked = has("CreateAppointmentResponse");
    let examples =
        "/paths/~1pa~1createAppointment/post/responses/200/content/application~1json/examples";
    let created = format!("{examples}/documented/value");
    let failed = |error: serde_json::Value| {
        let example = json!({"summary": "A failure", "value": {"error": error}});
        set(format!("{examples}/failed"), example)
    };
    plant(vec![
        one(
            set(schema("DeleteObjectResponse/required"), json!(["error"])),
            RULE,
            schema("DeleteObjectResponse/required"),
        ),
        here(set(has("Company"), json!(["ID"])), RULE),
        here(set(has("CreateAppointmentRequest"), json!(["date"])), RULE),
        here(
            set(
                has("CreateAppointmentResponse/properties/documents"),
                json!(["ID"]),
            ),
            RULE,
        ),
        here(set(&*booked, json!([])), RULE),
        here(set(&*booked, json!("ID")), RULE),
        here(set(&*booked, json!(["ID", "ID"])), RULE),
        here(set(&*booked, json!(["ID", 7])), RULE),
        (
            set(&*booked, json!(["ID", "protocols"])),
            vec![(RULE, booked.clone()), ("example", created.clone())],
        ),
        here(set(&*booked, json!(["ID", "error"])), RULE),
        (remove(&*booked), Vec::new()),
        one(remove(format!("{created}/ID")), "example", created),
        (failed(json!({"message": "The hour is taken"})), Vec::new()),
        (
            failed(json!(false)),
            vec![
                ("example", format!("{examples}/failed/value")),
                ("example", format!("{examples}/failed/value")),
                ("failed-example", format!("{examples}/failed")),
            ],
        ),
    ]);
}
