//! A request whose required members nothing decides is found.

use crate::lint::planted::{here, one, plant, remove, schema, set};
use serde_json::json;

#[test]
fn requests_say_who_decided_what_they_require() {
    let of = |name: &str| schema(&format!("{name}/x-errata"));
    plant(vec![
        here(remove(of("ListOpeningHoursRequest")), "requiredness"),
        here(remove(of("CreateAppointmentRequest")), "requiredness"),
        here(remove(of("WhatsAppTemplateBody")), "requiredness"),
        here(set(of("SendSmsRequest"), json!(["Y9"])), "requiredness"),
    ]);
}

#[test]
fn documented_lists_are_kept() {
    let of = |name: &str| schema(&format!("{name}/required"));
    plant(vec![
        here(
            set(of("DeleteObjectRequest"), json!(["apiName"])),
            "requiredness",
        ),
        here(remove(of("TicketIssuesFilter")), "requiredness"),
        here(
            set(of("ListCampaignsReportRequest"), json!(["filter"])),
            "requiredness",
        ),
        here(
            set(
                of("MinutesFilter"),
                json!(["operation", "value", "valueFinal"]),
            ),
            "requiredness",
        ),
    ]);
}

#[test]
fn decided_lists_are_kept() {
    let more = |name: &str, member: &str| {
        let required = schema(&format!("{name}/required"));
        let index = format!("{required}/9");
        one(set(index, member), "requiredness", required)
    };
    plant(vec![
        more("CreateAppointmentRequest", "periodID"),
        more("CreateAppointmentRequest", "categoryID"),
        more("CreateAppointmentRequest", "contactForms"),
        here(
            set(
                schema("ListOpeningHoursRequest/required"),
                json!(["attendanceGroupID"]),
            ),
            "requiredness",
        ),
    ]);
}
