//! The sandbox seen from outside: over HTTP, through its logs, and as a program.

mod answers;
mod broken_reports;
mod caller;
mod conformance;
mod connections;
mod contact_center;
mod control;
mod crm;
mod filter_cases;
mod filters;
mod found;
mod left;
mod lifetimes;
mod made;
mod pages;
mod program;
mod raw;
mod records;
mod reports;
mod scheduling;
mod sends;
mod snapshots;
mod surveys;
mod violations;
mod world;
mod world_records;
