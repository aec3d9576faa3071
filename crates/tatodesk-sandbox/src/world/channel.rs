//! The channels of notifications.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a notification would have reached a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Channel {
    /// An e-mail message.
    Email,
    /// A WhatsApp template message.
    WhatsApp,
    /// A text message.
    Sms,
}

impl Channel {
    /// The channel in lower case, as the documentation writes it: `email`, `whatsapp`, `sms`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::WhatsApp => "whatsapp",
            Self::Sms => "sms",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
