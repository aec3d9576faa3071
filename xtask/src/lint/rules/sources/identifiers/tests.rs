//! An identifier of the documentation is found by its hash.

use std::collections::BTreeSet;

use serde_json::json;

use super::{check, hash};
use crate::lint::document::model::{Document, Model};
use crate::lint::finding::Findings;
use crate::lint::planted::{CLEAN, apply, schema, set};
use crate::lint::tables::Tables;

/// Plants a value, and treats these invented words as the documentation's.
fn found(value: serde_json::Value) -> Vec<String> {
    let mut tables = Tables::of_the_project();
    let words = [
        "2031042112300987",
        "20310421123009876",
        "2031-04-21T12:30:09.876",
        "cafe0123",
        "987654",
    ];
    tables.documented_identifiers = BTreeSet::from_iter(words.map(hash));
    let mut spec = CLEAN.clone();
    apply(&mut spec, &set(schema("Company/example"), value));
    let mut findings = Findings::default();
    let model = Model::read(&spec, &mut findings).expect("a document");
    let document = Document::new(&spec, &model, &mut findings);
    check(&document, &tables, &mut findings);
    findings
        .sorted()
        .into_iter()
        .map(|found| found.pointer)
        .collect()
}

#[test]
fn wherever_they_stand() {
    let at = schema("Company/example");
    for value in [
        json!("20310421123009876"),
        json!("2031-04-21T12:30:09.876Z"),
        json!("cafe0123-0000-4000-8000-000000000001"),
        json!(987_654),
        json!("https://files.example.com/review?n=20310421123009876&plt=pa"),
        json!("at 2031-04-21T12:30:09.876Z, Tuesday"),
    ] {
        assert_eq!(found(value.clone()), std::slice::from_ref(&at), "{value}");
    }
    assert_eq!(
        found(json!(["a", {"b": "cafe0123"}])),
        [format!("{at}/1/b")]
    );
}

#[test]
fn others_may_stand() {
    for value in [
        json!("2031-04-21T12:30:09.875Z"),
        json!("cafe0124-0000-4000-8000-000000000001"),
        json!(9_876_541),
        json!("T"),
    ] {
        assert_eq!(found(value.clone()), Vec::<String>::new(), "{value}");
    }
}
