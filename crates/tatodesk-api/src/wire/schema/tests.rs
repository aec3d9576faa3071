//! Tests of the JSON Schemas of the hand-written types.
use super::super::{BrDate, Instant};
use super::*;
use schemars::schema_for;

#[test]
fn scalars_have_the_specs_type_and_format() {
    let date = schema_for!(BrDate).to_value();
    assert_eq!(
        (&date["type"], &date["format"]),
        (&"string".into(), &"br-date".into())
    );
    assert_eq!(schema_for!(Instant).to_value()["format"], "date-time");
    assert_eq!(schema_for!(Flag).to_value()["format"], "tatodesk-flag");
    assert_eq!(schema_for!(Count).to_value()["oneOf"][0]["type"], "integer");
}

#[test]
fn a_list_is_an_array_of_its_elements() {
    let list = schema_for!(List<Count>).to_value();
    assert_eq!(list["type"], serde_json::json!(["array", "null"]));
    assert_eq!(list["items"]["$ref"], "#/$defs/Count");
}
