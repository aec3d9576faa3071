//! In-person services: the rows of the world, and the services and appointments that requests made.

use jiff::ToSpan;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::engine::Report;
use super::filter::{
    Minutes, Note, Pair, any_of, duration, is, note, noted, packed, person, place,
};
use super::random::Draw;
use crate::spec::moment::Moment;
use crate::spec::refusal::Refusal;
use crate::state::appointments::Appointment;
use crate::state::services::Service;
use crate::world::words::{IN_PERSON, word};
use crate::world::{FormValue, Rows, World};

/// The status of a completed service.
const COMPLETED: i64 = 4;

/// The filter of a request beside the dates.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct InPerson {
    protocol: String,
    attendance_code: String,
    #[serde(rename = "companyIDs")]
    companies: Vec<i64>,
    #[serde(rename = "attendanceUnitIDs")]
    units: Vec<i64>,
    #[serde(rename = "attendanceTypeIDs")]
    types: Vec<i64>,
    #[serde(rename = "statusIDs")]
    statuses: Vec<i64>,
    #[serde(rename = "userIDs")]
    users: Vec<i64>,
    #[serde(rename = "tagIDs")]
    tags: Vec<i64>,
    attendance_time: Option<Minutes>,
    waiting_time: Option<Minutes>,
    paused_time: Option<Minutes>,
    form: Pair,
    additional_data: Pair,
}

impl InPerson {
    fn minutes(&self) -> [Option<Minutes>; 3] {
        [self.attendance_time, self.waiting_time, self.paused_time]
    }

    /// Refuses a comparison without a meaning.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        self.minutes().into_iter().try_for_each(Minutes::check)
    }
}

/// A service or an appointment.
#[derive(Debug)]
pub(crate) struct Row {
    at: DateTime,
    /// Its unit, as a place in the list of units.
    unit: Option<usize>,
    types: Vec<i64>,
    classification: Option<i64>,
    /// The place in the queue. Appointments have none.
    sequence: Option<usize>,
    status: i64,
    user: Option<i64>,
    tag: Option<i64>,
    waiting: Option<u32>,
    attendance: Option<u32>,
    paused: Option<u32>,
    person: Option<usize>,
    form: Vec<FormValue>,
    note: Option<Note>,
}

impl Row {
    /// The row of a service that a request made.
    pub(crate) fn service(world: &World, service: &Service) -> Self {
        Self {
            classification: Some(service.classification),
            sequence: Some(service.sequence),
            user: service.user,
            waiting: service.waiting,
            attendance: service.attendance,
            form: service.form.clone(),
            ..Self::bare(
                world,
                service.made.0,
                service.unit,
                &service.types,
                service.status,
            )
        }
    }

    /// The row of an appointment. Its person was not called yet.
    pub(crate) fn appointment(world: &World, appointment: &Appointment) -> Self {
        let contact = appointment.contact.iter().map(|field| FormValue {
            key: field.key.clone(),
            value: field.value.clone(),
        });
        Self {
            form: contact.collect(),
            ..Self::bare(
                world,
                appointment.made.0,
                appointment.unit,
                &appointment.types,
                appointment.status,
            )
        }
    }

    fn bare(world: &World, at: DateTime, unit: i64, types: &[i64], status: i64) -> Self {
        Self {
            at,
            unit: world.units.iter().position(|it| it.id == unit),
            types: types.to_vec(),
            classification: None,
            sequence: None,
            status,
            user: None,
            tag: None,
            waiting: None,
            attendance: None,
            paused: None,
            person: None,
            form: Vec::new(),
            note: None,
        }
    }

    fn code(&self, world: &World) -> Option<String> {
        let class = world.classification(self.classification?).ok()?;
        Some(format!("{}{}", class.abbreviation, self.sequence?))
    }

    /// What the person filled in.
    fn form<'r>(&'r self, world: &'r World) -> impl Iterator<Item = (&'r str, &'r str)> {
        let given = self.form.iter();
        let given = given.map(|it| (it.key.as_str(), it.value.as_str()));
        given.chain(person(world, self.person))
    }
}

impl Report for InPerson {
    type Row = Row;
    const KIND: u64 = 3;
    const MEMBER: &'static str = "attendances";

    fn rows(world: &World) -> &Rows {
        &world.reports.in_person_services
    }

