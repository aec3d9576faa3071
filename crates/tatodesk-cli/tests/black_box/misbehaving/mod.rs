//! Servers that misbehave: answers that are strange, cut or hostile, and answers that repeat the request. The tests use
//! `server` and `support`.

mod echoes;
mod hostile;
mod strange;
mod unruly;
