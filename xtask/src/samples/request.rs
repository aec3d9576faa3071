//! What the samples of an operation send: the documented example of its body, or the parts of its form.

use crate::yaml::Node;

/// A request of an operation.
pub(super) struct Request<'s> {
    pub(super) operation: &'s str,
    pub(super) url: String,
    pub(super) body: Body<'s>,
}

pub(super) enum Body<'s> {
    /// JSON; without a documented example, an empty object.
    Json(Option<&'s Node>),
    Form(Vec<Part<'s>>),
}

/// A part of a form.
pub(super) enum Part<'s> {
    /// A file, by the name of the part.
    File(&'s str),
    /// A text, by the name of the part and its example.
    Text(&'s str, &'s str),
}

/// The file that samples upload. It lies in the folder of the reader.
pub(super) const FILE: &str = "logo.png";

/// The requests of all operations, in the order of their paths.
pub(super) fn all(spec: &Node) -> Vec<Request<'_>> {
    let paths = spec.get("paths").into_iter().flat_map(Node::members);
    let requests = paths.filter_map(|(path, item)| {
        let operation = item.get("post")?;
        let server = item.get("servers")?.element(0)?.get("url")?.text()?;
        let content = operation.get("requestBody")?.get("content")?;
        Some(Request {
            operation: operation.get("operationId")?.text()?,
            url: format!("{server}{path}"),
            body: body(spec, content),
        })
    });
    requests.collect()
}

fn body<'s>(spec: &'s Node, content: &'s Node) -> Body<'s> {
    if let Some(form) = content.get("multipart/form-data") {
        let members = schema(spec, form).and_then(|form| form.get("properties"));
        let members = members.into_iter().flat_map(Node::members);
        return Body::Form(members.map(|(name, schema)| part(name, schema)).collect());
    }
    let json = content.get("application/json");
    let example = json.and_then(|json| json.get("examples")?.members().next());
    Body::Json(example.and_then(|(_, example)| example.get("value")))
}

/// The schema of a body, or the component that it names.
fn schema<'s>(spec: &'s Node, body: &'s Node) -> Option<&'s Node> {
    let schema = body.get("schema")?;
    let Some(reference) = schema.get("$ref").and_then(Node::text) else {
        return Some(schema);
    };
    let name = reference.rsplit('/').next()?;
    spec.get("components")?.get("schemas")?.get(name)
}

fn part<'s>(name: &'s str, schema: &'s Node) -> Part<'s> {
    let text = |member| schema.get(member).and_then(Node::text);
    match text("format") {
        Some("binary") => Part::File(name),
        _ => Part::Text(name, text("example").unwrap_or_default()),
    }
}
