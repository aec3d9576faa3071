//! Appointments: a booking takes its hour, and the protocol finds the booking again.

use jiff::civil::{Date, Time};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::operations::calendar::{Slot, free_dates, free_slots};
use crate::operations::protocol::unused_moment;
use crate::operations::scheduling::bookable_types;
use crate::reports::FoundRecord;
use crate::spec::formats::{br_date, hour_minute, write_hour_minute};
use crate::spec::refusal::{Answer, Refusal, read};
use crate::state::appointments::{Appointment, ContactField};
use crate::state::{State, next};
use crate::world::words::{IN_PERSON, SCHEDULED, word};
use crate::world::{FormValue, World};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Booking {
    #[serde(rename = "companyID")]
    company: i64,
    #[serde(rename = "attendanceUnitID")]
    unit: i64,
    #[serde(rename = "categoryID")]
    category: Option<i64>,
    #[serde(rename = "attendanceTypes")]
    types: Vec<i64>,
    date: String,
    #[serde(rename = "periodID")]
    period: Option<i64>,
    hour: String,
    #[serde(default)]
    contact_forms: Vec<FormValue>,
}

pub(crate) fn create(state: &mut State, request: &Value) -> Answer {
    let booking: Booking = read(request)?;
    let (date, hour) = free_hour(state, &booking)?;
    let documents = documents(state, &booking.types)?;
    state.booked.insert((booking.unit, date, hour));
    let contact = ContactField::number(&booking.contact_forms, &mut state.ids.contact_form);
    let appointment = Appointment {
        id: next(&mut state.ids.appointment),
        made: unused_moment(state),
        unit: booking.unit,
        types: booking.types,
        date,
        hour,
        status: SCHEDULED,
        contact,
    };
    let (id, protocol) = (appointment.id, appointment.made.protocol());
    state.appointments.insert(protocol.clone(), appointment);
    Ok(json!({ "ID": id, "protocol": protocol, "documents": documents, "error": null }))
}

/// The requested hour, if the members of the request fit together and the hour is free.
fn free_hour(state: &State, booking: &Booking) -> Result<(Date, Time), Refusal> {
    let world = &state.world;
    let unit = world.unit_of(booking.company, booking.unit)?;
    let types = bookable_types(world, unit, &booking.types)?;
    let forms = world.forms_of(&types)?;
    let given = booking.contact_forms.iter();
    World::filled_in(&forms, given.map(|it| (it.key.as_str(), it.value.as_str())))?;
    if let Some(id) = booking.category {
        let category = world.category(id)?;
        if let Some(kind) = types.iter().find(|kind| kind.category != category.id) {
            return Err(Refusal::quoting_both(kind.id, id, |kind, category| {
                format!("service type {kind} is not of service category {category}")
            }));
        }
    }
    if let Some(id) = booking.period {
        world.period(id)?;
    }
    let date = br_date(&booking.date).ok_or_else(|| Refusal::new("the date is none"))?;
    let hour = hour_minute(&booking.hour).ok_or_else(|| Refusal::new("the hour is none"))?;
    let in_calendar = free_dates(state, unit, &types).contains(&date);
    let wished =
        |slot: &Slot| slot.hour == hour && booking.period.is_none_or(|id| id == slot.period);
    if in_calendar && free_slots(state, unit, date).iter().any(wished) {
        return Ok((date, hour));
    }
    let wanted = format!("{} {}", booking.date, write_hour_minute(hour));
    Err(Refusal::quoting_both(wanted, unit.id, |wanted, unit| {
        format!("{wanted} is not available at service unit {unit}")
    }))
}

/// The documents that a person must bring for these services, each document once.
fn documents(state: &State, types: &[i64]) -> Result<Vec<String>, Refusal> {
    let mut documents = Vec::new();
    for kind in state.world.types(types)? {
        for document in &kind.documents {
            if !documents.contains(document) {
                documents.push(document.clone());
            }
        }
    }
    Ok(documents)
}

#[derive(Deserialize)]
struct ByProtocol {
    protocol: String,
}

pub(crate) fn get(state: &State, request: &Value) -> Answer {
    let ByProtocol { protocol } = read(request)?;
    match state.appointments.get(&protocol) {
        Some(appointment) => {
            Ok(json!({ "appointment": appointment.details(state)?, "error": null }))
        }
        None => Err(Refusal::quoting(protocol, |protocol| {
            format!("there is no appointment with protocol {protocol}")
        })),
    }
}

impl Appointment {
    fn details(&self, state: &State) -> Answer {
        let unit = state.world.unit_ever(self.unit)?;
        let types: Vec<&str> = state
            .world
            .types(&self.types)?
            .into_iter()
            .map(|kind| kind.name.as_str())
            .collect();
        Ok(json!({
            "ID": self.id,
            "protocol": self.made.protocol(),
            "company": state.world.company_ever(unit.company)?.name,
            "attendanceType": types.join(", "),
            "attendanceUnitID": unit.id,
            "attendanceUnit": unit.name,
            "attendanceUnitAddress": unit.address,
            "date": self.date.to_string(),
            "hour": self.hour.strftime("%H:%M:%S").to_string(),
            "nick": state.world.nick,
            "profileID": state.world.profile,
            "statusID": self.status,
            "status": word(&IN_PERSON, self.status),
            "guiche": null,
            "documents": null,
            "userID": null,
            "userName": null,
            "additionalDatas": [],
            "contactForms": self.contact_form(state),
        }))
    }

    /// The row of a search by protocol.
    pub(crate) fn found(&self, state: &State) -> Value {
        let found = FoundRecord {
            id: self.id,
            made: self.made,
            status: (self.status, word(&IN_PERSON, self.status)),
            department: None,
            user: None,
            forms: self.contact_form(state),
            notes: json!([]),
        };
        found.write(&state.world)
    }

    fn contact_form(&self, state: &State) -> Value {
        let fields = self.contact.iter().map(|field| {
            json!({
                "ID": field.id,
                "key": field.key,
                "value": field.value,
                "keyTypeID": state.world.key_type(&field.key),
            })
        });
        fields.collect()
    }
}
