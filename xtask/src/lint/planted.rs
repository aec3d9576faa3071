//! Shared by the tests of the rules: plants a defect in a copy of the clean spec and compares the findings.

use super::finding::{Diagnostic, Findings};
use super::rules;
use super::tables::Tables;
use crate::yaml;
use serde_json::Value;
use std::sync::LazyLock;

mod part;

pub(crate) const SPEC: &str = include_str!("../../../spec/tatodesk.yaml");

pub(crate) static CLEAN: LazyLock<Value> = LazyLock::new(|| {
    let spec = yaml::read(SPEC).unwrap_or_else(|refused| panic!("{refused:?}"));
    spec.value()
});

/// The findings of the spec without a defect. While the spec is being changed there may be some; no test counts them.
static BEFORE: LazyLock<Vec<Diagnostic>> = LazyLock::new(|| findings(&CLEAN));

/// The path of the operation in which most defects are planted.
pub(crate) const PATH: &str = "/paths/~1dl~1pa~1listCompaniesByUser";

/// One change of the clean spec.
pub(crate) enum Edit {
    /// Sets the value at a pointer, or adds it as a new member or element.
    Set(String, Value),
    /// Removes the value at a pointer.
    Remove(String),
    /// Moves the value at the first pointer to the second.
    Move(String, String),
}

pub(crate) fn set(pointer: impl Into<String>, value: impl Into<Value>) -> Edit {
    Edit::Set(pointer.into(), value.into())
}

pub(crate) fn remove(pointer: impl Into<String>) -> Edit {
    Edit::Remove(pointer.into())
}

pub(crate) fn schema(rest: &str) -> String {
    format!("/components/schemas/{rest}")
}

/// A pointer below the operation `listCompaniesByUser`.
pub(crate) fn op(rest: &str) -> String {
    format!("{PATH}/post{rest}")
}

