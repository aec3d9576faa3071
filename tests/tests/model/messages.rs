//! Messages: each accepted message reaches its person once, and is in the report once.

use proptest::{option, prelude::*, sample::select};
use serde_json::{Value, json};
use tatodesk::{
    Error, HeaderMedia, MediaFile,
    ids::{MediaId, TemplateId},
};

use super::{driver::Session, machine::which, visits_run::all_days};

const APP: &str = "f550afc1-0000-4000-8000-000000000001";

#[derive(Clone, Debug)]
pub(crate) enum Call {
    Send(Message),
    Upload,
    Report(Filter),
}

#[derive(Clone, Debug)]
pub(crate) struct Message {
    channel: &'static str,
    template: &'static str,
    params: Vec<&'static str>,
    /// Only WhatsApp has media. They are counted from 0, in the order in which their numbers became known.
    medium: Option<usize>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    channel: Option<&'static str>,
    template: Option<&'static str>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Messages {
    delivered: Vec<Message>,
    /// Media that were uploaded and whose number the caller knows.
    media: usize,
}

pub(crate) fn calls(messages: &Messages) -> BoxedStrategy<Call> {
    let channels = || select(vec!["whatsapp", "sms", "email"]);
    let templates = || select(vec!["welcome", "reminder", "42"]);
    let params = prop::collection::vec(select(vec!["Marina", "28/01/2024"]), 0..3);
    let medium = option::of(which(messages.media));
    let message = (channels(), templates(), params, medium).prop_map(
        |(channel, template, params, medium)| Message {
            channel,
            template,
            params,
            medium: medium.filter(|_| channel == "whatsapp"),
        },
    );
    let filter = (option::of(channels()), option::of(templates()));
    prop_oneof![
        5 => message.prop_map(Call::Send),
        1 => Just(Call::Upload),
        1 => filter.prop_map(|(channel, template)| Call::Report(Filter { channel, template })),
    ]
    .boxed()
}

impl Messages {
    /// The effect of a call and its answer. `None` is a refusal, which does nothing. `heard` says whether the caller gets the
    /// answer.
    pub(crate) fn act(&mut self, call: &Call, heard: bool) -> Option<Value> {
        match call {
            Call::Send(message) => {
                // How many parameters each template has, and whether it has an image.
                const KNOWN: [(&str, &str, usize, bool); 5] = [
                    ("whatsapp", "welcome", 1, false),
                    ("whatsapp", "reminder", 0, true),
                    ("sms", "welcome", 0, false),
                    ("sms", "reminder", 2, false),
                    ("email", "42", 1, false),
                ];
                let known = KNOWN.contains(&(
                    message.channel,
                    message.template,
                    message.params.len(),
                    message.medium.is_some(),
                ));
                let uploaded = message.medium.is_none_or(|medium| medium < self.media);
                (known && uploaded).then(|| self.delivered.push(message.clone()))?;
                Some(Value::Null)
            }
            Call::Upload => {
                self.media += usize::from(heard);
                Some(json!({"medium": self.media.saturating_sub(1)}))
            }
            Call::Report(filter) => {
                let found = self.delivered.iter().rev().filter(|it| {
                    filter.channel.is_none_or(|channel| it.channel == channel)
                        && filter
                            .template
                            .is_none_or(|template| it.template == template)
                });
                let rows: Vec<Value> = found.map(Message::row).collect();
                Some(json!({"count": rows.len(), "rows": rows}))
            }
        }
    }

    /// The texts on the phones and in the mailboxes, in order.
    pub(crate) fn delivered(&self) -> Vec<String> {
        let texts = self.delivered.iter().map(|it| {
            let medium = it.medium.map(|medium| format!(" with medium {medium}"));
            format!(
                "{} {} to {}: {:?}{}",
                it.channel,
                it.template,
                it.to(),
                it.params,
                medium.unwrap_or_default()
            )
        });
        texts.collect()
    }
}

