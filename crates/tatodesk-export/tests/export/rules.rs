//! Exports that leave out or hash columns.

use serde_json::Value;
use tatodesk_export::{
    ColumnError, ColumnRules, Export, ExportError, Format, HashKey, Report, malformed_path,
};
use tatodesk_sandbox::{Fault, Rule};

use crate::support::{client, days, lines, sandbox};

fn key() -> HashKey {
    HashKey::new([1; 32]).expect("it is long enough")
}

/// All texts within a value.
fn texts(value: &Value, to: &mut Vec<String>) {
    match value {
        Value::String(text) => to.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|it| texts(it, to)),
        Value::Object(members) => members.values().for_each(|it| texts(it, to)),
        _ => {}
    }
}

#[tokio::test]
async fn what_is_personal_can_be_left_out_of_every_format() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let folder = tempfile::tempdir().expect("a folder");
    let call = || tatodesk.reports().tickets(days());
    let whole = folder.path().join("whole.jsonl");
    let done = Export::new(Format::JsonLines).to_file(call(), &whole).await;
    done.expect("an export");
    let personal = || {
        let columns = Report::Tickets.columns().iter();
        columns.filter(|column| column.sensitive)
    };
    let mut secrets = Vec::new();
    for row in lines(&whole) {
        personal().for_each(|column| texts(&row[column.name], &mut secrets));
    }
    secrets.retain(|text| text.len() > 5);
    assert!(secrets.len() > 20, "{}", secrets.len());
    let dropped = personal().fold(ColumnRules::new(), |rules, it| rules.drop_column(it.name));
    let hashed = personal().fold(ColumnRules::new(), |rules, it| {
        rules.hash_column(it.name, &key())
    });
    for rules in [dropped, hashed] {
        for format in [
            Format::JsonLines,
            Format::Csv,
            Format::CsvForExcel,
            #[cfg(feature = "parquet")]
            Format::Parquet,
        ] {
            // A row that does not decode has people's data, too.
            let wrong = Fault::WrongType {
                row: 1,
                member: Some("status".to_owned()),
            };
            sandbox.add_fault(Rule::once(wrong)).expect("a rule");
            let file = folder.path().join("rows");
            let export = Export::new(format).columns(rules.clone());
            let done = export.to_file(call(), &file).await.expect("an export");
            assert_eq!((done.rows, done.malformed), (25, 1));
            let malformed = lines(&malformed_path(&file));
            let members: Vec<_> = malformed[0]
                .as_object()
                .expect("an object")
                .keys()
                .collect();
            assert_eq!(members, ["index", "page", "path", "reason"]);
            for path in [malformed_path(&file), file] {
                let bytes = std::fs::read(path).expect("a file");
                let text = String::from_utf8_lossy(&bytes);
                let found = secrets.iter().find(|secret| text.contains(*secret));
                assert_eq!(found, None);
            }
        }
    }
}

#[tokio::test]
async fn hashes_are_the_same_in_every_format() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let folder = tempfile::tempdir().expect("a folder");
    let rules = ColumnRules::new()
        .hash_column("user", &key())
        .hash_column("date", &key());
    let export = |format| Export::new(format).columns(rules.clone());
    let call = || tatodesk.reports().tickets(days());
    let (json, csv) = (folder.path().join("a.jsonl"), folder.path().join("a.csv"));
    let done = export(Format::JsonLines).to_file(call(), &json).await;
    done.expect("an export");
    let done = export(Format::Csv).to_file(call(), &csv).await;
    done.expect("an export");
    let mut reader = csv::Reader::from_path(&csv).expect("a file");
    let header = reader.headers().expect("a header").clone();
    let place = |name| header.iter().position(|it| it == name).expect("a column");
    let mut seen = 0;
    for (record, row) in reader.records().zip(lines(&json)) {
        let record = record.expect("a line");
        for name in ["user", "date"] {
            let text = row[name].as_str().unwrap_or_default();
            assert_eq!(&record[place(name)], text);
            seen += usize::from(text.len() == 64);
        }
    }
    assert!(seen > 26, "{seen}");
}

#[tokio::test]
async fn rules_that_do_not_fit_are_refused_before_anything_is_sent() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.csv");
    let rules = ColumnRules::new().drop_column("subjects");
    let export = || Export::new(Format::Csv).columns(rules.clone());
    let call = || tatodesk.reports().tickets(days());
    let (mut rows, mut malformed) = (Vec::new(), Vec::new());
    let to_file = export().to_file(call(), &file).await;
    let to_writer = export().to_writer(call(), &mut rows, &mut malformed).await;
    for done in [to_file, to_writer] {
        let unknown = matches!(
            &done,
            Err(ExportError::Columns(ColumnError::Unknown {
                nearest: Some("subject"),
                ..
            }))
        );
        assert!(unknown, "{done:?}");
    }
    assert!(!file.exists() && rows.is_empty());
    assert!(sandbox.requests().is_empty());
}
