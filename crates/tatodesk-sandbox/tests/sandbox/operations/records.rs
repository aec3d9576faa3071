//! New records are found again: in-person services, searches by protocol, app sessions.

use crate::caller::Caller;
use crate::data_api::reports::{DIGITAL, IN_PERSON, found};
use serde_json::{Value, json};

fn service() -> Value {
    json!({
        "attendanceClassificationID": 1, "companyID": 1, "attendanceUnitID": 1, "attendanceTypeID": [140],
        "contactFormFields": [
            {"contactFormKeyID": 1, "key": "NAME", "value": "Marina Duarte"},
            {"contactFormKeyID": 2, "key": "CPF_CNPJ", "value": "00000000000"}
        ],
        "userID": 1, "contactFormID": 1
    })
}

#[tokio::test]
async fn an_in_person_service_is_found_by_its_number_and_its_protocol() {
    let caller = Caller::new().await;
    let made = caller
        .accepted("/dl/pa/createPresentialAttendance", service())
        .await["attendance"]
        .clone();
    assert_eq!(
        (&made["sequence"], &made["attendanceCode"]),
        (&json!(1), &json!("CM1"))
    );
    assert_eq!(made["protocol"], "20250625070000001");
    assert_eq!(
        made["date"], "2025-06-25T10:00:00.001Z",
        "the true instant, three hours ahead of the protocol"
    );
    assert_eq!(made["userID"], Value::Null);

    let found = caller
        .accepted("/pa/getPresentialAttendance", json!({"ID": made["ID"]}))
        .await;
    let details = &found["presentialAttendance"];
    assert_eq!(details["protocol"], made["protocol"]);
    assert_eq!(details["date"], "25/06/2025 07:00:00");
    assert_eq!(details["ticketNumber"], "CM1");
    assert_eq!(details["attendanceUnitName"], "Unidade Porto");
    assert_eq!(
        found["attendanceLinks"]["documentSubmissionLinks"][0]["formName"],
        "Proof of address"
    );

    let next = caller
        .accepted("/dl/pa/createPresentialAttendance", service())
        .await;
    assert_eq!(next["attendance"]["attendanceCode"], "CM2");
    assert_ne!(next["attendance"]["ID"], made["ID"]);

    for platform in [
        json!([]),
        json!(["pa"]),
        json!(["ticket", "presential-attendance"]),
    ] {
        let search = json!({"protocol": made["protocol"], "platform": platform});
        let result = caller.accepted("/global/searchProtocol", search).await["result"].clone();
        assert_eq!(result[0]["data"]["ID"], made["ID"]);
        assert_eq!(result[0]["data"]["date"], made["date"]);
        assert_eq!(result[0]["data"]["forms"][0]["value"], "Marina Duarte");
        assert_eq!(result.as_array().map(Vec::len), Some(1));
    }
    let tickets = json!({"protocol": made["protocol"], "platform": ["ticket"]});
    assert_eq!(
        caller.accepted("/global/searchProtocol", tickets).await["result"],
        json!([])
    );

    caller
        .refused("/pa/getPresentialAttendance", json!({"ID": 1}))
        .await;
    for (member, wrong) in [
        ("attendanceClassificationID", json!(9)),
        ("contactFormID", json!(9)),
        ("attendanceTypeID", json!([1])),
        ("attendanceUnitID", json!(53)),
    ] {
        let mut body = service();
        body[member] = wrong;
        caller
            .refused("/dl/pa/createPresentialAttendance", body)
            .await;
    }
}

