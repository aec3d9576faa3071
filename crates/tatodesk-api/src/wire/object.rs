//! Reading an object of an answer: its known members into their fields, all others into its rest.
use crate::wire::raw::NAME;
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, Visitor};
use std::borrow::Cow;
use std::fmt::{self, Formatter};

/// A member's name: the place of a known one, or the text of any other.
pub(crate) enum Name<'de> {
    Known(usize),
    Other(Cow<'de, str>),
}

/// Reads a member's name. It holds the names that are known.
///
/// The decoder of answers knows the places of these names, so it gives the place alone.
#[derive(Clone, Copy)]
pub(crate) struct Names(pub(crate) &'static [&'static str]);

impl Names {
    fn place(self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| *known == name)
    }
}

impl<'de> DeserializeSeed<'de> for Names {
    type Value = Name<'de>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name<'de>, D::Error> {
        deserializer.deserialize_newtype_struct(NAME, self)
    }
}

impl<'de> Visitor<'de> for Names {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    #[inline]
    fn visit_u64<E: Error>(self, place: u64) -> Result<Name<'de>, E> {
        usize::try_from(place).map(Name::Known).map_err(E::custom)
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
        let other = || Name::Other(Cow::Borrowed(name));
        Ok(self.place(name).map_or_else(other, Name::Known))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
        let other = || Name::Other(Cow::Owned(name.to_owned()));
        Ok(self.place(name).map_or_else(other, Name::Known))
    }

    /// Every deserializer but that of answers comes here first.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Name<'de>, D::Error> {
        other.deserialize_identifier(self)
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
                const NAMES: &[&str] = &[$($name),*];

                /// The places of the names.
                #[allow(
                    dead_code,
                    non_camel_case_types,
                    non_upper_case_globals,
                    reason = "each has the name of its field, and some types have none"
                )]
                mod place {
                    enum Field {
                        $($field,)*
                    }

                    $(pub(super) const $field: usize = Field::$field as usize;)*
                }

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
                        while let Some(name) = members.next_key_seed($crate::wire::Names(NAMES))? {
                            let at = match name {
                                $crate::wire::Name::Known(at) => at,
                                $crate::wire::Name::Other(name) => {
                                    let value = members.next_value()?;
                                    extra.insert(name.into_owned(), value);
                                    continue;
                                }
                            };
                            match at {
                                $(place::$field => match members.next_value() {
                                    Ok(value) => $field = $crate::wire::object!(@some $need value),
                                    Err(fault) => {
                                        members.next_value::<$crate::wire::Raw<'de>>().map_err(|_| fault)?;
                                    }
                                },)*
                                _ => return Err(serde::de::Error::custom("no such member")),
                            }
                        }
                        Ok($type {
                            $($field: $crate::wire::object!(@take $need $field, $name),)*
                            extra,
                        })
                    }
                }

                deserializer.deserialize_struct(stringify!($type), NAMES, Members)
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
