//! A local Tatodesk: a server that answers like the real one, in memory, for tests and development.
//!
//! Nobody should develop against a system that sends real WhatsApp messages. A [`Sandbox`] listens on
//! loopback, takes the place of all four Tatodesk hosts at once, and knows the API from its OpenAPI
//! specification alone:
//!
//! - every request is checked against the specification: a breach is answered with status 400, 401, 404,
//!   405, 413 or 415 and the envelope `{"error": {"message": …, "pointer": …}}`, where `pointer` is the
//!   JSON pointer of the offending member;
//! - what is well-formed but refused (an hour that is taken, a template that nobody made) is an in-band
//!   error as in the real API: status 200 with `{"error": {"message": …}}`;
//! - the in-person, scheduling, messaging, CRM and app-session operations keep state over one small world
//!   of invented companies; the others answer with the documented example, page by page;
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
//! # The built-in world
//!
//! Its ids are those of the documented examples, so that every documented request finds what it names. The
//! token of the custom link is `custom-link-token`. Company 1 has the units 1, 83 and 288, company 13 the
//! units 53 and 58. Service types 1 and 27 of category 1, 2 of category 2 and 22 of category 22 can be booked
//! from Monday to Friday, within the next seven working days or fewer. Templates are `second_bill_notice` and
//! `appointment_confirmed` for WhatsApp and SMS, `42` and `appointment_confirmed` for e-mail. The CRM object
//! `orders` has one record; any other object begins with the first record that is put into it.
//!
//! Each sandbox has a world, a clock and logs of its own; nothing is shared between two of them. Everything
//! is deterministic: ids are counters, and the clock stands still except for one millisecond per
//! record that is made, so that no two protocols are equal.

mod appointments;
mod calendar;
mod catalogue;
mod clock;
mod crm;
mod deliveries;
mod examples;
mod formats;
mod lookup;
mod pulse;
mod refusal;
mod sandbox;
mod scheduling;
mod search;
mod sends;
mod server;
mod services;
mod spec;
mod state;
mod upload;
mod validate;
mod world;

pub use deliveries::{Channel, Delivery, Medium, RequestRecord, Upload};
pub use sandbox::{Builder, Sandbox};

/// The key that every sandbox accepts, and the only one. It opens nothing else.
pub const API_KEY: &str = "sandbox-key";
