//! An id of another kind than the register decides is found.

use crate::lint::planted::{one, plant, schema, set};

#[test]
fn the_register_decides_the_kind() {
    let other = |place: &str, kind: &str| {
        let at = schema(place);
        let kind = format!("#/components/schemas/{kind}");
        one(
            set(format!("{at}/allOf/0/$ref"), kind),
            "decided-id",
            at.clone(),
        )
    };
    let record = |kind: &str| {
        let (edit, mut findings) = other("ProtocolRecord/properties/ID", kind);
        // Nothing else has this kind.
        findings.push(("unused-component", schema("ProtocolRecordID")));
        (edit, findings)
    };
    plant(vec![
        record("DigitalAttendanceID"),
        record("PresentialAttendanceID"),
        other("DigitalAttendance/properties/session", "AppSessionID"),
        other(
            "CreateAppointmentResponse/properties/ID",
            "PresentialAttendanceID",
        ),
        other("ListHoursRequest/properties/period", "DayID"),
    ]);
}

#[test]
fn a_record_of_any_product_is_no_ticket() {
    let at = schema("ProtocolRecord/properties/ID");
    let reference = format!("{at}/allOf/0/$ref");
    // The spec has no such component any more.
    let findings = vec![
        ("decided-id", at),
        ("example", schema("SearchProtocolResponse")),
        ("ref", reference.clone()),
        ("unused-component", schema("ProtocolRecordID")),
    ];
    plant(vec![(
        set(reference, "#/components/schemas/TicketID"),
        findings,
    )]);
}
