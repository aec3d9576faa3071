//! Why a client cannot be made from its configuration.

use std::fmt;

/// The reason why a client cannot be made from its configuration.
///
/// It says what is wrong, where the value came from, and what to do. `Debug` shows the same text, for a `main` that returns it.
///
/// It never repeats a key or an address, since either may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    problem: String,
    advice: String,
}

impl ConfigError {
    pub(crate) fn new(problem: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            advice: advice.into(),
        }
    }

    /// What to do about it, in one sentence without a full stop.
    pub fn advice(&self) -> &str {
        &self.advice
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.problem, self.advice)
    }
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}
