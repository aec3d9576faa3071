//! Everything that one sandbox remembers: records, clock, logs and counters. It is data only; `operations` has the rules.
//!
//! This folder may use `world`, from which the first records come, and `spec`. `operations` and `reports` read and change it, `hub`
//! holds it behind a lock, and `server`, `control`, `page` and `handle` show it.

pub(crate) mod app_events;
pub(crate) mod appointments;
pub(crate) mod clock;
pub(crate) mod crm;
pub(crate) mod deliveries;
pub(crate) mod kept;
pub(crate) mod log;
pub(crate) mod record;
pub(crate) mod services;
pub(crate) mod surveys;
pub(crate) mod tallies;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::state::app_events::{AppSession, Event};
use crate::state::appointments::Appointment;
use crate::state::clock::Clock;
use crate::state::crm::Crm;
use crate::state::deliveries::{Delivery, Upload};
use crate::state::log::{Counter, RequestLog};
use crate::state::services::Service;
use crate::state::surveys::SurveyAnswer;
use crate::state::tallies::Tallies;
use crate::world::words::SCHEDULED;
use crate::world::{World, WorldFile};

/// The state of one sandbox. One lock guards all of it, so that each operation is one step.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    /// It never changes, so the sandbox writes reports from it without the lock. The JSON of a snapshot does not have it.
    #[serde(skip)]
    pub(crate) world: Arc<World>,
    /// What reports of this world have counted.
    #[serde(skip)]
    pub(crate) tallies: Arc<Tallies>,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    /// Booked hours, by unit.
    pub(crate) booked: BTreeSet<(i64, Date, Time)>,
    /// Appointments by protocol.
    pub(crate) appointments: BTreeMap<String, Appointment>,
    /// In-person services by id.
    pub(crate) services: BTreeMap<i64, Service>,
    /// App sessions that were opened.
    pub(crate) sessions: BTreeMap<String, AppSession>,
    /// The events of the app sessions.
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

/// Ids are counters. Each kind has its own start, so that a test that mixes two kinds fails.
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
}
