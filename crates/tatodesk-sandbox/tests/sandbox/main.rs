//! The sandbox seen from outside: over HTTP, through its logs, and as a program.

mod answers;
mod bodies;
mod broken_reports;
mod caller;
mod conformance;
mod connections;
mod contact_center;
mod control;
mod crm;
mod crowds;
#[cfg(feature = "program")]
mod files;
mod filter_cases;
mod filters;
mod foreign;
mod forms;
mod found;
mod left;
mod lifetimes;
mod log;
mod made;
mod nobody;
mod pages;
mod ports;
#[cfg(feature = "program")]
mod program;
mod raw;
mod records;
mod refusals;
mod reports;
mod scheduling;
mod sends;
mod snapshots;
mod stops;
mod surveys;
mod violations;
mod why;
mod world;
mod world_records;
