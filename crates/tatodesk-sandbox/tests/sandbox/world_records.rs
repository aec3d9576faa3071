//! Records of a world: the sandbox refuses those that do not fit and names the place, and numbers of new records continue after
//! them.

use crate::world::{SMALL, living_in};
use serde_json::json;
use tatodesk_sandbox::WorldFile;

#[test]
fn records_that_do_not_fit_are_refused_at_the_place() {
    for (from, to, path) in [
        ("{id: 2, key", "{id: 1, key", "keys[0].id"),
        ("{id: 3, key", "{id: 2, key", "keys[1].id"),
        ("key: sandbox-data-key", "key: sandbox-key", "keys[0].key"),
        (
            "products: [data]",
            "products: [data, fax]",
            "keys[0].products[1]",
        ),
        (
            "626\", description: Bill shown",
            "627\", description: Bill shown",
            "journeys[0].levels[1].id",
        ),
        (
            "\"3531db6d-",
            "\"4b16aa54-0000-4000-8000-000000000768\" #",
            "surveys[0].questions[1].id",
        ),
        (
            "\"8323d1eb-0000-4000-8000-000000000058\"",
            "\"bbf9c6eb-0000-4000-8000-000000000714\"",
            "surveys[0].questions[0].options[1].id",
        ),
        (
            "user: 25\n    finalMessage",
            "user: 26\n    finalMessage",
            "surveys[0].user",
        ),
        (
            "{Produto: Guaraná, Amount",
            "{Product: Guaraná, Amount",
            "objects[0].records[0].fields.Produto",
        ),
        (
            "Amount: 12",
            "Amount: twelve",
            "objects[0].records[0].fields.Amount",
        ),
        (
            "Status: Open}}",
            "Status: Closed}}",
            "objects[0].records[0].fields.Status",
        ),
        (
            "Produto: Guaraná",
            "Produto: 7",
            "objects[0].records[0].fields.Produto",
        ),
        (
            "Status: Open}}",
            "Status: Open}}\n      - {id: \"0afda47e-0000-4000-8000-000000000001\", fields: {Produto: Cajá}}",
            "objects[0].records[1].id",
        ),
        (
            "{name: Amount,",
            "{name: Produto,",
            "objects[0].fields[1].name",
        ),
        (
            "{id: 13, name: Mercado",
            "{id: 12, name: Mercado",
            "organizations[1].id",
        ),
        (
            "organization: 13}",
            "organization: 14}",
            "projects[1].organization",
        ),
        (
            "organization: 13, project: 32",
            "organization: 14, project: 32",
            "tickets[1].organization",
        ),
        ("project: 32", "project: 33", "tickets[1].project"),
        (
            "department: 24, user: 1,\n     organization: 12",
            "department: 25, user: 1,\n     organization: 12",
            "tickets[0].department",
        ),
        ("{id: 152208", "{id: 171861", "tickets[1].id"),
        (
            "2025-01-29T10:56:18.899",
            "2024-11-06T13:05:48.803",
            "tickets[1].at",
        ),
        ("{id: 152208", "{id: 1000000001", "tickets[1].id"),
        ("{id: 2410077", "{id: 1000000001", "services[1].id"),
        (
            "{id: 11555",
            "{id: 9223372036854775807",
            "appointments[0].id",
        ),
        (
            "2025-09-17T10:18:13.073",
            "2025-07-11T16:37:12.001",
            "services[1].at",
        ),
        (
            "keyName: CPF_CNPJ",
            "keyName: NAME",
            "forms[0].fields[1].keyName",
        ),
        ("{id: 102,", "{id: 101,", "forms[0].fields[1].id"),
        (
            "{channel: email, id: appointment_confirmed",
            "{channel: email, id: \"42\"",
            "templates[1].id",
        ),
        (
            "Hello {{1}}, we expect",
            "Hello {{name}}, we expect",
            "templates[1].text",
        ),
        (
            "Hello {{1}}, we expect",
            "Hello {{3}}, we expect",
            "templates[1].text",
        ),
        (
            "header: {medium: image}",
            "header: {medium: hologram}",
            "templates[2].header.medium",
        ),
        (
            "channel: sms, id: appointment_confirmed",
            "channel: sms, header: {medium: image}, id: appointment_confirmed",
            "templates[6].header",
        ),
        ("{id: CITY", "{id: PLAN", "additionalData[1].id"),
        ("key: sandbox-data-key", "key: \"\"", "keys[0].key"),
        ("key: sandbox-data-key", "key: \"data \"", "keys[0].key"),
        (
            "registeredAt: \"2025-01-02T12:00:00.000Z\"",
            "registeredAt: hello",
            "registeredAt",
        ),
        (
            "2025-01-02T12:00:00.000Z",
            "2025-01-02T12:00:00Z",
            "registeredAt",
        ),
        (
            "2025-01-02T12:00:00.000Z",
            "2025-02-30T12:00:00.000Z",
            "registeredAt",
        ),
        (
            "2025-01-02T12:00:00.000Z",
            "9999-01-02T12:00:00.000Z",
            "registeredAt",
        ),
        (
            "2025-07-11T16:37:12.001",
            "0000-07-11T16:13:30.715",
            "services[0].at",
        ),
        (
            "2025-06-25T15:13:15.059",
            "9999-06-25T15:36:56.345",
            "appointments[0].at",
        ),
        (
            "date: \"2025-06-25\", hour",
            "date: \"-000001-06-25\", hour",
            "appointments[0].date",
        ),
        (
            "2024-11-06T13:05:48.803",
            "-000001-11-06T12:42:07.517",
            "tickets[0].at",
        ),
        (
            "2025-03-19T17:32:38.289",
            "9999-03-19T17:08:57.003",
            "messagingSessions[0].at",
        ),
        (
            "digitalServices: {count: 66, from: \"2024-01-01\"",
            "digitalServices: {count: 66, from: \"0000-01-01\"",
            "reports.digitalServices.from",
        ),
        (
            "unit: 1, types: [2], classification",
            "unit: 1, types: [], classification",
            "services[1].types",
        ),
        (
            "unit: 288, types: [1], date",
            "unit: 288, types: [], date",
            "appointments[0].types",
        ),
        (
            "status: 6, sequence",
            "status: 8, sequence",
            "services[0].status",
        ),
        (
            "hour: \"15:40\", status: 5",
            "hour: \"15:40\", status: 0",
            "appointments[0].status",
        ),
        (
            "status: 6, subject",
            "status: 5, subject",
            "tickets[0].status",
        ),
        ("channel: 2}", "channel: 3}", "messagingSessions[0].channel"),
        (
            "{name: Amount, type: numeric}",
            "{name: Amount, type: number}",
            "objects[0].fields[1].type",
        ),
        (
            "{name: Amount, type: numeric}",
            "{name: Amount, type: type}",
            "objects[0].fields[1].options",
        ),
        (
            "{name: Produto, type: text",
            "{name: apiName, type: text",
            "objects[0].fields[0].name",
        ),
        (
            "{name: Amount,",
            "{name: updatedAt,",
            "objects[0].fields[1].name",
        ),
        (
            "{Produto: Guaraná, Amount",
            "{Produto: Guaraná, accountID: 2, Amount",
            "objects[0].records[0].fields.accountID",
        ),
        (
            "day: monday, from: \"08:00\", to: \"18:00\"",
            "day: monday, from: \"18:00\", to: \"08:00\"",
            "contactCenter.hours[0].to",
        ),
        (
            "day: friday, from: \"18:00\", to: \"23:00\"",
            "day: friday, from: \"18:00\", to: \"02:00\"",
            "contactCenter.groups[1].hours[1].to",
        ),
        (
            "from: \"00:00\", to: \"12:00\"",
            "from: \"12:00\", to: \"00:00\"",
            "contactCenter.exceptions[1].to",
        ),
        (
            "date: \"2025-11-22\"",
            "date: \"-000001-11-22\"",
            "contactCenter.exceptions[1].date",
        ),
    ] {
        assert!(WorldFile::BUILT_IN.contains(from), "{from}");
        let broken = WorldFile::BUILT_IN.replacen(from, to, 1);
        let error = broken.parse::<WorldFile>().expect_err(to);
        assert_eq!(error.path(), path, "{error}");
    }
    let twice = SMALL.replace(
        "hour: \"09:00\", status: 1}",
        "hour: \"09:00\", status: 1}\n  - {id: 2, at: \"2025-06-21T10:00:00.000\", unit: 2, types: [3], date: \"2025-06-25\", hour: \"09:00\", status: 1}",
    );
    let error = twice.parse::<WorldFile>().expect_err("the hour is taken");
    assert_eq!(error.path(), "appointments[1].hour");
}

