//! The curl line of an operation. The key is a variable of the shell.

use super::{
    json,
    request::{Body, FILE, Part, Request},
};

pub(super) fn sample(request: &Request<'_>) -> String {
    let mut lines = vec![
        format!("curl '{}'", request.url),
        "--header \"TATODESK-API-KEY: $TATODESK_API_KEY\"".to_owned(),
    ];
    match &request.body {
        Body::Json(example) => {
            lines.push("--header 'Content-Type: application/json'".to_owned());
            let body = example.map_or("{}".to_owned(), json);
            lines.push(format!("--data '{}'", quoted(&body)));
        }
        Body::Form(parts) => lines.extend(parts.iter().map(|part| match part {
            Part::File(name) => format!("--form '{name}=@{FILE}'"),
            Part::Text(name, value) => format!("--form '{name}={}'", quoted(value)),
        })),
    }
    lines.join(" \\\n  ")
}

/// A text inside of single quotes of a shell.
fn quoted(text: &str) -> String {
    text.replace('\'', r"'\''")
}
