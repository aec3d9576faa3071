//! The spec as these tests read it: operations, their examples, and the schema of each member.

use std::{collections::BTreeMap, sync::LazyLock};

use serde_json::Value;

/// The whole document as it is written.
pub(crate) const SPEC_TEXT: &str =
    include_str!("../../../../tatodesk-sandbox/src/generated/tatodesk.json");

/// The whole document.
pub(crate) static SPEC: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(SPEC_TEXT).expect("the spec is JSON"));

/// One operation with everything that is documented of it.
pub(super) struct Operation {
    /// Its place in the spec. With it, the operations take turns with cases at the small size.
    pub(super) turn: usize,
    /// Its place among the operations of its effect.
    pub(super) turn_of_effect: usize,
    pub(super) id: &'static str,
    pub(super) path: &'static str,
    pub(super) effect: &'static str,
    /// The examples of its body; none where it takes a form.
    pub(super) requests: Vec<&'static Value>,
    pub(super) request_schema: &'static Value,
    /// The examples of its answer that report no error.
    pub(super) answers: Vec<&'static Value>,
    pub(super) answer_schema: &'static Value,
}

/// All operations.
pub(super) fn operations() -> Vec<Operation> {
    let paths = SPEC["paths"].as_object().expect("paths");
    let mut operations: Vec<Operation> = paths.iter().map(|(path, item)| of(path, item)).collect();
    let mut effects = BTreeMap::new();
    for (turn, operation) in operations.iter_mut().enumerate() {
        let of_effect: &mut usize = effects.entry(operation.effect).or_default();
        (operation.turn, operation.turn_of_effect) = (turn, *of_effect);
        *of_effect += 1;
    }
    operations
}

fn of(path: &'static str, item: &'static Value) -> Operation {
    let post = &item["post"];
    let request = &post["requestBody"]["content"]["application/json"];
    let answer = &post["responses"]["200"]["content"]["application/json"];
    let answers: Vec<&Value> = examples(answer)
        .into_iter()
        .filter(|answer| answer["error"].is_null())
        .collect();
    assert!(!answers.is_empty(), "{path}");
    Operation {
        turn: 0,
        turn_of_effect: 0,
        id: post["operationId"].as_str().expect("an id"),
        path,
        effect: post["x-effect"].as_str().expect("an effect"),
        requests: examples(request),
        request_schema: &request["schema"],
        answers,
        answer_schema: &answer["schema"],
    }
}

fn examples(content: &'static Value) -> Vec<&'static Value> {
    content["examples"]
        .as_object()
        .map(|examples| examples.values().map(|example| &example["value"]).collect())
        .unwrap_or_default()
}

/// The schema itself, where this only refers to it.
pub(super) fn resolve(schema: &'static Value) -> &'static Value {
    let bare = schema["$ref"].as_str();
    match bare.or(schema["allOf"][0]["$ref"].as_str()) {
        None => schema,
        Some(reference) => {
            let target = SPEC.pointer(reference.trim_start_matches('#'));
            resolve(target.expect("the reference leads somewhere"))
        }
    }
}

/// Whether an object's schema lists this member among those that must be there.
pub(super) fn requires(schema: &Value, name: &str) -> bool {
    required(schema).any(|member| member == name)
}

/// The members that must be there: always, or in the answer of a success.
pub(super) fn required(schema: &Value) -> impl Iterator<Item = &Value> {
    let lists = [&schema["required"], &schema["x-required-on-success"]];
    lists.into_iter().filter_map(Value::as_array).flatten()
}

/// Whether members take a number as well as text.
pub(super) fn is_number_or_text(schema: &Value) -> bool {
    schema["oneOf"].is_array()
}

/// Whether this is a flag.
pub(super) fn is_flag(schema: &Value) -> bool {
    schema["format"] == "tatodesk-flag"
}

/// Values that the schema of a request does not allow: also the number or flag as text, which answers may have.
pub(super) fn wrong_in_request(schema: &Value) -> Vec<Value> {
    use serde_json::json;
    let texts: &[&str] = match schema["type"].as_str() {
        Some("integer") => &["1", "2", "", " 1", "-1", "true", "yes"],
        _ => &[],
    };
    let texts = texts.iter().map(|text| json!(text));
    texts.chain(wrong(schema)).collect()
}

/// A value of the schema with all of its members, and one element in each list.
pub(super) fn whole(schema: &'static Value) -> Value {
    use serde_json::json;
    let schema = resolve(schema);
    match schema["type"].as_str() {
        Some("object") => {
            let members = schema["properties"].as_object().into_iter().flatten();
            members
                .map(|(name, member)| (name.clone(), whole(member)))
                .collect()
        }
        Some("array") => json!([whole(&schema["items"])]),
        Some("integer") => json!(1),
        _ if is_number_or_text(schema) => json!("x"),
        Some("string") => match schema["format"].as_str() {
            Some("br-date") => json!("25/06/2025"),
            Some("br-date-minute") => json!("25/06/2025 15:40"),
            Some("us-date") => json!("06/25/2025"),
            Some("compact-date") => json!("25062025"),
            Some("time-hm") => json!("15:40"),
            Some("byte") => json!("SGVsbG8="),
            None => json!("x"),
            Some(other) => panic!("requests have a new format, {other}"),
        },
        _ => json!({}),
    }
}

/// Values that the schema does not allow; none where it allows everything.
pub(super) fn wrong(schema: &Value) -> Vec<Value> {
    use serde_json::json;
    match schema["type"].as_str() {
        Some("integer") => vec![
            json!("x"),
            json!(true),
            json!(1.5),
            json!([1]),
            json!({}),
            json!(1.0),
            json!(1e300),
            json!(u64::MAX),
        ],
        Some("string") => vec![json!(12), json!(true), json!(1.5), json!(["x"]), json!({})],
        Some("array") => vec![
            json!("x"),
            json!(5),
            json!(true),
            json!({}),
            json!({"0": 1}),
            json!("[]"),
        ],
        Some("object") => vec![
            json!("x"),
            json!(5),
            json!(true),
            json!([]),
            json!([1, 2]),
            json!("{}"),
        ],
        None if is_number_or_text(schema) => {
            vec![
                json!(true),
                json!(1.5),
                json!([1]),
                json!({}),
                json!(u64::MAX),
            ]
        }
        None => Vec::new(),
        Some(other) => panic!("the spec has a new type, {other}: {schema}"),
    }
}
