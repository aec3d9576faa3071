//! Tests against a real PostgreSQL, whose address is in `TATODESK_TEST_POSTGRES`: `.ci/postgres` starts one. Without it they print a line, and do nothing.

mod boundaries;
#[path = "../../../tatodesk-bulk/src/crash_tests/count.rs"]
mod count;
mod crash;
mod forwarder;
mod ledger;
mod pace;
mod safety;
mod support;
#[cfg(feature = "rustls")]
mod tls;
mod workers;