/// A defect and all its findings: rule and pointer.
pub(crate) type Defect = (Edit, Vec<(&'static str, String)>);

pub(crate) fn one(edit: Edit, rule: &'static str, pointer: impl Into<String>) -> Defect {
    (edit, vec![(rule, pointer.into())])
}

/// A defect with one finding, at the place of the edit.
pub(crate) fn here(edit: Edit, rule: &'static str) -> Defect {
    let (Edit::Set(pointer, _) | Edit::Remove(pointer) | Edit::Move(pointer, _)) = &edit;
    let pointer = pointer.clone();
    one(edit, rule, pointer)
}

pub(crate) fn apply(spec: &mut Value, edit: &Edit) {
    match edit {
        Edit::Set(pointer, value) => put(spec, pointer, value.clone()),
        Edit::Remove(pointer) => drop(take(spec, pointer)),
        Edit::Move(from, to) => {
            let value = take(spec, from);
            put(spec, to, value);
        }
    }
}

fn parent<'v>(spec: &'v mut Value, pointer: &str) -> (&'v mut Value, String) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer to a member");
    let parent = spec.pointer_mut(parent);
    let key = key.replace("~1", "/").replace("~0", "~");
    (
        parent.unwrap_or_else(|| panic!("the spec has no parent of {pointer}")),
        key,
    )
}

fn put(spec: &mut Value, pointer: &str, value: Value) {
    match parent(spec, pointer) {
        (Value::Object(members), key) => {
            members.insert(key, value);
        }
        (Value::Array(items), key) => {
            let index: usize = key.parse().expect("an index");
            match items.get_mut(index) {
                Some(item) => *item = value,
                None => items.push(value),
            }
        }
        _ => panic!("{pointer} is no member"),
    }
}

fn take(spec: &mut Value, pointer: &str) -> Value {
    let taken = match parent(spec, pointer) {
        (Value::Object(members), key) => members.remove(&key),
        (Value::Array(items), key) => key.parse().ok().map(|index: usize| items.remove(index)),
        _ => None,
    };
    taken.unwrap_or_else(|| panic!("the spec has no {pointer}"))
}

pub(crate) fn findings(spec: &Value) -> Vec<Diagnostic> {
    static TABLES: LazyLock<Tables> = LazyLock::new(Tables::of_the_project);
    let mut findings = Findings::default();
    rules::check(spec, &TABLES, &mut findings);
    findings.sorted()
}

/// Plants the defects, and compares rule and pointer of the new findings.
///
/// At the small size, defects in different places share a copy, which has only the part of the spec that they are about. The
/// defects of a copy that differs are planted in smaller groups, and the last one alone in the whole spec.
/// `TATODESK_TEST_SIZE=full` plants all of them one by one in the whole spec.
pub(crate) fn plant(defects: Vec<Defect>) {
    let full = std::env::var_os("TATODESK_TEST_SIZE").is_some_and(|size| size == "full");
    let part = (!full).then(|| part_of(&defects));
    let (spec, before) = match &part {
        Some((spec, before)) => (spec, before),
        None => (&*CLEAN, &*BEFORE),
    };
    let copies = copies(&defects, if full { 1 } else { 16 });
    let copies = copies.iter();
    let wrong: Vec<String> = copies
        .flat_map(|copy| differences(copy, spec, before))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The part of the spec that these defects are about, and its findings.
fn part_of(defects: &[Defect]) -> (Value, Vec<Diagnostic>) {
    let pointers = defects.iter().flat_map(|(edit, expected)| {
        let expected = expected.iter().map(|(_, pointer)| pointer.as_str());
        places(edit).into_iter().chain(expected)
    });
    let values = defects.iter().filter_map(|(edit, _)| match edit {
        Edit::Set(_, value) => Some(value),
        Edit::Remove(_) | Edit::Move(..) => None,
    });
    let part = part::part(pointers, values);
    let before = findings(&part);
    (part, before)
}

/// What is wrong with the findings of these defects: each one that differs when it is planted alone.
fn differences(defects: &[&Defect], spec: &Value, before: &[Diagnostic]) -> Vec<String> {
    if difference(defects, spec, before).is_none() {
        return Vec::new();
    }
    if defects.len() == 1 {
        return difference(defects, &CLEAN, &BEFORE).into_iter().collect();
    }
    let (one, other) = defects.split_at(defects.len() / 2);
    [one, other]
        .map(|half| differences(half, spec, before))
        .concat()
}

/// Shares the defects out to copies, at most `most` to a copy.
fn copies(defects: &[Defect], most: usize) -> Vec<Vec<&Defect>> {
    let mut copies: Vec<Vec<&Defect>> = Vec::new();
    for defect in defects {
        let fits = |copy: &&mut Vec<&Defect>| {
            copy.len() < most && copy.iter().all(|other| apart(&defect.0, &other.0))
        };
        match copies.iter_mut().find(fits) {
            Some(copy) => copy.push(defect),
            None => copies.push(vec![defect]),
        }
    }
    copies
}

/// Whether neither edit changes what the other one needs: no place holds the other, and none is an element of the same list.
fn apart(one: &Edit, other: &Edit) -> bool {
    let holds = |outer: &str, inner: &str| format!("{inner}/").starts_with(&format!("{outer}/"));
    let list = |place: &str| {
        let (list, key) = place.rsplit_once('/')?;
        key.parse::<usize>().is_ok().then(|| list.to_owned())
    };
    places(one).iter().all(|a| {
        places(other).iter().all(|b| {
            let a_list = list(a).unwrap_or_else(|| (*a).to_owned());
            let b_list = list(b).unwrap_or_else(|| (*b).to_owned());
            !holds(&a_list, &b_list) && !holds(&b_list, &a_list)
        })
    })
}

fn places(edit: &Edit) -> Vec<&str> {
    match edit {
        Edit::Set(place, _) | Edit::Remove(place) => vec![place],
        Edit::Move(from, to) => vec![from, to],
    }
}

/// Plants these defects in one copy of a spec with some findings; how the new findings differ from the expected ones.
fn difference(defects: &[&Defect], clean: &Value, before: &[Diagnostic]) -> Option<String> {
    let mut spec = clean.clone();
    let mut expected = Vec::new();
    for (edit, findings) in defects {
        apply(&mut spec, edit);
        expected.extend(findings.iter().cloned());
    }
    let mut found = findings(&spec);
    found.retain(|finding| !before.contains(finding));
    let places = found.iter().map(|at| (at.rule, at.pointer.clone()));
    let mut places: Vec<_> = places.collect();
    places.sort();
    expected.sort();
    (places != expected).then(|| {
        let found: Vec<_> = found.iter().map(Diagnostic::to_string).collect();
        format!("expected {expected:#?}\nfound {found:#?}")
    })
}

/// The one finding of a list: rule, pointer, problem.
pub(crate) fn only(found: &[Diagnostic]) -> (&'static str, &str, &str) {
    match found {
        [one] => (one.rule, &one.pointer, &one.problem),
        other => panic!("expected one finding, found {other:#?}"),
    }
}
