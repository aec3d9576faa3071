//! In-person services: a new service puts a person in the queue, and its number finds it again.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::operations::protocol::unused_moment;
use crate::reports::filter::duration;
use crate::reports::in_person;
use crate::spec::refusal::{Answer, Refusal, read};
use crate::state::services::Service;
use crate::state::{State, next};
use crate::world::words::{IN_PERSON, WAITING, word};
use crate::world::{FormValue, World};

/// A value of a form in a request. The sandbox ignores the number of the key, because the name says the same.
#[derive(Deserialize)]
struct Given {
    key: String,
    value: String,
}

#[derive(Deserialize)]
struct Creation {
    #[serde(rename = "attendanceClassificationID")]
    classification: i64,
    #[serde(rename = "companyID")]
    company: i64,
    #[serde(rename = "attendanceUnitID")]
    unit: i64,
    #[serde(rename = "attendanceTypeID")]
    types: Vec<i64>,
    #[serde(rename = "contactFormFields", default)]
    form: Vec<Given>,
    #[serde(rename = "contactFormID")]
    form_id: Option<i64>,
}

pub(crate) fn create(state: &mut State, request: &Value) -> Answer {
    let creation: Creation = read(request)?;
    let world = &state.world;
    world.classification(creation.classification)?;
    let unit = world.unit_of(creation.company, creation.unit)?;
    let types = world.types_of(unit, &creation.types)?;
    let forms = world.forms_of(&types)?;
    if let Some(id) = creation.form_id
        && forms.iter().all(|form| form.id != id)
    {
        return Err(Refusal::quoting(id, |id| {
            format!("contact form {id} is not that of the service types")
        }));
    }
    let given = creation.form.iter();
    World::filled_in(&forms, given.map(|it| (it.key.as_str(), it.value.as_str())))?;
    let service = Service {
        sequence: last_in_queue(state, creation.unit).saturating_add(1),
        id: next(&mut state.ids.service),
        made: unused_moment(state),
        classification: creation.classification,
        unit: creation.unit,
        types: creation.types,
        status: WAITING,
        user: None,
        waiting: None,
        attendance: None,
        notes: Vec::new(),
        form: creation
            .form
            .into_iter()
            .map(|Given { key, value }| FormValue { key, value })
            .collect(),
    };
    let answer = service.created(state);
    state.services.insert(service.id, service);
    answer
}

/// The last place in today's queue of a unit. Services are made one after the other, so the latest service has the last place.
fn last_in_queue(state: &State, unit: i64) -> usize {
    let today = state.clock.today();
    let latest = state.services.values().rev();
    let made = latest
        .take_while(|it| it.made.0.date() == today)
        .find(|it| it.unit == unit);
    let seeds = state.world.services.iter();
    let seeds = seeds.filter(|it| it.unit == unit && it.at.date() == today);
    let places = seeds
        .map(|it| it.sequence)
        .chain(made.map(|it| it.sequence));
    places.max().unwrap_or(0)
}

#[derive(Deserialize)]
struct ById {
    #[serde(rename = "ID")]
    id: i64,
}

pub(crate) fn get(state: &State, request: &Value) -> Answer {
    let ById { id } = read(request)?;
    let world = &state.world;
    if let Some(service) = state.services.get(&id) {
        return service.details(world);
    }
    match in_person::by_id(world, id) {
        Some(service) => service.details(world),
        None => Err(Refusal::quoting(id, |id| {
            format!("there is no in-person service {id}")
        })),
    }
}

impl Service {
    pub(crate) fn protocol(&self) -> String {
        self.made.protocol()
    }

    /// The answer to its creation. Its nulls are those of the documented answer.
    fn created(&self, state: &State) -> Answer {
        let made = self.made.instant();
        Ok(json!({
            "attendance": {
                "ID": self.id,
                "protocol": self.protocol(),
                "date": made,
                "attendanceClassificationID": self.classification,
                "sequence": self.sequence,
                "companyID": state.world.unit(self.unit)?.company,
                "attendanceUnitID": self.unit,
                "statusID": self.status,
                "sequential": null,
                "ticketWindowPeriodID": null,
                "createdAt": made,
                "updatedAt": made,
                "accountID": state.world.account,
                "userID": null,
                "allowServiceDelay": 2,
                "reasonCancellationID": null,
                "presentialAttendancePipelineID": null,
                "pipelineStep": null,
                "attendanceTime": null,
                "waitingTime": null,
                "lastTimeWaiting": made,
                "lastTimeStarted": null,
                "attendanceCode": self.code(&state.world)?,
                "expiredAt": null,
                "reasonBreakAttendanceID": null,
                "displacementTime": null,
                "pausedTime": null,
                "nps": null,
                "npsObservation": null,
                "remoteAttendance": null,
                "ticketWindowType": null,
            },
            "attendanceLinks": self.links(&state.world)?,
            "error": null,
        }))
    }

    fn details(&self, world: &World) -> Answer {
        let unit = world.unit_ever(self.unit)?;
        let classification = world.classification(self.classification)?;
        let code = self.code(world)?;
        Ok(json!({
            "presentialAttendance": {
                "ID": self.id,
                "protocol": self.protocol(),
                "date": self.made.br_date_time(),
                "sequence": self.sequence,
                "companyID": unit.company,
                "companyName": world.company_ever(unit.company)?.name,
                "statusName": word(&IN_PERSON, self.status),
                "statusID": self.status,
                "allowServiceDelay": 2,
                "attendanceUnitID": unit.id,
                "attendanceUnitName": unit.name,
                "attendanceClassificationID": classification.id,
                "attendanceClassificationName": classification.name,
                "attendanceClassificationAbbreviation": classification.abbreviation,
                "pipelineStepName": null,
                "userID": self.user,
                "userName": world.user(self.user),
                "waitingTime": duration(self.waiting),
                "attendanceTime": duration(self.attendance),
                "attendanceSequentialCode": null,
                "attendanceCode": code,
                "ticketNumber": code,
                "lastTramitDate": self.made.br_date_minute(),
                "accountID": world.account,
            },
            "attendanceLinks": self.links(world)?,
            "error": null,
        }))
    }

    /// What the display shows: the class and the place in the queue.
    fn code(&self, world: &World) -> Result<String, Refusal> {
        let classification = world.classification(self.classification)?;
        Ok(format!("{}{}", classification.abbreviation, self.sequence))
    }

    /// Links for a rating and for documents. They lead nowhere, because the domain is reserved for examples.
    fn links(&self, world: &World) -> Answer {
        let protocol = self.protocol();
        let mut submissions = Vec::new();
        for kind in world.types(&self.types)? {
            for document in &kind.documents {
                submissions.push(json!({
                    "name": kind.name,
                    "formName": document,
                    "link": format!("https://files.example.com/papers?n={protocol}&plt=presential-attendance"),
                }));
            }
        }
        Ok(json!({
            "rateLink": format!("https://files.example.com/review?n={protocol}&plt=pa&u={}", world.account),
            "documentSubmissionLinks": submissions,
        }))
    }
}
