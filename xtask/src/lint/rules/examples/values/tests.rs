//! Examples that do not match their schemas are found.

use crate::lint::planted::{here, one, op, plant, remove, schema, set};

fn sent(rest: &str) -> String {
    op("/requestBody/content/application~1json/examples") + rest
}

fn answered(rest: &str) -> String {
    op("/responses/200/content/application~1json/examples/documented/value") + rest
}

#[test]
fn examples_are_what_their_schemas_say() {
    plant(vec![
        here(set(answered("/companies/0/isActive"), "yes"), "example"),
        here(set(sent("/documented/value/isActive"), 3), "example"),
        here(set(answered("/companies/0/name"), 7), "example"),
        one(
            remove(answered("/companies/0/ID")),
            "example",
            answered("/companies/0"),
        ),
        here(
            set(
                answered("/companies/0/createAt"),
                "2022-01-28T13:57:01.550Z",
            ),
            "example-member",
        ),
        here(
            set(answered("/companies/1/createdAt"), "28/01/2022"),
            "example-format",
        ),
        here(set(schema("CompanyID/example"), "one"), "example"),
        here(
            set(schema("Appointment/properties/hour/example"), "15:40"),
            "example-format",
        ),
        here(
            set(schema("AdditionalDataFilter/properties/value/example"), 7),
            "example",
        ),
        one(
            remove(sent("")),
            "example-missing",
            op("/requestBody/content/application~1json"),
        ),
    ]);
}

#[test]
fn misspelt_request_members_are_found_by_the_closed_schema_and_by_name() {
    plant(vec![(
        set(sent("/documented/value/isactive"), 1),
        vec![
            ("example", sent("/documented/value")),
            ("example-member", sent("/documented/value/isactive")),
        ],
    )]);
}
