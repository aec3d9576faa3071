//! Reading the spec's text: what a YAML reader would swallow silently (duplicate keys, keys that are no text) is found here.

use crate::lint::document::pointer::child;
use crate::lint::finding::Findings;
use serde_json::{Map, Number, Value};
use serde_norway::Value as Yaml;

/// How many characters a line may have.
const WIDTH: usize = 120;

/// Reads the text into a JSON value, or says why it cannot be read.
pub(crate) fn read(text: &str, findings: &mut Findings) -> Option<Value> {
    match serde_norway::from_str::<Yaml>(text) {
        Ok(yaml) => json(&yaml, "", findings),
        Err(error) => {
            findings.add(
                "",
                "yaml",
                format!("the text cannot be read: {error}"),
                "write one YAML document in which every mapping has each key once",
            );
            None
        }
    }
}

/// A reviewer reads the spec as text, side by side with its last version.
pub(crate) fn width(text: &str, findings: &mut Findings) {
    let long = |(_, line): &(usize, &str)| line.chars().count() > WIDTH;
    for (index, line) in text.lines().enumerate().filter(long) {
        findings.add(
            "",
            "line-width",
            format!("line {} has {} characters", index + 1, line.chars().count()),
            format!("break it before {WIDTH}: fold prose with `>-`, break flow rows at commas"),
        );
    }
}

fn json(yaml: &Yaml, pointer: &str, findings: &mut Findings) -> Option<Value> {
    Some(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(*value),
        Yaml::String(value) => Value::String(value.clone()),
        Yaml::Number(number) => number_value(number, pointer, findings)?,
        Yaml::Sequence(items) => Value::Array(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| json(item, &child(pointer, &index.to_string()), findings))
                .collect::<Option<_>>()?,
        ),
        Yaml::Mapping(members) => {
            let mut object = Map::new();
            for (key, value) in members {
                let Yaml::String(name) = key else {
                    findings.add(
                        pointer,
                        "yaml",
                        format!("the key {key:?} is no text, and readers disagree about such keys"),
                        "put the key in quotes",
                    );
                    return None;
                };
                object.insert(name.clone(), json(value, &child(pointer, name), findings)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => {
            findings.add(
                pointer,
                "yaml",
                format!("the tag {} has no meaning in JSON", tagged.tag),
                "write the value without a tag",
            );
            return None;
        }
    })
}

fn number_value(
    number: &serde_norway::Number,
    pointer: &str,
    findings: &mut Findings,
) -> Option<Value> {
    let value = if let Some(value) = number.as_i64() {
        Some(Number::from(value))
    } else if let Some(value) = number.as_u64() {
        Some(Number::from(value))
    } else {
        number.as_f64().and_then(Number::from_f64)
    };
    if value.is_none() {
        findings.add(
            pointer,
            "yaml",
            format!("{number} is no JSON number"),
            "write a finite number, or put it in quotes",
        );
    }
    value.map(Value::Number)
}
