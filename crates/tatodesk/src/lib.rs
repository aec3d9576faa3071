//! The SDK for [Tatodesk](https://www.tatodesk.com): in-person services and appointments, WhatsApp, SMS and e-mail, reports,
//! CRM records, contact center, chatbot and surveys.
//!
//! ```no_run
//! use tatodesk::{
//!     Tatodesk,
//!     ids::*,
//!     jiff::civil::{date, time},
//! };
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let tatodesk = Tatodesk::from_env()?; // TATODESK_API_KEY, and TATODESK_BASE_URL for another server
//! let booked = tatodesk
//!     .scheduling()
//!     .create_appointment(CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)], date(2026, 12, 1), time(15, 40, 0, 0))
//!     .contact("NAME", "Marina Duarte")
//!     .send()
//!     .await?;
//! println!("booked under {}, bring {:?}", booked.protocol, booked.documents);
//! # Ok(())
//! # }
//! ```
//!
//! # Calls
//!
//! [`Tatodesk`] has a method for each section of the documentation, and each section a function for each endpoint. What an
//! endpoint needs is an argument, what it can do without is a method of the [`Call`], and [`send`](Call::send) sends it. Methods that begin with `with_` are not
//! about the request: they say how the call travels ([`with_timeout`](Call::with_timeout), [`with_header`](Call::with_header)). The
//! [`Answer`] derefs to a [type](types) whose members have the names of the wire in Rust's spelling. Where a word of the wire misleads,
//! the documentation's English stands instead (the wire's *attendance* is a service), and the search finds the wire's name too.
//!
//! # When a call fails
//!
//! [`Error::outcome`] says what is known about the effect: not sent, rejected, accepted, or unknown. Tatodesk reports most
//! failures inside an HTTP 200; they arrive as [`Outcome::Rejected`] with Tatodesk's [`message`](Error::message). [`Error::cause`] says why, and [`docs::errors`] what to do about each cause.
//!
//! Reads are tried again where that can help. There is no idempotency key in this API, so writes and sends are tried again
//! only where no connection was made; and when the future of a write or a send is dropped half-way, it may still take effect.
//! [`RetryPolicy`] and [`RetryBudget`] say how often (and [`RetryPolicy::resend_refused`] lets more be sent again); [`docs::when_a_send_fails`] goes through the outcomes,
//! [`docs::what_this_sdk_does_not_do`] says what this crate leaves to its user, and [`docs::observability`] what is told to `tracing`.
//! [`docs::own_transport`] is about proxies, certificates, middleware and limits.
//!
//! # What Tatodesk's answers are like
//!
//! The API is documented by example. Members that the documentation does not show are kept in each object's `extra`, and one
//! malformed row costs that row only ([`Answer::malformed`]). Times whose zone is wrong or unproven are
//! [civil](wire::WallClock), flags are integers that read as booleans ([`wire::Flag`]), and counts may be texts
//! ([`wire::Count`]). Where the documentation contradicts itself, these pages link to an entry of [`docs::errata`], which says what
//! is documented, what was decided, and on what evidence.
//!
//! A member that may be odd has a method of its name, which gives its value where it reads: `row.date()`, `answer.count()`.
//! Lists are read as they are, whether they were full, empty, null or absent: `for unit in &answer.service_units`. The
//! [types] can grow: make one with `new`, which takes what it must have, and assign the other members. That is how requests are
//! made for [`Tatodesk::call`], and rows and answers for tests.
//!
//! ```
//! use tatodesk::{ids::ServiceUnitId, types::{ServiceUnit, ListServiceUnitsByUserResponse}};
//!
//! let mut unit = ServiceUnit::new(ServiceUnitId(288), "Unidade Porto");
//! unit.address = Some("Rua das Acácias, 100".to_owned());
//! let mut answer = ListServiceUnitsByUserResponse::new();
//! answer.service_units = [unit].into();
//! for unit in &answer.service_units {
//!     println!("{} {}", unit.id, unit.name);
//! }
//! ```
//!
//! # Features
//!
//! How to encrypt ([`docs::own_transport`] says what each means beside other crates):
//!
//! - `rustls` (default): rustls with aws-lc-rs, which reqwest and rustls choose by themselves, and the system's root certificates.
//!   It changes nothing for the other users of reqwest and rustls in your program.
//! - `rustls-ring`: rustls with ring.
//! - `rustls-no-provider`: rustls with the provider that your program installs for the process.
//! - `native-tls`: TLS of the operating system (OpenSSL on Linux, whose headers it then needs).
//!
//! And what else there is:
//!
//! - `limits`: [`Builder::rate_limit`] and [`Builder::max_concurrency`].
//! - `metrics`: durations and counts for the [metrics](https://docs.rs/metrics) facade, as [`docs::observability`] lists them.
//! - `reqwest-0-13`: [`Builder::http_client`] and [`Builder::reqwest_client`], which show types of reqwest 0.13.
//! - `tower-0-5`: [`Builder::layer`], middleware around every request, which shows types of tower 0.5 and of reqwest 0.13. Costs no
//!   further crate.
//! - `tracing-opentelemetry-0-34`: each attempt carries a `traceparent` with its span, where the layer of tracing-opentelemetry 0.34 exports
//!   spans. [`docs::observability`] tells more.
//! - `blocking`: `send_blocking` beside `send`, for programs without an async runtime; the page `docs::without_async` tells more.
//!   It adds no dependency.
//! - `testing`: the module `testing`, which makes answers and errors for tests without a server; the page `docs::testing` is about
//!   mocks, the sandbox, faults and clocks too. Turn it on under `[dev-dependencies]`.
//!
//! `reqwest-0-13` and `tower-0-5` name the version of the crate whose types they show. Without them no type of reqwest or tower
//! stands in the API. `tracing-opentelemetry-0-34` shows no such type; it names the version whose layer it can ask.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
mod client;
pub mod docs;
mod engine;
mod observe;
mod paging;
mod sections;
#[cfg(feature = "testing")]
pub mod testing;
mod transport;

