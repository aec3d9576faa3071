use super::{Format, Sink};
use crate::{ColumnRules, HashKey, Report, layout::Layout};

fn written(format: Format, rows: &[&str]) -> String {
    written_under(&ColumnRules::new(), format, rows)
}

fn written_under(rules: &ColumnRules, format: Format, rows: &[&str]) -> String {
    written_of(Report::Reviews, rules, format, rows)
}

fn written_of(report: Report, rules: &ColumnRules, format: Format, rows: &[&str]) -> String {
    let mut bytes = Vec::new();
    let layout = Layout::new(report, rules).expect("columns of the report");
    let mut sink = Sink::new(format, layout, &mut bytes).expect("a header");
    for row in rows {
        sink.row((*row).into()).expect("a row");
    }
    sink.finish().expect("memory");
    let counted = sink.bytes();
    drop(sink);
    assert_eq!(counted, bytes.len() as u64);
    String::from_utf8(bytes).expect("UTF-8")
}

const HEADER: &str = "chatbotEventFeedbackID,rate,observation,isSolvedProblem,chatbotEventTagID,chatbotID,sessionID,accountID,createdAt,updatedAt,extra\n";

#[test]
fn a_row_is_a_line_of_cells_in_the_order_of_the_columns() {
    let row = r#"{"rate":5,"chatbotEventFeedbackID":"a","observation":"bom; \"sim\", obrigada\nMarina","isSolvedProblem":1,
        "chatbotEventTagID":null,"updatedAt":"2025-01-30T14:05:09.000Z"}"#;
    let line = "a,5,\"bom; \"\"sim\"\", obrigada\nMarina\",true,,,,,,2025-01-30 14:05:09,\n";
    assert_eq!(written(Format::Csv, &[row]), format!("{HEADER}{line}"));
    assert_eq!(written(Format::Csv, &[]), HEADER);
}

