//! The call of an operation with `fetch`, as a module that needs no package.

use serde_json::Value;

use super::{
    json,
    request::{Body, FILE, Part, Request},
};

const KEY: &str = "'TATODESK-API-KEY': process.env.TATODESK_API_KEY ?? ''";

/// A failure usually arrives with status 200 too.
const END: &str = "\
const answer = await response.json();
if (!response.ok || answer.error) throw new Error(`${response.status}: ${JSON.stringify(answer.error)}`);";

pub(super) fn sample(request: &Request<'_>) -> String {
    let (before, headers, body) = match &request.body {
        Body::Json(example) => {
            let json = example.map_or("{}".to_owned(), json).replace('\n', "\n  ");
            let headers = format!("{{ {KEY}, 'Content-Type': 'application/json' }}");
            (String::new(), headers, format!("JSON.stringify({json})"))
        }
        Body::Form(parts) => (form(parts), format!("{{ {KEY} }}"), "form".to_owned()),
    };
    let url = &request.url;
    format!(
        "{before}const response = await fetch('{url}', {{\n  method: 'POST',\n  headers: {headers},\n  body: {body},\n}});\n{END}"
    )
}

/// The lines that make a form.
fn form(parts: &[Part<'_>]) -> String {
    let lines = parts.iter().map(|part| match part {
        Part::File(name) => {
            let file = format!(
                "new Blob([new Uint8Array(await readFile('{FILE}'))], {{ type: 'image/png' }})"
            );
            format!("form.append('{name}', {file}, '{FILE}');\n")
        }
        Part::Text(name, value) => {
            format!("form.append('{name}', {});\n", Value::from(*value))
        }
    });
    let lines: String = lines.collect();
    format!(
        "import {{ readFile }} from 'node:fs/promises';\n\nconst form = new FormData();\n{lines}"
    )
}
