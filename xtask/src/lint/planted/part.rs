//! A part of the spec: some operations and components, with all that they refer to. Rules check it in a fraction of the time.

use super::CLEAN;
use crate::lint::document::pointer::schema_name;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Operations that always stay: one that reads, one that writes, and two that send.
const ALWAYS: [&str; 4] = [
    "/dl/pa/listCompaniesByUser",
    "/dl/v1/sms/messages",
    "/dl/v1/whatsapp/messages",
    "/pa/createAppointment",
];

/// Operations of a component that stay. More of them would show a rule nothing new.
const USERS: usize = 2;

/// The components that each path uses, directly or through others.
static USED: LazyLock<BTreeMap<&'static str, BTreeSet<&'static str>>> = LazyLock::new(|| {
    let paths = members("/paths").iter();
    paths
        .map(|(path, item)| (path.as_str(), reachable(item)))
        .collect()
});

fn members(pointer: &str) -> &'static Map<String, Value> {
    let members = CLEAN.pointer(pointer).and_then(Value::as_object);
    members.unwrap_or_else(|| panic!("the spec has no {pointer}"))
}

/// The part with what these pointers name, what these values refer to, and two operations of each component.
pub(super) fn part<'p>(
    pointers: impl Iterator<Item = &'p str>,
    values: impl Iterator<Item = &'p Value>,
) -> Value {
    let mut paths = BTreeSet::from(ALWAYS.map(str::to_owned));
    let mut schemas = BTreeSet::new();
    for pointer in pointers {
        let mut keys = pointer.split('/').skip(1);
        match [keys.next(), keys.next(), keys.next()] {
            [Some("paths"), Some(path), _] => {
                paths.insert(path.replace("~1", "/"));
            }
            [Some("components"), Some("schemas"), Some(name)] => {
                schemas.insert(name.to_owned());
            }
            _ => {}
        }
    }
    for value in values {
        references(value, &mut |name| {
            schemas.insert(name.to_owned());
        });
        // The edit of a reference alone.
        schemas.extend(value.as_str().and_then(schema_name).map(str::to_owned));
    }
    for name in &schemas {
        let users = USED.iter().filter(|(_, used)| used.contains(name.as_str()));
        paths.extend(users.take(USERS).map(|(path, _)| (*path).to_owned()));
    }
    let mut part = CLEAN.clone();
    retain(&mut part, "/paths", |path| paths.contains(path));
    // Whatever is no schema stays, and so do its schemas.
    let mut kept = part.clone();
    retain(&mut kept, "/components/schemas", |name| {
        schemas.contains(name)
    });
    let reachable: BTreeSet<String> = reachable_in(&kept);
    retain(&mut part, "/components/schemas", |name| {
        schemas.contains(name) || reachable.contains(name)
    });
    part
}

fn reachable_in(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut roots = Vec::new();
    references(value, &mut |name| roots.push(name.to_owned()));
    for root in roots {
        if let Some((name, schema)) = members("/components/schemas").get_key_value(&root) {
            found.insert(name.clone());
            found.extend(reachable(schema).into_iter().map(str::to_owned));
        }
    }
    found
}

/// The components that the value refers to, directly or through others.
fn reachable(value: &'static Value) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        references(value, &mut |name| {
            let component = members("/components/schemas").get_key_value(name);
            if let Some((name, schema)) = component
                && found.insert(name.as_str())
            {
                open.push(schema);
            }
        });
    }
    found
}

/// Calls `visit` with the name of each component that the value refers to.
fn references(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value.as_str().and_then(schema_name)) {
                    ("$ref", Some(name)) => visit(name),
                    _ => references(value, visit),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, visit)),
        _ => {}
    }
}

fn retain(spec: &mut Value, pointer: &str, keep: impl Fn(&str) -> bool) {
    let members = spec.pointer_mut(pointer).and_then(Value::as_object_mut);
    members
        .expect("the whole spec has these members")
        .retain(|name, _| keep(name));
}
