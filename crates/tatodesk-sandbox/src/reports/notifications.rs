//! Ad-hoc notifications: messages that people sent one by one, and messages that came through this API.
//!
//! No answer is documented. The rows have the members of the campaigns where those fit, and the numbers that the
//! filter asks for: `{ID, date, service, mktTemplateID, to, parameters, status, delivered, userID, user, apiKeyID,
//! webhookID, metadatas}`, in `notifications`. All of it is inferred.

use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::engine::Report;
use super::filter::{any_of, is, packed, place};
use super::random::Draw;
use crate::spec::moment::Moment;
use crate::state::deliveries::Delivery;
use crate::world::Channel;
use crate::world::{Rows, World};

/// The filter of a request beside the dates.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Notifications {
    #[serde(rename = "mktTemplateIDs")]
    templates: Vec<Value>,
    #[serde(rename = "userIDs")]
    users: Vec<i64>,
    #[serde(rename = "apiKeyIDs")]
    keys: Vec<Value>,
    service: String,
}

/// A message to one person.
pub(crate) struct Row {
    number: u64,
    at: DateTime,
    channel: Channel,
    template: String,
    to: String,
    params: Vec<String>,
    /// The user who sent it. `None` if it came through this API.
    user: Option<i64>,
    /// The key of its call.
    key: Option<i64>,
    webhook: Option<String>,
    metadata: Option<String>,
}

impl Row {
    /// The row of a message that came through this API, by its place in the delivery log.
    pub(crate) fn delivery(world: &World, place: usize, delivery: &Delivery) -> Self {
        let texts = delivery.metadata.iter().map(|(name, value)| {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.as_str(), value)
        });
        let texts: Vec<(&str, String)> = texts.collect();
        Self {
            number: world.reports.notifications.count + place as u64 + 1,
            at: delivery.at,
            channel: delivery.channel,
            template: delivery.template.clone(),
            to: delivery.to.clone(),
            params: delivery.params.clone(),
            user: None,
            key: Some(delivery.key_id),
            webhook: delivery.webhook.clone(),
            metadata: packed(texts.iter().map(|(name, value)| (*name, value.as_str()))),
        }
    }
}

/// Whether an id is in the list of the filter, as a number or as a text.
fn among(wanted: &[Value], id: &str) -> bool {
    let same = |value: &Value| {
        let text = value.as_str().map(str::to_owned);
        text.unwrap_or_else(|| value.to_string()) == id
    };
    wanted.is_empty() || wanted.iter().any(same)
}

impl Report for Notifications {
    type Row = Row;
    const KIND: u64 = 6;
    const MEMBER: &'static str = "notifications";

    fn rows(world: &World) -> &Rows {
        &world.reports.notifications
    }

    fn row(world: &World, index: u64) -> Row {
        let mut draw = Draw::new(world.seed, Self::KIND | 0x80, index);
        let template = draw.pick(&world.templates);
        let channel = template.map_or(Channel::WhatsApp, |it| it.channel);
        let person = place(&mut draw, world.people.len()).map(|it| &world.people[it]);
        let to = person.map(|person| match channel {
            Channel::Email => person.email.clone(),
            Channel::WhatsApp | Channel::Sms => person.phone.clone(),
        });
        Row {
            number: world.reports.notifications.count - index,
            at: Self::timeline(world).at(index),
            channel,
            template: template.map(|it| it.id.clone()).unwrap_or_default(),
            to: to.unwrap_or_default(),
            params: person.map(|it| it.name.clone()).into_iter().collect(),
            user: draw.pick(&world.users).map(|it| it.id),
            key: None,
            webhook: None,
            metadata: None,
        }
    }

    fn at(row: &Row) -> DateTime {
        row.at
    }

    fn narrows(&self) -> bool {
        !self.templates.is_empty()
            || !self.users.is_empty()
            || !self.keys.is_empty()
            || !self.service.is_empty()
    }

    fn passes(&self, _: &World, row: &Row) -> bool {
        let key = row.key.map(|key| key.to_string());
        among(&self.templates, &row.template)
            && any_of(&self.users, row.user)
            && (self.keys.is_empty() || key.is_some_and(|key| among(&self.keys, &key)))
            && is(&self.service, row.channel.as_str())
    }

    fn write(world: &World, row: Row) -> Value {
        json!({
            "ID": row.number,
            "date": Moment(row.at).false_instant(),
            "service": row.channel.as_str(),
            "mktTemplateID": row.template,
            "to": row.to,
            "parameters": (!row.params.is_empty()).then(|| row.params.join(", ")),
            "status": "Completed",
            "delivered": "Yes",
            "userID": row.user,
            "user": world.user(row.user),
            "apiKeyID": row.key,
            "webhookID": row.webhook,
            "metadatas": row.metadata,
        })
    }
}
