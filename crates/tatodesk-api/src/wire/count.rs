//! Members that the API writes as a number in one place and as text in another.
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// An integer or a text, encoded as the one it came as.
#[derive(Clone)]
enum TextOrInteger {
    Text(Box<str>),
    /// The integer as a text, in its own place: most answers have one.
    Integer(Digits),
}

/// The longest integer of 64 bits.
const LONGEST: usize = 20;

#[derive(Clone, Copy)]
struct Digits {
    /// The digits stand at the end.
    bytes: [u8; LONGEST],
    start: u8,
}

impl Digits {
    fn of(value: i64) -> Self {
        let mut bytes = [0; LONGEST];
        let (mut rest, mut start) = (value.unsigned_abs(), LONGEST);
        loop {
            start -= 1;
            bytes[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            start -= 1;
            bytes[start] = b'-';
        }
        Self {
            bytes,
            start: start as u8,
        }
    }

    fn as_str(&self) -> &str {
        let digits = self.bytes.get(usize::from(self.start)..);
        str::from_utf8(digits.unwrap_or_default()).unwrap_or_default()
    }
}

impl TextOrInteger {
    fn integer(value: i64) -> Self {
        Self::Integer(Digits::of(value))
    }

    fn text(text: impl Into<Box<str>>) -> Self {
        Self::Text(text.into())
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Integer(digits) => digits.as_str(),
        }
    }

    fn is_integer(&self) -> bool {
        matches!(self, Self::Integer(_))
    }

    /// What equality, order and hash go by.
    fn key(&self) -> (&str, bool) {
        (self.as_str(), self.is_integer())
    }

    /// Reads either; `wanted` is what is said of anything else.
    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        wanted: &'static str,
    ) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either(wanted))
    }
}

/// Reads a text or an integer; holds what is wanted.
struct Either(&'static str);

impl Visitor<'_> for Either {
    type Value = TextOrInteger;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<TextOrInteger, E> {
        Ok(TextOrInteger::integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<TextOrInteger, E> {
        let fits = i64::try_from(value).ok();
        let misfit = || {
            E::custom(format_args!(
                "expected {}, found a number out of range",
                self.0
            ))
        };
        fits.map(TextOrInteger::integer).ok_or_else(misfit)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<TextOrInteger, E> {
        Ok(TextOrInteger::text(text))
    }
}

impl PartialEq for TextOrInteger {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for TextOrInteger {}

impl Hash for TextOrInteger {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for TextOrInteger {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TextOrInteger {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Display for TextOrInteger {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Debug for TextOrInteger {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.is_integer() {
            true => f.write_str(self.as_str()),
            false => Debug::fmt(self.as_str(), f),
        }
    }
}

impl Serialize for TextOrInteger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_str().parse() {
            Ok(value) if self.is_integer() => serializer.serialize_i64(value),
            _ => serializer.serialize_str(self.as_str()),
        }
    }
}

/// Declares a public type that is either.
macro_rules! text_or_integer {
    ($(#[$meta:meta])* $name:ident, $wanted:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(TextOrInteger);

        impl $name {
            /// The text, or the integer as a text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                Self(TextOrInteger::integer(value))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(TextOrInteger::text(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(TextOrInteger::text(text))
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            /// Takes any text.
            fn from_str(text: &str) -> Result<Self, Infallible> {
                Ok(text.into())
            }
        }

        impl From<$name> for String {
            /// The text, or the integer as a text.
            fn from(value: $name) -> Self {
                match value.0 {
                    TextOrInteger::Text(text) => text.into(),
                    TextOrInteger::Integer(digits) => digits.as_str().to_owned(),
                }
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                self.as_str() == text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.as_str() == *text
            }
        }

        impl Display for $name {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                Display::fmt(&self.0, f)
            }
        }

        impl Debug for $name {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                Debug::fmt(&self.0, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                TextOrInteger::read(deserializer, $wanted).map(Self)
            }
        }
    };
}

text_or_integer! {
    /// How many there are: a number in some answers, text (`"66"`) in others.
    ///
    /// Any text is kept; [`get`](Count::get) says what reads as a number. Two are equal when they stand on the wire
    /// alike, so compare what `get` gives. They are ordered by their numbers first; those without one come first.
    Count, "a count, as an integer or a string"
}

text_or_integer! {
    /// The id of a notification template, which the API shows quoted and unquoted; it is sent as given.
    #[derive(PartialOrd, Ord)]
    TemplateId, "a template id, as a string or an integer"
}

text_or_integer! {
    /// The id of an app (a sending number or address), which the API shows quoted and left open; it is sent as given.
    #[derive(PartialOrd, Ord)]
    AppId, "an app id, as a string or an integer"
}

impl Count {
    /// The number, if it is one.
    #[must_use]
    pub fn get(&self) -> Option<u64> {
        self.as_str().trim().parse().ok()
    }
}

impl PartialOrd for Count {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Count {
    fn cmp(&self, other: &Self) -> Ordering {
        self.get()
            .cmp(&other.get())
            .then_with(|| self.0.cmp(&other.0))
    }
}

#[cfg(test)]
mod tests;
