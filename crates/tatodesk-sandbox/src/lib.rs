//! A local Tatodesk: a server that answers like the real one, in memory, for tests and development.
//!
//! Nobody should develop against a system that sends real WhatsApp messages. A [`Sandbox`] listens on
//! loopback, takes the place of all four Tatodesk hosts at once, and knows the API from its OpenAPI
//! specification alone:
//!
//! - every request is checked against the specification: a breach is answered with status 400, 401, 404,
//!   405, 413 or 415 and the envelope `{"error": {"message": …, "pointer": …}}`, where `pointer` is the
//!   JSON pointer of the offending member;
//! - what is well-formed but refused (an hour that is taken, a template that nobody made, the 31st of February)
//!   is an in-band error as in the real API: status 200 with `{"error": {"message": …}}`;
//! - all operations act on one consistent world of invented companies and people, and on what earlier requests
//!   made: a booked hour is gone, a message stands in the report of notifications, an event in that of its journey;
//! - whatever is sent reaches nobody and is written to a log that a test can read.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! use tatodesk_sandbox::Sandbox;
//!
//! let sandbox = Sandbox::start().await?;
//! assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
//! // Point a client at `sandbox.base_url()` with the key `sandbox.api_key()`, let it work, and look:
//! assert!(sandbox.deliveries().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # The world
//!
//! What exists before the first request is one YAML or JSON file, a [`WorldFile`]: companies, units and their
//! opening hours, forms and their required fields, templates, CRM objects, the contact center, journeys, surveys,
//! and how long each report is. [`Builder::world`] and `--world` take another one than the built-in, whose text,
//! [`WorldFile::BUILT_IN`], is the documentation of the format. A misspelt member or a reference to nothing is
//! refused with the path of the place.
//!
//! The ids of the built-in world are those of the documented examples, so that every documented request finds what
//! it names. Beside [`API_KEY`], `sandbox-data-key` and `sandbox-notifications-key` open one product each. The tokens of the custom links are `custom-link-token` and `north-link-token`. Company 1 has the units
//! 1, 83 and 288, company 13 the units 53 and 58. Service types 1 and 27 of category 1, 2 of category 2 and 22 of
//! category 22 can be booked within the next seven working days or fewer. Templates are `second_bill_notice` and
//! `appointment_confirmed` for WhatsApp and SMS, `42` and `appointment_confirmed` for e-mail. The CRM object
//! `orders` has one record; any other object begins with the first record that is put into it.
//!
//! # Reports
//!
//! A world can say `reports: {digitalServices: {count: 2000000, from: "2022-01-01", to: "2024-12-31"}}`. Each row
//! follows from its number alone: none is held, a range of dates is found by halving, and a page is written while
//! it is sent. Any other filter looks at each row between the dates. Rows come newest first, with those that
//! requests made among them.
//!
//! A row of the In-Person Services report is found by Search by Protocol, and then by Get In-Person Service under
//! the id that the search tells; ids of such rows lie above 1,000,000,000, and those of a world file below.
//!
//! Numbers that filters take and rows do not show: digital statuses 1 waiting, 2 in service, 3 completed, 4 client
//! does not respond; in-person statuses 1 scheduled, 2 waiting, 3 in service, 4 completed, 5 to 7 canceled; ticket
//! statuses 1 open, 2 in progress, 3 waiting for response, 6 resolved; channels 1 WhatsApp, 2 webchat; rates 1 to 5. Tags, whether a
//! campaign is archived, and a ticket's organization and project are not shown by rows either.
//!
//! # Where the documentation is silent
//!
//! These shapes are inferred, and the sandbox's own:
//!
//! - a list of CRM records takes `filters: [{field, operation, value}]` with the operations `eq`, `ne`, `lt`, `lte`,
//!   `gt`, `gte`, `contains` and `in`, `sorts: [{field, direction}]` with `asc` and `desc`, `fields: [..]`, `page`
//!   and `limit`, beside `apiName`;
//! - the report of ad-hoc notifications answers `count` and `notifications: [{ID, date, service, mktTemplateID, to,
//!   parameters, status, delivered, userID, user, apiKeyID, webhookID, metadatas}]`;
//! - Get Session answers the session in `session`;
//! - Search by Protocol tells additional information as `[{ID, value}]`, the names of the filter that asks for it.
//!
//! # Breaking it on request
//!
//! A [`Rule`] says which [`Fault`] happens to which calls: the next ones, or some by chance from a seed, of one
//! operation or of all. Faults act on the bytes of the connection: an answer that is cut at byte 17 has 17 bytes.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use tatodesk_sandbox::{Fault, Rule, Sandbox};
//!
//! let sandbox = Sandbox::start().await?;
//! // The next message is sent, and its sender never learns of it.
//! sandbox.add_fault(Rule::once(Fault::commit_then_drop()).on("sendWhatsApp"))?;
//! // After that, three calls in four get an answer.
//! sandbox.add_fault(Rule::new(Fault::status(503)).probability(0.25, 7))?;
//! # Ok(())
//! # }
//! ```
//!
//! # The control API
//!
//! Tests in other languages do the same over HTTP. No key is needed, no fault acts on it (but a refused or closed
//! port is closed to all, unless [`Builder::control_address`] or `--control-port` gives it one of its own), and it appears in no log. Bodies are JSON; an error is the envelope of the API.
//!
//! | request | what it does |
//! |---|---|
//! | `GET /_sandbox` | lists all of these |
//! | `GET`, `POST`, `DELETE /_sandbox/faults` | lists the rules, adds one or a list of them, takes all away |
//! | `POST /_sandbox/release` | lets stalled answers go on |
//! | `POST /_sandbox/port` | `{"closedMs": 200}`: the machine refuses all connections for so long |
//! | `GET`, `POST /_sandbox/clock` | `{"now": "2025-06-25T07:00:00"}`, `{"advanceMs": 1000}`, `{"runs": true}` |
//! | `GET`, `POST /_sandbox/limits` | `{"perSecond": 5}`, or null for none |
//! | `GET`, `DELETE /_sandbox/deliveries` | the delivery log; `?wait=2&timeoutMs=5000` waits until it has two entries |
//! | `GET`, `DELETE /_sandbox/requests` | the request log, likewise: the last 10,000, and how many were `dropped` before them |
//! | `GET /_sandbox/uploads` | the media that were uploaded |
//! | `GET`, `DELETE /_sandbox/counters` | `arrived`, `answered` and `committed` by operation |
//! | `GET`, `PUT /_sandbox/state` | a snapshot of records, clock, logs, faults and limits, and the way back to it, in a sandbox with the same world and version |
//!
//! A rule is `{"faults": […], "operation": "sendSms", "times": 2, "skip": 1, "probability": 0.5, "seed": 7}`, of
//! which only `faults` has to be there; `times` is at least 1. The faults, with their defaults where they have any:
//!
//! | fault | what happens |
//! |---|---|
//! | `"refuse"` | the connection is reset as soon as it is made |
//! | `{"hangUp": {"after": "head", "reset": false}}` | it ends without an answer, after the `head`, the `request` or the `commit` |
//! | `{"cut": {"at": 17, "of": "answer", "reset": false}}` | the answer ends at byte 17 of the whole `answer` or of its `body` |
//! | `{"delay": {"ms": 50}}` | nothing happens for a while; then the call takes place, even if its caller has left |
//! | `{"stall": {"at": 0, "of": "answer"}}` | the answer stops there until it is released |
//! | `{"drip": {"bytes": 1, "everyMs": 10}}` | it comes in small pieces |
//! | `{"status": {"status": 503, "retryAfter": null, "body": "envelope", "commit": false}}` | another status; the body is `envelope`, `html` or `empty`, and `retryAfter` a number of seconds, any text that a header can hold, or `{"dateInSeconds": 2}` |
//! | `{"inBand": {"error": "no", "commit": false}}` | status 200 with this value, an object for instance, as its `error` |
//! | `{"garbage": {"body": "html", "commit": true}}` | status 200 with `html`, `truncatedJson`, `empty`, `invalidUtf8` or `notAnObject` |
//! | `{"wrongType": {"row": 3, "member": null}}` | row 3 is no row, or its `member` is of the wrong type |
//! | `"gzip"` | the answer is compressed, whichever it is |
//!
//! All faults of a rule happen to the same call. A rule is refused where one of them would undo another:
//! [`Rule::faults`] says when.
//!
//! # For people
//!
//! A browser at the base URL shows the messages as a phone would show them, with the texts that the world gives its
//! templates, the recent requests with their validation, as they come, and the world; `/docs` is the reference of the
//! API. Neither asks any other machine for anything.
//!
//! # Stopping
//!
//! A stop ([`Sandbox::stop`], Ctrl-C, the signal of `kill`) ends delays, stalls and drips, lets what is under way be answered,
//! and cuts off after two seconds whoever does not send the rest of a request or does not read an answer.
//!
//! # Memory
//!
//! The request log keeps the last 10,000 requests and counts those that it dropped; waiting for entries counts both. Of a
//! path, a method or a pointer it keeps 256 characters.
//! Deliveries are state, as appointments and records are: each is kept until it is cleared, so that none goes uncounted.
//! Rows of reports and uploaded bytes are never held.
//!
//! # Time
//!
//! Each sandbox has a world, a clock and logs of its own; nothing is shared between two of them. Everything
//! is deterministic: ids are counters, and the clock stands still except for one millisecond per
//! record that is made, so that no two protocols are equal. It can be set and advanced within the years 1 to 9998, but
//! not to before the last record; and it can be told to run. Rate limits count on this clock, delays and drips on tokio's.

mod appointments;
mod builder;
mod calendar;
mod catalogue;
mod clock;
mod connection;
mod contact_center;
mod control;
mod crm;
mod deliveries;
mod examples;
mod faults;
mod formats;
mod limits;
mod listen;
mod log;
mod lookup;
mod page;
mod pulse;
mod refusal;
mod reports;
mod sandbox;
mod scheduling;
mod search;
mod sends;
mod server;
mod services;
mod serving;
mod shared;
mod snapshot;
mod spec;
mod state;
mod surveys;
mod upload;
mod validate;
mod wire;
mod world;

pub use builder::Builder;
pub use clock::BadTime;
pub use deliveries::{Channel, Delivery, Medium, Upload};
pub use faults::{BadRule, Fault, Garbage, Of, RetryAfter, Rule, Stage, StatusBody};
pub use log::{Breach, Counter, RequestRecord};
pub use sandbox::{Sandbox, TimedOut};
pub use snapshot::Snapshot;
pub use world::{WorldError, WorldFile};

/// The key that every sandbox accepts, for everything. It opens nothing else. A world may have more keys, each for
/// some products.
pub const API_KEY: &str = "sandbox-key";
