//! Everything that one sandbox remembers, and which operation acts on it.

pub(crate) mod clock;
pub(crate) mod deliveries;
pub(crate) mod kept;
pub(crate) mod log;
pub(crate) mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::operations::appointments::Appointment;
use crate::operations::crm::Crm;
use crate::operations::pulse::{AppSession, Event};
use crate::operations::services::Service;
use crate::operations::surveys::SurveyAnswer;
use crate::reports::Tallies;
use crate::reports::words::SCHEDULED;
use crate::spec::Operation;
use crate::spec::refusal::Answer;
use crate::state::clock::{Clock, Moment};
use crate::state::deliveries::{Delivery, Upload};
use crate::state::log::{Counter, RequestLog};
use crate::world::{World, WorldFile};
use crate::{
    operations::appointments, operations::catalogue, operations::contact_center, operations::crm,
    operations::pulse, operations::scheduling, operations::search, operations::sends,
    operations::services, operations::surveys, reports, spec::examples,
};

/// The state of one sandbox. One lock guards all of it, so that each operation is one step.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    /// Never changes, so that reports can be written from it without holding the lock. It is no part of a
    /// snapshot's JSON.
    #[serde(skip)]
    pub(crate) world: Arc<World>,
    /// What reports of this world have counted.
    #[serde(skip)]
    pub(crate) tallies: Arc<Tallies>,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    /// Hours that are taken, by unit.
    pub(crate) booked: BTreeSet<(i64, Date, Time)>,
    /// Appointments by protocol.
    pub(crate) appointments: BTreeMap<String, Appointment>,
    /// In-person services by id.
    pub(crate) services: BTreeMap<i64, Service>,
    /// App sessions that were opened.
    pub(crate) sessions: BTreeMap<String, AppSession>,
    /// What happened in them.
    pub(crate) events: Vec<Event>,
    /// What people answered to surveys.
    pub(crate) answers: Vec<SurveyAnswer>,
    pub(crate) crm: Crm,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) uploads: Vec<Upload>,
    pub(crate) requests: RequestLog,
    /// What happened to each operation, by id.
    pub(crate) counters: BTreeMap<String, Counter>,
}

/// Ids are counters, each kind from its own start, so that mixing two kinds shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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

/// Where a counter begins: above every id that the world has.
fn highest(ids: impl Iterator<Item = i64>, least: i64) -> i64 {
    ids.fold(least, i64::max)
}

impl State {
    pub(crate) fn new(WorldFile(world): WorldFile, now: DateTime) -> Self {
        let mut ids = Ids {
            appointment: highest(world.appointments.iter().map(|seed| seed.id), 10_000),
            service: highest(world.services.iter().map(|seed| seed.id), 2_000_000),
            contact_form: 30_000,
            medium: 1_000_000_000_000_000,
            record: highest(crm::numbers(&world), 0),
            session: 0,
        };
        let services = world.services.iter().map(Service::seed);
        let services = services.map(|service| (service.id, service)).collect();
        let seeds = world.appointments.iter();
        let appointments: Vec<Appointment> = seeds
            .map(|seed| Appointment::seed(seed, &mut ids.contact_form))
            .collect();
        let ahead = appointments.iter().filter(|it| it.status == SCHEDULED);
        let booked = ahead.map(|it| (it.unit, it.date, it.hour)).collect();
        Self {
            crm: Crm::new(&world),
            world,
            tallies: Arc::default(),
            clock: Clock::new(now),
            ids,
            booked,
            appointments: appointments
                .into_iter()
                .map(|it| (it.made.protocol(), it))
                .collect(),
            services,
            sessions: BTreeMap::new(),
            events: Vec::new(),
            answers: Vec::new(),
            deliveries: Vec::new(),
            uploads: Vec::new(),
            requests: RequestLog::default(),
            counters: BTreeMap::new(),
        }
    }

    /// The moment of a new record that gets a protocol: one that no record of the world has, unless there is one in
    /// every millisecond for a while.
    pub(crate) fn free_moment(&mut self) -> Moment {
        let mut moment = self.clock.tick();
        for _ in 0..1000 {
            if !self.is_taken(moment) {
                break;
            }
            moment = self.clock.tick();
        }
        moment
    }

    /// Whether a record of the world was made at that very moment.
    fn is_taken(&self, moment: Moment) -> bool {
        let world = &self.world;
        world.appointments.iter().any(|it| it.at == moment.0)
            || world.services.iter().any(|it| it.at == moment.0)
            || !reports::of_protocol(world, &moment.protocol()).is_empty()
    }

    /// Acts on a request that passed its schema, for the key with this number.
    pub(crate) fn answer(&mut self, key: i64, operation: &Operation, request: &Value) -> Answer {
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
            "getAppointment" => appointments::get(self, request),
            "createPresentialAttendance" => services::create(self, request),
            "getPresentialAttendance" => services::get(self, request),
            "createAttachments" => search::attach(self, request),
            "searchProtocol" => search::by_protocol(self, request),
            "sendEmail" => sends::email(self, key, operation, request),
            "sendWhatsApp" => sends::whatsapp(self, key, operation, request),
            "sendSms" => sends::sms(self, key, operation, request),
            "listObject" => crm::list(self, operation, request),
            "insertObject" => crm::insert(self, operation, request),
            "updateObject" => crm::update(self, operation, request),
            "deleteObject" => crm::delete(self, operation, request),
            "listDepartments" => contact_center::departments(self, operation, request),
            "listAttendanceGroups" => contact_center::groups(self, operation, request),
            "listGroupSpecializations" => contact_center::specialties(self, operation, request),
            "listSubSpecializations" => contact_center::subspecialties(self, operation, request),
            "listAreas" => contact_center::areas(self, operation, request),
            "listSubAreas" => contact_center::subareas(self, operation, request),
            "listOpeningHours" => contact_center::opening_hours(self, request),
            "listOpeningHourExceptions" => contact_center::exceptions(self, request),
            "listChatbotJourneys" => pulse::journeys(self, operation, request),
            "getSurveyForm" => surveys::get(self, request),
            "registerSurveyAnswer" => surveys::register(self, request),
            "createAppSession" => pulse::open_session(self, request),
            "createEvent" => pulse::record_event(self, request),
            _ => examples::answer(operation),
        }
    }
}
