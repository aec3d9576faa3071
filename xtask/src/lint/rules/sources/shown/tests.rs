//! A documented word that nothing else keeps is found.

use serde_json::Value;

use super::super::tables::DOCUMENTED_WORDS;
use super::{check, described};
use crate::lint::document::model::{Document, Model};
use crate::lint::document::pointer::child;
use crate::lint::finding::Findings;
use crate::lint::planted::{CLEAN, Defect, one, op, plant, schema, set};

fn lost(at: String, text: &str) -> Defect {
    one(set(&*at, text), "documented-word", at.clone())
}

#[test]
fn words_of_the_documentation_are_kept() {
    let member = |place: &str, text: &str| lost(schema(&format!("{place}/description")), text);
    plant(vec![
        member(
            "MessagingSession/properties/channel",
            "Channel of the session in words, such as `webchat`.",
        ),
        member(
            "TicketIssue/properties/status",
            "Status in words: `Resolved`, `Waiting for Response`.",
        ),
        member(
            "CrmColumn/properties/type",
            "Type in words: `text`, `numeric`, `integer` or `type`.",
        ),
        member(
            "CrmColumn/properties/type",
            "Type in words: `text`, `numeric`, `timestamp` or `type`.",
        ),
        member(
            "SearchProtocolRequest/properties/platform",
            "Products, such as digital attendance, in-person and tickets.",
        ),
    ]);
}

#[test]
fn prose_of_the_documentation_is_kept() {
    plant(vec![
        lost(
            "/components/securitySchemes/ApiKey/description".into(),
            "Key of the account, which is kept secret.",
        ),
        lost(
            op("/description"),
            "Companies of the account. Safe to repeat (inferred).",
        ),
        lost(
            schema("Department/description"),
            "A department of the contact center, active or not.",
        ),
        lost(
            schema("SubArea/description"),
            "A subarea, the lowest level of them all.",
        ),
    ]);
}

/// Each word of the table is missed where it is taken out, and the spec has all of them.
#[test]
fn each_word_is_missed() {
    assert_eq!(missing(&CLEAN), Vec::new());
    let model = Model::read(&CLEAN, &mut Findings::default()).expect("a document");
    let document = Document::new(&CLEAN, &model, &mut Findings::default());
    let pointer = |place: &str| child(&described(&document, place), "description");
    let most = DOCUMENTED_WORDS.iter().map(|(_, words)| words.len()).max();
    for index in 0..most.expect("a table with words") {
        let mut spec = CLEAN.clone();
        let mut taken = Vec::new();
        for (place, words) in DOCUMENTED_WORDS {
            let Some(word) = words.get(index) else {
                continue;
            };
            let pointer = pointer(place);
            let text = spec.pointer_mut(&pointer).expect("a description");
            *text = text.as_str().expect("a text").replace(word, "-").into();
            taken.push((pointer, format!("`{word}`")));
        }
        let found = missing(&spec);
        for (pointer, word) in taken {
            let named =
                |(at, problem): &(String, String)| *at == pointer && problem.contains(&word);
            assert!(found.iter().any(named), "{pointer}: {word}");
        }
    }
}

/// Pointer and problem of each documented word that the spec lacks.
fn missing(spec: &Value) -> Vec<(String, String)> {
    let mut findings = Findings::default();
    let model = Model::read(spec, &mut findings).expect("a document");
    check(&Document::new(spec, &model, &mut findings), &mut findings);
    let found = findings.sorted().into_iter();
    found.map(|found| (found.pointer, found.problem)).collect()
}
