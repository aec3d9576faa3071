//! Notifications: the sandbox accepts a message that could reach a person and writes it to the delivery log. It goes nowhere
//! else.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::operations::media::{self, Attachment, HeaderParam};
use crate::operations::{parameters, recipients};
use crate::spec::Operation;
use crate::spec::examples;
use crate::spec::refusal::{Answer, Refusal, read, refuse};
use crate::state::State;
use crate::state::deliveries::{Delivery, Medium};
use crate::world::{Channel, Template};

/// What all three channels have in common.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "appID")]
    app: Value,
    #[serde(rename = "templateID")]
    template: Value,
    #[serde(rename = "webhookID")]
    webhook: Option<String>,
    #[serde(default)]
    metadatas: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Params<T> {
    #[serde(default = "Vec::new")]
    params: Vec<T>,
    #[serde(default)]
    attachments: Vec<Attachment>,
}

impl<T> Default for Params<T> {
    fn default() -> Self {
        Self {
            params: Vec::new(),
            attachments: Vec::new(),
        }
    }
}

#[derive(Deserialize)]
struct Email {
    email: EmailMessage,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmailMessage {
    #[serde(rename = "type")]
    kind: String,
    to: String,
    template_payload: Option<EmailPayload>,
}

#[derive(Deserialize)]
struct EmailPayload {
    body: Option<Params<String>>,
}

pub(crate) fn email(state: &mut State, key: i64, operation: &Operation, request: &Value) -> Answer {
    let Email { email } = read(request)?;
    from_template(Channel::Email, &email.kind)?;
    let body = email.template_payload.and_then(|payload| payload.body);
    let body = body.unwrap_or_default();
    let template = template(state, Channel::Email, request)?;
    recipients::check(Channel::Email, &email.to)?;
    parameters::fill(template, &body.params)?;
    let media = body.attachments.into_iter().map(Attachment::check);
    let media = media.collect::<Result<_, _>>()?;
    deliver(
        state,
        key,
        Channel::Email,
        request,
        email.to,
        body.params,
        media,
    )?;
    examples::answer(operation)
}

#[derive(Deserialize)]
struct Sms {
    sms: SmsMessage,
}

#[derive(Deserialize)]
struct SmsMessage {
    #[serde(rename = "type")]
    kind: String,
    to: String,
    template: Option<Params<String>>,
}

pub(crate) fn sms(state: &mut State, key: i64, operation: &Operation, request: &Value) -> Answer {
    let Sms { sms } = read(request)?;
    from_template(Channel::Sms, &sms.kind)?;
    let params = sms
        .template
        .map(|template| template.params)
        .unwrap_or_default();
    let template = template(state, Channel::Sms, request)?;
    recipients::check(Channel::Sms, &sms.to)?;
    parameters::fill(template, &params)?;
    deliver(
        state,
        key,
        Channel::Sms,
        request,
        sms.to,
        params,
        Vec::new(),
    )?;
    examples::answer(operation)
}

#[derive(Deserialize)]
struct WhatsApp {
    whatsapp: WhatsAppMessage,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WhatsAppMessage {
    #[serde(rename = "type")]
    kind: String,
    to: String,
    template_payload: Option<WhatsAppPayload>,
}

#[derive(Deserialize)]
struct WhatsAppPayload {
    header: Option<Params<HeaderParam>>,
    body: Option<Params<BodyParam>>,
}

#[derive(Deserialize)]
struct BodyParam {
    #[serde(rename = "type")]
    kind: String,
    text: String,
}

pub(crate) fn whatsapp(
    state: &mut State,
    key: i64,
    operation: &Operation,
    request: &Value,
) -> Answer {
    let WhatsApp { whatsapp } = read(request)?;
    from_template(Channel::WhatsApp, &whatsapp.kind)?;
    let (header, body) = match whatsapp.template_payload {
        Some(payload) => (payload.header, payload.body),
        None => (None, None),
    };
    let header: Vec<HeaderParam> = header
        .into_iter()
        .flat_map(|header| header.params)
        .collect();
    let params = body.into_iter().flat_map(|body| body.params);
    let params: Vec<String> = params.map(BodyParam::text).collect::<Result<_, _>>()?;
    let template = template(state, Channel::WhatsApp, request)?;
    recipients::check(Channel::WhatsApp, &whatsapp.to)?;
    let media = media::of_header(state, &header)?;
    parameters::fill_header(template, &header)?;
    parameters::fill(template, &params)?;
    deliver(
        state,
        key,
        Channel::WhatsApp,
        request,
        whatsapp.to,
        params,
        media,
    )?;
    examples::answer(operation)
}

impl BodyParam {
    /// The text of a parameter. The documentation has no other type of parameter for the body. Like the types of headers, it
    /// may be written in both cases.
    fn text(self) -> Result<String, Refusal> {
        if self.kind.eq_ignore_ascii_case("text") {
            return Ok(self.text);
        }
        Err(Refusal::quoting(self.kind, |kind| {
            format!("a parameter of the body has the type TEXT, and not {kind}")
        }))
    }
}

/// Refuses a message of another type than the documented one.
fn from_template(channel: Channel, kind: &str) -> Result<(), Refusal> {
    if kind == "template" {
        return Ok(());
    }
    refuse(format!(
        "the type of a message ({channel}.type) has to be template, the only one that is documented"
    ))
}

/// The template of a message, if it exists on the channel.
fn template<'s>(
    state: &'s State,
    channel: Channel,
    request: &Value,
) -> Result<&'s Template, Refusal> {
    let Envelope { template, .. } = read(request)?;
    let id = as_text(&template);
    let mut templates = state.world.templates.iter();
    let known = templates.find(|it| it.channel == channel && it.id == id);
    known.ok_or_else(|| Refusal::quoting(id, |id| format!("there is no {channel} template {id}")))
}

/// Writes the notification to the delivery log.
fn deliver(
    state: &mut State,
    key: i64,
    channel: Channel,
    request: &Value,
    to: String,
    params: Vec<String>,
    media: Vec<Medium>,
) -> Result<(), Refusal> {
    let envelope: Envelope = read(request)?;
    state.deliveries.push(Delivery {
        at: state.clock.tick().0,
        channel,
        to,
        app: as_text(&envelope.app),
        template: as_text(&envelope.template),
        params,
        media,
        key_id: key,
        webhook: envelope.webhook,
        metadata: envelope.metadatas,
    });
    Ok(())
}

/// Ids of templates and applications are texts or numbers on the wire, with the same meaning.
fn as_text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}
