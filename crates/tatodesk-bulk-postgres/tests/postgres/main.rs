//! Tests against a real PostgreSQL, whose address is in `TATODESK_TEST_POSTGRES`: `.ci/postgres` starts one. Without it they print a line, and do nothing.

mod crash;
mod forwarder;
mod ledger;
mod support;
