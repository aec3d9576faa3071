//! What is tried again, and how often: the policy of a call, the pauses between attempts, and the budget of a client. The attempt
//! loop uses it; it uses the clock alone.

pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod policy;
