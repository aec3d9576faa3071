//! One mechanism for every text that means a date, a time or a word: it encodes exactly what it decoded.
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::Hash;
use std::marker::PhantomData;

/// How a value stands in text.
///
/// The text that [`write`](TextFormat::write) makes is the canonical one; [`parse`](TextFormat::parse) must read it, and may read
/// other spellings too.
pub trait TextFormat: Copy + Eq + Hash + Send + Sync + 'static {
    /// What the text means.
    type Value: Copy + Debug + Ord + Hash + Send + Sync + 'static;
    /// The name of the format in the spec, for instance `br-date`.
    const NAME: &'static str;
    /// The format in words, for messages: "a date as DD/MM/YYYY".
    const DESCRIPTION: &'static str;
    /// What the text means, if it can be read.
    fn parse(text: &str) -> Option<Self::Value>;
    /// The value's canonical text.
    fn write(value: Self::Value, text: &mut impl fmt::Write) -> fmt::Result;
    /// What the text means, if it is the canonical text of its value.
    ///
    /// A format that reads nothing else says so here, which spares writing the value to compare it.
    fn parse_canonical(text: &str) -> Option<Self::Value> {
        written::<Self>(text)
    }
}

/// A format of which only the canonical text is taken: what requests send.
pub trait StrictFormat: TextFormat {}

/// A format of which any text is taken and kept: what answers hold.
pub trait LenientFormat: TextFormat {}

/// The canonical text of a value.
fn canonical<F: TextFormat>(value: F::Value) -> String {
    let mut text = String::new();
    // Writing into a String does not fail.
    let _ = F::write(value, &mut text);
    text
}

/// The value of a text that is what its value is written as.
pub(super) fn written<F: TextFormat>(text: &str) -> Option<F::Value> {
    F::parse(text).filter(|value| is_written::<F>(*value, text))
}

/// Whether the text is the value's canonical one.
fn is_written<F: TextFormat>(value: F::Value, text: &str) -> bool {
    let mut rest = Expect(text);
    F::write(value, &mut rest).is_ok() && rest.0.is_empty()
}

/// Takes writes that repeat a text, so that comparing needs no second text.
struct Expect<'a>(&'a str);

impl fmt::Write for Expect<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(piece).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// A text that must read in its format: anything else is a decode error.
///
/// Holds the value alone, since only one text stands for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Strict<F: StrictFormat>(F::Value);

impl<F: StrictFormat> Strict<F> {
    /// What the text means.
    #[must_use]
    pub fn get(self) -> F::Value {
        self.0
    }

    /// Takes a value, without what the format has no place for (the seconds of an `HH:MM`).
    pub(super) fn from_value(value: F::Value) -> Self {
        Self(F::parse(&canonical::<F>(value)).unwrap_or(value))
    }
}

impl<F: StrictFormat> PartialOrd for Strict<F> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<F: StrictFormat> Ord for Strict<F> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<F: StrictFormat> Display for Strict<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        F::write(self.0, f)
    }
}

impl<F: StrictFormat> Debug for Strict<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// A text is not in the format that it must have. Says which format, not which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatError(&'static str);

impl Display for FormatError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0)
    }
}

impl std::error::Error for FormatError {}

impl<F: StrictFormat> std::str::FromStr for Strict<F> {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        F::parse_canonical(text)
            .map(Self)
            .ok_or(FormatError(F::DESCRIPTION))
    }
}

impl<F: StrictFormat> PartialEq<str> for Strict<F> {
    fn eq(&self, text: &str) -> bool {
        is_written::<F>(self.0, text)
    }
}

impl<F: StrictFormat> PartialEq<&str> for Strict<F> {
    fn eq(&self, text: &&str) -> bool {
        self == *text
    }
}

impl<F: StrictFormat> From<Strict<F>> for String {
    /// The text as it stands on the wire.
    fn from(value: Strict<F>) -> Self {
        value.to_string()
    }
}

