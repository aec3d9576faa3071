#![doc = include_str!("../README.md")]

mod appointments;
mod builder;
mod calendar;
mod catalogue;
mod clock;
mod connection;
mod contact_center;
mod control;
mod crm;
mod deliveries;
mod examples;
mod faults;
mod formats;
mod limits;
mod listen;
mod log;
mod lookup;
mod page;
mod pulse;
mod refusal;
mod reports;
mod sandbox;
mod scheduling;
mod search;
mod sends;
mod server;
mod services;
mod serving;
mod shared;
mod snapshot;
mod spec;
mod state;
mod surveys;
mod upload;
mod validate;
mod wire;
mod world;

pub use builder::Builder;
pub use clock::BadTime;
pub use deliveries::{Channel, Delivery, Medium, Upload};
pub use faults::{BadRule, Fault, Garbage, Of, RetryAfter, Rule, Stage, StatusBody};
pub use log::{Breach, Counter, RequestRecord};
pub use sandbox::{Sandbox, TimedOut};
pub use snapshot::Snapshot;
pub use world::{WorldError, WorldFile};

/// The key that every sandbox accepts, for everything. It opens nothing else. A world may have more keys, each for
/// some products.
pub const API_KEY: &str = "sandbox-key";
