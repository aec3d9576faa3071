//! Calls against a server that answers what each test says, byte for byte.

mod calls;
mod clocks;
mod connections;
mod server;
mod walks;
