//! Media and attachments of notifications: checks that the recipient can open a header or a file.

use std::io;

use base64::engine::general_purpose::STANDARD;
use base64::read::DecoderReader;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use crate::spec::refusal::{Refusal, refuse};
use crate::state::State;
use crate::state::deliveries::Medium;
use crate::world::unfilled;

/// A parameter of a WhatsApp header.
pub(crate) type HeaderParam = Map<String, Value>;

/// A file of an e-mail.
#[derive(Deserialize)]
pub(crate) struct Attachment {
    filename: String,
    base64: String,
}

impl Attachment {
    /// The file, if it has a name and its content can be read.
    pub(crate) fn check(self) -> Result<Medium, Refusal> {
        file_name(&self.filename)?;
        let mut content = DecoderReader::new(self.base64.as_bytes(), &STANDARD);
        // The sandbox keeps only the text of the attachment.
        if io::copy(&mut content, &mut io::sink()).is_err() {
            return refuse(
                "the base64 of an attachment is no Base64 (letters, digits, +, /, padded with =)",
            );
        }
        Ok(Medium::Attachment {
            file_name: self.filename,
            base64: self.base64,
        })
    }
}

/// Refuses a name under which no recipient could save a file, and a name with a folder in it.
pub(crate) fn file_name(name: &str) -> Result<(), Refusal> {
    if name.trim().is_empty() {
        return refuse("a file needs a name");
    }
    if name.contains(char::is_control) {
        return refuse("the name of a file has a line break or another control character");
    }
    if name.contains(['/', '\\']) || matches!(name, "." | "..") {
        return refuse("the name of a file has no folder: no /, no \\, and neither . nor .. alone");
    }
    Ok(())
}

/// Refuses an address from which no file can be fetched.
pub(crate) fn web_address(url: &str) -> Result<(), Refusal> {
    let blank = |it: char| it.is_whitespace() || it.is_control();
    // The URL parser repairs more than WhatsApp or a mail program must: blanks, and too few or too many slashes.
    let host = url.split_once("://").map(|(_, rest)| rest);
    let written_out = host.is_some_and(|host| !host.starts_with('/'));
    let fetched = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if written_out && fetched && !url.contains(blank) && !url.contains('\\') && !unfilled(url) {
        return Ok(());
    }
    refuse("the address of a file has to begin with https:// or http:// and a host, without spaces")
}

/// The media of a header. WhatsApp must be able to fetch each of them.
pub(crate) fn of_header(state: &State, params: &[HeaderParam]) -> Result<Vec<Medium>, Refusal> {
    params.iter().try_for_each(complete)?;
    let media: Vec<Medium> = params.iter().filter_map(medium).collect();
    for medium in &media {
        match medium {
            Medium::Uploaded { media_id, .. } => known(state, media_id)?,
            Medium::Link { url, .. } => web_address(url)?,
            Medium::Attachment { .. } => {}
        }
        if let Medium::Uploaded { file_name, .. } | Medium::Link { file_name, .. } = medium
            && let Some(name) = file_name
        {
            self::file_name(name)?;
        }
    }
    Ok(media)
}

/// A header parameter must have the member that its type names, and a medium must have an address or an id. Otherwise the
/// message would have no medium.
fn complete(param: &HeaderParam) -> Result<(), Refusal> {
    let Some(kind) = kind(param) else {
        return Ok(());
    };
    match param.get(&kind) {
        None | Some(Value::Null) => Err(Refusal::quoting(kind, |kind| {
            format!("a header parameter of the type {kind} needs the member {kind}")
        })),
        Some(Value::Object(_)) if medium(param).is_none() => {
            refuse(format!("the {kind} of a header needs an id or a link"))
        }
        Some(_) => Ok(()),
    }
}

/// The type of a header parameter, which is also the name of its member. The documentation writes types in both cases.
pub(crate) fn kind(param: &HeaderParam) -> Option<String> {
    Some(param.get("type")?.as_str()?.to_lowercase())
}

/// The medium of a header parameter. It is the member with the name of the parameter's type. A text parameter has none.
fn medium(param: &HeaderParam) -> Option<Medium> {
    let kind = kind(param)?;
    let medium = param.get(&kind)?;
    let text = |member: &str| {
        medium
            .get(member)
            .and_then(Value::as_str)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
    };
    let file_name = text("filename");
    if let Some(media_id) = text("id") {
        return Some(Medium::Uploaded {
            kind,
            media_id,
            file_name,
        });
    }
    Some(Medium::Link {
        kind,
        url: text("link")?,
        file_name,
    })
}

/// A message can use an upload once it exists and not before.
fn known(state: &State, media_id: &String) -> Result<(), Refusal> {
    let mut uploads = state.uploads.iter();
    if uploads.any(|upload| upload.media_id == *media_id) || state.world.media.contains(media_id) {
        return Ok(());
    }
    refuse("no medium with this id was uploaded")
}
