//! An id of the world is still the caller's text: a refusal repeats it to the caller, and no log repeats it.

use serde_json::{Value, json};
use tatodesk_sandbox::Sandbox;

use crate::caller::Caller;

/// Every id that a request may name has `7700` in it.
const WORLD: &str = r#"
companies: [{id: 77001, name: First}, {id: 77002, name: Second}]
regions: [{id: 1, name: Centre}]
periods: [{id: 1, name: Morning}]
forms: [{id: 1, fields: []}]
categories:
  - {id: 77003, name: Bills, form: 1, schedulable: true}
  - {id: 77004, name: Meters, form: 1, schedulable: true}
types:
  - {id: 77005, name: Second copy, category: 77003, schedulable: true}
  - {id: 77006, name: Refund, category: 77003, schedulable: false}
  - {id: 77007, name: Reading, category: 77004, schedulable: true}
units: [{id: 77008, name: Harbour, company: 77001, region: 1, types: [77005, 77006], slotMinutes: 30}]
templates:
  - {channel: sms, id: "77009", text: "{{1}}"}
  - {channel: whatsapp, id: "77010", header: {medium: image}, text: Hello}
surveys:
  - {id: "77011", name: Old, active: false, questions: [{id: "77012", text: Well?}]}
  - id: "77013"
    name: New
    questions:
      - {id: "77014", text: "How?", options: [{id: "77015", text: Well}]}
      - {id: "77016", text: "Why?", required: true}
"#;

fn dates(company: i64, kind: i64) -> Value {
    json!({"companyID": company, "attendanceUnitID": 77008, "attendanceTypeIDs": [kind]})
}

fn booking(category: i64) -> Value {
    json!({"companyID": 77001, "attendanceUnitID": 77008, "categoryID": category, "attendanceTypes": [77005],
        "date": "26/06/2025", "periodID": 1, "hour": "09:00", "contactForms": []})
}

fn survey(form: &str, answers: &Value) -> Value {
    json!({"surveyFormID": form, "answers": {"answers": answers}})
}

#[tokio::test]
async fn no_log_repeats_an_id_that_the_world_knows() {
    let world = WORLD.parse().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    let caller = Caller::at(sandbox.expect("it starts"));
    let (list, create, register) = (
        "/pa/listDates",
        "/pa/createAppointment",
        "/survey/v1/registerSurveyAnswer",
    );
    let words = |question: &str| json!({"question": "?", "surveyFormQuestionID": question, "answerText": " "});
    let option = |option: &str| {
        let mut answer = words("77014");
        answer["surveyFormQuestionOptionID"] = json!(option);
        answer
    };
    let (twice, other) = (option("77015"), option("no such option"));
    let sms = json!({"appID": 7, "templateID": 77009, "sms": {"type": "template", "to": "5581900000001"}});
    let header = json!({"params": [{"type": "text", "text": "7"}]});
    let whatsapp = json!({"appID": 7, "templateID": "77010", "whatsapp": {"type": "template", "to": "5581900000001",
        "templatePayload": {"header": header}}});
    for (path, body, reason) in [
        (
            list,
            dates(77002, 77005),
            "unit … does not belong to company …",
        ),
        (
            list,
            dates(77001, 77007),
            "unit … does not offer service type …",
        ),
        (
            list,
            dates(77001, 77006),
            "service type … cannot be scheduled",
        ),
        (
            create,
            booking(77004),
            "type … is not of service category …",
        ),
        (
            create,
            booking(77003),
            "… is not available at service unit …",
        ),
        ("/dl/v1/sms/messages", sms, "template … has 1 parameter"),
        (
            "/dl/v1/whatsapp/messages",
            whatsapp,
            "template … takes a parameter",
        ),
        (
            register,
            survey("77011", &json!([])),
            "form … is not in use",
        ),
        (
            register,
            survey("77013", &json!([twice, twice])),
            "question … has this answer twice",
        ),
        (
            register,
            survey("77013", &json!([other])),
            "question … has no option …",
        ),
        (
            register,
            survey("77013", &json!([words("77014")])),
            "question … is answered by one of its options",
        ),
        (
            register,
            survey("77013", &json!([words("77016")])),
            "question … needs an answer",
        ),
    ] {
        let told = caller.refused(path, body).await;
        assert!(told.contains("7700") || told.contains("7701"), "{told}");
        let record = caller.sandbox.requests().pop().expect("a request");
        let line = serde_json::to_string(&record.redacted()).expect("JSON");
        for shown in [line, record.to_string(), format!("{record:?}")] {
            assert!(shown.contains(reason), "{shown}");
            assert!(!shown.contains("770"), "{shown}");
        }
    }
}
