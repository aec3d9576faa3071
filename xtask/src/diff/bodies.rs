//! Compares what an operation takes and what it answers: parameters, bodies, media types, responses.
//!
//! Uses `schema`, `document` and `report`. `operations` uses it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    document::{Document, Operation, members},
    report::Changes,
    schema::{Direction, Walk},
    unknown,
};

/// Compares two versions of one operation.
pub(super) struct Bodies<'d> {
    pub(super) old: &'d Document,
    pub(super) new: &'d Document,
}

impl Bodies<'_> {
    pub(super) fn compare(&self, old: &Operation<'_>, new: &Operation<'_>, out: &mut Changes) {
        let mut requests = Walk::new(self.old, self.new, Direction::Request);
        let mut answers = Walk::new(self.old, self.new, Direction::Answer);
        self.parameters(old, new, &mut requests, out);
        let body = |document: &'_ Document, operation: &Operation<'_>| {
            let body = operation.object.get("requestBody")?;
            Some(document.follow(body).clone())
        };
        match (body(self.old, old), body(self.new, new)) {
            (None, None) => {}
            (Some(_), None) => out.breaks("request", "takes no body any more"),
            (None, Some(body)) => {
                let required = body["required"] == true;
                out.add(required, "request", "takes a body now");
            }
            (Some(before), Some(now)) => {
                if before["required"] != true && now["required"] == true {
                    out.breaks("request", "the body is required now");
                } else if before["required"] == true && now["required"] != true {
                    out.compatible("request", "the body is not required any more");
                }
                self.content("request", &before, &now, &mut requests, out);
                let known = ["description", "required", "content"];
                unknown("request", &before, &now, &known, out);
            }
        }
        self.responses(
            &old.object["responses"],
            &new.object["responses"],
            &mut answers,
            out,
        );
    }

    fn responses(&self, old: &Value, new: &Value, walk: &mut Walk<'_>, out: &mut Changes) {
        for (status, before) in members(old) {
            let place = format!("answer {status}");
            let Some(now) = new.get(status) else {
                out.breaks(&place, "is not described any more");
                continue;
            };
            let (before, now) = (self.old.follow(before), self.new.follow(now));
            self.content(&place, before, now, walk, out);
            let known = ["description", "content", "x-errata"];
            unknown(&place, before, now, &known, out);
        }
        for (status, _) in members(new) {
            if old.get(status).is_none() {
                out.compatible(&format!("answer {status}"), "is described now");
            }
        }
    }

    /// Compares the media types of two bodies.
    fn content(
        &self,
        place: &str,
        old: &Value,
        new: &Value,
        walk: &mut Walk<'_>,
        out: &mut Changes,
    ) {
        let (old, new) = (&old["content"], &new["content"]);
        for (media, before) in members(old) {
            let Some(now) = new.get(media) else {
                out.breaks(place, format!("is not {media} any more"));
                continue;
            };
            let any = Value::Bool(true);
            let (a, b) = (before.get("schema"), now.get("schema"));
            walk.schemas(place, a.unwrap_or(&any), b.unwrap_or(&any), out);
            encoding(place, &before["encoding"], &now["encoding"], out);
            let known = ["schema", "example", "examples", "encoding"];
            unknown(place, before, now, &known, out);
        }
        for (media, _) in members(new) {
            if old.get(media).is_none() {
                out.compatible(place, format!("may be {media} now"));
            }
        }
    }

    fn parameters(
        &self,
        old: &Operation<'_>,
        new: &Operation<'_>,
        walk: &mut Walk<'_>,
        out: &mut Changes,
    ) {
        let (olds, news) = (parameters(self.old, old), parameters(self.new, new));
        for (name, before) in &olds {
            let place = format!("parameter {name}");
            let Some(now) = news.get(name) else {
                out.breaks(&place, "is gone");
                continue;
            };
            if before["required"] != true && now["required"] == true {
                out.breaks(&place, "is required now");
            } else if before["required"] == true && now["required"] != true {
                out.compatible(&place, "is not required any more");
            }
            let any = Value::Bool(true);
            let (a, b) = (before.get("schema"), now.get("schema"));
            walk.schemas(&place, a.unwrap_or(&any), b.unwrap_or(&any), out);
            let known = [
                "description",
                "required",
                "schema",
                "example",
                "examples",
                "name",
                "in",
            ];
            unknown(&place, before, now, &known, out);
        }
        for (name, now) in &news {
            if !olds.contains_key(name) {
                let required = now["required"] == true;
                let words = if required {
                    "is new and required"
                } else {
                    "is new"
                };
                out.add(required, &format!("parameter {name}"), words);
            }
        }
    }
}

/// Compares the content types that the parts of a form may have.
fn encoding(place: &str, old: &Value, new: &Value, out: &mut Changes) {
    let types = |part: &Value| -> BTreeSet<String> {
        let list = part["contentType"].as_str().unwrap_or_default().split(',');
        let types = list.map(|name| name.trim().to_owned());
        types.filter(|name| !name.is_empty()).collect()
    };
    let parts: BTreeSet<&String> = members(old)
        .chain(members(new))
        .map(|(name, _)| name)
        .collect();
    for part in parts {
        let (before, now) = (types(&old[part]), types(&new[part]));
        let here = format!("{place}, part {part}");
        for gone in before.difference(&now).filter(|_| !now.is_empty()) {
            out.breaks(&here, format!("is not {gone} any more"));
        }
        if before.is_empty() && !now.is_empty() {
            out.breaks(&here, "may only be of some content types now");
        } else if now.difference(&before).next().is_some() || now.is_empty() && !before.is_empty() {
            out.compatible(&here, "may be of more content types now");
        }
        unknown(&here, &old[part], &new[part], &["contentType"], out);
    }
}

/// Parameters of the operation and of its path, by place and name.
fn parameters<'d>(
    document: &'d Document,
    operation: &Operation<'d>,
) -> BTreeMap<String, &'d Value> {
    let mut found = BTreeMap::new();
    for holder in [operation.item, operation.object] {
        for parameter in holder["parameters"].as_array().into_iter().flatten() {
            let parameter = document.follow(parameter);
            let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
            found.insert(format!("{} in {}", text("name"), text("in")), parameter);
        }
    }
    found
}