impl Message {
    /// The recipient in digits: people write phone numbers in many ways, and Tatodesk wants digits.
    fn to(&self) -> &'static str {
        if self.channel == "email" {
            "marina@example.com"
        } else {
            "5581900000001"
        }
    }

    fn row(&self) -> Value {
        let params = (!self.params.is_empty()).then(|| self.params.join(", "));
        json!({"service": self.channel, "mktTemplateID": self.template, "to": self.to(), "parameters": params})
    }
}

impl Call {
    /// A look at all messages.
    pub(crate) fn audit() -> Self {
        Self::Report(Filter::default())
    }

    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::Send(message) => match message.channel {
                "whatsapp" => "sendWhatsApp",
                "sms" => "sendSms",
                _ => "sendEmail",
            },
            Self::Upload => "uploadMedia",
            Self::Report(_) => "listLooseNotificationsReport",
        }
    }

    pub(crate) async fn run(&self, session: &mut Session) -> Result<Value, Error> {
        let tatodesk = session.tatodesk.clone();
        match self {
            Self::Send(Message {
                channel,
                template,
                params,
                medium,
            }) => {
                let phone = "(81) 90000-0001".parse().expect("a phone number");
                match *channel {
                    "whatsapp" => {
                        let mut call = tatodesk
                            .whatsapp()
                            .send_template(APP, *template, phone)
                            .body_params(params.clone());
                        if let Some(medium) = medium {
                            call =
                                call.header_param(HeaderMedia::image_id(session.medium(*medium)));
                        }
                        session.send(call).await.map(|_| Value::Null)
                    }
                    "sms" => {
                        let call = tatodesk
                            .sms()
                            .send_template(APP, *template, phone)
                            .params(params.clone());
                        session.send(call).await.map(|_| Value::Null)
                    }
                    _ => {
                        let call = tatodesk
                            .email()
                            .send_template(APP, *template, "marina@example.com")
                            .params(params.clone());
                        session.send(call).await.map(|_| Value::Null)
                    }
                }
            }
            Self::Upload => {
                let file = MediaFile::from_bytes("an image")
                    .file_name("logo.jpg")
                    .content_type("image/jpeg");
                let uploaded = session
                    .send(tatodesk.whatsapp().upload_media(APP, file))
                    .await?;
                session.known.media.push(uploaded.media.media_id);
                Ok(json!({"medium": session.known.media.len() - 1}))
            }
            Self::Report(Filter { channel, template }) => {
                let mut call = tatodesk.reports().ad_hoc_notifications(all_days());
                if let Some(channel) = channel {
                    call = call.service(*channel);
                }
                if let Some(template) = template {
                    call = call.templates([TemplateId::from(*template)]);
                }
                let answer = session.send(call).await?;
                let rows = answer.extra["notifications"]
                    .as_array()
                    .expect("rows")
                    .iter();
                let told = rows.map(|row| {
                    let members = ["service", "mktTemplateID", "to", "parameters"];
                    members
                        .into_iter()
                        .map(|member| (member.to_owned(), row[member].clone()))
                        .collect::<Value>()
                });
                let count = answer.extra["count"]
                    .as_str()
                    .and_then(|it| it.parse::<u64>().ok());
                Ok(json!({"count": count, "rows": told.collect::<Vec<_>>()}))
            }
        }
    }
}

impl Session {
    fn medium(&self, which: usize) -> MediaId {
        let unknown = || MediaId::from("999");
        self.known.media.get(which).cloned().unwrap_or_else(unknown)
    }

    /// The sandbox's log of deliveries in the words of the model.
    pub(crate) fn delivered(&self) -> Vec<String> {
        let texts = self.sandbox.deliveries().into_iter().map(|it| {
            let media = it.media.iter().map(|medium| match medium {
                tatodesk_sandbox::Medium::Uploaded { media_id, .. } => {
                    let number = self
                        .known
                        .media
                        .iter()
                        .position(|known| **known == *media_id);
                    format!(
                        " with medium {}",
                        number.expect("a medium that was uploaded")
                    )
                }
                other => panic!("no call sent {other:?}"),
            });
            let media: String = media.collect();
            format!(
                "{} {} to {}: {:?}{media}",
                it.channel, it.template, it.to, it.params
            )
        });
        texts.collect()
    }
}
