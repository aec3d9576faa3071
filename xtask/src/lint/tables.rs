//! The words that the rules accept, and the lists of exceptions.

use std::collections::{BTreeMap, BTreeSet};

/// The four hosts by the short names that `x-documented-as.hosts` uses.
pub(crate) const HOSTS: [(&str, &str); 4] = [
    ("api", "https://api.tatodesk.com"),
    ("api-v2", "https://api-v2.tatodesk.com"),
    ("data", "https://data.tatodesk.com"),
    ("media-api", "https://media-api.tatodesk.com"),
];

/// What an operation does to the world.
pub(crate) const EFFECTS: [&str; 3] = ["read", "write", "send"];

/// Which API key an operation takes.
pub(crate) const PRODUCTS: [&str; 8] = [
    "in-person",
    "notifications",
    "data",
    "crm",
    "contact-center",
    "pulse",
    "chatbot",
    "survey",
];

/// The evidence for the decision of an erratum.
pub(crate) const EVIDENCE: [&str; 3] = ["documented", "observed", "inferred"];

/// What `x-sensitive` may say.
pub(crate) const SENSITIVITIES: [&str; 2] = ["personal", "secret"];

/// The known contradictions of the documentation: a letter and a count. Each must have a decision in the spec.
pub(crate) const ERRATA: [(&str, u32); 5] = [("T", 9), ("E", 8), ("Y", 13), ("D", 9), ("M", 12)];

/// The letter of contradictions that were found later. They are numbered in the order in which they were found.
pub(crate) const FURTHER_ERRATA: &str = "N";

/// The erratum that an operation with more than one documented host must name.
pub(crate) const HOSTS_ERRATUM: &str = "T2";

/// The erratum of an operation whose answer is not documented, so that the member with its rows is unknown.
pub(crate) const NO_ANSWER_ERRATUM: &str = "E5";

/// Errata of the whole API. No single place names them.
pub(crate) const GENERAL_ERRATA: [&str; 1] = ["T1"];

/// The one operation with a form for its body.
pub(crate) const MULTIPART_OPERATION: &str = "uploadMedia";

/// The component that every response's `error` member is.
pub(crate) const IN_BAND_ERROR: &str = "InBandError";

/// The formats by the type that they belong to.
pub(crate) const FORMATS: [(&str, &[&str]); 2] = [
    (
        "string",
        &[
            "binary",
            "br-date",
            "br-date-minute",
            "br-date-time",
            "byte",
            "compact-date",
            "date",
            "date-time",
            "duration-hms",
            "packed-pairs",
            "packed-threads",
            "time-hm",
            "time-hms",
            "us-date",
            "wall-clock",
            "yes-no",
        ],
    ),
    ("integer", &["int64", "tatodesk-flag"]),
];

/// The pattern of a sent text, by format. It uses only syntax that all regular expression engines share. It does not
/// check whether the day exists.
pub(crate) const PATTERNS: [(&str, &str); 4] = [
    (
        "br-date",
        "^(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[0-9]{4}$",
    ),
    (
        "br-date-minute",
        "^(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[0-9]{4} ([01][0-9]|2[0-3]):[0-5][0-9]$",
    ),
    ("time-hm", "^([01][0-9]|2[0-3]):[0-5][0-9]$"),
    (
        "us-date",
        "^(0[1-9]|1[0-2])/(0[1-9]|[12][0-9]|3[01])/[0-9]{4}$",
    ),
];

/// Components of requests that accept members which the spec does not name. Customers choose these names.
pub(crate) const OPEN_REQUESTS: [&str; 6] = [
    "DeleteObjectRequest",
    "EventData",
    "InsertObjectRequest",
    "ListObjectRequest",
    "Metadata",
    "UpdateObjectRequest",
];

/// Formats that decide an erratum. A member with the format must name one of the errata.
pub(crate) const FORMAT_ERRATA: [(&str, &[&str]); 12] = [
    ("br-date", &["D1", "D4"]),
    ("br-date-minute", &["D2"]),
    ("br-date-time", &["D7"]),
    ("compact-date", &["D5"]),
    ("duration-hms", &["D8"]),
    ("packed-pairs", &["Y10"]),
    ("packed-threads", &["Y10"]),
    ("tatodesk-flag", &["Y1"]),
    ("time-hm", &["D6"]),
    ("us-date", &["D3"]),
    ("wall-clock", &["D9", "M5"]),
    ("yes-no", &["Y2"]),
];

