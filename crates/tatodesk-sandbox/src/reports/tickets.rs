//! Tickets: questions that agents answer by e-mail.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::FoundRecord;
use super::engine::Report;
use super::filter::{Pair, any_of, pairs, person, place};
use super::random::Draw;
use crate::spec::moment::Moment;
use crate::world::words::{TICKETS, word};
use crate::world::{Department, FormValue, Rows, SeedTicket, World};

/// The status of a resolved ticket.
const RESOLVED: i64 = 6;
/// What tickets are about.
const SUBJECTS: [&str; 4] = [
    "A question about my bill",
    "Water came back brown",
    "Thank you for the visit",
    "My meter shows nothing",
];

/// The filter of a request beside the dates. Rows do not show organization and project; the world file has both.
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
    id: i64,
    at: DateTime,
    status: i64,
    finished: Option<DateTime>,
    department: Option<usize>,
    kind: Option<usize>,
    by_email: bool,
    user: Option<i64>,
    person: Option<usize>,
    form: Vec<FormValue>,
    subject: Cow<'static, str>,
    forwarded: bool,
    organization: Option<i64>,
    project: Option<i64>,
}

impl Row {
    /// A ticket of the world file. A resolved one was resolved at once.
    fn seed(world: &World, seed: &SeedTicket) -> Self {
        let mut departments = world.contact_center.departments.iter();
        Self {
            id: seed.id,
            at: seed.at,
            status: seed.status,
            finished: (seed.status == RESOLVED).then_some(seed.at),
            department: departments.position(|it| Some(it.id) == seed.department),
            kind: None,
            by_email: true,
            user: seed.user,
            person: None,
            form: seed.form.clone(),
            subject: Cow::Owned(seed.subject.clone()),
            forwarded: false,
            organization: seed.organization,
            project: seed.project,
        }
    }

    fn department<'w>(&self, world: &'w World) -> Option<&'w Department> {
        Some(&world.contact_center.departments[self.department?])
    }

    /// The form that the person filled in.
    fn form<'r>(&'r self, world: &'r World) -> impl Iterator<Item = (&'r str, &'r str)> {
        let given = self.form.iter();
        let given = given.map(|it| (it.key.as_str(), it.value.as_str()));
        given.chain(person(world, self.person))
    }
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
        let department = place(&mut draw, world.contact_center.departments.len());
        let kind = place(&mut draw, world.types.len());
        let by_email = draw.percent(50);
        let user = draw.pick(&world.users).map(|it| it.id);
        let person = place(&mut draw, world.people.len());
        let subject = draw.pick(&SUBJECTS).copied().unwrap_or_default();
        let forwarded = draw.percent(20);
        let project = draw.pick(&world.projects).filter(|_| draw.percent(70));
        let organization = draw.pick(&world.organizations).map(|it| it.id);
        Row {
            id: Self::rows(world).id(index),
            at,
            status,
            finished: (status == RESOLVED).then(|| at.saturating_add(hours.hours())),
            department,
            kind,
            by_email,
            user,
            person,
            form: Vec::new(),
            subject: Cow::Borrowed(subject),
            forwarded,
            organization: project.map_or(organization, |it| Some(it.organization)),
            project: project.map(|it| it.id),
        }
    }

    fn seeds(world: &World) -> Vec<Row> {
        let seeds = world.tickets.iter();
        seeds.map(|it| Row::seed(world, it)).collect()
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
        any_of(&self.statuses, Some(row.status))
            && any_of(&self.organizations, row.organization)
            && any_of(&self.projects, row.project)
            && any_of(&self.departments, row.department(world).map(|it| it.id))
            && any_of(&self.users, row.user)
            && (self.protocol.is_empty() || self.protocol == Moment(row.at).protocol())
            && self.form.among(row.form(world))
    }

    fn write(world: &World, row: Row) -> Value {
        let email = row.form(world).find(|(key, _)| *key == "EMAIL");
        let email = email.map(|(_, email)| email);
        let threads = row.forwarded.then(|| {
            let to = email.unwrap_or("marina@example.com");
            format!("SUBJECT:Forwarded: {}#EMAILS:{to}", row.subject)
        });
        json!({
            "protocol": Moment(row.at).protocol(),
            "date": Moment(row.at).false_instant(),
            "finishedDate": row.finished.map(|it| Moment(it).false_instant()),
            "status": word(&TICKETS, row.status),
            "department": row.department(world).map(|it| &it.name),
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

/// The ticket in a search by protocol.
pub(crate) fn found(world: &World, at: DateTime) -> Option<Value> {
    let row = Tickets::made_at(world, at)?;
    let found = FoundRecord {
        id: row.id,
        made: Moment(row.at),
        status: (row.status, word(&TICKETS, row.status)),
        department: row.department(world),
        user: row.user,
        forms: pairs("key", row.form(world)),
        notes: json!([]),
    };
    Some(found.write(world))
}
