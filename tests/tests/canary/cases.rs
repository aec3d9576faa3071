//! The answers of a server: filled with marks, right and wrong in every way.

use serde_json::{Value, json};
use tatodesk::Error;
use tests::marked::{Filler, PLAIN, SECRET};

/// The only part of a failed answer that errors show on purpose.
const SAID: &str = "no such unit";

/// One kind of answer: its name, status and body.
pub(crate) type Case = (String, u16, String);

/// The answers of a server. They contain a filled answer of the operation.
pub(crate) fn cases(document: &Value, component: &str) -> Vec<Case> {
    let filled = |malformed| {
        Filler {
            document,
            malformed,
        }
        .component(component)
    };
    let whole = filled(false);
    let text = whole.to_string();
    let with_error = |error: Value| {
        let mut body = whole.clone();
        body["error"] = error;
        body.to_string()
    };
    let half = text
        .chars()
        .take(text.chars().count() * 2 / 3)
        .collect::<String>();
    let mut cases: Vec<Case> = vec![
        ("success".into(), 200, text.clone()),
        ("malformed elements".into(), 200, filled(true).to_string()),
        (
            "in-band error".into(),
            200,
            with_error(json!({"message": SAID, "detail": SECRET})),
        ),
        (
            "in-band error, no words".into(),
            200,
            with_error(json!([SECRET, {"code": SECRET}])),
        ),
        ("half an object".into(), 200, half),
        ("no object".into(), 200, json!([SECRET, whole]).to_string()),
        ("a page".into(), 200, format!("<html>{SECRET}</html>")),
    ];
    for name in whole
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
    {
        // A text may have the right type: then it is shown as the member's type allows.
        for wrong in [json!(PLAIN), json!({"a": SECRET}), json!([[SECRET]])] {
            let mut body = whole.clone();
            body[name] = if name == "error" {
                json!({"message": SAID, "at": wrong})
            } else {
                wrong
            };
            cases.push((format!("wrong {name}"), 200, body.to_string()));
        }
    }
    for status in [301, 400, 401, 403, 404, 408, 429, 500, 503] {
        cases.push((format!("{status}"), status, text.clone()));
        cases.push((
            format!("{status}, a page"),
            status,
            format!("<html>{SECRET}</html>"),
        ));
    }
    cases
}

/// Both must be successes. A wrong member may be one if the spec leaves its type open.
pub(crate) fn is_success<T>(name: &str, result: &Result<T, Error>) -> bool {
    match name {
        "success" | "malformed elements" => true,
        name if name.starts_with("wrong ") => result.is_ok(),
        _ => false,
    }
}
