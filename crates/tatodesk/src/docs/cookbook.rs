//! Five whole programs for five jobs.
//!
//! Each is a file in the folder `examples`. It starts the local Tatodesk of `tatodesk-sandbox` and works with it, so it runs as it is,
//! and CI runs it. For the real Tatodesk, make the client with [`Tatodesk::from_env`](crate::Tatodesk::from_env).
//!
//! # Booking with a form and an attachment
//!
//! `cargo run -p tatodesk --example booking_with_form`: the program asks which fields the form of the service type has, fills in what it
//! knows, and stops before it books if it does not know a required one.
#![doc = "```no_run"]
#![doc = include_str!("../../examples/booking_with_form.rs")]
#![doc = "```"]
//! # A nightly export
//!
//! `cargo run -p tatodesk --example nightly_export`: a report is read row by row, as it arrives. A malformed row costs only
//! that row, and the program says where it is. The file gets its name only when all rows are in it.
#![doc = "```no_run"]
#![doc = include_str!("../../examples/nightly_export.rs")]
#![doc = "```"]
//! # Many WhatsApp messages, and what became of each
//!
//! `cargo run -p tatodesk --example bulk_whatsapp`: a message that fails stops no other. The program tells an unknown outcome apart from
//! "not sent", because only a message that was not sent may be sent again ([`when_a_send_fails`](crate::docs::when_a_send_fails)).
#![doc = "```no_run"]
#![doc = include_str!("../../examples/bulk_whatsapp.rs")]
#![doc = "```"]
//! # A CRM record: edit it, or create it
//!
//! `cargo run -p tatodesk --example upsert_record`: the program looks for the record by a field. No documentation shows how a filter is
//! written; this is how the sandbox reads it (errata [E4](crate::docs::errata#e4)), so look at your account first.
#![doc = "```no_run"]
#![doc = include_str!("../../examples/upsert_record.rs")]
#![doc = "```"]
//! # A web service, with its test
//!
//! `cargo run -p tatodesk --example web_service` asks the service once. With the variable `LISTEN=127.0.0.1:3000` it serves at that
//! address, for the real Tatodesk. `cargo test -p tatodesk --example web_service` runs its test: the service answers by what is known of
//! the message.
#![doc = "```no_run"]
#![doc = include_str!("../../examples/web_service.rs")]
#![doc = "```"]
