//! How the calls about visits go through the facade, and how the visits get their numbers.

use serde_json::{Value, json};
use tatodesk::{
    Error,
    ids::{
        ContactFormFieldId, ContactFormKeyId, InPersonServiceId, PeriodId, Protocol,
        ServiceClassificationId, ServiceTypeId, ServiceUnitId, StatusId,
    },
    jiff::{Span, civil::Date},
    types::{ContactFormField, InPersonServiceRow},
};

use super::{
    calendar::{COMPANY, START},
    driver::Session,
    visits::{Booking, Call, Filter},
};

/// The sandbox's ids of a visit.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    protocol: Protocol,
    /// The number of the appointment or of the service.
    id: i64,
}

impl Call {
    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::Book(_) => "createAppointment",
            Self::Create(..) => "createPresentialAttendance",
            Self::Appointment(_) => "getAppointment",
            Self::Service(_) => "getPresentialAttendance",
            Self::Search(_) => "searchProtocol",
            Self::Attach(_) => "createAttachments",
            Self::Report(_) => "listPresentialAttendancesReport",
        }
    }

    pub(crate) async fn run(&self, session: &mut Session) -> Result<Value, Error> {
        let tatodesk = session.tatodesk.clone();
        match self {
            Self::Book(booking) => {
                let Booking {
                    wish,
                    hour,
                    period,
                    form,
                } = booking;
                let (unit, kind) = (ServiceUnitId(wish.unit), ServiceTypeId(wish.kind));
                let mut call = tatodesk.scheduling().create_appointment(
                    COMPANY,
                    unit,
                    [kind],
                    hour.date,
                    hour.hour,
                );
                if *period {
                    call = call.period(PeriodId(hour.period));
                }
                for (_, key, value) in form.values() {
                    call = call.contact(*key, *value);
                }
                let booked = session.send(call).await?;
                let visit = session.learn(booked.protocol, booked.id.0);
                Ok(json!({"visit": visit, "documents": booked.documents.into_vec()}))
            }
            Self::Create(wish, class, form) => {
                let (unit, kind) = (ServiceUnitId(wish.unit), ServiceTypeId(wish.kind));
                let class = ServiceClassificationId(*class);
                let mut call = tatodesk
                    .in_person()
                    .create_service(COMPANY, unit, class, [kind]);
                for (number, key, value) in form.values() {
                    let mut field = ContactFormField::new(ContactFormFieldId(*number));
                    field.contact_form_key_id = Some(ContactFormKeyId(*number));
                    field.contact_form_key_name = Some((*key).to_owned());
                    call = call.fill(&field, *value);
                }
                let made = session.send(call).await?.service;
                let visit = session.learn(made.protocol, made.id.0);
                Ok(json!({"visit": visit, "code": made.service_code}))
            }
            Self::Appointment(which) => {
                let call = tatodesk
                    .scheduling()
                    .get_appointment(session.visit(*which).protocol);
                let found = session
                    .send(call)
                    .await?
                    .appointment
                    .expect("an appointment");
                let form = &found.contact_forms;
                let form: Vec<_> = form.iter().map(|it| json!([it.key, it.value])).collect();
                Ok(json!({
                    "unit": found.service_unit_id, "kind": found.service_type, "form": form,
                    "status": found.status_id,
                    "date": found.date().expect("a date").to_string(),
                    "hour": found.hour().expect("an hour").to_string(),
                }))
            }
            Self::Service(which) => {
                let call = tatodesk
                    .in_person()
                    .get_service(InPersonServiceId(session.visit(*which).id));
                let found = session
                    .send(call)
                    .await?
                    .in_person_service
                    .expect("a service");
                Ok(json!({
                    "unit": found.service_unit_id, "class": found.service_classification_id,
                    "code": found.service_code, "status": found.status_id,
                    "at": found.date().expect("a moment").to_string(),
                }))
            }
            Self::Search(which) => {
                let call = tatodesk
                    .reports()
                    .search_protocol(session.visit(*which).protocol);
                let found = session.send(call).await?.result;
                let numbers = found.iter().map(|it| session.number(&it.protocol));
                Ok(json!(numbers.collect::<Vec<_>>()))
            }
            Self::Attach(which) => {
                let protocol = session.visit(*which).protocol;
                let call = tatodesk
                    .in_person()
                    .add_attachments(protocol, ["https://files.example.com/1"]);
                session.send(call).await.map(|_| Value::Null)
            }
            Self::Report(Filter {
                unit,
                kind,
                appointments,
                page,
                way,
            }) => {
                let mut call = tatodesk.reports().in_person_services(all_days());
                if let Some(unit) = unit {
                    call = call.units([ServiceUnitId(*unit)]);
                }
                if let Some(kind) = kind {
                    call = call.types([ServiceTypeId(*kind)]);
                }
                if let Some(appointments) = appointments {
                    call = call.statuses([StatusId(if *appointments { 1 } else { 2 })]);
                }
                if let Some(page) = page {
                    call = call.page(*page).limit(2);
                }
                let walked = session.walk(call, *way).await?;
                let rows = walked.rows.iter();
                let rows: Vec<Value> = rows.map(|row| session.visit_row(row)).collect();
                Ok(json!({"count": walked.count, "rows": rows}))
            }
        }
    }
}

/// Every day on which a sequence can have made something.
pub(crate) fn all_days() -> std::ops::RangeInclusive<Date> {
    let first = START.date();
    first..=first.saturating_add(Span::new().years(2))
}

impl Session {
    /// The session's ids of a visit. For an unknown visit: a protocol and a number that do not exist.
    fn visit(&self, which: usize) -> Name {
        let unknown = || Name {
            protocol: Protocol::from("20200101000000000"),
            id: 999,
        };
        self.known
            .visits
            .get(which)
            .cloned()
            .unwrap_or_else(unknown)
    }

    fn number(&self, protocol: &Protocol) -> Option<usize> {
        self.known
            .visits
            .iter()
            .position(|it| it.protocol == *protocol)
    }

    /// Gives a new visit its number.
    fn learn(&mut self, protocol: Protocol, id: i64) -> usize {
        assert_eq!(self.number(&protocol), None, "a protocol came twice");
        let now = self.sandbox.now().strftime("%Y%m%d%H%M%S").to_string();
        assert!(
            protocol.starts_with(&now),
            "{protocol} does not tell the local time, {now}"
        );
        self.known.visits.push(Name { protocol, id });
        self.known.visits.len() - 1
    }

    /// A row in the words of the model. Its date looks like UTC and is local time, the same as the protocol's.
    fn visit_row(&self, row: &InPersonServiceRow) -> Value {
        let at = row.date().expect("a date");
        assert_eq!(at.strftime("%Y%m%d%H%M%S%3f").to_string(), *row.protocol);
        json!({
            "visit": self.number(&row.protocol), "status": row.status, "code": row.service_code,
            "unit": row.service_unit, "kind": row.service_type,
            "at": at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        })
    }

    /// After a call without an answer: looks for a visit that the session does not know.
    pub(crate) async fn look_for_visits(&mut self) {
        let tatodesk = self.tatodesk.clone();
        let report = tatodesk
            .reports()
            .in_person_services(all_days())
            .send()
            .await
            .expect("a report");
        for row in &report.services {
            if self.number(&row.protocol).is_some() {
                continue;
            }
            let call = tatodesk.reports().search_protocol(row.protocol.clone());
            let found = call.send().await.expect("an answer").into_inner().result;
            let record = found[0].data.as_ref().expect("a record");
            self.learn(row.protocol.clone(), record.id.0);
        }
    }
}