#[test]
fn unknown_members_stand_in_one_column_and_none_is_lost() {
    let table = [
        (r#"{"new":1}"#, r#"{"new":1}"#),
        // Beyond 64 bits, nested, null, and an escaped name.
        (
            r#"{"n":123456789012345678901234567890.50,"o":{"a":[1, 2]},"z":null,"caf\u00e9":"x"}"#,
            r#"{"n":123456789012345678901234567890.50,"o":{"a":[1, 2]},"z":null,"café":"x"}"#,
        ),
        // The last one counts.
        (r#"{"new":1,"rate":1,"new":2}"#, r#"{"new":2}"#),
        ("{\"new\":{\n\"a\":1}}", r#"{"new":{"a":1}}"#),
        (r#"{"Rate":1}"#, r#"{"Rate":1}"#),
        (r#"{"extra":"mine"}"#, r#"{"extra":"mine"}"#),
    ];
    for (row, extra) in table {
        let text = written(Format::Csv, &[row]);
        let mut lines = csv::Reader::from_reader(text.as_bytes());
        let cells = lines.records().next().expect("a line").expect("cells");
        assert_eq!(cells.iter().next_back(), Some(extra), "{row}");
    }
}

/// Pairs are JSON, so each quote of them is doubled.
#[test]
fn pairs_are_quoted_cells_of_json() {
    let pairs = |range: std::ops::RangeInclusive<u32>| {
        let pairs: Vec<String> = range.map(|it| format!("N{it}:v{it}")).collect();
        pairs.join(" | ")
    };
    let object = |range: std::ops::RangeInclusive<u32>| {
        let members: Vec<String> = range.map(|it| format!(r#"""N{it}"":""v{it}"""#)).collect();
        format!(r#""{{{}}}""#, members.join(","))
    };
    let table = [
        ("NAME:a | PHONE:1", r#""{""NAME"":""a"",""PHONE"":""1""}""#),
        ("only text", r#""{""only text"":""""}""#),
        (" | ", r#""{"" | "":""""}""#),
        (r#"N:\"b\\"#, r#""{""N"":""\""b\\""}""#),
        ("N:1 | N:2", r#""{""N"":[""1"",""2""]}""#),
        ("", ""),
        (&pairs(1..=16), &object(1..=16)),
        (&pairs(1..=17), &object(1..=17)),
    ];
    let dropped = Report::DigitalServices.columns().iter().map(|it| it.name);
    let dropped = dropped.filter(|name| *name != "metadatas");
    let rules = dropped.fold(
        ColumnRules::new().drop_column("extra"),
        ColumnRules::drop_column,
    );
    for (text, cell) in table {
        let row = format!(r#"{{"metadatas":"{text}"}}"#);
        let formats = [(Format::Csv, ""), (Format::CsvForExcel, "\u{feff}")];
        for (format, mark) in formats {
            let found = written_of(Report::DigitalServices, &rules, format, &[&row]);
            let cell = if cell.is_empty() { "\"\"" } else { cell };
            assert_eq!(found, format!("{mark}metadatas\n{cell}\n"), "{text}");
        }
    }
}

#[test]
fn a_known_member_that_stands_twice_has_its_last_value() {
    let text = written(Format::Csv, &[r#"{"rate":1,"rate":2}"#]);
    assert_eq!(text, format!("{HEADER},2,,,,,,,,,\n"));
}

#[test]
fn excel_gets_a_mark_semicolons_and_decimal_commas() {
    let row = r#"{"chatbotEventFeedbackID":"a;b","chatbotEventTagID":4.5,"rate":3}"#;
    let header = HEADER.replace(',', ";");
    assert_eq!(
        written(Format::CsvForExcel, &[row]),
        format!("\u{feff}{header}\"a;b\";3;;;4,5;;;;;;\n")
    );
}

#[test]
fn a_json_line_is_the_row_as_it_came_on_one_line() {
    let table = [
        (
            r#"{"rate": 1, "rate":2 ,"x":null}"#,
            r#"{"rate": 1, "rate":2 ,"x":null}"#,
        ),
        (
            "{\r\n  \"rate\": 1,\n\"a\": \"b\\nc\"}",
            r#"{  "rate": 1,"a": "b\nc"}"#,
        ),
        (r#"{"n":1e400}"#, r#"{"n":1e400}"#),
        ("{\"t\":\"\u{2028}\"}", "{\"t\":\"\u{2028}\"}"),
    ];
    for (row, line) in table {
        assert_eq!(written(Format::JsonLines, &[row]), format!("{line}\n"));
    }
}

/// HMAC-SHA-256 of `Marina`, made with Python's hmac.
const MARINA: &str = "4745b663e5330fbe57048d7e34ba1070d2b7c96610e1a3b8be1b3b1fd303468a";

fn key() -> HashKey {
    HashKey::new("a key of enough bytes").expect("it is long enough")
}

#[test]
fn a_dropped_column_is_in_no_format_and_in_no_other_column() {
    let rules = ColumnRules::new()
        .drop_column("observation")
        .drop_column("rate");
    let rows = [
        r#"{"rate":5,"observation":"Marina","accountID":1}"#,
        // Twice, escaped, in other letter case, of a wrong type.
        r#"{"observation":"Marina","accountID":1,"rate":1,"observation":"Marina","rate":2}"#,
        r#"{"observati\u006fn":"Marina","accountID":1}"#,
        r#"{"Observation":"Marina","OBSERVATION":{"a":"Marina"},"accountID":1}"#,
        r#"{"observation":{"text":["Marina"]},"accountID":1,"rate":[5]}"#,
    ];
    for row in rows {
        let csv = written_under(&rules, Format::Csv, &[row]);
        let header = "chatbotEventFeedbackID,isSolvedProblem,chatbotEventTagID,chatbotID,sessionID,accountID,createdAt,updatedAt,extra";
        assert_eq!(csv, format!("{header}\n,,,,,1,,,\n"), "{row}");
        let json = written_under(&rules, Format::JsonLines, &[row]);
        assert_eq!(json, "{\"accountID\":1}\n", "{row}");
    }
}

#[test]
fn a_hashed_column_has_the_hash_of_its_text() {
    let rules = ColumnRules::new().hash_column("observation", &key());
    let marina = r#"{"new": 1, "observation": "Marina"}"#;
    let csv = written_under(&rules, Format::Csv, &[marina]);
    let line = csv.lines().nth(1).expect("a row");
    assert_eq!(line, format!(",,{MARINA},,,,,,,,\"{{\"\"new\"\":1}}\""));
    let lines = [
        (
            marina,
            format!("{{\"new\":1,\"observation\":\"{MARINA}\"}}"),
        ),
        (
            r#"{"observation":"M\u0061rina","observation":"Marina"}"#,
            format!("{{\"observation\":\"{MARINA}\",\"observation\":\"{MARINA}\"}}"),
        ),
        // Null and an empty text say nothing of a person.
        (
            r#"{"observation":null}"#,
            r#"{"observation":null}"#.to_owned(),
        ),
        (r#"{"observation":""}"#, r#"{"observation":""}"#.to_owned()),
    ];
    for (row, line) in lines {
        assert_eq!(
            written_under(&rules, Format::JsonLines, &[row]),
            line + "\n"
        );
    }
    // A member in other letter case, which is in `extra`.
    let csv = written_under(&rules, Format::Csv, &[r#"{"Observation":"Marina"}"#]);
    let mut lines = csv::Reader::from_reader(csv.as_bytes());
    let cells = lines.records().next().expect("a line").expect("cells");
    let extra = cells.iter().next_back().expect("a cell");
    assert_eq!(extra, format!("{{\"Observation\":\"{MARINA}\"}}"));
}

#[test]
fn the_same_value_has_the_same_hash() {
    let rules = ["observation", "chatbotEventTagID", "accountID"]
        .into_iter()
        .fold(ColumnRules::new(), |rules, name| {
            rules.hash_column(name, &key())
        });
    let hash = |row: &str| {
        let line = written_under(&rules, Format::JsonLines, &[row]);
        let row: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let mut values = row.as_object().expect("a row").values();
        let hash = values.next().expect("a value").as_str().expect("a text");
        assert_eq!(hash.len(), 64, "{line}");
        hash.to_owned()
    };
    let same = [
        (r#"{"observation":"7"}"#, r#"{"accountID":7}"#),
        (
            r#"{"observation":"a/b"}"#,
            r#"{"chatbotEventTagID":"a\/b"}"#,
        ),
        (
            r#"{"chatbotEventTagID":{"a":1,"b":[2]}}"#,
            r#"{"chatbotEventTagID":{ "b": [ 2 ], "a": 1 }}"#,
        ),
        (r#"{"chatbotEventTagID":true}"#, r#"{"observation":"true"}"#),
    ];
    for (one, other) in same {
        assert_eq!(hash(one), hash(other), "{one} {other}");
    }
    let others = [
        r#"{"observation":"Marina"}"#,
        r#"{"observation":"marina"}"#,
        r#"{"observation":"Marina "}"#,
        r#"{"chatbotEventTagID":{"a":1}}"#,
        r#"{"chatbotEventTagID":{"a":2}}"#,
    ];
    let hashes: std::collections::BTreeSet<_> = others.iter().map(|row| hash(row)).collect();
    assert_eq!(hashes.len(), others.len());
}

#[test]
fn unknown_members_can_be_dropped() {
    let rules = ColumnRules::new().drop_column("extra");
    let row = r#"{"rate":1,"new":"Marina","Rate":2}"#;
    let header = HEADER.replace(",extra", "");
    assert_eq!(
        written_under(&rules, Format::Csv, &[row]),
        format!("{header},1,,,,,,,,\n")
    );
    assert_eq!(
        written_under(&rules, Format::JsonLines, &[row]),
        "{\"rate\":1}\n"
    );
}
