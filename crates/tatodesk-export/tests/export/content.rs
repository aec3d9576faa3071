//! What the files hold, beside the answers read directly.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tatodesk::{jiff::civil::time, types};
use tatodesk_export::{
    ColumnKind, Export, ExportRequest, Format, Progress, Report, malformed_path,
};
use tatodesk_sandbox::{Fault, Rule};

use crate::support::{client, days, lines, names, sandbox};

/// The rows of an answer in one piece: its first list that is not empty.
fn rows(answer: &Value) -> Vec<Value> {
    let members = answer.as_object().expect("an object");
    let list = members.values().find_map(Value::as_array);
    list.expect("rows").clone()
}

fn is_null(value: &Value) -> bool {
    value.is_null()
}

/// Whether two rows are the same, where null and absent count as equal.
fn same(one: &Value, other: &Value) -> bool {
    let filled = |row: &Value| {
        let mut row = row.as_object().expect("a row").clone();
        row.retain(|_, value| !is_null(value));
        row
    };
    filled(one) == filled(other)
}

/// The cell that a value should have; none where that takes more than a look.
fn cell(kind: ColumnKind, value: &Value) -> Option<String> {
    let text = value.as_str();
    Some(match kind {
        _ if is_null(value) => String::new(),
        ColumnKind::Text | ColumnKind::Duration => text?.to_owned(),
        ColumnKind::Integer | ColumnKind::Count => {
            text.map_or_else(|| value.to_string(), str::to_owned)
        }
        ColumnKind::Flag => match text
            .map_or_else(|| value.to_string(), str::to_owned)
            .as_str()
        {
            "1" | "Yes" => "true".to_owned(),
            _ => "false".to_owned(),
        },
        ColumnKind::DateTime => {
            let text = text?.strip_suffix('Z')?.replace('T', " ");
            match text.contains('.') {
                true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
                false => text,
            }
        }
        _ => return None,
    })
}

/// Compares both files of a report with its rows.
fn compare(report: Report, folder: &std::path::Path, direct: &[Value]) {
    assert!(!direct.is_empty(), "{report}");
    let exported = lines(&folder.join("rows.jsonl"));
    assert_eq!(exported.len(), direct.len(), "{report}");
    for (one, other) in exported.iter().zip(direct) {
        assert!(same(one, other), "{report}: {one} {other}");
    }
    let mut reader = csv::Reader::from_path(folder.join("rows.csv")).expect("a file");
    let header = reader.headers().expect("a header").clone();
    let columns = report.columns();
    let expected = columns.iter().map(|column| column.name);
    assert!(header.iter().eq(expected.chain(["extra"])), "{report}");
    let records: Vec<_> = reader.records().collect::<Result<_, _>>().expect("lines");
    assert_eq!(records.len(), direct.len(), "{report}");
    for (record, row) in records.iter().zip(direct) {
        for (shown, column) in record.iter().zip(columns) {
            let value = &row[column.name];
            match cell(column.kind, value) {
                Some(expected) => assert_eq!(shown, expected, "{report}: {}", column.name),
                None => assert_eq!(shown.is_empty(), *value == "", "{report}: {}", column.name),
            }
        }
        let extra = record.iter().next_back().expect("a cell");
        match columns {
            [] => assert!(same(&serde_json::from_str(extra).expect("JSON"), row)),
            _ => assert_eq!(extra, "", "{report}"),
        }
    }
}

