//! What lists and objects ask of the decoder of answers alone: to go on behind what did not decode, and the text of that.
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt::{self, Formatter};

/// The name by which a list asks to cut out its elements.
pub(super) const LIST: &str = "$tatodesk::List";
/// The name by which the text of a value is asked for.
pub(super) const RAW: &str = "$tatodesk::Raw";
/// The name by which a value is asked for whose text may come as it is written, with its escapes.
pub(super) const WRITTEN: &str = "$tatodesk::Written";

/// The name by which the name of a member is asked for whose place may come instead.
pub(super) const NAME: &str = "$tatodesk::Name";

/// The text of one value. Any other deserializer than that of answers fails to give it.
pub(crate) struct Raw<'de>(pub(crate) &'de str);

impl<'de> Deserialize<'de> for Raw<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Raw<'de>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Raw<'de>, E> {
                Ok(Raw(text))
            }
        }

        deserializer.deserialize_newtype_struct(RAW, Text)
    }
}