    fn row(world: &World, index: u64) -> Row {
        let mut draw = Draw::new(world.seed, Self::KIND | 0x80, index);
        let unit = place(&mut draw, world.units.len());
        let offered = unit.map(|it| world.units[it].types.as_slice());
        let completed = draw.percent(75);
        let missed = 5 + draw.below(3) as i64;
        Row {
            at: Self::timeline(world).at(index),
            unit,
            types: draw
                .pick(offered.unwrap_or_default())
                .copied()
                .into_iter()
                .collect(),
            classification: draw.pick(&world.classifications).map(|it| it.id),
            sequence: place(&mut draw, 40).map(|it| it + 1),
            status: if completed { COMPLETED } else { missed },
            user: draw.pick(&world.users).map(|it| it.id),
            tag: draw.pick(&world.tags).map(|it| it.id),
            waiting: Some(draw.below(2400) as u32),
            attendance: completed.then(|| 30 + draw.below(1800) as u32),
            paused: (completed && draw.percent(10)).then(|| draw.below(600) as u32),
            person: place(&mut draw, world.people.len()),
            form: Vec::new(),
            note: note(&mut draw, world),
        }
    }

    fn at(row: &Row) -> DateTime {
        row.at
    }

    fn narrows(&self) -> bool {
        let lists = [
            &self.companies,
            &self.units,
            &self.types,
            &self.statuses,
            &self.users,
            &self.tags,
        ];
        !self.protocol.is_empty()
            || !self.attendance_code.is_empty()
            || lists.iter().any(|list| !list.is_empty())
            || self.minutes().iter().any(Option::is_some)
            || self.form.narrows()
            || self.additional_data.narrows()
    }

    fn passes(&self, world: &World, row: &Row) -> bool {
        let unit = row.unit.map(|it| &world.units[it]);
        let times = [row.attendance, row.waiting, row.paused];
        any_of(&self.companies, unit.map(|it| it.company))
            && any_of(&self.units, unit.map(|it| it.id))
            && (self.types.is_empty() || row.types.iter().any(|it| self.types.contains(it)))
            && any_of(&self.statuses, Some(row.status))
            && any_of(&self.users, row.user)
            && any_of(&self.tags, row.tag)
            && (self.minutes().into_iter().zip(times)).all(|(it, time)| Minutes::passes(it, time))
            && (self.protocol.is_empty() || self.protocol == Moment(row.at).protocol())
            && (self.attendance_code.is_empty()
                || row
                    .code(world)
                    .is_some_and(|code| is(&self.attendance_code, &code)))
            && self.form.among(row.form(world))
            && self.additional_data.among(noted(world, row.note))
    }

    fn write(world: &World, row: Row) -> Value {
        let unit = row.unit.map(|it| &world.units[it]);
        let company = unit.and_then(|unit| world.companies.iter().find(|it| it.id == unit.company));
        let region = unit.and_then(|unit| world.region(unit.region).ok());
        let types = row
            .types
            .iter()
            .filter_map(|it| world.service_type(*it).ok());
        let types: Vec<&str> = types.map(|kind| kind.name.as_str()).collect();
        let class = row
            .classification
            .and_then(|it| world.classification(it).ok());
        let called = row
            .waiting
            .map(|it| row.at.saturating_add(i64::from(it).seconds()));
        let started = row.attendance.and(called);
        json!({
            "protocol": Moment(row.at).protocol(),
            "attendanceCode": row.code(world),
            "classification": class.map(|it| &it.name),
            "status": word(&IN_PERSON, row.status),
            "company": company.map(|it| &it.name),
            "region": region.map(|it| &it.name),
            "attendanceUnit": unit.map(|it| &it.name),
            "attendanceType": types.join(", "),
            "ticketWindowType": "presential",
            "agent": world.user(row.user),
            "date": Moment(row.at).false_instant(),
            "dateCall": called.map(|it| Moment(it).false_instant()),
            "startAttendance": started.map(|it| Moment(it).false_instant()),
            "waitingTime": duration(row.waiting),
            "displacementTime": "",
            "pausedTime": duration(row.paused),
            "attendanceTime": duration(row.attendance),
            "remoteAttendance": "No",
            "additionalData": packed(noted(world, row.note)),
            "contactForms": packed(row.form(world)),
        })
    }
}

/// The service of the world's rows that was made exactly at this moment.
pub(crate) fn made_at(world: &World, at: DateTime) -> Option<Service> {
    service(world, InPerson::timeline(world).made_at(at)?)
}

/// The service of the world's rows with this id.
pub(crate) fn by_id(world: &World, id: i64) -> Option<Service> {
    service(world, InPerson::rows(world).index(id)?)
}

/// The service of a row. `None` in a world without units or classifications.
fn service(world: &World, index: u64) -> Option<Service> {
    let row = InPerson::row(world, index);
    let values = |(key, value): (&str, &str)| FormValue {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    Some(Service {
        id: InPerson::rows(world).id(index),
        made: Moment(row.at),
        classification: row.classification?,
        unit: world.units.get(row.unit?)?.id,
        sequence: row.sequence?,
        status: row.status,
        user: row.user,
        waiting: row.waiting,
        attendance: row.attendance,
        form: row.form(world).map(values).collect(),
        notes: noted(world, row.note).map(values).collect(),
        types: row.types,
    })
}
