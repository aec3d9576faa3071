//! A request whose required members nothing decides is found.

use crate::lint::planted::{here, plant, remove, schema, set};
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
