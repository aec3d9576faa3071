//! That a type of the caller may say anything without an error repeating it, and that types which say nothing of their own keep their words.
use super::super::decode_value;
use crate::wire::List;
use serde::de::{DeserializeOwned, Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::{self, Formatter};

const MARINA: &str = "Marina Duarte";

fn said<T: DeserializeOwned>(value: &Value) -> String {
    let error = decode_value::<T>(value).err().expect("it does not decode");
    error.to_string()
}

/// A type that says a text of its own about the value, in one of the ways of serde.
macro_rules! chatty {
    ($name:ident: |$text:ident| $error:expr) => {
        struct $name;

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let $text = String::deserialize(deserializer)?;
                Err($error)
            }
        }
    };
}

chatty!(Quoting: |text| D::Error::custom(format!("expected somebody else than {text}")));
chatty!(Continuing: |text| D::Error::custom(format!("expected a count, as an integer or a string, found {text}")));
chatty!(Appending: |text| D::Error::custom(format!("expected a flag, 1 or 2, found a string {text}")));
chatty!(Spelling: |text| D::Error::custom(format!("expected {text}")));
chatty!(Expecting: |text| D::Error::invalid_value(Unexpected::Str(&text), &format!("not {text}").as_str()));
chatty!(OfAType: |text| D::Error::invalid_type(Unexpected::Other(&text), &text.as_str()));
chatty!(OfALength: |text| D::Error::invalid_length(3, &format!("struct {text}").as_str()));
chatty!(Naming: |text| D::Error::unknown_field(&text, &["one"]));
chatty!(Choosing: |text| D::Error::unknown_variant(&text, &["one", "two"]));

/// A name that serde takes for a member's, where it is a value.
#[derive(Debug, Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Column {
    Name,
}

/// Its error begins as ours do.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Converted;

impl TryFrom<String> for Converted {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Err(format!("expected a date as DD/MM/YYYY, not {text}"))
    }
}

/// Remembers the value until it says what it expects.
#[derive(Debug)]
struct Remembering;

impl<'de> Deserialize<'de> for Remembering {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Of(String);

        impl Visitor<'_> for Of {
            type Value = Remembering;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                write!(f, "a sequence after {}", self.0)
            }
        }

        let text = Value::deserialize(deserializer)?;
        Of(text.to_string()).visit_i64(1)
    }
}

#[test]
fn what_a_type_of_the_caller_says_is_left_out() {
    const UNREAD: &str = "does not read as its type";
    type Said = fn(&Value) -> String;
    let cases: [(Said, &str); 13] = [
        (said::<Quoting>, UNREAD),
        (said::<Continuing>, UNREAD),
        (said::<Appending>, UNREAD),
        (said::<Spelling>, UNREAD),
        (said::<Converted>, UNREAD),
        (
            said::<Expecting>,
            "expected another value, found another string",
        ),
        (
            said::<Remembering>,
            "expected another value, found an integer",
        ),
        (
            said::<OfAType>,
            "expected another value, found something else",
        ),
        (
            said::<OfALength>,
            "expected another value, found another number of elements",
        ),
        (said::<Naming>, "unknown member"),
        (said::<Column>, "unknown member"),
        (
            said::<Choosing>,
            "expected one of one, two, found another string",
        ),
        (said::<u8>, "expected an integer, found a string"),
    ];
    for (said, message) in cases {
        assert_eq!(said(&json!(MARINA)), format!("$: {message}"));
    }
    // Below other types, too.
    let below = said::<BTreeMap<String, Vec<Quoting>>>(&json!({"people": [MARINA]}));
    assert_eq!(below, format!("$.people[0]: {UNREAD}"));
    let below = said::<BTreeMap<String, Column>>(&json!({"column": MARINA}));
    assert_eq!(below, "$.column: unknown member");
}

#[test]
fn an_element_that_a_type_of_the_caller_refuses_is_not_quoted() {
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Row {
        #[serde(rename = "name")]
        _name: Converted,
    }

    let list: List<Row> = decode_value(&json!([{ "name": MARINA }])).unwrap();
    let malformed = list.malformed().next().unwrap();
    assert_eq!(
        (malformed.path(), malformed.reason()),
        ("name", "does not read as its type")
    );
    assert!(!format!("{list:?} {malformed:?}").contains(MARINA));
}

#[derive(Debug, Deserialize)]
struct Empty;

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is never made")]
struct Pair(String, String);

#[derive(Debug, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    #[expect(dead_code, reason = "it is never made")]
    One { name: String },
}

#[test]
fn the_words_of_derived_types_and_of_serde_are_kept() {
    for (message, expected) in [
        (
            said::<Empty>(&json!(1)),
            "expected unit struct Empty, found an integer",
        ),
        (
            said::<Pair>(&json!(1)),
            "expected tuple struct Pair, found an integer",
        ),
        (
            said::<Tagged>(&json!(1)),
            "expected internally tagged enum Tagged, found an integer",
        ),
        (
            said::<[u8; 3]>(&json!({})),
            "expected an array of length 3, found an object",
        ),
        (
            said::<(u8, u8)>(&json!({})),
            "expected a tuple of size 2, found an object",
        ),
        (
            said::<std::num::NonZeroU8>(&json!(0)),
            "expected a nonzero u8, found a number out of range",
        ),
        (
            said::<char>(&json!("ab")),
            "expected a character, found another string",
        ),
        (
            said::<bool>(&json!(1)),
            "expected a boolean, found an integer",
        ),
        (
            said::<Vec<u8>>(&json!(1)),
            "expected a list, found an integer",
        ),
    ] {
        assert_eq!(message, format!("$: {expected}"));
    }
}
