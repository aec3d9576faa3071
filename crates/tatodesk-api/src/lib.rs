//! The Tatodesk API as it is on the wire.
//!
//! One typed `async fn` per operation, the [table of operations](OPERATIONS), the [`types`] of all requests and
//! answers, and the [scalars](wire) that Tatodesk writes dates, flags and counts with. It knows no policy: how to retry,
//! what an outcome means and which credentials to take is the business of the `tatodesk` crate, which services should
//! depend on.
//!
//! - Answers are read tolerantly: members that the spec does not know are kept, and one malformed element of a list
//!   costs that element alone ([`wire::List`]).
//! - What decodes is encoded alike: no text, no unknown member and no malformed element is lost. Numbers of unknown
//!   members are kept as 64-bit integers and doubles, so an integer beyond 64 bits becomes the nearest double.
//! - Every request passes through one hook ([`Transport`]) that puts in the operation's own address and key.
//! - Failures arrive inside an HTTP 200; [`wire::in_band`] reads them.
//!
//! ```no_run
//! use tatodesk_api::{Client, Transport, types, wire::Flag};
//!
//! # async fn list() -> Result<(), Box<dyn std::error::Error>> {
//! let transport = Transport::builder().key("00000000-0000-4000-8000-000000000001").build()?;
//! let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//! let client = Client::with_transport(http, transport);
//!
//! let mut request = types::ListCompaniesByUserRequest::new();
//! request.is_active = Some(Flag::YES);
//! for company in &client.list_companies_by_user(&request).await?.companies {
//!     println!("{}", company.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `schemars` | no | `schemars::JsonSchema` (1.x) for every type, and `json_schemas` to list them all |
//!
//! The program that builds the `reqwest::Client` chooses TLS.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc = include_str!("generated/errata.md")]
pub mod errata {}
mod generated;
pub mod operation;
pub mod raw;
mod request;
pub mod rows;
pub mod transport;
pub mod upload;
pub mod wire;

pub use generated::client::{self, Client, Error, ResponseValue};
pub use generated::operations::{self, OPERATIONS, visit_operation};
#[cfg(feature = "schemars")]
pub use generated::schemas::json_schemas;
pub use generated::types;
pub use operation::{
    ApiRequest, ApiResponse, Effect, Operation, OperationVisitor, PagedRequest, PagedResponse,
    Paging, Product, ReadRequest,
};
pub use request::{CallRequest, RequestBody};
pub use transport::Transport;
