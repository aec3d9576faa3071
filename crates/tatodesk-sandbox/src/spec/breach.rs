//! One place where a request breaks the specification.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a request broke the specification.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Breach {
    /// What is wrong. It never quotes what was sent.
    pub message: String,
    /// The JSON pointer of the offending member of the body.
    ///
    /// The caller may have made up names in it. It is cut behind 256 bytes. `None` where the body is not at fault.
    pub pointer: Option<String>,
    /// The pointer without the names that the caller made up, where it differs.
    #[serde(
        default,
        rename = "publicPointer",
        skip_serializing_if = "Option::is_none"
    )]
    pub public_pointer: Option<String>,
}

impl Breach {
    fn public_pointer(&self) -> Option<&String> {
        self.public_pointer.as_ref().or(self.pointer.as_ref())
    }
}

/// Without the names that the caller made up, as [`Display`](fmt::Display).
impl fmt::Debug for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Breach")
            .field("message", &self.message)
            .field("pointer", &self.public_pointer())
            .finish()
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(pointer) = self.public_pointer() {
            write!(f, "at {pointer:?}: ")?;
        }
        f.write_str(&self.message)
    }
}
