//! Tests against a real PostgreSQL, whose address is in `TATODESK_TEST_POSTGRES`: `.ci/postgres` starts one. Without it they print a line, and do nothing.

mod boundaries;
mod crash;
mod forwarder;
mod ledger;
mod safety;
mod support;
#[cfg(feature = "rustls")]
mod tls;
mod workers;
