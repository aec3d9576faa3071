//! Tickets: questions that are answered by e-mail.

use jiff::ToSpan;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::digital::place;
use super::engine::Report;
use super::filter::{Pair, any_of, person};
use super::random::Draw;
use super::words::{TICKETS, word};
use crate::clock::Moment;
use crate::world::{Rows, World};

/// The status of a ticket that came to its end.
const RESOLVED: i64 = 6;
/// What tickets are about.
const SUBJECTS: [&str; 4] = [
    "A question about my bill",
    "Water came back brown",
    "Thank you for the visit",
    "My meter shows nothing",
];

/// What a request asks for beside the dates. No ticket of the sandbox has an organization or a project.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Tickets {
    protocol: String,
    #[serde(rename = "statusIDs")]
    statuses: Vec<i64>,
    #[serde(rename = "organizationIDs")]
    organizations: Vec<i64>,
    #[serde(rename = "projectIDs")]
    projects: Vec<i64>,
    #[serde(rename = "departmentIDs")]
    departments: Vec<i64>,
    #[serde(rename = "userIDs")]
    users: Vec<i64>,
    form: Pair,
}

/// A ticket.
#[derive(Debug)]
pub(crate) struct Row {
    index: u64,
    at: DateTime,
    status: i64,
    finished: Option<DateTime>,
    department: Option<usize>,
    kind: Option<usize>,
    by_email: bool,
    user: Option<i64>,
    person: Option<usize>,
    subject: &'static str,
    forwarded: bool,
}

impl Report for Tickets {
    type Row = Row;
    const KIND: u64 = 4;
    const MEMBER: &'static str = "attendances";

    fn rows(world: &World) -> &Rows {
        &world.reports.tickets
    }

    fn row(world: &World, index: u64) -> Row {
        let mut draw = Draw::new(world.seed, Self::KIND | 0x80, index);
        let at = Self::timeline(world).at(index);
        let status = draw.pick(&TICKETS).map_or(RESOLVED, |(number, _)| *number);
        let status = if draw.percent(60) { RESOLVED } else { status };
        let hours = 1 + draw.below(72) as i64;
        Row {
            index,
            at,
            status,
            finished: (status == RESOLVED).then(|| at.saturating_add(hours.hours())),
            department: place(&mut draw, world.contact_center.departments.len()),
            kind: place(&mut draw, world.types.len()),
            by_email: draw.percent(50),
            user: draw.pick(&world.users).map(|it| it.id),
            person: place(&mut draw, world.people.len()),
            subject: draw.pick(&SUBJECTS).copied().unwrap_or_default(),
            forwarded: draw.percent(20),
        }
    }

    fn at(row: &Row) -> DateTime {
        row.at
    }

    fn narrows(&self) -> bool {
        let lists = [
            &self.statuses,
            &self.organizations,
            &self.projects,
            &self.departments,
            &self.users,
        ];
        !self.protocol.is_empty()
            || lists.iter().any(|list| !list.is_empty())
            || self.form.narrows()
    }

    fn passes(&self, world: &World, row: &Row) -> bool {
        let department = row
            .department
            .map(|it| world.contact_center.departments[it].id);
        any_of(&self.statuses, Some(row.status))
            && any_of(&self.organizations, None)
            && any_of(&self.projects, None)
            && any_of(&self.departments, department)
            && any_of(&self.users, row.user)
            && (self.protocol.is_empty() || self.protocol == Moment(row.at).protocol())
            && self.form.among(person(world, row.person))
    }

    fn write(world: &World, row: Row) -> Value {
        let email = row.person.map(|it| world.people[it].email.as_str());
        let threads = row.forwarded.then(|| {
            let to = email.unwrap_or("marina@example.com");
            format!("SUBJECT:Forwarded: {}#EMAILS:{to}", row.subject)
        });
        json!({
            "protocol": Moment(row.at).protocol(),
            "date": Moment(row.at).false_instant(),
            "finishedDate": row.finished.map(|it| Moment(it).false_instant()),
            "status": word(&TICKETS, row.status),
            "department": row.department.map(|it| &world.contact_center.departments[it].name),
            "attendanceType": row.kind.map(|it| &world.types[it].name),
            "origin": if row.by_email { "e-mail" } else { "tatodesk" },
            "email": email,
            "subject": row.subject,
            "user": world.user(row.user),
            "additionalData": null,
            "threads": threads,
        })
    }
}

/// What a search by protocol finds.
pub(crate) fn found(world: &World, at: DateTime) -> Option<Value> {
    let line = Tickets::timeline(world);
    let row = Tickets::row(world, line.made_at(at)?);
    let department = row
        .department
        .map(|it| &world.contact_center.departments[it]);
    Some(json!({
        "ID": 150_000 + line.len() - row.index,
        "protocol": Moment(row.at).protocol(),
        "statusID": row.status,
        "status": word(&TICKETS, row.status),
        "date": Moment(row.at).instant(),
        "departmentID": department.map(|it| it.id),
        "department": department.map(|it| &it.name),
        "userID": row.user,
        "userName": world.user(row.user),
        "forms": [],
        "additionalDatas": [],
    }))
}
