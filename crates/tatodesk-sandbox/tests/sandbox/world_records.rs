//! Records of a world that do not fit are refused with the path of the place.

use crate::world::SMALL;
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
            "\"5d131fda-",
            "\"c800a3a9-0000-4000-8000-000000000768\" #",
            "surveys[0].questions[1].id",
        ),
        (
            "\"abd6ccf0-0000-4000-8000-000000000058\"",
            "\"9e54ca0e-0000-4000-8000-000000000714\"",
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
            "Status: Open}}\n      - {id: \"8b7d02b9-0000-4000-8000-000000000001\", fields: {Produto: Cajá}}",
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
        ("{id: 152208", "{id: 151444", "tickets[1].id"),
        (
            "2025-01-29T10:32:37.613",
            "2024-11-06T12:42:07.517",
            "tickets[1].at",
        ),
        ("{id: 152208", "{id: 1000000001", "tickets[1].id"),
        ("{id: 2410077", "{id: 1000000001", "services[1].id"),
        (
            "2025-09-17T09:54:31.787",
            "2025-07-11T16:13:30.715",
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
        ("{id: CITY", "{id: PLAN", "additionalData[1].id"),
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
