//! Members that the API writes as a number in one place and as text in another.
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt::{self, Debug, Display, Formatter};

/// An integer or a text, encoded as the one it came as.
#[derive(Clone, PartialEq, Eq, Hash)]
enum TextOrInteger {
    Integer(i64),
    Text(Box<str>),
}

impl TextOrInteger {
    /// Reads either; `wanted` is what is said of anything else.
    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        wanted: &'static str,
    ) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Number(number) => number.as_i64().map(Self::Integer),
            Value::String(text) => Some(Self::Text(text.into())),
            _ => None,
        }
        .ok_or_else(|| D::Error::custom(wanted))
    }
}

impl Display for TextOrInteger {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => Display::fmt(value, f),
            Self::Text(text) => f.pad(text),
        }
    }
}

impl Debug for TextOrInteger {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => Debug::fmt(value, f),
            Self::Text(text) => Debug::fmt(text, f),
        }
    }
}

/// Declares a public type that is either.
macro_rules! text_or_integer {
    ($(#[$doc:meta])* $name:ident, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(TextOrInteger);

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                Self(TextOrInteger::Integer(value))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(TextOrInteger::Text(text.into()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(TextOrInteger::Text(text.into()))
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
                match &self.0 {
                    TextOrInteger::Integer(value) => serializer.serialize_i64(*value),
                    TextOrInteger::Text(text) => serializer.serialize_str(text),
                }
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
    /// Any text is kept; [`get`](Count::get) says what reads as a number. Two are equal when they stand for the wire
    /// alike, so compare what `get` gives.
    Count, "expected a count, as an integer or a string"
}

text_or_integer! {
    /// The id of a notification template, which the API shows quoted and unquoted; it is sent as given.
    TemplateId, "expected a template id, as a string or an integer"
}

text_or_integer! {
    /// The id of an app (a sending number or address), which the API shows quoted and left open; it is sent as given.
    AppId, "expected an app id, as a string or an integer"
}

impl Count {
    /// The number, if it is one.
    #[must_use]
    pub fn get(&self) -> Option<u64> {
        match &self.0 {
            TextOrInteger::Integer(value) => u64::try_from(*value).ok(),
            TextOrInteger::Text(text) => text.trim().parse().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn count(json: &str) -> Option<Count> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn both_forms_of_a_count_read_as_its_number() {
        assert_eq!(count("29").and_then(|count| count.get()), Some(29));
        assert_eq!(count("\"66\"").and_then(|count| count.get()), Some(66));
        assert_eq!(count("\"many\"").and_then(|count| count.get()), None);
        assert_eq!(count("-1").and_then(|count| count.get()), None);
        for json in ["null", "true", "1.5", "[]", "{}"] {
            assert_eq!(count(json), None, "{json}");
        }
    }

    #[test]
    fn ids_print_and_debug_as_themselves() {
        assert_eq!(format!("{0} {0:?}", TemplateId::from(7)), "7 7");
        assert_eq!(format!("{0} {0:?}", AppId::from("wa-1")), "wa-1 \"wa-1\"");
        assert_ne!(AppId::from("1".to_owned()), AppId::from(1));
    }

    proptest! {
        #[test]
        fn what_decodes_is_encoded_alike(number: i64, text in ".*", as_text: bool) {
            let value = if as_text { Value::from(text) } else { Value::from(number) };
            let count: Count = serde_json::from_value(value.clone()).unwrap();
            prop_assert_eq!(serde_json::to_value(&count).unwrap(), value.clone());
            let template: TemplateId = serde_json::from_value(value.clone()).unwrap();
            prop_assert_eq!(serde_json::to_value(&template).unwrap(), value);
        }

        #[test]
        fn a_count_given_as_a_number_is_that_number(number in 0..i64::MAX) {
            prop_assert_eq!(Count::from(number).get(), Some(number.unsigned_abs()));
            prop_assert_eq!(Count::from(number.to_string()).get(), Some(number.unsigned_abs()));
        }
    }
}
