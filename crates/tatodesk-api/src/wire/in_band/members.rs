//! The members `error` and `message` of an answer, read without a tree of the rest.
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt::{self, Formatter};
use std::marker::PhantomData;

/// A longer list or object stands as its text: as a tree it could take a hundred times its length.
const LONGEST_TREE: usize = 1024 * 1024;

/// A member as a tree, or as its text where it cannot or must not be one.
type Member<'a> = Option<Result<Value, &'a str>>;

/// `error` and `message` of an answer, or nothing where the text is not one JSON object.
pub(super) fn members(text: &str) -> Option<(Member<'_>, Member<'_>)> {
    // Most errors are short words, which one pass finds. Only lists and objects are read again, from their texts.
    let scalars = serde_json::from_str(text).ok();
    if let Some(Envelope { error, message }) = scalars
        && !matches!(error, Some(Scalar(None)))
        && !matches!(message, Some(Scalar(None)))
    {
        let member = |scalar: Option<Scalar>| scalar.and_then(|Scalar(value)| value).map(Ok);
        return Some((member(error), member(message)));
    }
    let Envelope { error, message } = serde_json::from_str(text).ok()?;
    Some((error.map(tree), message.map(tree)))
}

fn tree(raw: &RawValue) -> Result<Value, &str> {
    let raw = raw.get();
    if raw.len() > LONGEST_TREE && raw.starts_with(['[', '{']) {
        return Err(raw);
    }
    // A value that is nested too deep for a tree stands as its text, too.
    serde_json::from_str(raw).map_err(|_| raw)
}

/// A value that is neither a list nor an object; nothing where it is one.
struct Scalar(Option<Value>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
                Ok(Scalar(Some(Value::Null)))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.into())))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.into())))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.into())))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.into())))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar(Some(value.into())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Scalar, A::Error> {
                while elements.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Scalar, A::Error> {
                while members.next_entry::<Name, IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// The two members of an answer that tell of an error.
#[derive(Clone, Copy, PartialEq)]
enum Name {
    Error,
    Message,
    Other,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Name;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            // A name may be one that no text can hold: half of a surrogate pair is JSON, too.
            fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<Name, E> {
                Ok(match name {
                    b"error" => Name::Error,
                    b"message" => Name::Message,
                    _ => Name::Other,
                })
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

/// An object of which only `error` and `message` are held; of several, the last, as JSON readers do.
struct Envelope<T> {
    error: Option<T>,
    message: Option<T>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Envelope<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Envelope<T>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Envelope<T>, A::Error> {
                let (mut error, mut message) = (None, None);
                while let Some(name) = members.next_key()? {
                    match name {
                        Name::Error => error = Some(members.next_value()?),
                        Name::Message => message = Some(members.next_value()?),
                        Name::Other => drop(members.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(Envelope { error, message })
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}
