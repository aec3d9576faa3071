//! What the documentation says in words or shows, written from the documentation and not from the spec. The rules of this
//! folder hold the spec against it.

/// Descriptions that say nothing, in small letters and without the full stop at the end.
pub(super) const EMPTY_WORDS: [&str; 8] = [
    "what to send",
    "what is answered",
    "done, unless `error` says otherwise",
    "the rows of the page",
    "null in every example",
    "null in the example",
    "not null in every example",
    "see the documentation",
];

/// Words with which a description says that it guesses.
pub(super) const HEDGES: [&str; 5] = [
    "inferred",
    "presumably",
    "perhaps",
    "as it seems",
    "a guess",
];

/// The erratum about effects. No documentation says which operation may be repeated.
pub(super) const EFFECT_ERRATUM: &str = "N30";

/// What no documentation says. A sentence with such words says that it guesses.
pub(super) const UNDOCUMENTED_CLAIMS: [&str; 5] = [
    "afe to repeat",
    "repeated call",
    "means any",
    "over all pages",
    "digits only",
];

/// Errata that decide which members a request requires.
pub(super) const REQUIREDNESS_ERRATA: [&str; 4] = ["E2", "E4", "N24", "N25"];

/// Objects of requests for which the documentation says which members are required, and those members.
pub(super) const DOCUMENTED_REQUIREDNESS: [(&str, &[&str]); 12] = [
    ("AdditionalDataFilter", &["ID", "value"]),
    ("CampaignsFilter", &["dateInitial", "dateFinal"]),
    ("DeleteObjectRequest", &["apiName", "ID"]),
    ("DigitalAttendancesFilter", &["dateInitial", "dateFinal"]),
    ("FormFilter", &["key", "value"]),
    ("ListCampaignsReportRequest", &["filter", "page"]),
    ("ListDigitalAttendancesReportRequest", &["filter", "page"]),
    (
        "ListPresentialAttendancesReportRequest",
        &["filter", "page"],
    ),
    ("ListTicketIssuesReportRequest", &["filter", "page"]),
    ("MinutesFilter", &["operation", "value"]),
    ("PresentialAttendancesFilter", &["dateInitial", "dateFinal"]),
    ("TicketIssuesFilter", &["dateInitial", "dateFinal"]),
];

/// Members that the examples show and that are optional all the same, by the decision of the erratum `N25`.
pub(super) const OPTIONAL_BY_DECISION: [&str; 5] = [
    "CreateAppointmentRequest/categoryID",
    "CreateAppointmentRequest/contactForms",
    "CreateAppointmentRequest/periodID",
    "ListOpeningHourExceptionsRequest/attendanceGroupID",
    "ListOpeningHoursRequest/attendanceGroupID",
];

/// Members whose kind of id the register decides, because their name says another one or none.
pub(super) const DECIDED_IDS: [(&str, &str, &str); 8] = [
    ("Appointment/ID", "AppointmentID", "M4"),
    ("CreateAppSessionResponse/session", "AppSessionID", "M1"),
    (
        "CreateAppointmentRequest/categoryID",
        "AttendanceTypeCategoryID",
        "M2",
    ),
    ("CreateAppointmentResponse/ID", "AppointmentID", "M4"),
    ("DigitalAttendance/session", "NullableSessionID", "M1"),
    ("ListHoursRequest/period", "PeriodID", "Y7"),
    ("PresentialAttendance/ID", "PresentialAttendanceID", "M4"),
    ("ProtocolRecord/ID", "ProtocolRecordID", "N29"),
];

/// Documented limits that no extension names: `Component/member`, keyword, limit.
pub(super) const DOCUMENTED_LIMITS: [(&str, &str, i64); 4] = [
    ("MinutesFilter/operation", "minimum", 1),
    ("MinutesFilter/operation", "maximum", 5),
    ("MinutesFilter/value", "minimum", 0),
    ("MinutesFilter/valueFinal", "minimum", 0),
];

/// Words that the documentation shows or says, and that nothing else of the spec needs to repeat. They are in the description
/// of a member (`Component/member`), of a component, of an operation, or of the security scheme.
pub(super) const DOCUMENTED_WORDS: [(&str, &[&str]); 26] = [
    ("ApiKey", &["linked to an authorized user"]),
    (
        "Area",
        &["operational", "thematic", "sector", "kind of service"],
    ),
    ("AttendanceClassification/abbreviation", &["CM", "G", "PRL"]),
    (
        "AttendanceGroup",
        &["agents", "schedules", "rules", "queues"],
    ),
    (
        "CrmColumn/type",
        &["text", "numeric", "timestamp", "integer", "type"],
    ),
    ("Department", &["active", "inactive"]),
    (
        "DigitalAttendance/status",
        &["Completed", "Client does not respond"],
    ),
    ("GroupSpecialization", &["area", "place", "kind of service"]),
    ("MessagingSession/channel", &["webchat", "whatsapp"]),
    ("Metadata", &["campaign"]),
    (
        "PresentialAttendanceRow/status",
        &[
            "COMPLETED",
            "CANCELED NO-SHOW",
            "CANCELED DUE TO EXPIRATION",
        ],
    ),
    (
        "SearchProtocolRequest/platform",
        &["digital attendance", "in-person", "tickets", "MP"],
    ),
    ("SubArea", &["division of an area"]),
    (
        "SubSpecialization",
        &[
            "finer division",
            "neighbourhood",
            "sector",
            "category of service",
        ],
    ),
    (
        "SurveyFormQuestion/scale",
        &["scale_one_to_five", "scale_one_to_ten"],
    ),
    (
        "TicketIssue/status",
        &["Resolved", "Waiting for Response", "Answered"],
    ),
    ("createAppSession", &["recognizes", "authenticates"]),
    ("deleteObject", &["and not the object", "apiName", "ID"]),
    ("insertObject", &["fields that the account made mandatory"]),
    (
        "listAttendanceGroups",
        &["agents", "schedules", "rules", "queues"],
    ),
    (
        "listAttendanceUnitsByUser",
        &["linked to an authorized user"],
    ),
    ("listChatbotJourneys", &["active", "inactive"]),
    ("listCompaniesByUser", &["linked to an authorized user"]),
    ("listDepartments", &["active", "inactive"]),
    ("listPeriods", &["morning", "afternoon", "evening"]),
    (
        "searchProtocol",
        &["digital attendance", "in-person", "tickets", "MP"],
    ),
];
