//! Reading an object of an answer: its known members into their fields, all others into its rest.
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt::{self, Formatter};

/// A member's name, borrowed from the answer where it stands there without escapes.
pub(crate) struct Name<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }

        deserializer.deserialize_identifier(Text)
    }
}

/// Implements `Deserialize` for an object that keeps the members that the spec does not know.
///
/// serde's own `flatten` would hold all of them twice while it reads, and refuse a member that stands twice. Here the last one
/// counts: behind one that does not fit the decoder of answers goes on, and fails at the end if no other came.
macro_rules! object {
    ($type:ident { $($field:ident: $name:literal $need:ident,)* }) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Members;

                impl<'de> serde::de::Visitor<'de> for Members {
                    type Value = $type;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        mut members: A,
                    ) -> Result<$type, A::Error> {
                        $(let mut $field = Default::default();)*
                        let mut extra = $crate::wire::Extra::new();
                        while let Some($crate::wire::Name(name)) = members.next_key()? {
                            match &*name {
                                $($name => match members.next_value() {
                                    Ok(value) => $field = $crate::wire::object!(@some $need value),
                                    Err(fault) => {
                                        members.next_value::<$crate::wire::Raw<'de>>().map_err(|_| fault)?;
                                    }
                                },)*
                                _ => {
                                    let value = members.next_value()?;
                                    extra.insert(name.into_owned(), value);
                                }
                            }
                        }
                        Ok($type {
                            $($field: $crate::wire::object!(@take $need $field, $name),)*
                            extra,
                        })
                    }
                }

                deserializer.deserialize_struct(stringify!($type), &[$($name),*], Members)
            }
        }
    };
    (@some required $value:expr) => { Some($value) };
    (@some optional $value:expr) => { $value };
    (@some scalars $value:expr) => { $crate::wire::List::of_scalars($value) };
    (@take required $field:ident, $name:literal) => {
        $field.ok_or_else(|| serde::de::Error::missing_field($name))?
    };
    (@take optional $field:ident, $name:literal) => { $field };
    (@take scalars $field:ident, $name:literal) => { $field };
}

pub(crate) use object;
