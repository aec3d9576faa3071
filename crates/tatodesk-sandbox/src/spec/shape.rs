//! The schema of a request as a tree, which names the places where a body breaks it, each in words.
//!
//! The compiled schema decides whether a body is valid. The tree then reads an invalid body and stops after the first
//! [`MAX_BREACHES`], because a small body can hold a million.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write as _};
use std::sync::Arc;

use jsonschema::Validator;
use serde_json::{Map, Value};

use super::words::words;

/// How many breaches of one body are named.
pub(crate) const MAX_BREACHES: usize = 20;

/// A schema and what it says of the values inside.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Everything that the schema says of the value itself.
    own: Arc<Validator>,
    /// What the value must be.
    words: String,
    members: BTreeMap<String, Shape>,
    required: Vec<String>,
    others: Others,
    items: Option<Box<Shape>>,
}

/// Members that the schema does not name.
#[derive(Debug)]
enum Others {
    Refused,
    /// Each of them must have this shape.
    Shaped(Box<Shape>),
    Open,
}

/// One step of the path to a value.
#[derive(Debug, Clone, Copy)]
enum Step<'v> {
    /// A member that the specification names.
    Known(&'v str),
    /// A member whose name the caller made up.
    Unknown(&'v str),
    Item(usize),
}

/// The path to a value.
#[derive(Debug, Clone)]
pub(crate) struct ValuePath<'v>(Vec<Step<'v>>);

impl ValuePath<'_> {
    /// The JSON pointer without the names that the caller made up.
    pub(crate) fn public(&self) -> String {
        self.pointer(|_| "…")
    }

    fn pointer(&self, shown: impl for<'n> Fn(&'n str) -> &'n str) -> String {
        let mut pointer = String::new();
        for step in &self.0 {
            pointer.push('/');
            match step {
                // Writing to a string does not fail.
                Step::Item(index) => _ = write!(pointer, "{index}"),
                Step::Known(name) => pointer.push_str(&escaped(name)),
                Step::Unknown(name) => pointer.push_str(&escaped(shown(name))),
            }
        }
        pointer
    }
}

/// The JSON pointer.
impl fmt::Display for ValuePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pointer(|name| name))
    }
}

/// A name as a JSON pointer has it.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What is wrong with a value.
pub(crate) enum Flaw<'s> {
    /// The operation does not know the member.
    Unknown,
    /// The operation needs the member.
    Missing,
    /// The value must be something else, in words.
    Value(&'s str),
}

impl Shape {
    /// Reads a schema. `named` are the components, and `compiled` are the schemas that were compiled before.
    pub(crate) fn read(
        schema: &Value,
        named: &Map<String, Value>,
        compile: &mut Compiler<'_>,
    ) -> Result<Self, String> {
        // A member with its own words refers to its component inside `allOf`.
        let named_by = match schema["allOf"].as_array().map(Vec::as_slice) {
            Some([only]) => only,
            _ => schema,
        };
        if let Some(reference) = named_by["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            let component = named.get(name).ok_or_else(|| format!("no {reference}"))?;
            return Self::read(component, named, compile);
        }
        let mut own = schema.as_object().cloned().unwrap_or_default();
        let mut members = BTreeMap::new();
        if let Some(Value::Object(properties)) = own.remove("properties") {
            for (name, schema) in properties {
                members.insert(name, Self::read(&schema, named, compile)?);
            }
        }
        let items = own.remove("items");
        let items = items
            .map(|it| Self::read(&it, named, compile))
            .transpose()?;
        let others = match own.remove("additionalProperties") {
            Some(Value::Bool(false)) => Others::Refused,
            Some(Value::Object(schema)) if !schema.is_empty() => {
                let schema = Value::Object(schema);
                Others::Shaped(Box::new(Self::read(&schema, named, compile)?))
            }
            _ => Others::Open,
        };
        let required = own.remove("required");
        let required = required.iter().filter_map(Value::as_array).flatten();
        let required = required.filter_map(Value::as_str).map(str::to_owned);
        Ok(Self {
            required: required.collect(),
            words: words(&own),
            own: compile.compiled(own)?,
            members,
            others,
            items: items.map(Box::new),
        })
    }

    /// The first breaches of a body, in its order.
    pub(crate) fn breaches<'v>(&'v self, body: &'v Value) -> Vec<(ValuePath<'v>, Flaw<'v>)> {
        let mut found = Vec::new();
        self.look(body, &mut ValuePath(Vec::new()), &mut found);
        found
    }

    fn look<'v>(
        &'v self,
        value: &'v Value,
        place: &mut ValuePath<'v>,
        found: &mut Vec<(ValuePath<'v>, Flaw<'v>)>,
    ) {
        if !self.own.is_valid(value) {
            found.push((place.clone(), Flaw::Value(&self.words)));
            return;
        }
        match value {
            Value::Object(object) => {
                self.look_at_members(object, place, found);
            }
            Value::Array(items) => {
                let Some(shape) = &self.items else { return };
                for (index, item) in items.iter().enumerate() {
                    if found.len() == MAX_BREACHES {
                        return;
                    }
                    place.0.push(Step::Item(index));
                    shape.look(item, place, found);
                    place.0.pop();
                }
            }
            _ => {}
        }
    }

    fn look_at_members<'v>(
        &'v self,
        object: &'v Map<String, Value>,
        place: &mut ValuePath<'v>,
        found: &mut Vec<(ValuePath<'v>, Flaw<'v>)>,
    ) {
        let at = |place: &ValuePath<'v>, step| {
            let mut place = place.clone();
            place.0.push(step);
            place
        };
        let missing = self.required.iter();
        for name in missing.filter(|name| !object.contains_key(*name)) {
            if found.len() == MAX_BREACHES {
                return;
            }
            found.push((at(place, Step::Known(name)), Flaw::Missing));
        }
        for (name, value) in object {
            if found.len() == MAX_BREACHES {
                return;
            }
            let (step, shape) = match (self.members.get(name), &self.others) {
                (Some(shape), _) => (Step::Known(name), shape),
                (None, Others::Shaped(shape)) => (Step::Unknown(name), &**shape),
                (None, Others::Open) => continue,
                (None, Others::Refused) => {
                    found.push((at(place, Step::Unknown(name)), Flaw::Unknown));
                    continue;
                }
            };
            place.0.push(step);
            shape.look(value, place, found);
            place.0.pop();
        }
    }
}

/// Compiles what schemas say of single values. Equal schemas are compiled once.
pub(crate) struct Compiler<'c> {
    compile: &'c dyn Fn(&Value) -> Result<Validator, String>,
    compiled: HashMap<String, Arc<Validator>>,
}

impl<'c> Compiler<'c> {
    pub(crate) fn new(compile: &'c dyn Fn(&Value) -> Result<Validator, String>) -> Self {
        Self {
            compile,
            compiled: HashMap::new(),
        }
    }

    fn compiled(&mut self, mut schema: Map<String, Value>) -> Result<Arc<Validator>, String> {
        for unread in ["description", "example"] {
            schema.remove(unread);
        }
        let schema = Value::Object(schema);
        let text = schema.to_string();
        if let Some(known) = self.compiled.get(&text) {
            return Ok(Arc::clone(known));
        }
        let validator = Arc::new((self.compile)(&schema)?);
        self.compiled.insert(text, Arc::clone(&validator));
        Ok(validator)
    }
}
