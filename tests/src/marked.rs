//! Values for every member of a schema, marked so that they are recognised wherever they turn up.

use serde_json::{Map, Value, json};

/// Stands in members that are personal or secret, or that the spec does not know.
pub const SECRET: &str = "canary-secret-Zq7";
/// The same as a number.
pub const SECRET_NUMBER: u64 = 7_770_001_230_007;
/// Stands in members that may be shown by `Debug` of their type, and nowhere else.
pub const PLAIN: &str = "canary-plain-Zq7";
/// The same as a number.
pub const PLAIN_NUMBER: u64 = 5_550_001_230_005;

/// Formats that a typed value has to be in, so that no mark fits, and a text for each.
const STRICT: [(&str, &str); 5] = [
    ("br-date", "28/01/2024"),
    ("br-date-minute", "28/01/2024 15:40"),
    ("us-date", "01/28/2024"),
    ("compact-date", "28012024"),
    ("time-hm", "15:40"),
];

/// Fills schemas of one document.
#[derive(Clone, Copy, Debug)]
pub struct Filler<'a> {
    /// The spec.
    pub document: &'a Value,
    /// Whether lists of objects get an element that is none.
    pub malformed: bool,
}

impl Filler<'_> {
    /// A value of a named component, with every member that it has.
    pub fn component(&self, name: &str) -> Value {
        self.value(
            &json!({"$ref": format!("#/components/schemas/{name}")}),
            false,
        )
    }

    fn resolve<'v>(&'v self, schema: &'v Value) -> &'v Value {
        match schema["$ref"].as_str() {
            Some(name) => &self.document["components"]["schemas"][last(name)],
            None => schema,
        }
    }

    fn value(&self, schema: &Value, sensitive: bool) -> Value {
        if schema["$ref"].as_str().map(last) == Some("InBandError") {
            return Value::Null; // no error
        }
        let sensitive = sensitive || schema.get("x-sensitive").is_some();
        if schema.get("$ref").is_some() {
            return self.value(self.resolve(schema), sensitive);
        }
        for several in ["allOf", "oneOf", "anyOf"] {
            if let Some(options) = schema[several].as_array() {
                let text = options
                    .iter()
                    .find(|option| self.resolve(option)["type"] == "string");
                return self.value(text.unwrap_or(&options[0]), sensitive);
            }
        }
        if let Some(values) = schema["enum"].as_array() {
            return values[0].clone();
        }
        let format = schema["format"].as_str().unwrap_or_default();
        match schema["type"].as_str() {
            Some("object") => self.object(schema, sensitive),
            Some("array") => self.array(&schema["items"], sensitive),
            Some("boolean") => json!(true),
            Some("integer") if format == "tatodesk-flag" => json!(1),
            Some("integer" | "number") => {
                json!(if sensitive {
                    SECRET_NUMBER
                } else {
                    PLAIN_NUMBER
                })
            }
            _ => match STRICT.iter().find(|(name, _)| *name == format) {
                Some((_, text)) => json!(text),
                None => json!(if sensitive { SECRET } else { PLAIN }),
            },
        }
    }

    fn object(&self, schema: &Value, sensitive: bool) -> Value {
        let mut members = Map::new();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            members.insert(name.clone(), self.value(member, sensitive));
        }
        match &schema["additionalProperties"] {
            Value::Bool(false) => {}
            // An open object may hold anything, so it must not be shown.
            Value::Null | Value::Bool(true) => {
                members.insert("canary".into(), json!({"deep": [SECRET, SECRET_NUMBER]}));
            }
            open if open.as_object().is_some_and(Map::is_empty) => {
                members.insert("canary".into(), json!({"deep": [SECRET, SECRET_NUMBER]}));
            }
            values => {
                members.insert("canary".into(), self.value(values, sensitive));
            }
        }
        Value::Object(members)
    }

    fn array(&self, items: &Value, sensitive: bool) -> Value {
        let mut elements = vec![self.value(items, sensitive)];
        if self.malformed && elements[0].is_object() {
            elements.push(json!(SECRET));
            elements.push(json!([{"raw": SECRET_NUMBER}]));
        }
        Value::Array(elements)
    }
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The marks that are in `text`.
pub fn marks(text: &str) -> Vec<&'static str> {
    const NUMBERS: [(&str, u64); 2] = [
        ("a secret number", SECRET_NUMBER),
        ("a plain number", PLAIN_NUMBER),
    ];
    let texts = [SECRET, PLAIN].into_iter();
    let mut found: Vec<&str> = texts.filter(|mark| text.contains(mark)).collect();
    for (name, number) in NUMBERS {
        if text.contains(&number.to_string()) {
            found.push(name);
        }
    }
    found
}
