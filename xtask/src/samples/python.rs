//! The call of an operation with the package httpx.

use serde_json::Value;

use super::request::{Body, FILE, Part, Request};
use crate::yaml::Node;

/// A failure usually arrives with status 200 too.
const END: &str = "\
answer = response.raise_for_status().json()
if answer.get(\"error\"):
    raise RuntimeError(answer[\"error\"])";

pub(super) fn sample(request: &Request<'_>) -> String {
    let body = match &request.body {
        Body::Json(example) => {
            let json = example.map_or("{}".to_owned(), |example| literal(example, 1));
            format!("    json={json},\n")
        }
        Body::Form(parts) => form(parts),
    };
    let url = &request.url;
    format!(
        "import os\n\nimport httpx\n\nresponse = httpx.post(\n    \"{url}\",\n    headers={{\"TATODESK-API-KEY\": \
         os.environ[\"TATODESK_API_KEY\"]}},\n{body})\n{END}"
    )
}

/// The arguments that send a form.
fn form(parts: &[Part<'_>]) -> String {
    let (mut data, mut files) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::File(name) => files.push(format!("\"{name}\": open(\"{FILE}\", \"rb\")")),
            Part::Text(name, value) => data.push(format!("\"{name}\": {}", Value::from(*value))),
        }
    }
    let (data, files) = (data.join(", "), files.join(", "));
    format!("    data={{{data}}},\n    files={{{files}}},\n")
}

/// A value as Python writes it, its members in the spec's order. It begins on a line that is `depth` steps deep.
fn literal(node: &Node, depth: usize) -> String {
    let inner = |node| literal(node, depth + 1);
    let (open, lines, close): (_, Vec<_>, _) = match node.value() {
        Value::Null => return "None".to_owned(),
        Value::Bool(true) => return "True".to_owned(),
        Value::Bool(false) => return "False".to_owned(),
        Value::Object(_) => {
            let members = node.members();
            let member = |(name, value)| format!("{}: {}", Value::from(name), inner(value));
            ('{', members.map(member).collect(), '}')
        }
        Value::Array(_) => ('[', node.elements().iter().map(inner).collect(), ']'),
        // The escapes of JSON are those of Python too.
        scalar => return scalar.to_string(),
    };
    if lines.is_empty() {
        return format!("{open}{close}");
    }
    let indent = "    ".repeat(depth);
    let lines: String = lines
        .iter()
        .map(|line| format!("\n{indent}    {line},"))
        .collect();
    format!("{open}{lines}\n{indent}{close}")
}