#[tokio::test]
async fn every_type_asks_for_the_fields_of_its_own_form() {
    let caller = Caller::new().await;
    let [name, phone] = [("NAME", "Marina Duarte"), ("PHONE", "5581900000001")]
        .map(|(key, value)| json!({"contactFormKeyID": 1, "key": key, "value": value}));
    let create = "/dl/pa/createPresentialAttendance";
    let with = |types: Value, fields: Value, form: Option<i64>| {
        let mut body = service();
        body["attendanceTypeID"] = types;
        body["contactFormFields"] = fields;
        body["contactFormID"] = json!(form);
        if form.is_none() {
            body.as_object_mut()
                .expect("an object")
                .remove("contactFormID");
        }
        body
    };
    // Form 30 asks for a name, form 19 for a name and a phone.
    for (types, form) in [
        (json!([28]), None),
        (json!([28]), Some(19)),
        (json!([2, 28]), None),
        (json!([2, 28]), Some(30)),
    ] {
        let body = with(types.clone(), json!([name]), form);
        let reason = caller.refused(create, body).await;
        assert!(reason.contains("PHONE"), "{types} {form:?}: {reason}");
        let body = with(types, json!([name, phone]), form);
        caller.accepted(create, body).await;
    }
    let body = with(json!([28]), json!([name, phone]), Some(2));
    let reason = caller.refused(create, body).await;
    assert!(reason.contains("contact form 2"), "{reason}");

    let booking = |form: Value| {
        json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypes": [1, 27], "date": "26/06/2025",
            "hour": "08:00", "contactForms": form})
    };
    let name = json!({"key": "NAME", "value": "Marina Duarte"});
    let reason = caller
        .refused("/pa/createAppointment", booking(json!([name])))
        .await;
    assert!(reason.contains("CPF_CNPJ"), "{reason}");

    let both = json!({"attendanceUnitID": 1, "attendanceTypeIDs": [2, 28]});
    let fields = caller.accepted("/dl/pa/listContactFormFields", both).await;
    assert_eq!(ids(&fields, "contactFormFields"), [116, 117, 115, 114]);
}

#[tokio::test]
async fn an_appointment_is_found_by_a_search_and_takes_attachments() {
    let caller = Caller::new().await;
    let booking = json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypes": [1, 27],
        "date": "26/06/2025", "hour": "08:00", "contactForms": [{"key": "NAME", "value": "Marina Duarte"},
            {"key": "CPF_CNPJ", "value": "00000000000"}]});
    let made = caller.accepted("/pa/createAppointment", booking).await;
    assert_eq!(
        made["documents"].as_array().map(Vec::len),
        Some(3),
        "each paper once"
    );
    let search = json!({"protocol": made["protocol"]});
    let result = caller.accepted("/global/searchProtocol", search).await["result"].clone();
    assert_eq!(result[0]["data"]["ID"], made["ID"]);
    assert_eq!(
        caller
            .accepted("/global/searchProtocol", json!({"protocol": "1"}))
            .await["result"],
        json!([])
    );

    let urls = json!(["https://files.example.com/stored?name=1"]);
    let attach = json!({"protocol": made["protocol"], "urls": urls});
    caller.accepted("/pa/createAttachments", attach).await;
    let of_service = found(&caller, IN_PERSON, json!({})).await[7]["protocol"].clone();
    let attach = json!({"protocol": of_service, "urls": urls});
    caller.accepted("/pa/createAttachments", attach).await;
    let of_chat = found(&caller, DIGITAL, json!({})).await[0]["protocol"].clone();
    let of_ticket = json!("20241106130548803");
    for protocol in [json!("1"), of_chat, of_ticket] {
        let attach = json!({"protocol": protocol, "urls": urls});
        let reason = caller.refused("/pa/createAttachments", attach).await;
        assert!(reason.contains("no in-person service"), "{reason}");
    }
}

fn ids(answer: &Value, list: &str) -> Vec<i64> {
    let rows = answer[list].as_array().expect("a list");
    rows.iter().filter_map(|row| row["ID"].as_i64()).collect()
}