#[test]
fn no_two_records_have_the_same_protocol() {
    // A protocol has milliseconds and nothing finer.
    let same = SMALL
        .replace("10:00:00.000", "10:00:00.0001")
        .replace(
            "hour: \"09:00\", status: 1}",
            "hour: \"09:00\", status: 1}\n  - {id: 2, at: \"2025-06-20T10:00:00.0002\", unit: 2, types: [3], date: \"2025-06-25\", hour: \"10:00\", status: 1}",
        );
    let error = same
        .parse::<WorldFile>()
        .expect_err("the protocol is taken");
    assert_eq!(error.path(), "appointments[1].at");
}

#[tokio::test]
async fn numbers_go_on_after_those_of_the_world() {
    let world = WorldFile::BUILT_IN
        .replace(
            "0afda47e-0000-4000-8000-000000000001",
            "00000000-0000-4000-8000-000000000007",
        )
        .replace("\"2025-07-11T16:37:12.001\"", "\"2025-06-25T06:13:30.715\"");
    let caller = living_in(&world).await;
    for expected in ["8", "9"] {
        let order = json!({"apiName": "orders", "Produto": "Cajá"});
        let made = caller.accepted("/crm/v1/insertObject", order).await;
        let id = made["dataObject"]["id"].as_str().expect("an id");
        assert_eq!(id, format!("00000000-0000-4000-8000-00000000000{expected}"));
    }
    // The service of the world has the twelfth place of the day at this unit.
    for (unit, expected) in [(288, 13), (1, 1), (288, 14), (1, 2)] {
        let service = json!({"attendanceClassificationID": 1, "companyID": 1, "attendanceUnitID": unit,
            "attendanceTypeID": [2], "contactFormFields": [{"contactFormKeyID": 1, "key": "NAME", "value": "Iara Lins"}]});
        let path = "/dl/pa/createPresentialAttendance";
        let made = caller.accepted(path, service).await["attendance"].clone();
        assert_eq!(made["sequence"], expected);
    }
}
