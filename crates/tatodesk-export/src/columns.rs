//! The columns of each report and list, in the order of the spec. A test compares them with the spec.

/// A column of a report or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// The name of the member on the wire, which is the name of the column.
    pub name: &'static str,
    /// What its values are, and so how they are written.
    pub kind: ColumnKind,
    /// Whether its values are a person's data: the spec's `x-sensitive`.
    pub sensitive: bool,
}

impl Column {
    /// The last column of a CSV or Parquet file.
    ///
    /// It is one JSON object with the members that the spec does not know.
    ///
    /// What is unknown may be a person's data, so the column counts as sensitive.
    pub const EXTRA: Self = Self {
        name: "extra",
        kind: Json,
        sensitive: true,
    };
}

/// What the values of a column are, and how a CSV cell shows them. A value that is nothing of the kind is written as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnKind {
    /// A text.
    Text,
    /// An integer of 64 bits.
    Integer,
    /// A number of events, which may come as a text.
    Count,
    /// `true` or `false`. On the wire 1 or 2, or `Yes` or `No`.
    Flag,
    /// A civil time without a zone, as `2025-01-30 14:05:00`. On the wire it ends in a wrong `Z`.
    DateTime,
    /// A duration as `hh:mm:ss`.
    Duration,
    /// Names with values, as a JSON object. A name that comes twice has a list of its values.
    Pairs,
    /// The e-mail threads of a ticket, as a JSON list of objects with `subject` and `emails`.
    Threads,
    /// Any value: a text as it is, everything else as JSON.
    Json,
}

impl ColumnKind {
    /// Its name in lists of columns, for instance `civil-timestamp`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Count => "count",
            Self::Flag => "flag",
            Self::DateTime => "civil-timestamp",
            Self::Duration => "duration",
            Self::Pairs => "pairs",
            Self::Threads => "threads",
            Self::Json => "json",
        }
    }
}

impl std::fmt::Display for ColumnKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

use ColumnKind::{Count, DateTime, Duration, Flag, Integer, Json, Pairs, Text, Threads};

const fn column(name: &'static str, kind: ColumnKind) -> Column {
    let sensitive = false;
    Column {
        name,
        kind,
        sensitive,
    }
}

/// A column with a person's data.
const fn personal(name: &'static str, kind: ColumnKind) -> Column {
    let sensitive = true;
    Column {
        name,
        kind,
        sensitive,
    }
}

/// Rows of the schema `DigitalAttendance`.
pub(crate) const DIGITAL_SERVICES: &[Column] = &[
    column("ID", Integer),
    column("protocol", Text),
    column("session", Text),
    column("date", DateTime),
    column("status", Text),
    column("channel", Text),
    column("department", Text),
    personal("userName", Text),
    column("rate", Text),
    column("attendanceTime", Duration),
    column("waitingTime", Duration),
    column("firstAgentReply", Duration),
    column("timeClientAgentReply", Duration),
    column("timeAgentClientReply", Duration),
    column("sentiment", Integer),
    personal("metadatas", Pairs),
    personal("additionalData", Pairs),
];

/// Rows of the schema `PresentialAttendanceRow`.
pub(crate) const IN_PERSON_SERVICES: &[Column] = &[
    column("protocol", Text),
    column("attendanceCode", Text),
    column("classification", Text),
    column("status", Text),
    column("company", Text),
    column("region", Text),
    column("attendanceUnit", Text),
    column("attendanceType", Text),
    column("ticketWindowType", Text),
    personal("agent", Text),
    column("date", DateTime),
    column("dateCall", DateTime),
    column("startAttendance", DateTime),
    column("waitingTime", Duration),
    column("displacementTime", Duration),
    column("pausedTime", Duration),
    column("attendanceTime", Duration),
    column("remoteAttendance", Flag),
    personal("additionalData", Json),
    personal("contactForms", Pairs),
];

