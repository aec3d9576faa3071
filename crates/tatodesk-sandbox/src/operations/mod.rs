//! The rules of the operations: what each request does to the state, and how the sandbox answers it. [`dispatch`] finds the rule of
//! a request; each section of the documentation has a file here.
//!
//! This folder may use `reports`, `state`, `world` and `spec`. Only `server` uses it.

mod appointments;
mod calendar;
mod catalogue;
mod contact_center;
mod crm;
mod media;
mod parameters;
mod protocol;
mod pulse;
mod recipients;
mod scheduling;
mod search;
mod sends;
mod services;
mod surveys;
pub(crate) mod upload;

use serde_json::Value;

use crate::spec::Operation;
use crate::spec::examples;
use crate::spec::refusal::Answer;
use crate::state::State;

/// Acts on a request that passed its schema, for the key with this number.
pub(crate) fn dispatch(
    state: &mut State,
    key: i64,
    operation: &Operation,
    request: &Value,
) -> Answer {
    match operation.id.as_str() {
        "listCompaniesByUser" => catalogue::companies_by_user(state, request),
        "listAttendanceUnitsByUser" => catalogue::units_by_user(state, request),
        "listAttendanceClassifications" => catalogue::classifications(state),
        "listAttendanceTypeCategories" => catalogue::categories(state, request),
        "listAttendanceTypes" => catalogue::types(state, request),
        "listContactFormFields" => catalogue::form_fields(state, request),
        "listCustomCompanies" => scheduling::companies_of_link(state, request),
        "listCustomAttendanceTypeCategories" => scheduling::categories_of_link(state, request),
        "listAttendanceTypeCategoriesForAppointment" => scheduling::categories(state, request),
        "listAttendanceTypesForAppointment" => scheduling::types(state, request),
        "listRegionsForAppointment" => scheduling::regions(state, request),
        "listAttendanceUnitsForAppointment" => scheduling::units(state, request),
        "listDates" => scheduling::dates(state, request),
        "listPeriods" => scheduling::periods(state, request),
        "listHours" => scheduling::hours(state, request),
        "createAppointment" => appointments::create(state, request),
        "getAppointment" => appointments::get(state, request),
        "createPresentialAttendance" => services::create(state, request),
        "getPresentialAttendance" => services::get(state, request),
        "createAttachments" => search::attach(state, request),
        "searchProtocol" => search::by_protocol(state, request),
        "sendEmail" => sends::email(state, key, operation, request),
        "sendWhatsApp" => sends::whatsapp(state, key, operation, request),
        "sendSms" => sends::sms(state, key, operation, request),
        "listObject" => crm::list(state, operation, request),
        "insertObject" => crm::insert(state, operation, request),
        "updateObject" => crm::update(state, operation, request),
        "deleteObject" => crm::delete(state, operation, request),
        "listDepartments" => contact_center::departments(state, operation, request),
        "listAttendanceGroups" => contact_center::groups(state, operation, request),
        "listGroupSpecializations" => contact_center::specialties(state, operation, request),
        "listSubSpecializations" => contact_center::subspecialties(state, operation, request),
        "listAreas" => contact_center::areas(state, operation, request),
        "listSubAreas" => contact_center::subareas(state, operation, request),
        "listOpeningHours" => contact_center::opening_hours(state, request),
        "listOpeningHourExceptions" => contact_center::exceptions(state, request),
        "listChatbotJourneys" => pulse::journeys(state, operation, request),
        "getSurveyForm" => surveys::get(state, request),
        "registerSurveyAnswer" => surveys::register(state, request),
        "createAppSession" => pulse::open_session(state, request),
        "createEvent" => pulse::record_event(state, request),
        _ => examples::answer(operation),
    }
}
