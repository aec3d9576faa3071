//! A description that was read: its operations, and where its references lead.

use serde_json::Value;

use crate::{lint::document::keywords::keywords, yaml};

/// A longer chain of references is a circle.
const LONGEST_CHAIN: usize = 16;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// One description, whose references all lead somewhere.
pub(super) struct Document {
    pub(super) raw: Value,
    /// Major and minor version of OpenAPI.
    pub(super) version: String,
}

/// One operation.
pub(super) struct Operation<'d> {
    /// `operationId`, or method and path where there is none.
    pub(super) id: String,
    /// Method and path.
    pub(super) address: String,
    pub(super) item: &'d Value,
    pub(super) object: &'d Value,
}

impl Document {
    pub(super) fn read(name: &str, text: &str) -> Result<Self, String> {
        let node = yaml::read(text).map_err(|refused| {
            let (line, column) = (refused.line, refused.column);
            format!("{name}:{line}:{column}: {}", refused.problem)
        })?;
        Self::of(node.value()).map_err(|problem| format!("{name}: {problem}"))
    }

    pub(super) fn of(raw: Value) -> Result<Self, String> {
        let version = raw["openapi"].as_str().unwrap_or_default();
        let version = version.split('.').take(2).collect::<Vec<_>>().join(".");
        if !["3.0", "3.1"].contains(&version.as_str()) {
            return Err("this is no OpenAPI document of version 3.0 or 3.1".to_owned());
        }
        if !raw["paths"].is_object() {
            return Err("there are no paths".to_owned());
        }
        let document = Self { raw, version };
        for (at, reference) in keywords(&document.raw, "$ref") {
            document
                .target(reference)
                .map_err(|problem| format!("#{at}: {problem}"))?;
        }
        Ok(document)
    }

    /// Whether keywords beside a reference count.
    pub(super) fn reads_siblings(&self) -> bool {
        self.version != "3.0"
    }

    fn target(&self, reference: &Value) -> Result<&Value, String> {
        let mut reference = reference;
        for _ in 0..LONGEST_CHAIN {
            let text = reference.as_str().unwrap_or_default();
            let target = text.strip_prefix('#').and_then(|at| self.raw.pointer(at));
            let target = target.ok_or_else(|| format!("{text} is nothing in this document"))?;
            match target.get("$ref") {
                Some(next) => reference = next,
                None => return Ok(target),
            }
        }
        Err("the references go in a circle".to_owned())
    }

    /// What a value is, or what it refers to.
    pub(super) fn follow<'d>(&'d self, value: &'d Value) -> &'d Value {
        match value.get("$ref") {
            Some(reference) => self.target(reference).unwrap_or(&Value::Null),
            None => value,
        }
    }

    pub(super) fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations: Vec<Operation<'_>> = Vec::new();
        for (path, item) in members(&self.raw["paths"]) {
            let item = self.follow(item);
            for method in METHODS {
                let Some(object) = item.get(method) else {
                    continue;
                };
                let address = format!("{} {path}", method.to_uppercase());
                let id = object["operationId"].as_str().unwrap_or(&address);
                let taken = operations.iter().any(|operation| operation.id == id);
                operations.push(Operation {
                    id: if taken { &address } else { id }.to_owned(),
                    address: address.clone(),
                    item,
                    object,
                });
            }
        }
        operations
    }
}

impl Operation<'_> {
    /// The keywords of the path that are no operations.
    pub(super) fn of_path(&self) -> Value {
        let keywords = members(self.item).filter(|(key, _)| !METHODS.contains(&key.as_str()));
        let keywords = keywords.map(|(key, value)| (key.clone(), value.clone()));
        Value::Object(keywords.collect())
    }
}

/// The members of an object; none where it is no object.
pub(super) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
