//! The API's flag: 1 is yes, 2 is no, and whatever else arrives is kept.
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{Hash, Hasher};

/// Yes or no, which the API writes as 1 or 2.
///
/// Other numbers are kept, and a number that arrives as text (`"1"`) in an answer stays text; a request that has such a text is
/// not read. Two flags are equal when their numbers are.
///
/// ```
/// use tatodesk_api::wire::Flag;
///
/// let flag: Flag = serde_json::from_str("2")?;
/// assert_eq!(flag, Flag::NO);
/// assert_eq!(flag.get(), Some(false));
/// assert_eq!(serde_json::to_string(&Flag::from(true))?, "1");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Flag {
    code: i64,
    as_text: bool,
}

impl Flag {
    /// Yes: 1.
    pub const YES: Self = Self::from_code(1);
    /// No: 2.
    pub const NO: Self = Self::from_code(2);

    /// The flag with this number.
    #[must_use]
    pub const fn from_code(code: i64) -> Self {
        Self {
            code,
            as_text: false,
        }
    }

    /// The number on the wire.
    #[must_use]
    pub const fn code(self) -> i64 {
        self.code
    }

    /// Yes or no, if it is one of the two.
    #[must_use]
    pub const fn get(self) -> Option<bool> {
        match self.code {
            1 => Some(true),
            2 => Some(false),
            _ => None,
        }
    }

    /// Whether it is yes.
    #[must_use]
    pub const fn is_yes(self) -> bool {
        self.code == 1
    }

    /// Whether it is no.
    #[must_use]
    pub const fn is_no(self) -> bool {
        self.code == 2
    }
}

impl From<bool> for Flag {
    fn from(yes: bool) -> Self {
        if yes { Self::YES } else { Self::NO }
    }
}

impl PartialEq for Flag {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Flag {}

impl Hash for Flag {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code.hash(state);
    }
}

impl Debug for Flag {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl Display for Flag {
    /// `yes`, `no`, or the number.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(true) => f.pad("yes"),
            Some(false) => f.pad("no"),
            None => Display::fmt(&self.code, f),
        }
    }
}

impl Serialize for Flag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.as_text {
            serializer.collect_str(&self.code)
        } else {
            serializer.serialize_i64(self.code)
        }
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Code;

        impl Visitor<'_> for Code {
            type Value = Flag;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a flag, 1 or 2")
            }

            fn visit_i64<E: Error>(self, code: i64) -> Result<Flag, E> {
                Ok(Flag::from_code(code))
            }

            fn visit_u64<E: Error>(self, code: u64) -> Result<Flag, E> {
                let fits = i64::try_from(code).ok();
                let misfit = || E::custom("expected a flag, 1 or 2, found a number out of range");
                fits.map(Flag::from_code).ok_or_else(misfit)
            }

            // Only the text that the number would be printed as: anything else could not be encoded again.
            fn visit_str<E: Error>(self, text: &str) -> Result<Flag, E> {
                let code = text.parse::<i64>().ok();
                let code = code.filter(|code| code.to_string() == text);
                // In fixed words: an error of serde's own would quote the text.
                let misfit = || E::custom("expected a flag, 1 or 2, found another string");
                code.map(|code| Flag {
                    code,
                    as_text: true,
                })
                .ok_or_else(misfit)
            }
        }

        deserializer.deserialize_any(Code)
    }
}

/// Reads an optional flag of a request, which is a number: that text is a flag too is true of answers alone.
pub(crate) fn flag_of_request<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Flag>, D::Error> {
    match Option::<Flag>::deserialize(deserializer)? {
        Some(flag) if flag.as_text => {
            Err(D::Error::custom("expected a flag, 1 or 2, found a string"))
        }
        flag => Ok(flag),
    }
}

#[cfg(test)]
mod tests;
