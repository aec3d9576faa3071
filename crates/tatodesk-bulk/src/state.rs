//! The states of campaigns and recipients, as the ledger writes them.

use std::fmt;

/// Makes an enum whose values are words: those of the ledger, of `Display` and of the results.
macro_rules! words {
    ($(#[$docs:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All values, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word that the ledger and the results use.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// Reads the word of [`as_str`](Self::as_str).
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.as_str() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What the ledger knows about one recipient of a campaign.
    RecipientState {
        /// Nothing was sent.
        Planned = "planned",
        /// An attempt is open: its bytes may have left.
        Sending = "sending",
        /// Tatodesk accepted the message. That is not yet a delivery.
        Accepted = "accepted",
        /// Tatodesk answered no.
        Rejected = "rejected",
        /// The request provably never left, or the recipient was left out; the reason says why.
        NotSent = "not_sent",
        /// The message may have been accepted or not.
        Unknown = "unknown",
        /// It was unknown, and the calibrated report does not have it.
        Absent = "absent",
    }
}

words! {
    /// What a campaign is doing.
    CampaignState {
        /// It waits to be run.
        Planned = "planned",
        /// It runs, or its process died while it ran.
        Running = "running",
        /// A person paused it.
        Paused = "paused",
        /// No recipient is planned any more.
        Done = "done",
        /// A person cancelled it.
        Cancelled = "cancelled",
    }
}

words! {
    /// The channel of a campaign.
    Channel {
        /// WhatsApp, to phone numbers.
        WhatsApp = "whatsapp",
        /// SMS, to phone numbers.
        Sms = "sms",
        /// E-mail, to addresses.
        Email = "email",
    }
}

words! {
    /// Recipients that a person wants to be tried again: [`RunOptions::include`](crate::RunOptions::include).
    Include {
        /// Unknown before, and absent from the calibrated report.
        Absent = "absent",
        /// Requests that never left.
        NotSent = "not_sent",
        /// Requests that the rate limit refused (status 429).
        Refused = "refused",
    }
}
