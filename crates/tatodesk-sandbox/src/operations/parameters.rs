//! The parameters of a message. Their number must be that of the template's places, and none may hold a place itself.

use serde_json::Value;

use super::media::{HeaderParam, kind};
use crate::spec::refusal::{Refusal, refuse};
use crate::world::{Channel, Template, count, unfilled};

/// Refuses parameters of the subject and the text that do not fill the template.
pub(crate) fn fill(template: &Template, params: &[String]) -> Result<(), Refusal> {
    if let Some(wanted) = template.params() {
        as_many(template, "", wanted, params.len())?;
    }
    let params = params.iter().map(String::as_str);
    params.zip(1..).try_for_each(|(param, place)| {
        fills(template.channel, param, &format!("parameter {place}"))
    })
}

/// Refuses parameters of the header that do not fill the header.
pub(crate) fn fill_header(template: &Template, params: &[HeaderParam]) -> Result<(), Refusal> {
    for param in params {
        if let Some(text) = param.get("text").and_then(Value::as_str) {
            fills(template.channel, text, "a parameter of the header")?;
        }
    }
    let types = |wanted: &str| params.iter().all(|it| kind(it).as_deref() == Some(wanted));
    let header = template.header.as_ref();
    let medium = header.and_then(|header| header.medium);
    let text = header.and_then(|header| header.text.as_deref());
    let (wanted, kind) = match (medium, text) {
        (Some(medium), _) => (1, medium.as_str()),
        (None, Some(text)) => (count(text), "text"),
        // The sandbox does not know the places of a template without a text.
        (None, None) if template.text.is_none() => return Ok(()),
        (None, None) => (0, "text"),
    };
    as_many(template, " of the header", wanted, params.len())?;
    if !types(kind) {
        let channel = template.channel;
        return Err(Refusal::quoting(&template.id, |id| {
            format!(
                "the header of the {channel} template {id} takes a parameter of the type {kind}"
            )
        }));
    }
    Ok(())
}

fn as_many(template: &Template, of: &str, wanted: usize, given: usize) -> Result<(), Refusal> {
    if wanted == given {
        return Ok(());
    }
    let parameters = if wanted == 1 {
        "parameter"
    } else {
        "parameters"
    };
    let channel = template.channel;
    Err(Refusal::quoting(&template.id, |id| {
        format!(
            "the {channel} template {id} has {wanted} {parameters}{of}, and the message brings {given}"
        )
    }))
}

/// Refuses a parameter that would leave a place empty in the message.
fn fills(channel: Channel, param: &str, name: &str) -> Result<(), Refusal> {
    if unfilled(param) {
        return refuse(format!(
            "{name} still has a place like {{{{1}}}} in it that nothing filled"
        ));
    }
    // WhatsApp sends no message with an empty parameter.
    if channel == Channel::WhatsApp && param.trim().is_empty() {
        return refuse(format!("{name} is empty"));
    }
    Ok(())
}