/// Rows of the schema `CampaignItem`.
pub(crate) const CAMPAIGNS: &[Column] = &[
    column("campaignID", Integer),
    column("targetAudienceID", Integer),
    column("name", Text),
    column("campaignType", Text),
    column("department", Json),
    column("template", Text),
    column("date", DateTime),
    column("campaignStatus", Text),
    column("targetAudience", Text),
    column("targetAudienceType", Text),
    personal("key", Text),
    column("status", Text),
    personal("parameters", Text),
    column("error", Text),
    column("interaction", Flag),
    personal("user", Text),
    column("sessionID", Text),
    column("read", Flag),
    column("delivered", Flag),
    column("whatsappBillable", Flag),
    column("whatsappPricingModel", Text),
    column("whatsappCategory", Text),
    column("conversion", Json),
];

/// Rows of the schema `TicketIssue`.
pub(crate) const TICKETS: &[Column] = &[
    column("protocol", Text),
    column("date", DateTime),
    column("finishedDate", DateTime),
    column("status", Text),
    column("department", Text),
    column("attendanceType", Text),
    column("origin", Text),
    personal("email", Text),
    personal("subject", Text),
    personal("user", Text),
    personal("additionalData", Json),
    personal("threads", Threads),
];

/// Rows of the schema `MessagingSession`.
pub(crate) const SESSIONS: &[Column] = &[
    column("sessionID", Text),
    column("date", DateTime),
    column("messagingStatus", Text),
    personal("contact", Json),
    column("channel", Text),
    column("createdAt", DateTime),
    column("updatedAt", DateTime),
    column("appIntegrationID", Text),
    column("accountID", Integer),
];

/// Rows of the schema `GroupedJourneyEvent`.
pub(crate) const GROUPED_JOURNEYS: &[Column] = &[
    column("journeyID", Text),
    column("journeyName", Text),
    column("levelID", Text),
    column("levelDescription", Text),
    column("level", Integer),
    column("chatbotEventTagName", Text),
    column("count", Count),
];

/// Rows of the schema `JourneyEvent`.
pub(crate) const DETAILED_JOURNEYS: &[Column] = &[
    column("journeyID", Text),
    column("journeyName", Text),
    column("levelID", Text),
    column("levelDescription", Text),
    column("level", Integer),
    column("chatbotEventTagName", Text),
    column("date", DateTime),
    column("sessionID", Text),
    column("appStoreType", Text),
];

/// Rows of the schema `Review`.
pub(crate) const REVIEWS: &[Column] = &[
    column("chatbotEventFeedbackID", Text),
    column("rate", Integer),
    personal("observation", Text),
    column("isSolvedProblem", Flag),
    column("chatbotEventTagID", Json),
    column("chatbotID", Text),
    column("sessionID", Text),
    column("accountID", Integer),
    column("createdAt", DateTime),
    column("updatedAt", DateTime),
];

/// Rows of the schema `Department`.
pub(crate) const DEPARTMENTS: &[Column] = &[
    column("ID", Integer),
    column("name", Text),
    column("isActive", Flag),
];

/// Rows of the schema `AttendanceGroup`.
pub(crate) const SERVICE_GROUPS: &[Column] = &[
    column("ID", Integer),
    column("name", Text),
    column("description", Text),
    column("isActive", Flag),
    column("departmentID", Integer),
];

/// Rows of the schema `GroupSpecialization`.
pub(crate) const SPECIALTIES: &[Column] = &[
    column("ID", Integer),
    column("name", Text),
    column("isActive", Flag),
    column("attendanceGroupID", Integer),
];

/// Rows of the schema `SubSpecialization`.
pub(crate) const SUBSPECIALTIES: &[Column] = &[
    column("ID", Integer),
    column("name", Text),
    column("isActive", Flag),
    column("groupSpecializationID", Integer),
];

/// Rows of the schema `Area`.
pub(crate) const AREAS: &[Column] = &[
    column("ID", Integer),
    column("name", Text),
    column("isActive", Flag),
    column("subspecializationID", Integer),
    column("departmentID", Integer),
];

/// Rows of the schema `SubArea`.
pub(crate) const SUB_AREAS: &[Column] = &[
    column("ID", Integer),
    column("name", Text),
    column("isActive", Flag),
    column("areaID", Integer),
    column("departmentID", Integer),
];

/// Rows of the schema `ChatbotJourney`.
pub(crate) const CHATBOT_JOURNEYS: &[Column] = &[
    column("ID", Text),
    column("description", Text),
    column("isActive", Flag),
];
