//! Servers that misbehave: answers that are strange, cut or hostile, and answers that repeat what was sent.

mod echoes;
mod hostile;
mod strange;
mod unruly;
