use super::{Format, Sink};
use crate::Report;

fn written(format: Format, rows: &[&str]) -> String {
    let mut bytes = Vec::new();
    let mut sink = Sink::new(format, Report::Reviews.columns(), &mut bytes).expect("a header");
    for row in rows {
        sink.row(row).expect("a row");
    }
    sink.flush().expect("memory");
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
