//! Reviews: ratings and remarks of people who talked to a chatbot.

use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::engine::Report;
use super::filter::{is, place};
use super::random::Draw;
use super::sessions;
use crate::spec::moment::Moment;
use crate::world::{Rows, World};

/// Remarks of people.
const REMARKS: [&str; 4] = ["Quick answer", "All clear", "Still waiting", "Very kind"];

/// The filter of a request beside the dates. An empty tag matches any, as in the documented example.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Reviews {
    #[serde(rename = "chatbotTagIds")]
    tags: Vec<String>,
    #[serde(rename = "sessionID")]
    session: String,
}

/// A review.
#[derive(Debug)]
pub(crate) struct Row {
    index: u64,
    at: DateTime,
    rate: Option<u64>,
    remark: Option<&'static str>,
    session: String,
    chatbot: Option<usize>,
    tag: Option<usize>,
}

impl Report for Reviews {
    type Row = Row;
    const KIND: u64 = 8;
    const MEMBER: &'static str = "conversations";

    fn rows(world: &World) -> &Rows {
        &world.reports.reviews
    }

    fn row(world: &World, index: u64) -> Row {
        let mut draw = Draw::new(world.seed, Self::KIND | 0x80, index);
        Row {
            index,
            at: Self::timeline(world).at(index),
            rate: draw.percent(70).then(|| 1 + draw.below(5)),
            remark: draw.pick(&REMARKS).copied(),
            session: sessions::id(world, draw.below(world.reports.messaging_sessions.count)),
            chatbot: place(&mut draw, world.journeys.len()),
            tag: place(&mut draw, world.review_tags.len()).filter(|_| draw.percent(70)),
        }
    }

    fn at(row: &Row) -> DateTime {
        row.at
    }

    fn narrows(&self) -> bool {
        !self.session.is_empty() || self.tags.iter().any(|tag| !tag.is_empty())
    }

    fn passes(&self, world: &World, row: &Row) -> bool {
        let tag = row.tag.map(|it| &world.review_tags[it]);
        let tagged = |tag| self.tags.contains(tag);
        (self.tags.iter().all(String::is_empty) || tag.is_some_and(tagged))
            && is(&self.session, &row.session)
    }

    fn write(world: &World, row: Row) -> Value {
        let hash = Draw::new(world.seed, 0x42, row.index).next() >> 32;
        let date = Moment(row.at).false_instant();
        json!({
            "chatbotEventFeedbackID": format!("{hash:08x}-0000-4000-8000-{:012x}", row.index),
            "rate": row.rate,
            "observation": row.remark,
            "isSolvedProblem": null,
            "chatbotEventTagID": row.tag.map(|it| &world.review_tags[it]),
            "chatbotID": row.chatbot.map(|it| &world.journeys[it].chatbot),
            "sessionID": row.session,
            "accountID": world.account,
            "createdAt": date,
            "updatedAt": date,
        })
    }
}
