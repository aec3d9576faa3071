//! Messaging sessions: conversations by webchat and WhatsApp, with or without an agent.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::engine::Report;
use super::filter::place;
use super::random::Draw;
use crate::spec::moment::Moment;
use crate::world::words::CHANNELS;
use crate::world::{Rows, SeedSession, World};

/// Requests for sessions filter by time alone.
#[derive(Debug)]
pub(crate) struct Sessions;

/// A session: one of the world's rows, or one that the world names.
#[derive(Debug)]
pub(crate) struct Row {
    id: String,
    at: DateTime,
    channel: i64,
    person: Option<usize>,
    minutes: i64,
}

impl Row {
    /// A session that the world names.
    fn seed(seed: &SeedSession) -> Self {
        Self {
            id: seed.id.clone(),
            at: seed.at,
            channel: seed.channel,
            person: None,
            minutes: 1,
        }
    }
}

/// The id of a session. The sandbox reads its number from it again.
pub(crate) fn id(world: &World, index: u64) -> String {
    let hash = Draw::new(world.seed, 0x40, index).next() >> 32;
    format!("{hash:08x}-0000-4000-8000-{index:012x}")
}

/// The channel of a session, by number.
pub(crate) fn channel(world: &World, index: u64) -> i64 {
    let mut draw = Draw::new(world.seed, 0x41, index);
    draw.pick(&CHANNELS).map_or(1, |(number, _)| *number)
}

/// The session with this id.
pub(crate) fn find(world: &World, wanted: &str) -> Option<Value> {
    if let Some(seed) = world.messaging_sessions.iter().find(|it| it.id == wanted) {
        return Some(Sessions::write(world, Row::seed(seed)));
    }
    let index = u64::from_str_radix(wanted.get(24..)?, 16).ok()?;
    let known = index < world.reports.messaging_sessions.count && id(world, index) == wanted;
    known.then(|| Sessions::write(world, Sessions::row(world, index)))
}

impl Report for Sessions {
    type Row = Row;
    const KIND: u64 = 2;
    const MEMBER: &'static str = "sessions";

    fn rows(world: &World) -> &Rows {
        &world.reports.messaging_sessions
    }

    fn row(world: &World, index: u64) -> Row {
        let mut draw = Draw::new(world.seed, Self::KIND | 0x80, index);
        Row {
            id: id(world, index),
            at: Self::timeline(world).at(index),
            channel: channel(world, index),
            person: place(&mut draw, world.people.len()),
            minutes: draw.below(600) as i64,
        }
    }

    fn seeds(world: &World) -> Vec<Row> {
        world.messaging_sessions.iter().map(Row::seed).collect()
    }

    fn at(row: &Row) -> DateTime {
        row.at
    }

    fn narrows(&self) -> bool {
        false
    }

    fn passes(&self, _: &World, _: &Row) -> bool {
        true
    }

    fn write(world: &World, row: Row) -> Value {
        let whatsapp = row.channel == 1;
        let person = row.person.map(|it| &world.people[it]);
        let contact = match person {
            Some(person) if whatsapp => {
                json!({"name": person.name, "whatsappID": person.phone})
            }
            _ if whatsapp => json!({}),
            _ => json!({"ip": format!("192.0.2.{}", row.minutes % 254 + 1)}),
        };
        let began = Moment(row.at).false_instant();
        let changed = row
            .at
            .saturating_add(jiff::Span::new().minutes(row.minutes));
        json!({
            "sessionID": row.id,
            "date": began,
            "messagingStatus": if row.minutes < 60 { "running" } else { "finished" },
            "contact": contact,
            "channel": if whatsapp { "whatsapp" } else { "webchat" },
            "createdAt": began,
            "updatedAt": Moment(changed).false_instant(),
            "appIntegrationID": format!("8c4dfda4-0000-4000-8000-{:012}", row.channel),
            "accountID": world.account,
        })
    }
}