#[tokio::test]
async fn lists_narrow_to_the_world() {
    let caller = Caller::new().await;
    for (filter, expected) in [
        (json!({}), vec![1, 13, 41]),
        (json!({"isActive": 1}), vec![1, 13]),
        (json!({"isActive": 2}), vec![41]),
    ] {
        let answer = caller.accepted("/dl/pa/listCompaniesByUser", filter).await;
        assert_eq!(ids(&answer, "companies"), expected);
    }
    let units = caller
        .accepted(
            "/dl/pa/listAttendanceUnitsByUser",
            json!({"companyID": 1, "isActive": 1}),
        )
        .await;
    assert_eq!(ids(&units, "attendanceUnits"), [1, 83, 288]);
    let categories = caller
        .accepted(
            "/dl/pa/listAttendanceTypeCategories",
            json!({"attendanceUnitID": 58}),
        )
        .await;
    assert_eq!(ids(&categories, "attendanceTypeCategories"), [11, 22]);
    let types = json!({"attendanceUnitID": 58, "attendanceTypeCategoryID": 11});
    let types = caller.accepted("/dl/pa/listAttendanceTypes", types).await;
    assert_eq!(ids(&types, "attendanceTypes"), [28]);
    let fields =
        json!({"attendanceTypeCategoryID": 11, "attendanceTypeIDs": [28], "attendanceUnitID": 58});
    let fields = caller
        .accepted("/dl/pa/listContactFormFields", fields)
        .await;
    assert_eq!(ids(&fields, "contactFormFields"), [115, 114]);
    caller
        .refused(
            "/dl/pa/listAttendanceTypeCategories",
            json!({"attendanceUnitID": 999}),
        )
        .await;
    let link = json!({"token": "custom-link-token"});
    let link = caller
        .accepted("/pa/listCustomAttendanceTypeCategories", link)
        .await;
    assert_eq!(ids(&link, "attendanceTypeCategories"), [1, 2, 2, 22]);
}

#[tokio::test]
async fn a_list_is_narrowed_only_by_what_is_given() {
    let caller = Caller::new().await;
    let unit = json!({"attendanceUnitID": 58});
    let types = caller
        .accepted("/dl/pa/listAttendanceTypes", unit.clone())
        .await;
    assert_eq!(ids(&types, "attendanceTypes"), [22, 28]);
    let of_types = json!({"attendanceUnitID": 58, "attendanceTypeIDs": [28]});
    let of_category = json!({"attendanceUnitID": 58, "attendanceTypeCategoryID": 11});
    for request in [of_types, of_category] {
        let fields = caller
            .accepted("/dl/pa/listContactFormFields", request)
            .await;
        assert_eq!(ids(&fields, "contactFormFields"), [115, 114]);
    }
    let nothing = caller.refused("/dl/pa/listContactFormFields", unit).await;
    assert_eq!(nothing, "name a service category or a service type");
    let anywhere = json!({"attendanceTypes": [1]});
    let units = caller
        .accepted("/pa/listAttendanceUnitsForAppointment", anywhere)
        .await;
    assert_eq!(ids(&units, "attendanceUnits"), [83, 288]);
}

#[tokio::test]
async fn events_need_a_session_that_was_opened() {
    let caller = Caller::new().await;
    let open = json!({"client": {"clientVersionApp": "v1.0.0", "appID": "app"},
        "payload": {"os": "android", "language": "pt-BR", "screen": "1200x800", "platform": "mobile"}});
    let first = caller
        .accepted("/pulse/v1/createAppSession", open.clone())
        .await["session"]
        .clone();
    let second = caller.accepted("/pulse/v1/createAppSession", open).await["session"].clone();
    assert_ne!(first, second);
    for session in [first, second] {
        let event = json!({"data": {"COLOUR": "BLUE"}, "appID": "app", "appSessionID": session, "tag": "OPENED"});
        caller.accepted("/pulse/v1/createEvent", event).await;
    }
    let event = json!({"appID": "app", "appSessionID": "no such session", "tag": "OPENED"});
    caller.refused("/pulse/v1/createEvent", event).await;
}
