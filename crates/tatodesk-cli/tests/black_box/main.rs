//! The program as a script sees it: arguments in, exit code and two streams out, against servers on loopback.

mod answers;
mod arguments;
mod bodies;
mod exports;
mod listing;
mod misbehaving;
mod operations;
mod outcomes;
mod process;
mod proxies;
mod retries;
#[cfg(feature = "bulk")]
mod sending;
mod server;
mod support;
mod syncs;
mod terminal;
mod tls;
#[cfg(feature = "tour")]
mod touring;
mod transfer;
mod uploads;
