//! The rules of the operations: what each request does to the state, and what it is answered.

pub(crate) mod appointments;
pub(crate) mod calendar;
pub(crate) mod catalogue;
pub(crate) mod contact_center;
pub(crate) mod crm;
mod media;
mod parameters;
pub(crate) mod pulse;
mod recipients;
pub(crate) mod scheduling;
pub(crate) mod search;
pub(crate) mod sends;
pub(crate) mod services;
pub(crate) mod surveys;
pub(crate) mod upload;
