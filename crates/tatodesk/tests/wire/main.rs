//! Calls against a server that answers what each test says, byte for byte.

mod answers;
mod proxies;
mod server;
mod transport;
