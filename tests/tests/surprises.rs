//! The types expect surprises: members that the spec does not know are kept, a typed member is really typed, one
//! malformed element of a list costs that element alone, and whatever decodes is printed back equal.

use serde_json::{Value, json};
use tatodesk_api::{ApiRequest, ApiResponse, OperationVisitor, visit_operation, wire};
use tests::spec::{self, Operation};

/// One step into a JSON document.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Member(String),
    Element(usize),
}

type Path = Vec<Step>;

/// Decodes a response as the operation's type and encodes it again, with the malformed elements' paths.
struct RoundTrip<'a>(&'a Value);

impl OperationVisitor for RoundTrip<'_> {
    type Output = Result<(Value, Vec<String>), String>;

    fn visit<R: ApiRequest>(self) -> Self::Output {
        let bytes = serde_json::to_vec(self.0).expect("JSON encodes");
        let answer: R::Response = wire::decode(&bytes).map_err(|error| error.path)?;
        let malformed = answer
            .malformed()
            .iter()
            .map(|element| element.path.clone())
            .collect();
        Ok((
            serde_json::to_value(&answer).expect("an answer encodes"),
            malformed,
        ))
    }
}

fn round_trip(operation: &Operation, value: &Value) -> Result<(Value, Vec<String>), String> {
    visit_operation(&operation.id, RoundTrip(value)).expect("a JSON operation")
}

fn assert_kept(operation: &Operation, value: &Value, what: &str) -> Vec<String> {
    let (printed, malformed) = round_trip(operation, value)
        .unwrap_or_else(|path| panic!("{} {what}: does not decode at {path}", operation.id));
    assert_eq!(
        tests::without_nulls(&printed),
        tests::without_nulls(value),
        "{} {what}",
        operation.id
    );
    malformed
}

/// Every place of a document with its value.
fn places(value: &Value, at: &Path, found: &mut Vec<(Path, Value)>) {
    found.push((at.clone(), value.clone()));
    let step = |step: Step| at.iter().cloned().chain([step]).collect::<Path>();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, &step(Step::Member(name.clone())), found);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                places(element, &step(Step::Element(index)), found);
            }
        }
        _ => {}
    }
}

fn edit(value: &Value, path: &[Step], new: Value) -> Value {
    let mut value = value.clone();
    let mut at = &mut value;
    for step in path {
        at = match step {
            Step::Member(name) => &mut at[name.as_str()],
            Step::Element(index) => &mut at[*index],
        };
    }
    *at = new;
    value
}

/// All response examples of the JSON operations, with each place in them.
fn each_place(mut check: impl FnMut(&Operation, &Value, &Path, &Value)) {
    for operation in spec::operations()
        .iter()
        .filter(|operation| operation.is_json())
    {
        for example in operation.responses() {
            let mut found = Vec::new();
            places(&example.value, &Vec::new(), &mut found);
            for (path, value) in found {
                check(operation, &example.value, &path, &value);
            }
        }
    }
}

#[test]
fn unknown_members_are_kept_in_every_object() {
    let mut edits = 0;
    each_place(|operation, whole, path, value| {
        let Value::Object(members) = value else {
            return;
        };
        let mut members = members.clone();
        members.insert(
            "aMemberOfTomorrow".into(),
            json!({"deep": [1, null, "x", 1.5]}),
        );
        let malformed = assert_kept(
            operation,
            &edit(whole, path, members.into()),
            "unknown member",
        );
        assert_eq!(malformed, Vec::<String>::new());
        edits += 1;
    });
    assert!(edits > 150, "{edits}");
}

#[test]
fn null_lists_and_empty_lists_are_kept() {
    let mut edits = 0;
    each_place(|operation, whole, path, value| {
        if value.is_array() {
            assert_kept(operation, &edit(whole, path, json!([])), "empty list");
            assert_kept(operation, &edit(whole, path, Value::Null), "null list");
            edits += 1;
        }
    });
    assert!(edits > 40, "{edits}");
}

#[test]
fn an_edit_of_a_typed_member_is_printed() {
    let mut edits = 0;
    each_place(|operation, whole, path, value| {
        let edited = match value {
            // Not a date, a time or a word any more: answers keep what does not read.
            Value::String(text) => json!(format!("{text} x")),
            Value::Number(_) => json!(77),
            _ => return,
        };
        if matches!(path.last(), Some(Step::Member(name)) if name == "error") && path.len() == 1 {
            return;
        }
        let (printed, malformed) = round_trip(operation, &edit(whole, path, edited.clone()))
            .unwrap_or_else(|at| panic!("{} {path:?}: {at}", operation.id));
        assert_eq!(malformed, Vec::<String>::new(), "{} {path:?}", operation.id);
        let mut found = Vec::new();
        places(&printed, &Vec::new(), &mut found);
        assert!(
            found.contains(&(path.clone(), edited)),
            "{} {path:?}",
            operation.id
        );
        edits += 1;
    });
    assert!(edits > 500, "{edits}");
}

#[test]
fn a_member_of_another_type_is_noticed_in_the_innermost_list() {
    let mut edits = 0;
    each_place(|operation, whole, path, value| {
        // The fields of a CRM record are the account's, so any value is at home there.
        let free = operation.id == "insertObject" && path.len() > 1;
        let other = match value {
            Value::String(_) => json!({"not": "a text"}),
            Value::Number(_) => json!("not a number"),
            Value::Array(list) if !list.is_empty() => json!("not a list"),
            Value::Object(_) if !path.is_empty() => json!("not an object"),
            _ => return,
        };
        let is_count = matches!(path.last(), Some(Step::Member(name)) if name == "count");
        let other = if is_count { json!([]) } else { other };
        if free {
            return;
        }
        let edited = edit(whole, path, other);
        let element = path
            .iter()
            .enumerate()
            .rev()
            .find_map(|(place, step)| match step {
                Step::Element(_) if is_object_list(whole, &path[..place]) => Some(&path[..=place]),
                _ => None,
            });
        match (round_trip(operation, &edited), element) {
            (Err(at), None) => assert!(at.starts_with('$'), "{} {path:?} {at}", operation.id),
            (Ok((printed, malformed)), Some(element)) => {
                assert_eq!(malformed.len(), 1, "{} {path:?}", operation.id);
                assert!(
                    malformed[0].starts_with(&pointer(element)),
                    "{} {path:?} {malformed:?}",
                    operation.id
                );
                assert_eq!(
                    tests::without_nulls(&printed),
                    tests::without_nulls(&edited),
                    "{} {path:?}",
                    operation.id
                );
            }
            (result, element) => panic!("{} {path:?}: {result:?}, {element:?}", operation.id),
        }
        edits += 1;
    });
    assert!(edits > 500, "{edits}");
}

fn is_object_list(whole: &Value, path: &[Step]) -> bool {
    let list = path.iter().fold(whole, |at, step| match step {
        Step::Member(name) => &at[name.as_str()],
        Step::Element(index) => &at[*index],
    });
    list[0].is_object()
}

fn pointer(path: &[Step]) -> String {
    path.iter().fold("$".to_owned(), |text, step| match step {
        Step::Member(name) => format!("{text}.{name}"),
        Step::Element(index) => format!("{text}[{index}]"),
    })
}
