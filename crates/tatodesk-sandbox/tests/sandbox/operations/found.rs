//! Rows of a report are found elsewhere: by protocol, by id, by session.

use crate::caller::Caller;
use crate::data_api::reports::{DIGITAL, IN_PERSON, found, rows};
use crate::spec::conformance::conforms;
use serde_json::{Value, json};
use tatodesk_sandbox::{Sandbox, WorldFile};

#[tokio::test]
async fn an_in_person_service_of_a_report_is_found_by_protocol_and_by_id() {
    let text = WorldFile::BUILT_IN.replace(
        "inPersonServices: {count: 40, from: \"2024-01-02\"",
        "inPersonServices: {count: 2000000, from: \"2023-01-02\"",
    );
    assert_ne!(text, WorldFile::BUILT_IN);
    let world = text.parse::<WorldFile>().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    let caller = Caller::at(sandbox.expect("it starts"));
    let days = json!({"dateInitial": "01/01/2020", "dateFinal": "31/12/2030"});
    let (mut ids, mut inactive) = (std::collections::BTreeSet::new(), 0);
    for (page, limit) in [(0, 20), (99_999, 20), (2_000_003, 1)] {
        let request = json!({"filter": days, "page": page, "limit": limit});
        for row in rows(&caller.accepted(IN_PERSON, request).await, "attendances") {
            let search = json!({"protocol": row["protocol"], "platform": ["pa"]});
            let found = caller.accepted("/global/searchProtocol", search).await["result"].clone();
            let data = &found[0]["data"];
            let appointment = json!({"protocol": row["protocol"]});
            let booked =
                caller.call("/pa/getAppointment", appointment).await["appointment"].clone();
            if booked.is_object() {
                assert_eq!(booked["ID"], data["ID"]);
                continue;
            }
            let path = "/pa/getPresentialAttendance";
            let answer = caller.accepted(path, json!({"ID": data["ID"]})).await;
            conforms(path, &answer);
            let details = &answer["presentialAttendance"];
            for (shown, detail) in [
                ("protocol", "protocol"),
                ("attendanceCode", "attendanceCode"),
                ("classification", "attendanceClassificationName"),
                ("status", "statusName"),
                ("company", "companyName"),
                ("attendanceUnit", "attendanceUnitName"),
                ("agent", "userName"),
                ("waitingTime", "waitingTime"),
                ("attendanceTime", "attendanceTime"),
            ] {
                assert_eq!(row[shown], details[detail], "{shown}: {row} {details}");
            }
            assert_eq!(details["ID"], data["ID"]);
            inactive += usize::from(row["attendanceUnit"] == "Unidade Antiga");
            ids.insert(data["ID"].to_string());
        }
    }
    // There are 41 rows, and one of them is an appointment.
    assert_eq!(ids.len(), 40);
    assert!(
        inactive > 0,
        "a unit that is no longer active keeps its services"
    );
    for unknown in [1_000_000_000, 1_002_000_001_i64, -1] {
        caller
            .refused("/pa/getPresentialAttendance", json!({"ID": unknown}))
            .await;
    }
}

#[tokio::test]
async fn a_unit_that_is_no_longer_active_keeps_its_appointments() {
    let here = "at: \"2025-06-25T15:13:15.059\", unit: 288";
    let text = WorldFile::BUILT_IN.replace(here, "at: \"2025-06-25T15:13:15.059\", unit: 90");
    assert_ne!(text, WorldFile::BUILT_IN);
    let world = text.parse::<WorldFile>().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    let caller = Caller::at(sandbox.expect("it starts"));
    let asked = json!({"protocol": "20250625151315059"});
    let answer = caller.accepted("/pa/getAppointment", asked).await;
    let unit = &answer["appointment"]["attendanceUnit"];
    assert_eq!(unit, "Unidade Antiga", "{answer}");
}

#[tokio::test]
async fn the_documented_protocols_are_found() {
    let caller = Caller::new().await;
    for (protocol, platform, id) in [
        ("20241106130548803", "ticket", 171_861),
        ("20250129105618899", "ticket", 152_208),
        ("20240122115113776", "pa", 1_810_442),
        ("20250711163712001", "pa", 2_466_214),
    ] {
        let search = json!({"protocol": protocol, "platform": []});
        let answer = caller.accepted("/global/searchProtocol", search).await;
        conforms("/global/searchProtocol", &answer);
        assert_eq!(answer["result"].as_array().map(Vec::len), Some(1));
        assert_eq!(answer["result"][0]["platform"], platform);
        assert_eq!(answer["result"][0]["data"]["ID"], id);
    }
}

#[tokio::test]
async fn a_search_shows_what_the_report_shows() {
    let caller = Caller::new().await;
    for (path, platform, packed) in [
        (DIGITAL, "cc", "metadatas"),
        (IN_PERSON, "pa", "contactForms"),
    ] {
        for row in found(&caller, path, json!({})).await {
            let search = json!({"protocol": row["protocol"], "platform": [platform]});
            let answer = caller.accepted("/global/searchProtocol", search).await;
            let data = &answer["result"][0]["data"];
            let pack = |list: &str, name: &str| {
                let pairs = data[list].as_array().expect("a list").iter();
                let texts = pairs.map(|it| {
                    format!(
                        "{}:{}",
                        it[name].as_str().expect("a name"),
                        it["value"].as_str().expect("a value")
                    )
                });
                let texts: Vec<String> = texts.collect();
                if texts.is_empty() {
                    Value::Null
                } else {
                    json!(texts.join(" | "))
                }
            };
            assert_eq!(pack("forms", "key"), row[packed], "{row}");
            assert_eq!(
                pack("additionalDatas", "ID"),
                row["additionalData"],
                "{row}"
            );
        }
    }
}

#[tokio::test]
async fn a_session_of_a_report_can_be_asked_for() {
    let caller = Caller::new().await;
    let path = "/mp/getMessagingSession";
    for row in found(&caller, DIGITAL, json!({})).await.iter().take(5) {
        let answer = caller
            .accepted(path, json!({"sessionID": row["session"]}))
            .await;
        assert_eq!(answer["session"]["sessionID"], row["session"]);
        let channel = answer["session"]["channel"].as_str().expect("a channel");
        assert!(
            row["channel"]
                .as_str()
                .is_some_and(|it| it.eq_ignore_ascii_case(channel))
        );
    }
    caller
        .refused(
            path,
            json!({"sessionID": "00000000-0000-4000-8000-00000000000g"}),
        )
        .await;
    caller.refused(path, json!({"sessionID": "é"})).await;
}
