//! Notifications: a known template is accepted and written to the delivery log; nothing reaches anybody.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::spec::Operation;
use crate::spec::examples;
use crate::spec::refusal::{Answer, Refusal, read, refuse};
use crate::state::State;
use crate::state::deliveries::{Channel, Delivery, Medium};

/// What all three channels share.
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

#[derive(Deserialize, Default)]
struct Params<T> {
    #[serde(default = "Vec::new")]
    params: Vec<T>,
    #[serde(default)]
    attachments: Vec<Attachment>,
}

#[derive(Deserialize)]
struct Attachment {
    filename: String,
    base64: String,
}

#[derive(Deserialize)]
struct Email {
    email: EmailMessage,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmailMessage {
    to: String,
    template_payload: Option<EmailPayload>,
}

#[derive(Deserialize)]
struct EmailPayload {
    body: Option<Params<String>>,
}

pub(crate) fn email(state: &mut State, key: i64, operation: &Operation, request: &Value) -> Answer {
    let Email { email } = read(request)?;
    let body = email.template_payload.and_then(|payload| payload.body);
    let body = body.unwrap_or(Params {
        params: Vec::new(),
        attachments: Vec::new(),
    });
    let attached = body.attachments.into_iter();
    let media = attached.map(|it| Medium::Attachment {
        file_name: it.filename,
        base64: it.base64,
    });
    deliver(
        state,
        key,
        Channel::Email,
        request,
        email.to,
        body.params,
        media.collect(),
    )?;
    examples::answer(operation)
}

#[derive(Deserialize)]
struct Sms {
    sms: SmsMessage,
}

#[derive(Deserialize)]
struct SmsMessage {
    to: String,
    template: Option<Params<String>>,
}

pub(crate) fn sms(state: &mut State, key: i64, operation: &Operation, request: &Value) -> Answer {
    let Sms { sms } = read(request)?;
    let params = sms
        .template
        .map(|template| template.params)
        .unwrap_or_default();
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
    to: String,
    template_payload: Option<WhatsAppPayload>,
}

#[derive(Deserialize)]
struct WhatsAppPayload {
    header: Option<Params<Map<String, Value>>>,
    body: Option<Params<BodyParam>>,
}

#[derive(Deserialize)]
struct BodyParam {
    text: String,
}

pub(crate) fn whatsapp(
    state: &mut State,
    key: i64,
    operation: &Operation,
    request: &Value,
) -> Answer {
    let WhatsApp { whatsapp } = read(request)?;
    let (header, body) = match whatsapp.template_payload {
        Some(payload) => (payload.header, payload.body),
        None => (None, None),
    };
    let params = header.into_iter().flat_map(|header| header.params);
    let params: Vec<Map<String, Value>> = params.collect();
    params.iter().try_for_each(complete)?;
    let media: Vec<Medium> = params.iter().filter_map(medium).collect();
    for medium in &media {
        known_medium(state, medium)?;
    }
    let params = body
        .into_iter()
        .flat_map(|body| body.params)
        .map(|param| param.text)
        .collect();
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

/// A header parameter has the member that its type names, and a medium is somewhere, or there would be a message
/// without it.
fn complete(param: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(kind) = kind(param) else {
        return Ok(());
    };
    match param.get(&kind) {
        None | Some(Value::Null) => refuse(format!(
            "a header parameter of the type {kind} needs the member {kind}"
        )),
        Some(Value::Object(_)) if medium(param).is_none() => {
            refuse(format!("the {kind} of a header needs an id or a link"))
        }
        Some(_) => Ok(()),
    }
}

/// The type of a header parameter, which is also the name of its member. The documentation writes types in both cases.
fn kind(param: &Map<String, Value>) -> Option<String> {
    Some(param.get("type")?.as_str()?.to_lowercase())
}

/// The medium of a header parameter: it stands under the parameter's own type. A text parameter has none.
fn medium(param: &Map<String, Value>) -> Option<Medium> {
    let kind = kind(param)?;
    let medium = param.get(&kind)?;
    let text = |member: &str| {
        medium
            .get(member)
            .and_then(Value::as_str)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
    };
    if let Some(media_id) = text("id") {
        return Some(Medium::Uploaded { kind, media_id });
    }
    Some(Medium::Link {
        kind,
        url: text("link")?,
    })
}

/// An upload can be used once it is there and not before.
fn known_medium(state: &State, medium: &Medium) -> Result<(), Refusal> {
    let Medium::Uploaded { media_id, .. } = medium else {
        return Ok(());
    };
    let uploaded = state
        .uploads
        .iter()
        .any(|upload| upload.media_id == *media_id);
    if uploaded || state.world.media.contains(media_id) {
        return Ok(());
    }
    refuse("no medium with this id was uploaded")
}

/// Writes the notification down, if its template exists on the channel.
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
    let template = as_text(&envelope.template);
    let mut templates = state.world.templates.iter();
    if !templates.any(|known| known.channel == channel && known.id == template) {
        return refuse(format!("there is no {channel} template {template}"));
    }
    state.deliveries.push(Delivery {
        at: state.clock.tick().0,
        channel,
        to,
        app: as_text(&envelope.app),
        template,
        params,
        media,
        key_id: key,
        webhook: envelope.webhook,
        metadata: envelope.metadatas,
    });
    Ok(())
}

/// Templates and applications are texts or numbers on the wire, and the same thing either way.
fn as_text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}
