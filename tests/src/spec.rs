//! The spec as plain JSON, read without the generator, so that a mistake in one does not hide in the other.

use std::sync::LazyLock;

use serde_json::Value;

/// `spec/tatodesk.yaml` as JSON. Each process reads it once.
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
        let options = serde_saphyr::options! { strict_booleans: true };
        serde_saphyr::from_str_with_options(&crate::read("spec/tatodesk.yaml"), options)
            .expect("the spec is YAML")
    });
    &DOCUMENT
}

/// One operation of the spec.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// Path below the host.
    pub path: String,
    /// Base URL of the host.
    pub server: String,
    /// The operation object.
    pub object: Value,
}

/// A named example of a request or a response.
#[derive(Debug, Clone)]
pub struct Example {
    /// Name of the example in the spec.
    pub name: String,
    /// Its value.
    pub value: Value,
}

impl Operation {
    /// Whether the body is JSON (all but the multipart upload).
    pub fn is_json(&self) -> bool {
        self.object["requestBody"]["content"]
            .get("application/json")
            .is_some()
    }

    /// The request examples; empty for the multipart upload.
    pub fn requests(&self) -> Vec<Example> {
        examples(&self.object["requestBody"]["content"]["application/json"])
    }

    /// The examples of the 200 response that are successes.
    pub fn responses(&self) -> Vec<Example> {
        let mut found = examples(&self.object["responses"]["200"]["content"]["application/json"]);
        found.retain(|example| example.name != "failed");
        found
    }

    /// Name of the component that describes the 200 response.
    pub fn response_component(&self) -> String {
        component(&self.object["responses"]["200"]["content"]["application/json"]["schema"])
    }

    /// Name of the component that describes the JSON request.
    pub fn request_component(&self) -> String {
        component(&self.object["requestBody"]["content"]["application/json"]["schema"])
    }
}

/// All operations, in the spec's order.
pub fn operations() -> &'static [Operation] {
    static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(in_order);
    &OPERATIONS
}

fn in_order() -> Vec<Operation> {
    let paths = document()["paths"].as_object().expect("paths");
    let mut order: Vec<(usize, Operation)> = Vec::new();
    let text = crate::read("spec/tatodesk.yaml");
    for (path, item) in paths {
        let place = text
            .find(&format!("\n  {path}:"))
            .expect("a path stands in the text");
        order.push((
            place,
            Operation {
                id: text_of(&item["post"]["operationId"]),
                path: path.clone(),
                server: text_of(&item["servers"][0]["url"]),
                object: item["post"].clone(),
            },
        ));
    }
    order.sort_by_key(|(place, _)| *place);
    order.into_iter().map(|(_, operation)| operation).collect()
}

fn examples(media: &Value) -> Vec<Example> {
    media["examples"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, example)| Example {
            name: name.clone(),
            value: example["value"].clone(),
        })
        .collect()
}

/// Whether `schema` is a component: a bare reference, or one with words of its own beside it.
pub fn is_component(schema: &Value) -> bool {
    !component(schema).is_empty()
}

/// Name of the component that `schema` refers to.
pub fn component(schema: &Value) -> String {
    let bare = &schema["$ref"];
    text_of(if bare.is_null() {
        &schema["allOf"][0]["$ref"]
    } else {
        bare
    })
    .trim_start_matches("#/components/schemas/")
    .to_owned()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
