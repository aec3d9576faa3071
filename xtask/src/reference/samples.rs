//! The code samples of an operation: a curl line, made from the documented example, and the call of the Rust SDK, taken
//! from a test that compiles it.

use std::collections::BTreeMap;

use super::{example::json, site::Site};
use crate::{codegen::spec::operations::Op, yaml::Node};

/// The curl line of an operation. The key is a variable of the shell.
pub(super) fn curl(site: &Site, op: &Op) -> String {
    let mut lines = vec![
        format!("curl '{}{}'", op.server, op.path),
        "--header \"TATODESK-API-KEY: $TATODESK_API_KEY\"".to_owned(),
    ];
    match request(site, op) {
        Body::Json(example) => {
            lines.push("--header 'Content-Type: application/json'".to_owned());
            let body = example.map_or("{}".to_owned(), json);
            lines.push(format!("--data '{}'", quoted(&body)));
        }
        Body::Form(members) => {
            for (name, schema) in members {
                let value = match schema.get("format").and_then(Node::text) {
                    Some("binary") => "@logo.png",
                    _ => schema
                        .get("example")
                        .and_then(Node::text)
                        .unwrap_or_default(),
                };
                lines.push(format!("--form '{name}={}'", quoted(value)));
            }
        }
    }
    lines.join(" \\\n  ")
}

/// A text inside of single quotes of a shell.
fn quoted(text: &str) -> String {
    text.replace('\'', r"'\''")
}

enum Body<'s> {
    Json(Option<&'s Node>),
    Form(Vec<(&'s str, &'s Node)>),
}

fn request<'s>(site: &'s Site, op: &Op) -> Body<'s> {
    let content = site
        .object(op)
        .and_then(|op| op.get("requestBody")?.get("content"));
    if let Some(form) =
        content.and_then(|content| content.get("multipart/form-data")?.get("schema"))
    {
        let members = site
            .target(form)
            .and_then(|(_, form)| form.get("properties"));
        return Body::Form(members.map(Node::members).into_iter().flatten().collect());
    }
    let json = content.and_then(|content| content.get("application/json"));
    let example = json.and_then(|json| json.get("examples")?.members().next());
    Body::Json(example.and_then(|(_, example)| example.get("value")))
}

/// What begins a sample in the test.
const BEGIN: &str = "    // Sample:\n";

/// What ends it: the check that the call is one of the operation that follows.
const END: &str = "    check(call, \"";

/// The Rust samples of these texts by the operation's id, each with the imports that it needs.
pub(super) fn rust<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeMap<String, String> {
    let mut samples = BTreeMap::new();
    for text in texts {
        for part in text.split(BEGIN).skip(1) {
            let Some((code, rest)) = part.split_once(END) else {
                continue;
            };
            let id = rest.split('"').next().unwrap_or_default();
            let mut lines: Vec<&str> = imports(text, code).collect();
            if !lines.is_empty() {
                lines.push("");
            }
            lines.extend(
                code.lines()
                    .map(|line| line.strip_prefix("    ").unwrap_or(line)),
            );
            lines.push("let answer = call.send().await?;");
            samples.insert(id.to_owned(), lines.join("\n"));
        }
    }
    samples
}

/// The lines of a text that import what the code names.
fn imports<'t>(text: &'t str, code: &str) -> impl Iterator<Item = &'t str> {
    text.lines().filter(|line| {
        let path = line
            .strip_prefix("use tatodesk::")
            .and_then(|rest| rest.strip_suffix(';'));
        let name = path.and_then(|path| path.rsplit("::").next());
        let mut words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        name.is_some_and(|name| words.any(|word| word == name))
    })
}
