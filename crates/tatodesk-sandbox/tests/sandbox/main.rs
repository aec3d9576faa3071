//! The sandbox seen from outside: over HTTP, through its logs, and as a program.

mod caller;
mod content;
mod control;
#[cfg(feature = "program")]
mod files;
mod folders;
mod lifetimes;
mod log;
mod pages;
#[cfg(feature = "program")]
mod program;
mod snapshots;
mod world;
mod world_records;

/// The reports of the Data API.
mod data_api {
    pub(crate) mod broken_reports;
    pub(crate) mod filter_cases;
    pub(crate) mod filters;
    pub(crate) mod reports;
}

/// The rules of the operations.
mod operations {
    pub(crate) mod contact_center;
    pub(crate) mod crm;
    pub(crate) mod forms;
    pub(crate) mod found;
    pub(crate) mod made;
    pub(crate) mod records;
    pub(crate) mod refusals;
    pub(crate) mod scheduling;
    pub(crate) mod sends;
    pub(crate) mod surveys;
    pub(crate) mod undeliverable;
}

/// Connections, bodies and answers as bytes.
mod server {
    pub(crate) mod answers;
    pub(crate) mod bodies;
    pub(crate) mod connections;
    pub(crate) mod cors;
    pub(crate) mod crowds;
    pub(crate) mod foreign;
    pub(crate) mod left;
    pub(crate) mod patience;
    pub(crate) mod ports;
    pub(crate) mod raw;
    pub(crate) mod stops;
}

/// Requests and answers against the specification.
mod spec {
    pub(crate) mod conformance;
    pub(crate) mod known_ids;
    pub(crate) mod violations;
    pub(crate) mod why;
}
