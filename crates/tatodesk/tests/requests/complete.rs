//! The facade reaches every operation of the API by a function of its own.

use std::collections::BTreeSet;

use jiff::civil::{Date, date, time};
use tatodesk::{ApiRequest, Call, OPERATIONS, ids::*, types::SurveyAnswer};

use crate::{id, tatodesk};

fn name<R: ApiRequest>(_: Call<R>) -> &'static str {
    R::OPERATION.id
}

#[test]
fn every_operation_has_a_function() {
    let tatodesk = tatodesk();
    let (company, unit, types) = (CompanyId(1), ServiceUnitId(1), [ServiceTypeId(1)]);
    let day = date(2026, 12, 1);
    let days = || -> std::ops::RangeInclusive<Date> { day..=day };
    let (in_person, scheduling) = (tatodesk.in_person(), tatodesk.scheduling());
    let (reports, crm, center) = (
        tatodesk.reports(),
        tatodesk.crm(),
        tatodesk.contact_center(),
    );
    let phone = || "(81) 90000-0001".parse().unwrap();
    let none: [SurveyAnswer; 0] = [];
    let functions = [
        name(in_person.list_companies()),
        name(in_person.list_units(company)),
        name(in_person.list_classifications()),
        name(in_person.list_categories(unit)),
        name(in_person.list_types(unit)),
        name(in_person.list_form_fields(unit)),
        name(in_person.create_service(company, unit, ServiceClassificationId(1), types)),
        name(in_person.get_service(InPersonServiceId(1))),
        name(in_person.add_attachments(id("1"), [""])),
        name(scheduling.list_link_companies("token")),
        name(scheduling.list_link_categories("token")),
        name(scheduling.list_categories(company)),
        name(scheduling.list_types(ServiceTypeCategoryId(1))),
        name(scheduling.list_regions(types)),
        name(scheduling.list_units(types)),
        name(scheduling.list_dates(company, unit, types)),
        name(scheduling.list_periods(company, unit, types, day)),
        name(scheduling.list_hours(company, unit, types, day, PeriodId(1))),
        name(scheduling.create_appointment(company, unit, types, day, time(9, 0, 0, 0))),
        name(scheduling.get_appointment(id("1"))),
        name(tatodesk.email().send_template(1, 1, "marina@example.com")),
        name(tatodesk.whatsapp().send_template(1, 1, phone())),
        name(tatodesk.sms().send_template(1, 1, phone())),
        name(reports.digital_services(days())),
        name(reports.campaigns(days())),
        name(reports.in_person_services(days())),
        name(reports.tickets(days())),
        name(reports.search_protocol(id("1"))),
        name(reports.sessions(day.at(0, 0, 0, 0)..=day.at(23, 59, 0, 0))),
        name(reports.grouped_journeys(days())),
        name(reports.detailed_journeys(days())),
        name(reports.ad_hoc_notifications(days())),
        name(reports.get_session(id("1"))),
        name(reports.reviews(days())),
        name(crm.list_records("orders")),
        name(crm.create_record("orders", &serde_json::json!({}))),
        name(crm.edit_record("orders", id("1"), &serde_json::json!({}))),
        name(crm.delete_record("orders", id("1"))),
        name(center.list_departments()),
        name(center.list_groups()),
        name(center.list_specialties(ServiceGroupId(1))),
        name(center.list_subspecialties(SpecialtyId(1))),
        name(center.list_areas(SubspecialtyId(1))),
        name(center.list_subareas(AreaId(1))),
        name(center.list_schedules(ServiceGroupId(1))),
        name(center.list_schedule_exceptions(ServiceGroupId(1))),
        name(tatodesk.pulse().create_session(id("1"))),
        name(tatodesk.pulse().register_event(id("1"), id("1"), "TAG")),
        name(tatodesk.chatbot().list_journeys()),
        name(tatodesk.survey().get_form(id("1"))),
        name(tatodesk.survey().register_answers(id("1"), none)),
        // `WhatsApp::upload_media`, which is a form and not a call of JSON.
        "uploadMedia",
    ];
    let functions: BTreeSet<&str> = functions.into();
    let operations: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    assert_eq!(functions, operations);
}
