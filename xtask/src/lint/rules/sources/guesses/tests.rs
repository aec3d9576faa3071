//! A guess without an erratum is found.

use crate::lint::planted::{CLEAN, here, one, op, plant, remove, schema, set};
use serde_json::{Value, json};

#[test]
fn a_guess_names_what_it_rests_on() {
    let of = |place: &str| schema(&format!("{place}/x-errata"));
    let words = |place: &str| schema(&format!("{place}/description"));
    plant(vec![
        here(
            remove(of("SurveyForm/properties/responseFlowType")),
            "guess",
        ),
        here(remove(of("WebhookID")), "guess"),
        here(
            set(of("WhatsAppMedia/properties/link"), json!(["Y9"])),
            "guess",
        ),
        one(
            set(
                words("Department/properties/name"),
                "Name of the department, presumably.",
            ),
            "guess",
            of("Department/properties/name"),
        ),
        one(
            set(
                words("OpeningHours/properties/day"),
                "Perhaps a day, a guess.",
            ),
            "guess",
            of("OpeningHours/properties/day"),
        ),
    ]);
}

#[test]
fn no_error_status_is_documented() {
    let of = |name: &str| format!("/components/responses/{name}/x-errata");
    plant(vec![
        here(remove(of("Refused")), "guess"),
        here(remove(of("Failed")), "guess"),
        here(set(of("Refused"), json!(["T9"])), "guess"),
    ]);
}

const CREATE: &str = "/paths/~1dl~1pa~1createPresentialAttendance/post";
const REPORT: &str = "/paths/~1pa~1listAttendancesReport/post";
const UPDATE: &str = "/paths/~1crm~1v1~1updateObject/post";

#[test]
fn operations_bodies_and_answers_guess_too() {
    let of = |operation: &str| format!("{operation}/x-errata");
    let of_units = "/paths/~1dl~1pa~1listAttendanceUnitsByUser/post";
    plant(vec![
        // What is left is documented, and the erratum about effects is no source for a ticket code.
        here(set(of(CREATE), json!(["M11", "Y4", "D9", "N30"])), "guess"),
        here(
            set(
                of(REPORT),
                json!(["D9", "M3", "M12", "Y13", "N10", "N11", "N12", "N30"]),
            ),
            "guess",
        ),
        one(
            set(
                format!("{of_units}/responses/200/description"),
                "Service units, perhaps those of the user.",
            ),
            "guess",
            of(of_units),
        ),
        one(
            set(
                format!("{of_units}/requestBody/description"),
                "The company, presumably one of the account.",
            ),
            "guess",
            of(of_units),
        ),
        one(
            set(
                format!("{of_units}/summary"),
                "List the service units that the user may see, a guess",
            ),
            "guess",
            of(of_units),
        ),
    ]);
}

#[test]
fn an_effect_is_inferred() {
    let of = |operation: &str| format!("{operation}/x-errata");
    plant(vec![
        here(set(op("/x-errata"), json!(["T3", "Y1"])), "effect-source"),
        here(
            set(of(UPDATE), json!(["T2", "T6", "E3", "E4", "T4", "Y7"])),
            "effect-source",
        ),
    ]);
}

#[test]
fn what_no_documentation_says_is_told_as_a_guess() {
    let words = |place: &str| schema(&format!("{place}/description"));
    plant(vec![
        here(
            set(
                format!("{CREATE}/description"),
                "Creates a service. Not safe to repeat: each call makes another service.",
            ),
            "claim",
        ),
        here(
            set(
                words("AreasFilter/properties/areaIDs"),
                "Only these areas. An empty list means any.",
            ),
            "claim",
        ),
        here(
            set(
                words("ListAreasResponse/properties/count"),
                "Number of areas that match the filter, over all pages.",
            ),
            "claim",
        ),
        here(
            set(
                words("SmsMessage/properties/to"),
                "Telephone number of the recipient (inferred). It has digits only.",
            ),
            "claim",
        ),
    ]);
}

/// README.md says how many places only their names and examples explain.
#[test]
fn the_table_of_evidence_counts_the_guesses() {
    let schemas = CLEAN["components"]["schemas"].as_object();
    let names = |schema: &Value| {
        let ids = schema["x-errata"].as_array();
        ids.is_some_and(|ids| ids.iter().any(|id| id == "N26"))
    };
    let (mut members, mut components) = (0, 0);
    for schema in schemas.expect("components").values() {
        components += usize::from(names(schema));
        let own = schema["properties"].as_object();
        members += own.map_or(0, |own| own.values().filter(|member| names(member)).count());
    }
    let said = format!("{members} members and {components} components");
    let readme = include_str!("../../../../../../spec/README.md");
    assert!(readme.contains(&said), "README.md does not say: {said}");
}
