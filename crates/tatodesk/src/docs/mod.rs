//! Pages of documentation. They hold no code of their own; the tests compile what they show, and run it where it needs no Tatodesk.

pub mod cookbook;

#[doc = include_str!("paging.md")]
pub mod paging {}

#[doc = include_str!("compression.md")]
pub mod compression {}

#[doc = include_str!("from_curl.md")]
pub mod from_curl {}

#[doc = include_str!("endpoints.md")]
pub mod endpoints {}

#[doc = include_str!("when_a_send_fails.md")]
pub mod when_a_send_fails {}

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("what_this_sdk_does_not_do.md")]
pub mod what_this_sdk_does_not_do {}

pub use tatodesk_api::errata;

#[doc = include_str!("observability.md")]
pub mod observability {}

#[doc = include_str!("own_transport.md")]
pub mod own_transport {}

#[cfg(feature = "testing")]
#[doc = include_str!("testing.md")]
pub mod testing {}

#[cfg(feature = "blocking")]
#[doc = include_str!("without_async.md")]
pub mod without_async {}
