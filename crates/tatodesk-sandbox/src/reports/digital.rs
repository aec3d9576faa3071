//! Digital Services: conversations that agents attended.

use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::FoundRecord;
use super::engine::Report;
use super::filter::{
    Minutes, Note, Pair, any_of, duration, is, note, noted, packed, pairs, person, place,
};
use super::random::Draw;
use super::sessions;
use crate::spec::moment::Moment;
use crate::spec::refusal::Refusal;
use crate::world::words::{CHANNELS, DIGITAL, RATES, word};
use crate::world::{Rows, World};

/// The status of a completed conversation.
const COMPLETED: i64 = 3;
/// The status of a conversation that the person left.
const SILENT: i64 = 4;

/// The filter of a request beside the dates.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Digital {
    protocol: String,
    #[serde(rename = "sessionID")]
    session: String,
    #[serde(rename = "statusIDs")]
    statuses: Vec<i64>,
    #[serde(rename = "departmentIDs")]
    departments: Vec<i64>,
    #[serde(rename = "userIDs")]
    users: Vec<i64>,
    #[serde(rename = "tagIDs")]
    tags: Vec<i64>,
    #[serde(rename = "channelIDs")]
    channels: Vec<i64>,
    rates: Vec<i64>,
    sentiments: Vec<i64>,
    attendance_time: Option<Minutes>,
    waiting_time: Option<Minutes>,
    first_agent_reply: Option<Minutes>,
    time_agent_client_reply: Option<Minutes>,
    time_client_agent_reply: Option<Minutes>,
    form: Pair,
    additional_data: Pair,
}

/// A conversation.
#[derive(Debug)]
pub(crate) struct Row {
    index: u64,
    at: DateTime,
    channel: i64,
    status: i64,
    department: Option<usize>,
    user: Option<usize>,
    tag: Option<i64>,
    rate: Option<i64>,
    sentiment: Option<i64>,
    attendance: Option<u32>,
    waiting: Option<u32>,
    first_reply: Option<u32>,
    client_agent: Option<u32>,
    agent_client: Option<u32>,
    person: Option<usize>,
    note: Option<Note>,
}

impl Digital {
    fn minutes(&self) -> [Option<Minutes>; 5] {
        [
            self.attendance_time,
            self.waiting_time,
            self.first_agent_reply,
            self.time_agent_client_reply,
            self.time_client_agent_reply,
        ]
    }

    /// Refuses a comparison without a meaning.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        self.minutes().into_iter().try_for_each(Minutes::check)
    }
}

/// The session of a conversation. Both lists cover the same time, so it is the session at the same relative place.
fn session(world: &World, index: u64) -> Option<u64> {
    let [sessions, services] = [
        &world.reports.messaging_sessions,
        &world.reports.digital_services,
    ]
    .map(|rows| u128::from(rows.count));
    let number = (u128::from(index) * sessions).checked_div(services)?;
    (sessions > 0).then(|| u64::try_from(number).ok())?
}

/// A duration of seconds, if there is one.
fn seconds(draw: &mut Draw, chance: u64, most: u64) -> Option<u32> {
    let seconds = draw.below(most) + 1;
    draw.percent(chance).then(|| u32::try_from(seconds).ok())?
}

impl Report for Digital {
    type Row = Row;
    const KIND: u64 = 1;
    const MEMBER: &'static str = "attendances";

    fn rows(world: &World) -> &Rows {
        &world.reports.digital_services
    }

