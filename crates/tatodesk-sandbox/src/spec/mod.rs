//! The specification that the sandbox obeys: its operations, their examples, the schemas of requests, and the formats of days and
//! moments.
//!
//! This folder uses no other one. All other folders but `control` use it.

pub(crate) mod breach;
pub(crate) mod examples;
pub(crate) mod formats;
pub(crate) mod moment;
pub(crate) mod refusal;
pub(crate) mod shape;
pub(crate) mod validate;
mod words;

use std::collections::HashMap;
use std::io;
use std::sync::LazyLock;

use jsonschema::{Draft, Keyword, Registry, ValidationError, Validator};
use serde_json::{Map, Value, json};

use shape::{Compiler, Shape};

/// The specification, converted from YAML when the code is generated.
pub(crate) const DOCUMENT: &str = include_str!("../generated/tatodesk.json");
/// A name for the components, so that each request schema can refer to them.
const COMPONENTS: &str = "spec://tatodesk";

/// Immutable and the same for every sandbox, so compiled once per process.
static SPEC: LazyLock<Result<Spec, String>> = LazyLock::new(|| {
    let document = serde_json::from_str(DOCUMENT).map_err(|e| e.to_string())?;
    Spec::read(document)
});

/// All operations of the API.
#[derive(Debug)]
pub(crate) struct Spec {
    operations: HashMap<String, Operation>,
}

/// One operation: one documented path, always POST.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The operation id, e.g. `listHours`.
    pub(crate) id: String,
    /// Whether the body is a multipart form and not JSON.
    pub(crate) multipart: bool,
    /// The product that the key of a call must be for.
    pub(crate) product: String,
    /// Where paged requests and answers keep their paging members.
    pub(crate) paging: Option<Paging>,
    /// The documented answer, if there is one.
    pub(crate) answer: Option<Value>,
    /// Checks a request body, but not whether its days exist: a day that does not exist is refused in-band.
    pub(crate) schema: Validator,
    /// Checks a request body, and that its days exist.
    pub(crate) calendar: Validator,
    /// Names the places where a body breaks the schema.
    pub(crate) shape: Shape,
}

/// The members that page through an answer.
#[derive(Debug)]
pub(crate) struct Paging {
    /// Request member with the number of the page, from 0.
    pub(crate) page: String,
    /// Request member with the rows per page.
    pub(crate) limit: String,
    /// Answer member with the rows.
    pub(crate) rows: String,
    /// Rows per page where the request names no limit.
    pub(crate) default_limit: Option<u64>,
}

/// The specification that every sandbox of this process obeys.
pub(crate) fn spec() -> io::Result<&'static Spec> {
    SPEC.as_ref()
        .map_err(|reason| io::Error::new(io::ErrorKind::InvalidData, reason.as_str()))
}

impl Spec {
    /// The operation at a path.
    pub(crate) fn at(&self, path: &str) -> Option<&Operation> {
        self.operations.get(path)
    }

    /// The operation with an id.
    pub(crate) fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.values().find(|it| it.id == id)
    }

    /// Whether there is such a product.
    pub(crate) fn has_product(&self, product: &str) -> bool {
        self.operations.values().any(|it| it.product == product)
    }

    fn read(mut document: Value) -> Result<Self, String> {
        let schemas = document["components"]["schemas"]
            .as_object()
            .ok_or("no component schemas")?;
        let schemas: Map<String, Value> = schemas
            .iter()
            .map(|(name, schema)| (name.clone(), json_schema(schema)))
            .collect();
        let named = schemas.clone();
        let components =
            Draft::Draft4.create_resource(json!({ "components": { "schemas": schemas } }));
        let registry = Registry::new()
            .add(COMPONENTS, components)
            .and_then(|builder| builder.prepare())
            .map_err(|e| e.to_string())?;
        let Some(Value::Object(paths)) = document.get_mut("paths").map(Value::take) else {
            return Err("no paths".to_owned());
        };
        let mut operations = HashMap::new();
        let alone = |schema: &Value| compile(schema, &registry, false);
        let mut compiler = Compiler::new(&alone);
        for (path, item) in paths {
            let operation = Operation::read(&item["post"], &registry, &named, &mut compiler)
                .map_err(|e| format!("{path}: {e}"))?;
            operations.insert(path, operation);
        }
        Ok(Self { operations })
    }
}

