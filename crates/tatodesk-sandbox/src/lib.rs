#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod control;
mod faults;
mod handle;
mod hub;
mod operations;
mod page;
mod reports;
mod server;
mod spec;
mod state;
mod words;
mod world;
mod yaml;

pub use faults::{BadRule, Fault, Garbage, Of, RetryAfter, Rule, Stage, StatusBody};
pub use handle::builder::Builder;
pub use handle::{Sandbox, TimedOut};
pub use hub::hosts::{BadHost, BadOrigin};
pub use hub::snapshot::Snapshot;
pub use spec::breach::Breach;
pub use state::clock::BadTime;
pub use state::deliveries::{Delivery, Medium, Upload};
pub use state::log::Counter;
pub use state::record::RequestRecord;
pub use world::{Channel, WorldError, WorldFile};

/// The key that every sandbox accepts, for all products.
///
/// It is valid for no other system. A world may have more keys, each for some products.
pub const API_KEY: &str = "sandbox-key";