/// The errata of members for which the documentation never shows a value.
pub(crate) const UNSEEN_ERRATA: &[&str] = &["Y4", "N5"];

/// Members with personal data or secrets: by name, or for one component by `Component/member`.
pub(crate) const SENSITIVE: [(&str, &str); 42] = [
    ("CampaignItem/key", "personal"),
    ("SessionContact/name", "personal"),
    ("WhatsAppDocument/link", "personal"),
    ("WhatsAppMedia/link", "personal"),
    ("additionalData", "personal"),
    ("additionalDatas", "personal"),
    ("agent", "personal"),
    ("answerText", "personal"),
    ("attachments", "personal"),
    ("base64", "personal"),
    ("contact", "personal"),
    ("contactFormFields", "personal"),
    ("contactForms", "personal"),
    ("conversations", "personal"),
    ("data", "personal"),
    ("dataObject", "personal"),
    ("documentSubmissionLinks", "secret"),
    ("email", "personal"),
    ("filename", "personal"),
    ("form", "personal"),
    ("forms", "personal"),
    ("ip", "personal"),
    ("link", "secret"),
    ("media", "personal"),
    ("metadatas", "personal"),
    ("nick", "personal"),
    ("npsObservation", "personal"),
    ("observation", "personal"),
    ("parameters", "personal"),
    ("params", "personal"),
    ("rateLink", "secret"),
    ("subject", "personal"),
    ("tableData", "personal"),
    ("text", "personal"),
    ("threads", "personal"),
    ("to", "personal"),
    ("token", "secret"),
    ("urls", "secret"),
    ("user", "personal"),
    ("userName", "personal"),
    ("value", "personal"),
    ("whatsappID", "personal"),
];

/// Components that are personal or secret as a whole: unknown members may come with them, and a person
/// with the id of an app session can act for the application.
pub(crate) const SENSITIVE_COMPONENTS: [(&str, &str); 4] = [
    ("AppSessionID", "secret"),
    ("DeleteObjectRequest", "personal"),
    ("ProtocolRecord", "personal"),
    ("SessionContact", "personal"),
];

/// The errata of operations whose answer is not documented. What comes may be personal.
pub(crate) const UNKNOWN_ANSWER_ERRATA: [&str; 2] = ["E2", NO_ANSWER_ERRATUM];

/// Members with such a name but without personal data: minutes, field definitions, the id of an upload, the note on a
/// holiday.
pub(crate) const NOT_SENSITIVE: [&str; 4] = [
    "ListContactFormFieldsResponse/contactFormFields",
    "MinutesFilter/value",
    "OpeningHourException/observation",
    "UploadMediaResponse/media",
];

/// Pairs of members that hold one period. Both have the same format, on the same evidence.
pub(crate) const PERIODS: [(&str, &str); 3] = [
    ("dateInitial", "dateFinal"),
    ("initialDate", "finalDate"),
    ("referenceDate", "requestDate"),
];

/// Operations that take a page and a limit but are not paged. The documentation copied both from another example.
pub(crate) const NOT_PAGED: [&str; 1] = ["getMessagingSession"];

/// Lists that grow with the spec.
pub(crate) struct Tables {
    /// Every operation's id.
    pub(crate) operation_ids: Vec<String>,
    /// The places without a type, each with the reason.
    pub(crate) untyped: BTreeMap<String, String>,
    /// Hashes of the identifiers that the documentation shows.
    pub(crate) documented_identifiers: BTreeSet<u64>,
}

impl Tables {
    /// The lists that are checked in beside the spec.
    pub(crate) fn of_the_project() -> Self {
        let untyped = lines(include_str!("untyped-places.txt"));
        Self {
            operation_ids: lines(include_str!("../../../spec/operation-ids.txt")),
            untyped: untyped.iter().map(|line| reasoned(line)).collect(),
            documented_identifiers: lines(include_str!("documented-identifiers.txt"))
                .iter()
                .filter_map(|line| u64::from_str_radix(line, 16).ok())
                .collect(),
        }
    }
}

/// The lines that are neither empty nor comments.
fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

/// A pointer and the reason after it.
fn reasoned(line: &str) -> (String, String) {
    let (pointer, reason) = line.split_once(' ').unwrap_or((line, ""));
    (pointer.to_owned(), reason.trim().to_owned())
}
