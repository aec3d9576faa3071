//! The error of the path-finding reader: serde's structured complaints put into words that quote no value.
use super::{DecodeError, words};
use crate::wire::malformed::{push_index, push_member};
use serde::de::{self, Expected, Unexpected};
use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

/// One step into a document.
#[derive(Debug)]
pub(in crate::wire) enum Step {
    Member(String),
    Index(usize),
}

/// What went wrong and, innermost step first, where.
///
/// Lists meet one for each element that does not decode, so it is put into words only when it is asked for them.
#[derive(Debug)]
pub(in crate::wire) enum Fault {
    /// What stands here is no JSON, or more than can be held, or reading has ended.
    NotRead,
    /// What stands here is of another type. In a box, so that a result takes little room: most values fit.
    Misfit(Box<Misfit>),
}

/// What is wrong, and the steps to it.
#[derive(Debug)]
pub(in crate::wire) struct Misfit {
    words: Words,
    steps: Vec<Step>,
}

#[derive(Debug)]
pub(in crate::wire) enum Words {
    Missing(&'static str),
    /// A name that is none of the type's members. Only the reader knows whether it is the name of a member, or a value.
    Unknown,
    Said(Cow<'static, str>),
}

impl Fault {
    /// Our own words, which quote nothing.
    pub(super) fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self::misfit(Words::Said(message.into()))
    }

    fn misfit(words: Words) -> Self {
        let steps = Vec::new();
        Self::Misfit(Box::new(Misfit { words, steps }))
    }

    /// The same fault seen from one level further out.
    pub(super) fn inside(mut self, step: impl FnOnce() -> Step) -> Self {
        if let Self::Misfit(misfit) = &mut self {
            misfit.steps.push(step());
        }
        self
    }

    /// The same fault of a member's name.
    pub(super) fn in_name(self, name: &str) -> Self {
        match self {
            Self::Misfit(misfit) if matches!(misfit.words, Words::Unknown) => {
                Self::new(format!("unknown member `{name}`"))
                    .inside(|| Step::Member(name.to_owned()))
            }
            other => other,
        }
    }

    /// Where it is and what it says; nothing where only the whole text can tell.
    pub(super) fn into_decode_error(self) -> Option<DecodeError> {
        let Self::Misfit(misfit) = self else {
            return None;
        };
        let Misfit { words, steps } = *misfit;
        let mut path = "$".to_owned();
        for step in steps.iter().rev() {
            match step {
                Step::Member(name) => push_member(&mut path, name),
                Step::Index(index) => push_index(&mut path, *index),
            }
        }
        let message = match words {
            Words::Said(message) => message.into_owned(),
            Words::Unknown => "unknown member".to_owned(),
            Words::Missing(name) => {
                push_member(&mut path, name);
                format!("missing member `{name}`")
            }
        };
        Some(DecodeError::new(path, message))
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("does not decode")
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    /// The wire scalars of this crate quote nothing; whatever else speaks here might quote.
    fn custom<T: Display>(message: T) -> Self {
        let message = message.to_string();
        match words::is_ours(&message) {
            true => Self::new(message),
            false => Self::new("does not read as its type"),
        }
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!(
            "expected {}, found {}",
            wanted(expected),
            kind(&unexpected)
        ))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match unexpected {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => {
                "a number out of range"
            }
            Unexpected::Str(_) | Unexpected::Char(_) => "another string",
            _ => kind(&unexpected),
        };
        Self::new(format!("expected {}, found {found}", wanted(expected)))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(format!(
            "expected {}, found another number of elements",
            wanted(expected)
        ))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!(
            "expected one of {}, found another string",
            expected.join(", ")
        ))
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::misfit(Words::Unknown)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::misfit(Words::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(format!("member `{field}` stands twice"))
            .inside(|| Step::Member(field.to_owned()))
    }
}

/// A type's expectation in the words of JSON.
fn wanted(expected: &dyn Expected) -> Cow<'static, str> {
    let text = expected.to_string();
    words::wanted(&text).map_or(Cow::Borrowed("another value"), |words| {
        words.to_owned().into()
    })
}

fn kind(unexpected: &Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a decimal number",
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "a string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list",
        Unexpected::Map => "an object",
        _ => "something else",
    }
}
