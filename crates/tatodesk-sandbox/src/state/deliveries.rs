//! What the sandbox remembers for its tests: deliveries and uploads.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::world::Channel;

/// A medium that came with a notification.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Medium {
    /// A link that the recipient's device would open; `kind` is the documented word, e.g. `image`.
    Link {
        /// What it is, e.g. `image`.
        kind: String,
        /// Where it is.
        url: String,
        /// The name of a document's file, which its recipient would see; without one that is "Untitled".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_name: Option<String>,
    },
    /// A medium that was uploaded before.
    Uploaded {
        /// What it is, e.g. `image`.
        kind: String,
        /// The id that the upload answered.
        media_id: String,
        /// The name of a document's file, which its recipient would see; without one that is "Untitled".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_name: Option<String>,
    },
    /// A file attached to an e-mail.
    Attachment {
        /// The name of the file.
        file_name: String,
        /// Its content as it was sent, in Base64.
        base64: String,
    },
}

/// Names only the kind of medium, because links, ids, names and contents are a person's data.
impl fmt::Debug for Medium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link { kind, .. } => write!(f, "Link({kind})"),
            Self::Uploaded { kind, .. } => write!(f, "Uploaded({kind})"),
            Self::Attachment { base64, .. } => write!(f, "Attachment({} characters)", base64.len()),
        }
    }
}

/// A notification that the sandbox accepted and kept; it was not sent on.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// When it was accepted, in the sandbox's local time.
    pub at: DateTime,
    /// How it would have travelled.
    pub channel: Channel,
    /// The recipient as it was sent: a phone number or an address.
    pub to: String,
    /// The application it was sent for, as text.
    pub app: String,
    /// The template, as text.
    pub template: String,
    /// The text parameters of the body, in order.
    pub params: Vec<String>,
    /// Media of the header, or attachments.
    pub media: Vec<Medium>,
    /// The number of the key of its call, as the report of notifications shows it.
    pub key_id: i64,
    /// The web hook that would be told about its delivery.
    pub webhook: Option<String>,
    /// Metadata for tracking, as it was sent.
    pub metadata: BTreeMap<String, Value>,
}

impl Delivery {
    /// Whether the delivery has this value at this JSON pointer, e.g. `"/to"` or `"/params/0"`.
    ///
    /// The pointer is that of the delivery as the control API shows it, not of the request.
    pub fn has(&self, pointer: &str, value: impl Into<Value>) -> bool {
        let shown = serde_json::to_value(self);
        shown.is_ok_and(|it| it.pointer(pointer) == Some(&value.into()))
    }
}

/// Names the channel and the template and counts the rest, because recipients and parameters are a person's data.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("at", &self.at)
            .field("channel", &self.channel)
            .field("template", &self.template)
            .field("params", &self.params.len())
            .field("media", &self.media)
            .field("metadata", &self.metadata.len())
            .finish_non_exhaustive()
    }
}

/// A medium that was uploaded. The sandbox counted its bytes and forgot them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Upload {
    /// The id that a WhatsApp message refers to.
    pub media_id: String,
    /// The application it was uploaded for.
    pub app: String,
    /// The name of the file, if the form named one.
    pub file_name: Option<String>,
    /// The content type of the file, if the form named one.
    pub content_type: Option<String>,
    /// How many bytes arrived.
    pub bytes: u64,
    /// The SHA-256 of these bytes, as 64 hexadecimal digits.
    #[serde(default)]
    pub sha256: String,
}

/// Leaves out the file's name, which may be a person's.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("media_id", &self.media_id)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
