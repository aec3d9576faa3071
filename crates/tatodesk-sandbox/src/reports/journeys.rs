//! Journey events: how far people came in the chatbot journeys, one by one and counted by level.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::engine::Report;
use super::filter::is;
use super::random::Draw;
use super::sessions;
use crate::spec::moment::Moment;
use crate::state::app_events::Event;
use crate::world::{Rows, World};

/// The filter of a request beside the dates.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Journeys {
    #[serde(rename = "chatbotID")]
    chatbot: String,
    #[serde(rename = "chatbotJourneyID")]
    journey: String,
}

/// An event that reached a level.
#[derive(Debug)]
pub(crate) struct Row {
    at: DateTime,
    /// The journey and its level. `None` in a world whose journeys have no levels.
    reached: Option<(usize, usize)>,
    session: String,
    platform: String,
}

/// Every level of the world, by the places of its journey and of itself.
fn levels(world: &World) -> impl Iterator<Item = (usize, usize)> {
    let journeys = world.journeys.iter().enumerate();
    journeys.flat_map(|(at, journey)| (0..journey.levels.len()).map(move |level| (at, level)))
}

impl Row {
    /// The rows of an event that came through this API: one for each level that has its tag.
    pub(crate) fn of<'r>(world: &'r World, event: &'r Event) -> impl Iterator<Item = Self> + 'r {
        let reached = levels(world)
            .filter(|(journey, level)| world.journeys[*journey].levels[*level].tag == event.tag);
        reached.map(|reached| Self {
            at: event.at,
            reached: Some(reached),
            session: event.session.clone(),
            platform: event.platform.clone(),
        })
    }
}

/// The members that show journey and level.
fn level(world: &World, reached: Option<(usize, usize)>) -> Value {
    let Some((journey, level)) = reached else {
        return json!({ "journeyID": "", "levelID": "" });
    };
    let journey = &world.journeys[journey];
    json!({
        "journeyID": journey.id,
        "journeyName": journey.description,
        "levelID": journey.levels[level].id,
        "levelDescription": journey.levels[level].description,
        "level": level + 1,
        "chatbotEventTagName": journey.levels[level].tag,
    })
}

/// The events counted by level, in the order of the world.
pub(crate) fn grouped(world: &World, rows: impl Iterator<Item = Row>) -> Value {
    let mut counts: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for reached in rows.filter_map(|row| row.reached) {
        *counts.entry(reached).or_default() += 1;
    }
    let groups = counts.into_iter().map(|(reached, count)| {
        let mut group = level(world, Some(reached));
        group["count"] = json!(count.to_string());
        group
    });
    json!({ "events": groups.collect::<Value>(), "error": null })
}

impl Report for Journeys {
    type Row = Row;
    const KIND: u64 = 7;
    const MEMBER: &'static str = "events";

    fn rows(world: &World) -> &Rows {
        &world.reports.journey_events
    }

    fn row(world: &World, index: u64) -> Row {
        let mut draw = Draw::new(world.seed, Self::KIND | 0x80, index);
        let count = levels(world).count() as u64;
        let reached = usize::try_from(draw.below(count)).ok();
        let session = draw.below(world.reports.messaging_sessions.count);
        Row {
            at: Self::timeline(world).at(index),
            reached: reached.and_then(|it| levels(world).nth(it)),
            session: sessions::id(world, session),
            platform: match sessions::channel(world, session) {
                1 => "whatsapp".to_owned(),
                _ => "webchat".to_owned(),
            },
        }
    }

    fn at(row: &Row) -> DateTime {
        row.at
    }

    fn narrows(&self) -> bool {
        !self.chatbot.is_empty() || !self.journey.is_empty()
    }

    fn passes(&self, world: &World, row: &Row) -> bool {
        let journey = row.reached.map(|(journey, _)| &world.journeys[journey]);
        journey.is_some_and(|it| is(&self.chatbot, &it.chatbot) && is(&self.journey, &it.id))
    }

    fn write(world: &World, row: Row) -> Value {
        let mut event = level(world, row.reached);
        event["date"] = json!(Moment(row.at).false_instant());
        event["sessionID"] = json!(row.session);
        event["appStoreType"] = json!(row.platform);
        event
    }
}