#[tokio::test]
async fn every_report_has_the_rows_of_its_answer_in_both_formats() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let reports = tatodesk.reports();
    let minutes =
        days().start().to_datetime(time(0, 0, 0, 0))..=days().end().to_datetime(time(23, 59, 0, 0));
    let mut seen = Vec::new();
    macro_rules! check {
        ($call:expr, $small:expr, $is_paged:expr) => {{
            let folder = tempfile::tempdir().expect("a folder");
            let answer = $call.send().await.expect("an answer");
            let direct = rows(&serde_json::to_value(&*answer).expect("JSON"));
            for (name, format) in [("rows.csv", Format::Csv), ("rows.jsonl", Format::JsonLines)] {
                let export = Export::new(format);
                let done = export.to_file($small, folder.path().join(name)).await;
                let done = done.expect("an export");
                assert_eq!((done.rows, done.malformed), (direct.len() as u64, 0));
                let length = folder.path().join(name).metadata().expect("a file").len();
                assert_eq!(done.bytes, length);
                assert_eq!(done.pages > 1, $is_paged, "{done:?}");
                let expected = $is_paged.then_some(done.rows);
                assert_eq!((done.expected, done.expected_first), (expected, expected));
            }
            let report = report_of(&$call);
            compare(report, folder.path(), &direct);
            assert_eq!(names(folder.path()), ["rows.csv", "rows.jsonl"]);
            seen.push(report);
        }};
    }
    /// The first pages are whole, the last one is not.
    macro_rules! paged {
        ($call:expr) => {
            check!($call.limit(1000), $call.limit(7), true)
        };
    }
    paged!(reports.digital_services(days()));
    paged!(reports.in_person_services(days()));
    paged!(reports.campaigns(days()));
    paged!(reports.tickets(days()));
    paged!(reports.sessions(minutes.clone()));
    check!(
        reports.grouped_journeys(days()),
        reports.grouped_journeys(days()),
        false
    );
    paged!(reports.detailed_journeys(days()));
    paged!(reports.ad_hoc_notifications(days()));
    paged!(reports.reviews(days()));
    /// A list, which is short.
    macro_rules! list {
        ($request:ty) => {{
            let call = tatodesk.call(<$request>::default());
            check!(call.clone().limit(1000), call.clone().limit(1), true)
        }};
    }
    list!(types::ListDepartmentsRequest);
    list!(types::ListServiceGroupsRequest);
    list!(types::ListSpecialtiesRequest);
    list!(types::ListSubspecialtiesRequest);
    list!(types::ListAreasRequest);
    list!(types::ListSubAreasRequest);
    list!(types::ListChatbotJourneysRequest);
    assert_eq!(seen, Report::ALL);
}

fn report_of<R: ExportRequest>(_call: &tatodesk::Call<R>) -> Report {
    R::REPORT
}

#[tokio::test]
async fn a_malformed_row_goes_to_a_file_of_its_own_and_the_others_stay() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tickets.csv");
    let wrong = |row, member: Option<&str>| {
        let member = member.map(str::to_owned);
        Rule::once(Fault::WrongType { row, member }).skip(1)
    };
    let call = || tatodesk.reports().tickets(days()).limit(10);

    sandbox.add_fault(wrong(3, Some("status"))).expect("a rule");
    let done = Export::new(Format::Csv).to_file(call(), &file).await;
    let done = done.expect("an export");
    assert_eq!((done.rows, done.malformed, done.pages), (25, 1, 3));
    let malformed = lines(&malformed_path(&file));
    assert_eq!(malformed.len(), 1);
    let row = &malformed[0];
    assert_eq!((&row["page"], &row["index"]), (&1.into(), &3.into()));
    assert_eq!(row["path"], "status");
    let raw: Value = serde_json::from_str(row["raw"].as_str().expect("a text")).expect("JSON");
    assert!(raw["protocol"].is_string() && raw["status"].is_object());
    assert_eq!(
        names(folder.path()),
        ["tickets.csv", "tickets.csv.malformed.jsonl"]
    );

    // An export without malformed rows leaves no file of an older one.
    let done = Export::new(Format::Csv).to_file(call(), &file).await;
    assert_eq!(done.expect("an export").rows, 26);
    assert_eq!(names(folder.path()), ["tickets.csv"]);

    // The report without pages, and a row that is no object.
    sandbox
        .add_fault(Rule::once(Fault::WrongType {
            row: 0,
            member: None,
        }))
        .expect("a rule");
    let file = folder.path().join("journeys.jsonl");
    let call = tatodesk.reports().grouped_journeys(days());
    let done = Export::new(Format::JsonLines).to_file(call, &file).await;
    assert_eq!(done.expect("an export").malformed, 1);
    assert_eq!(lines(&malformed_path(&file))[0]["index"], 0);
}

#[tokio::test]
async fn the_caller_is_told_of_each_page() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let told = Arc::new(Mutex::new(Vec::<Progress>::new()));
    let keep = Arc::clone(&told);
    let (mut rows, mut malformed) = (Vec::new(), Vec::new());
    let export = Export::new(Format::JsonLines)
        .on_progress(move |so_far| keep.lock().expect("no panic").push(*so_far));
    let call = tatodesk.reports().tickets(days()).limit(10);
    let done = export.to_writer(call, &mut rows, &mut malformed).await;
    let done = done.expect("an export");
    assert_eq!(done.bytes, rows.len() as u64);
    assert!(malformed.is_empty());
    let told = told.lock().expect("no panic");
    let seen: Vec<_> = told
        .iter()
        .map(|it| (it.pages, it.rows, it.expected))
        .collect();
    assert_eq!(
        seen,
        [(1, 10, Some(26)), (2, 20, Some(26)), (3, 26, Some(26))]
    );
    assert!(told.is_sorted_by_key(|it| it.bytes) && told[0].bytes > 0);
}
