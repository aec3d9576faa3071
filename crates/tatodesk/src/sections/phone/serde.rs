//! Phone numbers in JSON and other formats of serde.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};

use super::Phone;

impl Serialize for Phone {
    /// A text of the digits, such as `"5581900000001"`. Another country's number has a `+` in front (`"+14155550100"`), since its
    /// digits alone may be those of a Brazilian number, too.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from(self.clone()))
    }
}

impl<'de> Deserialize<'de> for Phone {
    /// Reads what was serialized, and what people write, as [`FromStr`](std::str::FromStr) does. The error does not repeat the text.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Phone;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a phone number as a text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Phone, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}
