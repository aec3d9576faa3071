//! The settings of a campaign: what it sends, and how fast and when. It uses `pace`, `state` and `window`.

use std::fmt;

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    pace::Pace,
    state::{CampaignState, Channel},
    window::{self, Window},
};

/// The medium or text in the header of a WhatsApp template.
///
/// It is the same for all recipients.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Header {
    /// An image at an address.
    ImageLink(String),
    /// An uploaded image, by its id.
    ImageId(String),
    /// A video at an address.
    VideoLink(String),
    /// An uploaded video, by its id.
    VideoId(String),
    /// A document at an address.
    DocumentLink(String),
    /// An uploaded document, by its id.
    DocumentId(String),
    /// A text, for a header with a placeholder.
    Text(String),
}

/// Names only the kind, because links may be personal.
impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ImageLink(_) => "ImageLink",
            Self::ImageId(_) => "ImageId",
            Self::VideoLink(_) => "VideoLink",
            Self::VideoId(_) => "VideoId",
            Self::DocumentLink(_) => "DocumentLink",
            Self::DocumentId(_) => "DocumentId",
            Self::Text(_) => "Text",
        })
    }
}

/// What a campaign sends, and how. [`Ledger::plan`](crate::Ledger::plan) freezes it.
///
/// ```
/// use tatodesk_bulk::{Campaign, Channel};
///
/// let campaign = Campaign::new("autumn", Channel::Sms, "f550afc1-0000-4000-8000-000000000001", "appointment_confirmed")
///     .rate(20.0) // messages per second
///     .concurrency(8)
///     .windows(["mon-fri 09:00-18:00".parse()?]);
/// # Ok::<(), tatodesk_bulk::WindowError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Campaign {
    pub(crate) name: String,
    pub(crate) channel: Channel,
    pub(crate) app: String,
    pub(crate) template: String,
    pub(crate) header: Option<Header>,
    pub(crate) rate: f64,
    pub(crate) concurrency: u32,
    pub(crate) per_day: Option<u32>,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) windows: Vec<Window>,
    pub(crate) zone: String,
    pub(crate) retention_days: Option<u32>,
    pub(crate) resend_refused: bool,
    pub(crate) dedupe: bool,
}

impl Campaign {
    /// A campaign of one template.
    ///
    /// It sends 10 messages a second, 8 at a time, at any hour.
    pub fn new(
        name: impl Into<String>,
        channel: Channel,
        app: impl Into<String>,
        template: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            channel,
            app: app.into(),
            template: template.into(),
            header: None,
            rate: 10.0,
            concurrency: 8,
            per_day: None,
            not_before: None,
            expires_at: None,
            windows: Vec::new(),
            zone: "-03:00".to_owned(),
            retention_days: None,
            resend_refused: false,
            dedupe: false,
        }
    }

    /// The header of a WhatsApp template.
    #[must_use]
    pub fn header(mut self, header: Header) -> Self {
        self.header = Some(header);
        self
    }

    /// Messages per second, at most. Campaigns of one app and channel take their messages from one bucket in the ledger.
    #[must_use]
    pub fn rate(mut self, per_second: f64) -> Self {
        self.rate = per_second;
        self
    }

    /// Messages that are on their way at the same time, at most.
    ///
    /// Campaigns of one app and channel that run at the same time share it: each gets an equal part of its own number, and at least one message.
    /// Together they never have more on their way than the largest of their numbers.
    #[must_use]
    pub fn concurrency(mut self, messages: u32) -> Self {
        self.concurrency = messages;
        self
    }

    /// Messages of the app and channel within any 24 hours, at most. Without it there is no such limit.
    #[must_use]
    pub fn per_day(mut self, messages: u32) -> Self {
        self.per_day = Some(messages);
        self
    }

    /// Sends nothing before this time.
    #[must_use]
    pub fn not_before(mut self, time: Timestamp) -> Self {
        self.not_before = Some(time);
        self
    }

    /// Sends nothing from this time on: who is still planned then ends as not sent.
    #[must_use]
    pub fn expires_at(mut self, time: Timestamp) -> Self {
        self.expires_at = Some(time);
        self
    }

    /// The hours of the week in which messages may leave.
    #[must_use]
    pub fn windows(mut self, windows: impl IntoIterator<Item = Window>) -> Self {
        self.windows = windows.into_iter().collect();
        self
    }

    /// The zone of the windows and of report days.
    ///
    /// It is an offset such as `-03:00` (the default, Brasília), or a name of the machine's database.
    #[must_use]
    pub fn zone(mut self, name: impl Into<String>) -> Self {
        self.zone = name.into();
        self
    }

    /// Blanks people's data this number of days after the campaign has ended: [`Ledger::purge`](crate::Ledger::purge).
    #[must_use]
    pub fn retention_days(mut self, days: u32) -> Self {
        self.retention_days = Some(days);
        self
    }

    /// Tries refused recipients again, up to five times.
    ///
    /// A recipient is refused whose request the rate limit refused (status 429).
    ///
    /// That such a refusal did nothing is inferred, not documented. So it is off unless it is asked for.
    #[must_use]
    pub fn resend_refused(mut self, resend: bool) -> Self {
        self.resend_refused = resend;
        self
    }

    /// Keeps the first of several rows of the same recipient. Otherwise such a list is refused.
    #[must_use]
    pub fn dedupe(mut self, dedupe: bool) -> Self {
        self.dedupe = dedupe;
        self
    }

    /// What is wrong with the settings.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let blank = |text: &str| text.trim().is_empty();
        if blank(&self.name) || blank(&self.app) || blank(&self.template) {
            return Some("name, app and template cannot be empty");
        }
        if !(self.rate.is_finite() && self.rate > 0.0) {
            return Some("the rate must be a number of messages per second above 0");
        }
        if self.concurrency == 0 || self.per_day == Some(0) {
            return Some("concurrency and messages per day must be at least 1");
        }
        if self.header.is_some() && self.channel != Channel::WhatsApp {
            return Some("only WhatsApp templates have a header");
        }
        if matches!((self.not_before, self.expires_at), (Some(from), Some(until)) if until <= from)
        {
            return Some("the campaign expires before it may begin");
        }
        if window::zone(&self.zone).is_none() {
            return Some("the zone is neither an offset such as -03:00 nor known on this machine");
        }
        None
    }

    pub(crate) fn time_zone(&self) -> TimeZone {
        window::zone(&self.zone).unwrap_or(TimeZone::UTC)
    }
}

/// A campaign as a ledger has it.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// Its number in the ledger.
    pub id: i64,
    /// What it is doing.
    pub state: CampaignState,
    /// How many recipients were planned.
    pub recipients: u64,
    /// What it sends, and how.
    pub settings: Campaign,
}

impl Frozen {
    /// The pace that bounds it.
    pub fn pace(&self) -> Pace<'_> {
        Pace {
            app: &self.settings.app,
            channel: self.settings.channel.as_str(),
            rate: self.settings.rate,
            per_day: self.settings.per_day,
        }
    }

    /// How many of its messages are on their way at the same time, at most.
    pub fn concurrency(&self) -> u32 {
        self.settings.concurrency
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.settings.name
    }
}