    fn row(world: &World, index: u64) -> Row {
        let mut draw = Draw::new(world.seed, Self::KIND | 0x80, index);
        let completed = draw.percent(88);
        let channel = match session(world, index) {
            Some(session) => sessions::channel(world, session),
            None => 1,
        };
        let note = note(&mut draw, world);
        Row {
            index,
            at: Self::timeline(world).at(index),
            channel,
            status: if completed { COMPLETED } else { SILENT },
            department: place(&mut draw, world.contact_center.departments.len()),
            user: place(&mut draw, world.users.len()),
            tag: draw.pick(&world.tags).map(|tag| tag.id),
            rate: (completed && draw.percent(60))
                .then(|| 5 - draw.below(5).min(draw.below(5)) as i64),
            sentiment: draw.percent(40).then(|| 1 + draw.below(3) as i64),
            attendance: if completed {
                seconds(&mut draw, 100, 2400)
            } else {
                None
            },
            waiting: seconds(&mut draw, 100, 900),
            first_reply: seconds(&mut draw, 70, 300),
            client_agent: seconds(&mut draw, 40, 120),
            agent_client: seconds(&mut draw, 40, 120),
            person: place(&mut draw, world.people.len()),
            note,
        }
    }

    fn at(row: &Row) -> DateTime {
        row.at
    }

    fn narrows(&self) -> bool {
        let lists = [
            &self.statuses,
            &self.departments,
            &self.users,
            &self.tags,
            &self.channels,
            &self.rates,
            &self.sentiments,
        ];
        !self.protocol.is_empty()
            || !self.session.is_empty()
            || lists.iter().any(|list| !list.is_empty())
            || self.minutes().iter().any(Option::is_some)
            || self.form.narrows()
            || self.additional_data.narrows()
    }

    fn passes(&self, world: &World, row: &Row) -> bool {
        let department = row
            .department
            .map(|it| world.contact_center.departments[it].id);
        let times = [
            row.attendance,
            row.waiting,
            row.first_reply,
            row.agent_client,
            row.client_agent,
        ];
        any_of(&self.statuses, Some(row.status))
            && any_of(&self.departments, department)
            && any_of(&self.users, row.user.map(|it| world.users[it].id))
            && any_of(&self.tags, row.tag)
            && any_of(&self.channels, Some(row.channel))
            && any_of(&self.rates, row.rate)
            && any_of(&self.sentiments, row.sentiment)
            && (self.minutes().into_iter().zip(times)).all(|(it, time)| Minutes::passes(it, time))
            && (self.protocol.is_empty() || self.protocol == Moment(row.at).protocol())
            && (self.session.is_empty()
                || session(world, row.index)
                    .is_some_and(|it| is(&self.session, &sessions::id(world, it))))
            && self.form.among(person(world, row.person))
            && self.additional_data.among(noted(world, row.note))
    }

    fn write(world: &World, row: Row) -> Value {
        let moment = Moment(row.at);
        json!({
            "ID": Self::rows(world).id(row.index),
            "protocol": moment.protocol(),
            "session": session(world, row.index).map(|it| sessions::id(world, it)),
            "date": moment.false_instant(),
            "status": word(&DIGITAL, row.status),
            "channel": word(&CHANNELS, row.channel),
            "department": row.department.map(|it| &world.contact_center.departments[it].name),
            "userName": row.user.map(|it| &world.users[it].name),
            "rate": row.rate.map(|it| word(&RATES, it)),
            "attendanceTime": duration(row.attendance),
            "waitingTime": duration(row.waiting),
            "firstAgentReply": duration(row.first_reply),
            "timeClientAgentReply": duration(row.client_agent),
            "timeAgentClientReply": duration(row.agent_client),
            "sentiment": row.sentiment,
            "metadatas": packed(person(world, row.person)),
            "additionalData": packed(noted(world, row.note)),
        })
    }
}

/// The conversation in a search by protocol. Only here does the API show the true instant.
pub(crate) fn found(world: &World, at: DateTime) -> Option<Value> {
    let row = Digital::made_at(world, at)?;
    let departments = &world.contact_center.departments;
    let found = FoundRecord {
        id: Digital::rows(world).id(row.index),
        made: Moment(row.at),
        status: (row.status, word(&DIGITAL, row.status)),
        department: row.department.map(|it| &departments[it]),
        user: row.user.map(|it| world.users[it].id),
        forms: pairs("key", person(world, row.person)),
        notes: pairs("ID", noted(world, row.note)),
    };
    Some(found.write(world))
}
