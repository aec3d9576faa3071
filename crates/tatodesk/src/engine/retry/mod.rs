//! What is tried again, and how often: the policy of a call, the pauses between attempts, and the budget of a client.

pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod policy;
