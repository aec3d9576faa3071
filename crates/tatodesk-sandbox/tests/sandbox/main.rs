//! The sandbox seen from outside: over HTTP, through its logs, and as a program.

mod caller;
mod conformance;
mod program;
mod records;
mod scheduling;
mod sends;
mod violations;
