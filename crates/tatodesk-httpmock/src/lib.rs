//! Typed [httpmock](https://docs.rs/httpmock) mocks of the Tatodesk API, for unit tests of services that use `tatodesk`.
//!
//! [`MockServerExt`] gives a [`MockServer`](httpmock::MockServer) the names of the facade: a method for each section, and in it one for
//! each function. The closure gets a [`When`], which knows the operation's method and path, and a [`Then`], which
//! takes the operation's typed answer or makes the call fail.
//!
//! ```
//! use tatodesk::{Tatodesk, ids::*, types::{ListServiceUnitsByUserResponse, ServiceUnit}};
//! use tatodesk_httpmock::{MockServerExt as _, httpmock::MockServer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::start_async().await;
//! let mut units = ListServiceUnitsByUserResponse::new();
//! units.service_units = [ServiceUnit::new(ServiceUnitId(288), "Unidade Porto")].into();
//! let mock = server.in_person().list_units(|_when, then| {
//!     then.ok(&units);
//! });
//!
//! let tatodesk = Tatodesk::builder().api_key("a key").base_url(server.base_url()).build()?;
//! let answer = tatodesk.in_person().list_units(CompanyId(1)).send().await?;
//!
//! mock.assert();
//! assert_eq!(*answer, units);
//! # Ok(())
//! # }
//! ```
//!
//! # Calls that fail
//!
//! [`Then`] has a method for each kind of answer that is no success. [`Then::sequence`] gives one answer after the other:
//!
//! ```
//! # use tatodesk::{Outcome, Tatodesk, ids::*};
//! # use tatodesk_httpmock::{MockServerExt as _, httpmock::MockServer};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = MockServer::start_async().await;
//! # let tatodesk = Tatodesk::builder().api_key("a key").base_url(server.base_url()).build()?;
//! server.in_person().list_companies(|_when, then| {
//!     then.rejected("this key has no companies");
//! });
//! let error = tatodesk.in_person().list_companies().send().await.unwrap_err();
//! assert_eq!(error.outcome(), Outcome::Rejected);
//! assert_eq!(error.message(), Some("this key has no companies"));
//! # Ok(())
//! # }
//! ```
//!
//! # A whole request
//!
//! [`MockServerExt::mock_call`] answers only the request that a call sends, the form of an upload too. [`When::body_includes`]
//! compares some members:
//!
//! ```
//! # use tatodesk::{MediaFile, Tatodesk, ids::*, serde_json::json, types};
//! # use tatodesk_httpmock::{MockServerExt as _, httpmock::MockServer};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = MockServer::start_async().await;
//! # let tatodesk = Tatodesk::builder().api_key("a key").base_url(server.base_url()).build()?;
//! let call = || tatodesk.in_person().list_units(CompanyId(1)).active(true);
//! let whole = server.mock_call(&call(), |then| {
//!     then.ok(&types::ListServiceUnitsByUserResponse::new());
//! });
//! let some = server.in_person().list_units(|when, then| {
//!     when.body_includes(json!({"companyID": 2}));
//!     then.rejected("unknown company");
//! });
//! call().send().await?;
//! assert!(tatodesk.in_person().list_units(CompanyId(2)).send().await.is_err());
//! whole.assert();
//! some.assert();
//! # Ok(())
//! # }
//! ```
//!
//! A request that no mock answers gets a 404, so its call is rejected.
//!
//! The mocks write the types of this SDK, so they show only what a test makes of them. How Tatodesk itself writes (counts as
//! text, lists that are null) is shown by the `tatodesk-sandbox` crate, which keeps state and can break connections too.

mod form;
mod response;
pub mod sections;
mod then;
mod when;

pub use response::MockResponse;
pub use sections::MockServerExt;
pub use then::Then;
pub use when::When;

/// The server underneath, its requests, and its untyped mocks.
pub use httpmock;
