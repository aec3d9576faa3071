//! CRM, contact center, pulse, chatbot and surveys.

use tatodesk::Tatodesk;
use tatodesk::ids::AreaId;
use tatodesk::ids::ServiceGroupId;
use tatodesk::ids::SpecialtyId;
use tatodesk::ids::SubspecialtyId;
use tatodesk::survey::Reply;
use tatodesk::types::SurveyFormQuestion;

use super::{Outcome, check};

pub(super) fn crm_and_contact_center(tatodesk: &Tatodesk) -> Outcome {
    // Sample:
    let call = tatodesk.crm().list_records("orders");
    check(call, "listObject");

    // Sample:
    let fields = serde_json::json!({"Product": "Coffee", "Price": 4.5});
    let call = tatodesk.crm().create_record("orders", &fields);
    check(call, "insertObject");

    // Sample:
    let record = "8b7d0000-0000-4000-8000-000000000001".to_owned().into();
    let fields = serde_json::json!({"Price": 5.0});
    let call = tatodesk.crm().edit_record("orders", record, &fields);
    check(call, "updateObject");

    // Sample:
    let record = "8b7d0000-0000-4000-8000-000000000001".to_owned().into();
    let call = tatodesk.crm().delete_record("orders", record);
    check(call, "deleteObject");

    // Sample:
    let call = tatodesk
        .contact_center()
        .list_departments()
        .page(0)
        .limit(10);
    check(call, "listDepartments");

    // Sample:
    let call = tatodesk.contact_center().list_groups().page(0).limit(10);
    check(call, "listAttendanceGroups");

    // Sample:
    let call = tatodesk
        .contact_center()
        .list_specialties(ServiceGroupId(455));
    check(call, "listGroupSpecializations");

    // Sample:
    let call = tatodesk
        .contact_center()
        .list_subspecialties(SpecialtyId(165));
    check(call, "listSubSpecializations");

    // Sample:
    let call = tatodesk.contact_center().list_areas(SubspecialtyId(375));
    check(call, "listAreas");

    // Sample:
    let call = tatodesk.contact_center().list_subareas(AreaId(940));
    check(call, "listSubAreas");

    // Sample:
    let call = tatodesk
        .contact_center()
        .list_schedules(ServiceGroupId(455));
    check(call, "listOpeningHours");

    // Sample:
    let call = tatodesk
        .contact_center()
        .list_schedule_exceptions(ServiceGroupId(455));
    check(call, "listOpeningHourExceptions");
    Ok(())
}

pub(super) fn pulse_chatbot_survey(tatodesk: &Tatodesk) -> Outcome {
    // Sample:
    let app = "8cba0000-0000-4000-8000-000000000001".to_owned().into();
    let call = tatodesk
        .pulse()
        .create_session(app)
        .os("android")
        .language("pt-BR");
    check(call, "createAppSession");

    // Sample:
    let app = "8cba0000-0000-4000-8000-000000000001".to_owned().into();
    let session = "c23a0000-0000-4000-8000-000000000001".to_owned().into();
    let event = tatodesk
        .pulse()
        .register_event(app, session, "CHECKOUT_OPENED");
    let call = event.data("ITEMS", 3);
    check(call, "createEvent");

    // Sample:
    let call = tatodesk.chatbot().list_journeys().page(0).limit(10);
    check(call, "listChatbotJourneys");

    // Sample:
    let form = "76bf0000-0000-4000-8000-000000000001".to_owned().into();
    let call = tatodesk.survey().get_form(form);
    check(call, "getSurveyForm");

    // Sample:
    // A question of the form, as `get_form` answers it.
    let id = "c8000000-0000-4000-8000-000000000001".to_owned().into();
    let question = SurveyFormQuestion::new(id, "How did we do today?");
    let form = "76bf0000-0000-4000-8000-000000000001".to_owned().into();
    let reply = Reply::text(&question, "Longer hours.");
    let call = tatodesk.survey().register_answers(form, [reply]);
    check(call, "registerSurveyAnswer");
    Ok(())
}
