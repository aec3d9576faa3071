//! Tests against a real PostgreSQL, whose address is in `TATODESK_TEST_POSTGRES`: `.ci/postgres` starts one. Without it they print a line, and do nothing.

mod support;

mod crash;
mod ledger;