impl<F: StrictFormat> Serialize for Strict<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, F: StrictFormat> Deserialize<'de> for Strict<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<F>(PhantomData<F>);

        impl<F: StrictFormat> Visitor<'_> for Text<F> {
            type Value = Strict<F>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str(F::DESCRIPTION)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Strict<F>, E> {
                text.parse().map_err(|error: FormatError| {
                    E::custom(format_args!("{error}, found another string"))
                })
            }
        }

        deserializer.deserialize_str(Text(PhantomData))
    }
}

/// A text that should have its format.
///
/// A text that does not have it is kept too.
///
/// Two are equal when their texts are. They are ordered by what they mean, then by their texts; those that mean nothing come first.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Lenient<F: LenientFormat>(Repr<F::Value>);

/// A value stands for its canonical text; every other text is kept.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr<V> {
    Known(V),
    Kept(Box<str>),
}

impl<F: LenientFormat> Lenient<F> {
    /// What a text means that stands on the wire in this format.
    pub(crate) fn meaning(text: &str) -> Option<F::Value> {
        F::parse(text)
    }

    /// What the text means, if it can be read.
    #[must_use]
    pub fn get(&self) -> Option<F::Value> {
        match &self.0 {
            Repr::Known(value) => Some(*value),
            Repr::Kept(text) => F::parse(text),
        }
    }

    /// Takes a text as it stands on the wire.
    pub fn from_wire(text: impl Into<Box<str>>) -> Self {
        let text = text.into();
        Self(F::parse_canonical(&text).map_or_else(|| Repr::Kept(text), Repr::Known))
    }

    /// Takes a value, without what the format has no place for.
    pub(super) fn from_value(value: F::Value) -> Self {
        Self::from_wire(canonical::<F>(value))
    }
}

impl<F: LenientFormat> PartialOrd for Lenient<F> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<F: LenientFormat> Ord for Lenient<F> {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_meaning = self.get().cmp(&other.get());
        by_meaning.then_with(|| match (&self.0, &other.0) {
            (Repr::Known(_), Repr::Known(_)) => Ordering::Equal,
            (Repr::Kept(text), Repr::Kept(other)) => text.cmp(other),
            _ => self.to_string().cmp(&other.to_string()),
        })
    }
}

impl<F: LenientFormat> PartialEq<str> for Lenient<F> {
    fn eq(&self, text: &str) -> bool {
        match &self.0 {
            Repr::Known(value) => is_written::<F>(*value, text),
            Repr::Kept(kept) => **kept == *text,
        }
    }
}

impl<F: LenientFormat> PartialEq<&str> for Lenient<F> {
    fn eq(&self, text: &&str) -> bool {
        self == *text
    }
}

impl<F: LenientFormat> From<Lenient<F>> for String {
    /// The text as it stands on the wire.
    fn from(value: Lenient<F>) -> Self {
        match value.0 {
            Repr::Kept(text) => text.into(),
            Repr::Known(_) => value.to_string(),
        }
    }
}

impl<F: LenientFormat> std::str::FromStr for Lenient<F> {
    type Err = FormatError;

    /// Takes a text that reads in the format, in any of its spellings. [`from_wire`](Self::from_wire) takes every text.
    fn from_str(text: &str) -> Result<Self, FormatError> {
        let value = Self::from_wire(text);
        let is_readable = value.get().is_some();
        is_readable
            .then_some(value)
            .ok_or(FormatError(F::DESCRIPTION))
    }
}

impl<F: LenientFormat> Display for Lenient<F> {
    /// The text as it stands on the wire.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Known(value) => F::write(*value, f),
            Repr::Kept(text) => f.write_str(text),
        }
    }
}

impl<F: LenientFormat> Debug for Lenient<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl<F: LenientFormat> Serialize for Lenient<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, F: LenientFormat> Deserialize<'de> for Lenient<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<F>(PhantomData<F>);

        impl<F: LenientFormat> Visitor<'_> for Text<F> {
            type Value = Lenient<F>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str(F::DESCRIPTION)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Lenient<F>, E> {
                Ok(F::parse_canonical(text).map_or_else(
                    || Lenient::from_wire(text),
                    |value| Lenient(Repr::Known(value)),
                ))
            }
        }

        deserializer.deserialize_str(Text(PhantomData))
    }
}
