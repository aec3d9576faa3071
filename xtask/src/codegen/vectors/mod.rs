//! Language-neutral test vectors: for each operation its exact requests and the answers of its examples. Uses the
//! operations that `spec` read; the generator writes the files. `spec/vectors/README.md` documents the format.

#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use super::{
    error::{Error, Result},
    spec::operations::{ON_SUCCESS, Op},
    write::{Files, VECTORS},
};

/// The file that a form carries: it is small and has bytes that no text has.
const FILE: (&str, &str, &str) = ("notice.png", "image/png", "AAECgIGC/f7/DQoNCg==");

/// The vectors of all operations. `spec` is the whole document.
pub(crate) fn render(spec: &Value, ops: &[Op]) -> Result<Files> {
    ops.iter().map(|op| file(spec, op)).collect()
}

fn file(spec: &Value, op: &Op) -> Result<(String, String)> {
    let operation = &spec["paths"][&op.path]["post"];
    let content = &operation["responses"]["200"]["content"]["application/json"];
    let mut answers: Vec<Value> = examples(content).map(answer).collect();
    if resolve(spec, &content["schema"]).get(ON_SUCCESS).is_some() {
        answers.push(json!({
            "name": "promisedMembersAreMissing", "status": 200, "body": {"error": null},
            "outcome": "accepted", "sendAgain": false,
        }));
    }
    let vectors = json!({
        "operation": op.id,
        "effect": op.effect,
        "product": op.product,
        "requests": requests(spec, op, &operation["requestBody"]["content"]),
        "answers": answers,
    });
    let text = serde_json::to_string_pretty(&vectors)
        .map_err(|error| Error::Tool(format!("vectors of {}: {error}", op.id)))?;
    Ok((format!("{VECTORS}/{}.json", op.id), text + "\n"))
}

/// The requests that the examples of the body become.
fn requests(spec: &Value, op: &Op, content: &Value) -> Vec<Value> {
    let json = examples(&content["application/json"]).map(|(name, body)| {
        let headers = json!({"TATODESK-API-KEY": "{{key}}", "Content-Type": "application/json"});
        request(op, name, &headers, ("body", body.clone()))
    });
    let form = &content["multipart/form-data"]["schema"];
    let forms = (!form.is_null()).then(|| {
        let headers = json!({"TATODESK-API-KEY": "{{key}}", "Content-Type": "multipart/form-data"});
        request(op, "documented", &headers, ("form", parts(spec, form)))
    });
    json.chain(forms).collect()
}

fn request(op: &Op, name: &str, headers: &Value, (kind, body): (&str, Value)) -> Value {
    let url = format!("{}{}", op.server, op.path);
    json!({"name": name, "method": "POST", "url": url, "headers": headers, kind: body})
}

/// An answer, and what a client makes of it. Neither a success nor a refusal is a reason to send a request again.
fn answer((name, body): (&String, &Value)) -> Value {
    let error = &body["error"];
    let failed = error.is_string() || error.is_object();
    let mut answer = json!({"name": name, "status": 200, "body": body, "sendAgain": false});
    answer["outcome"] = json!(if failed { "rejected" } else { "success" });
    if failed {
        answer["message"] = error.get("message").unwrap_or(error).clone();
    }
    answer
}

/// The parts of a form: each file is the same one, and each text is the example of its member.
fn parts(spec: &Value, schema: &Value) -> Value {
    let (name, content_type, base64) = FILE;
    let file = json!({"fileName": name, "contentType": content_type, "base64": base64});
    let members = resolve(spec, schema)["properties"].as_object();
    let part = |(name, member): (&String, &Value)| match &member["format"] {
        format if format == "binary" => Some((name.clone(), file.clone())),
        _ => Some((name.clone(), resolve(spec, member).get("example")?.clone())),
    };
    Value::Object(members.into_iter().flatten().filter_map(part).collect())
}

/// The schema itself, where this is a reference to a component.
fn resolve<'a>(spec: &'a Value, schema: &'a Value) -> &'a Value {
    let pointer = schema["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
    pointer.and_then(|to| spec.pointer(to)).unwrap_or(schema)
}

/// The named examples of a body.
fn examples(body: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let examples = body["examples"].as_object().into_iter().flatten();
    examples.map(|(name, example)| (name, &example["value"]))
}
