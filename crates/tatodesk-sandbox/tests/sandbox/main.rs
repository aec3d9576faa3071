//! The sandbox seen from outside: over HTTP, through its logs, and as a program.

mod answers;
mod caller;
mod conformance;
mod connections;
mod control;
mod pages;
mod program;
mod raw;
mod records;
mod scheduling;
mod sends;
mod violations;
