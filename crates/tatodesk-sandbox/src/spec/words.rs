//! Describes in words what a value must be: a day as DD/MM/YYYY, instead of a pattern.

use serde_json::{Map, Value};

/// The formats of requests.
const FORMATS: [(&str, &str); 9] = [
    ("br-date", "a day as DD/MM/YYYY"),
    ("br-date-minute", "a day and a time as DD/MM/YYYY HH:MM"),
    ("us-date", "a day as MM/DD/YYYY"),
    ("compact-date", "a day as DDMMYYYY"),
    ("time-hm", "a time as HH:MM"),
    ("tatodesk-flag", "1 for yes or 2 for no"),
    ("int64", "an integer of 64 bits"),
    ("byte", "Base64"),
    ("binary", "a file"),
];

/// The types.
const TYPES: [(&str, &str); 7] = [
    ("string", "a text"),
    ("integer", "an integer"),
    ("number", "a number"),
    ("boolean", "true or false"),
    ("array", "a list"),
    ("object", "an object"),
    ("null", "null"),
];

fn word(table: &[(&str, &'static str)], name: &Value) -> Option<&'static str> {
    let name = name.as_str()?;
    table.iter().find(|it| it.0 == name).map(|it| it.1)
}

/// The bounds of an integer, in words.
fn bounds(least: &Value, most: &Value) -> Option<String> {
    let least = least.as_i64()?;
    Some(match most.as_i64() {
        Some(most) => format!("an integer from {least} to {most}"),
        None => format!("an integer from {least}"),
    })
}

/// What a schema wants, in words.
pub(crate) fn words(schema: &Map<String, Value>) -> String {
    let member = |name: &str| schema.get(name).unwrap_or(&Value::Null);
    if let Value::Array(choices) = member("oneOf") {
        let choices = choices.iter().filter_map(Value::as_object);
        return choices.map(words).collect::<Vec<_>>().join(" or ");
    }
    let types = match member("type") {
        Value::Array(types) => types.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut all: Vec<String> = Vec::new();
    if let Some(bounds) = bounds(member("minimum"), member("maximum")) {
        all.push(bounds);
    } else if let Some(format) = word(&FORMATS, member("format")) {
        all.push(format.to_owned());
    } else if let Value::Array(values) = member("enum") {
        let values = values.iter().filter(|it| !it.is_null());
        let values: Vec<String> = values.map(Value::to_string).collect();
        all.push(format!("one of {}", values.join(", ")));
    } else {
        let types = types.iter().filter(|it| *it != "null");
        all.extend(types.filter_map(|it| word(&TYPES, it)).map(str::to_owned));
    }
    if types.iter().any(|it| it == "null") {
        all.push("null".to_owned());
    }
    if all.is_empty() {
        return "something else".to_owned();
    }
    all.join(" or ")
}

#[cfg(test)]
mod tests;
