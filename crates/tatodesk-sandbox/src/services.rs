//! In-person services: creating one puts a person in the queue now, and its number finds it again.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::Moment;
use crate::examples;
use crate::refusal::{Answer, Refusal, read, refuse};
use crate::spec::Operation;
use crate::state::{State, next};

/// The status of a service that has just been created; its text is nowhere documented.
const WAITING: (i64, &str) = (2, "WAITING");

/// A person in the queue of a unit.
#[derive(Debug)]
pub(crate) struct Service {
    id: i64,
    made: Moment,
    classification: i64,
    unit: i64,
    types: Vec<i64>,
    /// Its place in the queue of the unit.
    sequence: usize,
    form: Vec<FormValue>,
}

#[derive(Deserialize)]
struct FormValue {
    key: String,
    value: String,
}

/// The value is a person's.
impl std::fmt::Debug for FormValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormValue")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
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
    form: Vec<FormValue>,
    #[serde(rename = "contactFormID")]
    form_id: Option<i64>,
}

pub(crate) fn create(state: &mut State, request: &Value) -> Answer {
    let creation: Creation = read(request)?;
    let world = &state.world;
    world.classification(creation.classification)?;
    let unit = world.unit_of(creation.company, creation.unit)?;
    world.types_of(unit, &creation.types)?;
    if let Some(form) = creation.form_id {
        world.form(form)?;
    }
    let queue = state
        .services
        .values()
        .filter(|service| service.unit == creation.unit);
    let service = Service {
        sequence: queue.count() + 1,
        id: next(&mut state.ids.service),
        made: state.clock.tick(),
        classification: creation.classification,
        unit: creation.unit,
        types: creation.types,
        form: creation.form,
    };
    let answer = service.created(state);
    state.services.insert(service.id, service);
    answer
}

#[derive(Deserialize)]
struct ById {
    #[serde(rename = "ID")]
    id: i64,
}

pub(crate) fn get(state: &State, operation: &Operation, request: &Value) -> Answer {
    let ById { id } = read(request)?;
    if let Some(service) = state.services.get(&id) {
        return service.details(state);
    }
    match examples::documented_record(operation, "ID", request) {
        Some(answer) => Ok(answer),
        None => refuse(format!("there is no in-person service {id}")),
    }
}

impl Service {
    pub(crate) fn protocol(&self) -> String {
        self.made.protocol()
    }

    /// The answer to its creation, with all the nulls of the documented one.
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
                "statusID": WAITING.0,
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
                "attendanceCode": self.code(state)?,
                "expiredAt": null,
                "reasonBreakAttendanceID": null,
                "displacementTime": null,
                "pausedTime": null,
                "nps": null,
                "npsObservation": null,
                "remoteAttendance": null,
                "ticketWindowType": null,
            },
            "attendanceLinks": self.links(state)?,
            "error": null,
        }))
    }

    fn details(&self, state: &State) -> Answer {
        let unit = state.world.unit(self.unit)?;
        let classification = state.world.classification(self.classification)?;
        let code = self.code(state)?;
        Ok(json!({
            "presentialAttendance": {
                "ID": self.id,
                "protocol": self.protocol(),
                "date": self.made.br_date_time(),
                "sequence": self.sequence,
                "companyID": unit.company,
                "companyName": state.world.company(unit.company)?.name,
                "statusName": WAITING.1,
                "statusID": WAITING.0,
                "allowServiceDelay": 2,
                "attendanceUnitID": unit.id,
                "attendanceUnitName": unit.name,
                "attendanceClassificationID": classification.id,
                "attendanceClassificationName": classification.name,
                "attendanceClassificationAbbreviation": classification.abbreviation,
                "pipelineStepName": null,
                "userID": null,
                "userName": null,
                "waitingTime": "",
                "attendanceTime": "",
                "attendanceSequentialCode": null,
                "attendanceCode": code,
                "ticketNumber": code,
                "lastTramitDate": self.made.br_date_minute(),
                "accountID": state.world.account,
            },
            "attendanceLinks": self.links(state)?,
            "error": null,
        }))
    }

    /// What the person reads on the display: the class and the place in the queue.
    fn code(&self, state: &State) -> Result<String, Refusal> {
        let classification = state.world.classification(self.classification)?;
        Ok(format!("{}{}", classification.abbreviation, self.sequence))
    }

    /// Links for rating and for handing in papers. They lead nowhere: the domain is reserved for examples.
    fn links(&self, state: &State) -> Answer {
        let protocol = self.protocol();
        let mut submissions = Vec::new();
        for kind in state.world.types(&self.types)? {
            for document in &kind.documents {
                submissions.push(json!({
                    "name": kind.name,
                    "formName": document,
                    "link": format!("https://files.example.com/ds?p={protocol}&plt=presential-attendance"),
                }));
            }
        }
        Ok(json!({
            "rateLink": format!("https://files.example.com/fb?p={protocol}&plt=pa&a={}", state.world.account),
            "documentSubmissionLinks": submissions,
        }))
    }

    /// The row of a search by protocol.
    pub(crate) fn found(&self) -> Value {
        let forms = self
            .form
            .iter()
            .map(|field| json!({ "key": field.key, "value": field.value }));
        json!({
            "ID": self.id,
            "protocol": self.protocol(),
            "statusID": WAITING.0,
            "status": WAITING.1,
            "date": self.made.instant(),
            "departmentID": null,
            "department": null,
            "userID": null,
            "userName": null,
            "forms": forms.collect::<Value>(),
            "additionalDatas": [],
        })
    }
}