#[cfg(feature = "blocking")]
pub use paging::blocking::Blocking;
pub use paging::pages::Pages;
pub use paging::row_error::RowError;
pub use paging::rows::Rows;
pub use sections::{
    chatbot, contact_center, crm, email, in_person, pulse, reports, scheduling, sms, survey,
    whatsapp,
};

pub use call::Call;
pub use call::answer::Answer;
pub use call::error::Error;
pub use call::not_sent::NotSent;
pub use client::Tatodesk;
pub use client::builder::Builder;
pub use client::config_error::ConfigError;
pub use engine::cause::{Cause, Peer, TimeoutCause};
pub use engine::clock::{Clock, SystemClock};
pub use engine::outcome::Outcome;
pub use engine::retry::policy::{RetryBudget, RetryPolicy};
#[cfg(feature = "limits")]
pub use engine::throttle::RateLimit;
pub use sections::minutes::Minutes;
pub use sections::phone::{Phone, PhoneError, PhoneKind};
pub use sections::whatsapp::media::{FilenameError, HeaderMedia};
pub use tatodesk_api::{
    ApiRequest, ApiResponse, CallRequest, Effect, OPERATIONS, Operation, OperationVisitor,
    PagedRequest, PagedResponse, Paging, Product, ReadRequest, RequestBody, rows,
    transport::ApiKey,
    types,
    upload::{MediaFile, MediaUpload},
    visit_operation,
    wire::{self, Malformed, MalformedElements},
};
pub use transport::connect::{ConnectCause, ProxyCause, TlsCause};
#[cfg(any(feature = "gzip", feature = "zstd"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "gzip", feature = "zstd"))))]
pub use transport::content_encoding::ContentEncoding;
#[cfg(feature = "tower-0-5")]
pub use transport::middleware::HttpService;

/// Headers and statuses of answers and errors, and the requests and responses that layers see.
pub use http;

/// The HTTP client underneath, for [`Builder::http_client`] and [`Builder::reqwest_client`].
#[cfg(feature = "reqwest-0-13")]
pub use reqwest;

/// Civil dates and times, which calls take and answers give.
pub use jiff;

/// The bytes of bodies: [`Error::body`], [`Answer::body`], and what [`MediaFile::from_source`] reads.
pub use bytes;

/// JSON of any kind, such as metadata and data of one's own.
///
/// Also [`Error::error_value`], and members that the documentation does not show.
///
/// ```
/// use tatodesk::{Tatodesk, serde_json::{Value, json}};
///
/// # fn example(tatodesk: &Tatodesk, phone: tatodesk::Phone) {
/// let call = tatodesk.sms().send_template("app", 42, phone).metadata("CAMPAIGN", json!({"name": "autumn", "wave": 2}));
/// # }
/// fn code(error: &tatodesk::Error) -> Option<&Value> {
///     error.error_value()?.get("code")
/// }
/// ```
pub use serde_json;

/// Streams, which [`MediaFile::from_source`] takes; those of futures and tokio-stream are the same.
///
/// ```
/// use std::{io, pin::Pin, task::{Context, Poll}};
/// use tatodesk::{MediaFile, bytes::Bytes, futures_core::Stream};
///
/// /// A medium in one piece.
/// struct Piece(Option<Bytes>);
///
/// impl Stream for Piece {
///     type Item = io::Result<Bytes>;
///
///     fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
///         Poll::Ready(self.0.take().map(Ok))
///     }
/// }
///
/// let medium = MediaFile::from_source(3, || async { Ok(Piece(Some(Bytes::from_static(b"GIF")))) });
/// # let _ = medium;
/// ```
pub use futures_core;

/// The bodies of answers that layers give, for [`Builder::layer`].
#[cfg(feature = "tower-0-5")]
pub use http_body;

/// Layers and services, for [`Builder::layer`].
#[cfg(feature = "tower-0-5")]
pub use tower;

/// The kinds of id, each a type of its own.
///
/// So a caller cannot confuse two kinds.
///
/// ```compile_fail
/// use tatodesk::{Tatodesk, ids::*};
///
/// fn units(tatodesk: &Tatodesk, department: DepartmentId) {
///     let call = tatodesk.in_person().list_units(department); // wants a company
/// }
/// ```
pub mod ids {
    pub use tatodesk_api::types::{
        AccountId, AppIntegrationId, AppSessionId, AppointmentId, AreaId, CampaignId, ChannelId,
        ChatbotEventFeedbackId, ChatbotId, ChatbotJourneyId, CompanyId, ContactFormFieldId,
        ContactFormId, ContactFormKeyId, ContactFormValueId, CrmRecordId, DepartmentId,
        DigitalServiceId, InPersonServiceId, JourneyLevelId, KeyTypeId, MediaId, OrganizationId,
        PeriodId, ProfileId, ProjectId, Protocol, ProtocolRecordId, PulseAppId, RegionId,
        ServiceClassificationId, ServiceGroupId, ServiceTypeCategoryId, ServiceTypeId,
        ServiceUnitId, SessionId, SpecialtyId, StatusId, SubAreaId, SubspecialtyId, SurveyFormId,
        SurveyFormQuestionId, SurveyFormQuestionOptionId, TagId, TargetAudienceId, UserId,
        WebhookId,
    };
    pub use tatodesk_api::wire::{AppId, TemplateId};
}