impl Operation {
    fn read(
        operation: &Value,
        registry: &Registry<'_>,
        named: &Map<String, Value>,
        compiler: &mut Compiler<'_>,
    ) -> Result<Self, String> {
        let id = operation["operationId"]
            .as_str()
            .ok_or("no operationId")?
            .to_owned();
        let content = operation["requestBody"]["content"]
            .as_object()
            .ok_or("no request content")?;
        let (media_type, body) = content.iter().next().ok_or("no request media type")?;
        let reference = body["schema"]["$ref"].as_str().ok_or("no request schema")?;
        let whole = json!({ "$ref": format!("{COMPONENTS}{reference}") });
        Ok(Self {
            id,
            product: operation["x-product"]
                .as_str()
                .ok_or("no x-product")?
                .to_owned(),
            multipart: media_type == "multipart/form-data",
            paging: Paging::read(&operation["x-pagination"]),
            answer: success(&operation["responses"]["200"]["content"]["application/json"]),
            schema: compile(&whole, registry, false)?,
            calendar: compile(&whole, registry, true)?,
            shape: Shape::read(&body["schema"], named, compiler)?,
        })
    }
}

impl Paging {
    fn read(extension: &Value) -> Option<Self> {
        Some(Self {
            page: extension["page"].as_str()?.to_owned(),
            limit: extension["limit"].as_str()?.to_owned(),
            rows: extension["rows"].as_str()?.to_owned(),
            default_limit: extension["defaultLimit"].as_u64(),
        })
    }
}

/// The example of a success: the documented one, or the inferred one if nothing is documented.
fn success(media_type: &Value) -> Option<Value> {
    let examples = &media_type["examples"];
    let example = examples
        .get("documented")
        .or_else(|| examples.get("inferred"))?;
    example.get("value").cloned()
}

fn compile(schema: &Value, registry: &Registry<'_>, formats: bool) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .with_registry(registry)
        .offline()
        .should_validate_formats(formats)
        .with_format("br-date", |text: &str| formats::br_date(text).is_some())
        .with_format("br-date-minute", |text: &str| {
            formats::br_date_minute(text).is_some()
        })
        .with_format("us-date", |text: &str| formats::us_date(text).is_some())
        .with_format("compact-date", |text: &str| {
            formats::compact_date(text).is_some()
        })
        .with_format("time-hm", |text: &str| formats::hour_minute(text).is_some())
        .with_keyword(INT64, |_, _, _| Ok(Box::new(Int64)))
        .build(schema)
        .map_err(|e| e.to_string())
}

/// Whether a number is a 64-bit integer. Bounds cannot check this: a number slightly beyond one is read as the nearest double,
/// which equals the bound.
struct Int64;

/// The name of the keyword for this check.
const INT64: &str = "x-int64";

impl<'i> Keyword<'i> for Int64 {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if Keyword::is_valid(self, instance) {
            return Ok(());
        }
        Err(ValidationError::custom("this value is no 64-bit integer"))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        !instance.is_number() || instance.is_i64()
    }
}

/// Turns a schema of OpenAPI 3.0 into JSON Schema: `nullable` becomes a type, and an `int64` gets its range. If an object has a
/// member called `nullable`, that member is a schema and stays as it is.
fn json_schema(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut out: Map<String, Value> = members
                .iter()
                .map(|(name, value)| (name.clone(), json_schema(value)))
                .collect();
            if out.get("nullable") == Some(&Value::Bool(true)) {
                allow_null(&mut out);
            }
            if out.get("format").and_then(Value::as_str) == Some("int64") {
                out.insert(INT64.to_owned(), Value::Bool(true));
            }
            Value::Object(out)
        }
        Value::Array(items) => items.iter().map(json_schema).collect(),
        scalar => scalar.clone(),
    }
}

fn allow_null(schema: &mut Map<String, Value>) {
    if let Some(Value::String(kind)) = schema.get("type").cloned() {
        schema.insert("type".to_owned(), json!([kind, "null"]));
    }
    if let Some(Value::Array(choices)) = schema.get_mut("oneOf") {
        choices.push(json!({ "type": "null" }));
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

#[cfg(test)]
mod tests;
