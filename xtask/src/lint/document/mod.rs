//! The spec as the rules see it: the parsed model, the raw value beside it, and every schema with its JSON pointer.
//!
//! Uses `finding` only. Every rule uses it, and it knows no rule.

pub(crate) mod keywords;
pub(crate) mod model;
pub(crate) mod pointer;
pub(crate) mod sites;
