//! The upload of a medium. The sandbox remembers its name, length and hash, and none of its bytes.

use serde_json::json;

use crate::operations::media::file_name;
use crate::spec::refusal::{Answer, refuse};
use crate::state::deliveries::Upload;
use crate::state::{State, next};

/// A form that passed all checks.
pub(crate) struct Form {
    pub(crate) app: String,
    pub(crate) file_name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: u64,
    /// The SHA-256 of the bytes, as 64 hexadecimal digits.
    pub(crate) sha256: String,
}

/// Remembers the medium under a fresh id.
pub(crate) fn answer(state: &mut State, form: Form) -> Answer {
    if form.bytes == 0 {
        return refuse("the medium is empty");
    }
    file_name(&form.file_name)?;
    let media_id = loop {
        let id = next(&mut state.ids.medium).to_string();
        if !state.world.media.contains(&id) {
            break id;
        }
    };
    let answer = json!({ "media": { "mediaID": media_id }, "error": null });
    let Form {
        app,
        file_name,
        content_type,
        bytes,
        sha256,
    } = form;
    state.uploads.push(Upload {
        media_id,
        app,
        file_name: Some(file_name),
        content_type,
        bytes,
        sha256,
    });
    Ok(answer)
}
