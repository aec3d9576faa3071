//! Walks through a document beside its schema, and alters it.

use serde_json::{Value, json};

use super::spec::{is_flag, is_number_or_text, requires, resolve};

/// A place in a document that the spec knows.
pub(super) struct Node {
    /// The place as a JSON pointer.
    pub(super) pointer: String,
    pub(super) schema: &'static Value,
    /// Whether the spec lets the member be left out.
    pub(super) optional: bool,
    /// The innermost list of objects that holds the place, as a JSON pointer.
    pub(super) list: Option<String>,
}

impl Node {
    /// The place as reports name it: `$.companies[0].name`.
    pub(super) fn path(&self) -> String {
        path(&self.pointer)
    }

    pub(super) fn is_list_of_objects(&self) -> bool {
        self.schema["type"] == "array" && resolve(&self.schema["items"])["type"] == "object"
    }

    /// Whether the place is an element of a list and not a member of an object.
    pub(super) fn is_element(&self) -> bool {
        last(&self.pointer).parse::<usize>().is_ok()
    }
}

fn last(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}

/// The JSON path of a JSON pointer; the spec has no member whose name is a number.
pub(super) fn path(pointer: &str) -> String {
    let mut path = "$".to_owned();
    for segment in pointer.split('/').skip(1) {
        match segment.parse::<usize>() {
            Ok(index) => path.push_str(&format!("[{index}]")),
            Err(_) => path.push_str(&format!(".{segment}")),
        }
    }
    path
}

/// Every place of the document that the spec knows, the whole document first.
pub(super) fn nodes(schema: &'static Value, document: &Value) -> Vec<Node> {
    let mut nodes = Vec::new();
    let root = Node {
        pointer: String::new(),
        schema: resolve(schema),
        optional: false,
        list: None,
    };
    walk(root, document, &mut nodes);
    nodes
}

fn walk(node: Node, value: &Value, nodes: &mut Vec<Node>) {
    let below = |segment: &str, schema: &'static Value| Node {
        pointer: format!("{}/{segment}", node.pointer),
        schema: resolve(schema),
        optional: !node.is_list_of_objects() && !requires(node.schema, segment),
        list: if node.is_list_of_objects() {
            Some(node.pointer.clone())
        } else {
            node.list.clone()
        },
    };
    let mut found: Vec<(Node, &Value)> = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if let Some(schema) = node.schema["properties"].get(name) {
                    found.push((below(name, schema), value));
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                found.push((below(&index.to_string(), &node.schema["items"]), element));
            }
        }
        _ => {}
    }
    nodes.push(node);
    for (node, value) in found {
        walk(node, value, nodes);
    }
}

/// The document with another value in this place, or without it.
pub(super) fn altered(document: &Value, pointer: &str, change: Option<Value>) -> Value {
    let mut document = document.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("not the whole document");
    let parent = document.pointer_mut(parent).expect("the place exists");
    match (parent, change) {
        (Value::Object(members), None) => {
            members.remove(name).expect("the member exists");
        }
        (parent, change) => {
            let place = match parent {
                Value::Array(elements) => &mut elements[name.parse::<usize>().expect("an index")],
                parent => &mut parent[name],
            };
            *place = change.expect("elements are replaced only");
        }
    }
    document
}

/// The document with every place changed that the function changes. Outer places come first, and what they lose is not
/// visited.
pub(super) fn altered_everywhere(
    schema: &'static Value,
    document: &Value,
    change: impl Fn(&Node, &Value) -> Change,
) -> Value {
    let mut result = document.clone();
    for node in nodes(schema, document) {
        let Some(value) = result.pointer(&node.pointer) else {
            continue;
        };
        let change = match change(&node, value) {
            Change::Keep => continue,
            Change::Remove => None,
            Change::Set(value) => Some(value),
        };
        if node.pointer.is_empty() {
            result = change.expect("the whole stays");
        } else {
            result = altered(&result, &node.pointer, change);
        }
    }
    result
}

/// What happens to a place.
pub(super) enum Change {
    Keep,
    Remove,
    Set(Value),
}

/// Without all the members that may be left out.
pub(super) fn without_optional(schema: &'static Value, document: &Value) -> Value {
    altered_everywhere(schema, document, |node, _| {
        if node.optional && !node.is_element() {
            Change::Remove
        } else {
            Change::Keep
        }
    })
}

/// Null for all the members that may be null or left out.
pub(super) fn with_nulls(schema: &'static Value, document: &Value) -> Value {
    altered_everywhere(schema, document, |node, _| {
        let may = node.optional || node.schema["nullable"] == true;
        if may && !node.is_element() && !node.pointer.is_empty() {
            Change::Set(Value::Null)
        } else {
            Change::Keep
        }
    })
}

/// The same value instead of every list, or instead of those lists only that hold no other list.
pub(super) fn with_lists(
    schema: &'static Value,
    document: &Value,
    instead: &Value,
    innermost: bool,
) -> Value {
    altered_everywhere(schema, document, |node, value| {
        let holds_lists = nodes(node.schema, value)
            .iter()
            .skip(1)
            .any(|inner| inner.schema["type"] == "array");
        if node.schema["type"] == "array" && !(innermost && holds_lists) {
            Change::Set(instead.clone())
        } else {
            Change::Keep
        }
    })
}

/// These values instead of every flag, and of every member that takes numbers as well as text.
pub(super) fn with_numbers(
    schema: &'static Value,
    document: &Value,
    flag: &Value,
    number_or_text: &Value,
) -> Value {
    altered_everywhere(schema, document, |node, _| {
        if is_flag(node.schema) {
            Change::Set(flag.clone())
        } else if is_number_or_text(node.schema) {
            Change::Set(number_or_text.clone())
        } else {
            Change::Keep
        }
    })
}

/// A member that no spec knows, in every object.
pub(super) fn with_unknown_members(schema: &'static Value, document: &Value) -> Value {
    altered_everywhere(schema, document, |node, value| match value {
        Value::Object(members) if node.schema["type"] == "object" => {
            let mut members = members.clone();
            let unknown = json!({"deep": [1.5, null, {"ç": ""}], "none": null});
            members.insert("unheardOf".to_owned(), unknown);
            Change::Set(Value::Object(members))
        }
        _ => Change::Keep,
    })
}

/// Another value in every place that holds text or a number.
pub(super) fn edited(schema: &'static Value, document: &Value) -> Value {
    altered_everywhere(schema, document, |_, value| match value {
        Value::Number(number) => Change::Set(json!(number.as_i64().expect("an integer") + 1)),
        Value::String(text) => Change::Set(Value::String(edited_text(text))),
        _ => Change::Keep,
    })
}

/// Dates and times end with a digit, and stay valid with another one in its place.
fn edited_text(text: &str) -> String {
    match text.chars().last().and_then(|last| last.to_digit(10)) {
        Some(digit) => format!("{}{}", &text[..text.len() - 1], (digit + 1) % 10),
        None => format!("{text} é\""),
    }
}

/// The document with one element in each list of objects: the one that holds most.
pub(super) fn narrowed(schema: &'static Value, document: &Value) -> Value {
    altered_everywhere(schema, document, |node, value| match value {
        Value::Array(elements) if node.is_list_of_objects() => {
            let most = elements.iter().max_by_key(|it| it.to_string().len());
            Change::Set(most.into_iter().cloned().collect())
        }
        _ => Change::Keep,
    })
}
