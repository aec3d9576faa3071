//! What a protocol finds: the search across products, and attachments to a record.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::operations::media::web_address;
use crate::reports;
use crate::spec::moment::Moment;
use crate::spec::refusal::{Answer, Refusal, read, refuse};
use crate::state::State;

/// The documentation has two words for the in-person product.
const IN_PERSON: [&str; 2] = ["pa", "presential-attendance"];

#[derive(Deserialize)]
struct Search {
    protocol: String,
    #[serde(default)]
    platform: Vec<String>,
}

/// An unknown protocol gives an empty result and no error. No platform means all platforms.
pub(crate) fn by_protocol(state: &State, request: &Value) -> Answer {
    let Search { protocol, platform } = read(request)?;
    let wanted = |words: &[&str]| {
        platform.is_empty() || platform.iter().any(|it| words.contains(&it.as_str()))
    };
    let made = Moment::of_protocol(&protocol).map(Moment);
    let mut rows = Vec::new();
    if wanted(&IN_PERSON) {
        rows.extend(
            state
                .appointments
                .get(&protocol)
                .map(|appointment| appointment.found(state)),
        );
        rows.extend(
            state
                .services
                .values()
                .find(|service| Some(service.made) == made)
                .map(|it| reports::found_service(&state.world, it)),
        );
    }
    let found = |data| json!({ "protocol": protocol, "platform": IN_PERSON[0], "data": data });
    let mut rows: Vec<Value> = rows.into_iter().map(found).collect();
    for (product, data) in reports::of_protocol(&state.world, &protocol) {
        let words = if product == IN_PERSON[1] {
            &IN_PERSON[..]
        } else {
            &[product]
        };
        if wanted(words) {
            rows.push(json!({ "protocol": protocol, "platform": words[0], "data": data }));
        }
    }
    Ok(json!({ "result": rows, "error": null }))
}

#[derive(Deserialize)]
struct Attachments {
    protocol: String,
    urls: Vec<String>,
}

/// Attaches files to a record of the in-person product. The sandbox fetches nothing, and no documented answer shows the
/// attachments.
pub(crate) fn attach(state: &State, request: &Value) -> Answer {
    let Attachments { protocol, urls } = read(request)?;
    if urls.is_empty() {
        return refuse("name at least one file by its address");
    }
    urls.iter().try_for_each(|url| web_address(url))?;
    let made = Moment::of_protocol(&protocol).map(Moment);
    let known = state.appointments.contains_key(&protocol)
        || state
            .services
            .values()
            .any(|service| Some(service.made) == made)
        || reports::of_protocol(&state.world, &protocol)
            .iter()
            .any(|(product, _)| *product == IN_PERSON[1]);
    if known {
        return Ok(json!({ "error": null }));
    }
    Err(Refusal::quoting(protocol, |protocol| {
        format!("no in-person service or appointment has protocol {protocol}")
    }))
}
