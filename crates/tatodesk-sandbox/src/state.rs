//! Everything that one sandbox remembers, and which operation acts on it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, Time};
use serde_json::Value;

use crate::appointments::Appointment;
use crate::clock::Clock;
use crate::crm::Crm;
use crate::deliveries::{Delivery, Upload};
use crate::log::{Counter, RequestRecord};
use crate::refusal::Answer;
use crate::services::Service;
use crate::spec::Operation;
use crate::world::World;
use crate::{appointments, catalogue, crm, examples, pulse, scheduling, search, sends, services};

/// The state of one sandbox. One lock guards all of it, so that each operation is one step.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    /// Hours that are taken, by unit.
    pub(crate) booked: BTreeSet<(i64, Date, Time)>,
    /// Appointments by protocol.
    pub(crate) appointments: BTreeMap<String, Appointment>,
    /// In-person services by id.
    pub(crate) services: BTreeMap<i64, Service>,
    /// App sessions that were opened.
    pub(crate) sessions: BTreeSet<String>,
    pub(crate) crm: Crm,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) uploads: Vec<Upload>,
    pub(crate) requests: Vec<RequestRecord>,
    /// What happened to each operation, by id.
    pub(crate) counters: BTreeMap<String, Counter>,
}

/// Ids are counters, each kind from its own start, so that mixing two kinds shows.
#[derive(Debug)]
pub(crate) struct Ids {
    pub(crate) appointment: i64,
    pub(crate) service: i64,
    pub(crate) contact_form: i64,
    pub(crate) medium: i64,
    pub(crate) record: i64,
    pub(crate) session: i64,
}

/// The next id of a counter.
pub(crate) fn next(counter: &mut i64) -> i64 {
    *counter += 1;
    *counter
}

impl State {
    pub(crate) fn new(world: World, now: DateTime) -> Self {
        let ids = Ids {
            appointment: 10_000,
            service: 2_000_000,
            contact_form: 30_000,
            medium: 1_000_000_000_000_000,
            record: 0,
            session: 0,
        };
        Self {
            crm: Crm::new(&world),
            world,
            clock: Clock::new(now),
            ids,
            booked: BTreeSet::new(),
            appointments: BTreeMap::new(),
            services: BTreeMap::new(),
            sessions: BTreeSet::new(),
            deliveries: Vec::new(),
            uploads: Vec::new(),
            requests: Vec::new(),
            counters: BTreeMap::new(),
        }
    }

    /// Acts on a request that passed its schema.
    pub(crate) fn answer(&mut self, operation: &Operation, request: &Value) -> Answer {
        match operation.id.as_str() {
            "listCompaniesByUser" => catalogue::companies_by_user(self, request),
            "listAttendanceUnitsByUser" => catalogue::units_by_user(self, request),
            "listAttendanceClassifications" => catalogue::classifications(self),
            "listAttendanceTypeCategories" => catalogue::categories(self, request),
            "listAttendanceTypes" => catalogue::types(self, request),
            "listContactFormFields" => catalogue::form_fields(self, request),
            "listCustomCompanies" => catalogue::companies_of_link(self, request),
            "listCustomAttendanceTypeCategories" => catalogue::categories_of_link(self, request),
            "listAttendanceTypeCategoriesForAppointment" => scheduling::categories(self, request),
            "listAttendanceTypesForAppointment" => scheduling::types(self, request),
            "listRegionsForAppointment" => scheduling::regions(self, request),
            "listAttendanceUnitsForAppointment" => scheduling::units(self, request),
            "listDates" => scheduling::dates(self, request),
            "listPeriods" => scheduling::periods(self, request),
            "listHours" => scheduling::hours(self, request),
            "createAppointment" => appointments::create(self, request),
            "getAppointment" => appointments::get(self, operation, request),
            "createPresentialAttendance" => services::create(self, request),
            "getPresentialAttendance" => services::get(self, operation, request),
            "createAttachments" => search::attach(self, operation, request),
            "searchProtocol" => search::by_protocol(self, operation, request),
            "sendEmail" => sends::email(self, operation, request),
            "sendWhatsApp" => sends::whatsapp(self, operation, request),
            "sendSms" => sends::sms(self, operation, request),
            "listObject" => crm::list(self, operation, request),
            "insertObject" => crm::insert(self, operation, request),
            "updateObject" => crm::update(self, operation, request),
            "deleteObject" => crm::delete(self, operation, request),
            "createAppSession" => pulse::open_session(self),
            "createEvent" => pulse::record_event(self, operation, request),
            _ => examples::answer(operation, request),
        }
    }
}
