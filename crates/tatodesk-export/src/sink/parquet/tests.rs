use std::io;

use bytes::Bytes;
use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::Field,
};

use super::{GROUP_BYTES, GROUP_ROWS, Parquet};
use crate::{ColumnRules, HashKey, Report, layout::Layout};

fn written(report: Report, rules: &ColumnRules, rows: &[&str]) -> SerializedFileReader<Bytes> {
    let mut bytes = Vec::new();
    let layout = Layout::new(report, rules).expect("columns of the report");
    let mut sink = Parquet::new(layout, &mut bytes).expect("a schema");
    for row in rows {
        sink.row((*row).into()).expect("a row");
    }
    sink.finish().expect("memory");
    let counted = sink.bytes();
    drop(sink);
    assert_eq!(counted, bytes.len() as u64);
    SerializedFileReader::new(Bytes::from(bytes)).expect("a Parquet file")
}

/// The values of the only row that are not null, with their names.
fn values(report: Report, rules: &ColumnRules, row: &str) -> Vec<(String, Field)> {
    let reader = written(report, rules, &[row]);
    let mut rows = reader.get_row_iter(None).expect("rows");
    let row = rows.next().expect("a row").expect("values");
    assert!(rows.next().is_none());
    let columns = row.into_columns().into_iter();
    columns.filter(|(_, it)| *it != Field::Null).collect()
}

/// What becomes of a member.
fn became(report: Report, row: &str) -> Vec<(String, Field)> {
    values(report, &ColumnRules::new(), row)
}

fn text(text: &str) -> Field {
    Field::Str(text.to_owned())
}

#[test]
fn the_columns_have_types() {
    let types = |report| {
        let reader = written(report, &ColumnRules::new(), &[]);
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let columns = schema.columns().iter();
        let shown = columns.map(|column| {
            let logical = column.logical_type_ref().map(|it| format!("{it:?}"));
            let name = column.name().to_owned();
            (
                name,
                column.physical_type().to_string(),
                logical.unwrap_or_default(),
            )
        });
        shown.collect::<Vec<_>>()
    };
    let reviews = types(Report::Reviews);
    let of = |name: &str| {
        let found = reviews.iter().find(|(it, ..)| it == name);
        let (_, physical, logical) = found.expect("a column");
        (physical.as_str(), logical.as_str())
    };
    assert_eq!(of("accountID"), ("INT64", ""));
    assert_eq!(of("isSolvedProblem"), ("BOOLEAN", ""));
    assert_eq!(of("observation"), ("BYTE_ARRAY", "String"));
    assert_eq!(of("extra"), ("BYTE_ARRAY", "String"));
    let (physical, logical) = of("createdAt");
    assert_eq!(physical, "INT64");
    // The civil time of errata D9, in no zone.
    assert!(logical.contains("is_adjusted_to_u_t_c: false"), "{logical}");
    assert!(logical.contains("MICROS"), "{logical}");
    for &report in Report::ALL {
        let names = types(report).into_iter().map(|(name, ..)| name);
        let columns = report.columns().iter().map(|column| column.name);
        assert!(names.eq(columns.chain(["extra"])), "{report}");
    }
}

#[test]
fn values_have_the_type_of_their_column() {
    use Report::{
        Campaigns, DigitalServices as Digital, GroupedJourneys as Grouped, Reviews, Tickets,
    };
    let table = [
        (Reviews, r#"{"rate":5}"#, "rate", Field::Long(5)),
        (
            Reviews,
            r#"{"accountID":-9223372036854775808}"#,
            "accountID",
            Field::Long(i64::MIN),
        ),
        (
            Reviews,
            r#"{"isSolvedProblem":1}"#,
            "isSolvedProblem",
            Field::Bool(true),
        ),
        (
            Reviews,
            r#"{"isSolvedProblem":2}"#,
            "isSolvedProblem",
            Field::Bool(false),
        ),
        (Campaigns, r#"{"read":"Yes"}"#, "read", Field::Bool(true)),
        (Campaigns, r#"{"read":"No"}"#, "read", Field::Bool(false)),
        (Grouped, r#"{"count":"66"}"#, "count", Field::Long(66)),
        (Grouped, r#"{"count":66}"#, "count", Field::Long(66)),
        (
            Reviews,
            r#"{"createdAt":"2025-01-30T14:05:09.753Z"}"#,
            "createdAt",
            Field::TimestampMicros(1_738_245_909_753_000),
        ),
        (
            Reviews,
            r#"{"createdAt":"1969-12-31T23:59:59.999999Z"}"#,
            "createdAt",
            Field::TimestampMicros(-1),
        ),
        (
            Digital,
            r#"{"waitingTime":"26:00:01"}"#,
            "waitingTime",
            Field::Long(93_601),
        ),
        (
            Digital,
            r#"{"waitingTime":"00:00:00"}"#,
            "waitingTime",
            Field::Long(0),
        ),
        (
            Digital,
            r#"{"metadatas":"NAME:Marina Duarte"}"#,
            "metadatas",
            text(r#"{"NAME":"Marina Duarte"}"#),
        ),
        (
            Tickets,
            r#"{"threads":"SUBJECT:Oi#EMAILS:a@example.com"}"#,
            "threads",
            text(r#"[{"subject":"Oi","emails":["a@example.com"]}]"#),
        ),
        (
            Reviews,
            r#"{"observation":"a \"b\"\n\u00e9"}"#,
            "observation",
            text("a \"b\"\né"),
        ),
        // An empty text is a text.
        (Reviews, r#"{"observation":""}"#, "observation", text("")),
        // JSON columns hold JSON.
        (
            Campaigns,
            r#"{"department":"Vendas"}"#,
            "department",
            text(r#""Vendas""#),
        ),
        (
            Campaigns,
            "{\"department\":[1,\n2.50]}",
            "department",
            text("[1,2.50]"),
        ),
    ];
    for (report, row, name, value) in table {
        assert_eq!(became(report, row), [(name.to_owned(), value)], "{row}");
    }
    // No value, in whatever way it is said.
    for row in [
        "{}",
        r#"{"createdAt":null,"rate":null,"observation":null}"#,
        r#"{"createdAt":"","isSolvedProblem":""}"#,
    ] {
        assert_eq!(became(Reviews, row), [], "{row}");
    }
    assert_eq!(became(Digital, r#"{"waitingTime":"","metadatas":""}"#), []);
}

#[test]
fn a_value_that_its_column_cannot_hold_is_in_extra_as_it_came() {
    use Report::{Campaigns, DigitalServices as Digital, GroupedJourneys as Grouped, Reviews};
    let table = [
        (Reviews, r#"{"accountID":9223372036854775808}"#),
        (Reviews, r#"{"accountID":12345678901234567890123.50}"#),
        (Reviews, r#"{"rate":4.5}"#),
        (Reviews, r#"{"rate":1e3}"#),
        (Reviews, r#"{"rate":-0}"#),
        (Reviews, r#"{"rate":"005"}"#),
        (Reviews, r#"{"rate":[5]}"#),
        (Reviews, r#"{"isSolvedProblem":3}"#),
        (Reviews, r#"{"isSolvedProblem":true}"#),
        (Reviews, r#"{"createdAt":"ontem"}"#),
        (Reviews, r#"{"createdAt":"2025-02-30T00:00:00Z"}"#),
        (Reviews, r#"{"createdAt":"2025-01-30T14:05:09.123456789Z"}"#),
        (Reviews, r#"{"createdAt":1738245909}"#),
        (Reviews, r#"{"observation":12}"#),
        (Reviews, r#"{"observation":{"a":null}}"#),
        (Campaigns, r#"{"read":"maybe"}"#),
        (Grouped, r#"{"count":"many"}"#),
        (Digital, r#"{"waitingTime":"5 min"}"#),
        (Digital, r#"{"waitingTime":310}"#),
        (Digital, r#"{"metadatas":{"NAME":"Marina"}}"#),
    ];
    for (report, row) in table {
        assert_eq!(
            became(report, row),
            [("extra".to_owned(), text(row))],
            "{row}"
        );
    }
    // Beside members that the spec does not know.
    let row = r#"{"new":[1, 2],"rate":"um","accountID":7}"#;
    let extra = text(r#"{"new":[1, 2],"rate":"um"}"#);
    let expected = [
        ("accountID".to_owned(), Field::Long(7)),
        ("extra".to_owned(), extra),
    ];
    assert_eq!(became(Reviews, row), expected);
}

#[test]
fn what_is_dropped_or_hashed_is_in_no_column() {
    let key = HashKey::new([7; 32]).expect("it is long enough");
    let rules = ColumnRules::new()
        .drop_column("rate")
        .hash_column("createdAt", &key)
        .hash_column("accountID", &key);
    let row = r#"{"rate":"Marina","Rate":1,"createdAt":"Marina","accountID":77,"new":1}"#;
    let found = values(Report::Reviews, &rules, row);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["accountID", "createdAt", "extra"]);
    assert!(matches!(&found[0].1, Field::Str(hash) if hash.len() == 64));
    assert!(matches!(&found[1].1, Field::Str(hash) if hash.len() == 64));
    assert_eq!(found[2].1, text(r#"{"new":1}"#));

    let rules = rules.drop_column("extra");
    let found = values(Report::Reviews, &rules, row);
    assert_eq!(found.len(), 2);
    let row = r#"{"sessionID":["Marina"]}"#;
    assert_eq!(values(Report::Reviews, &rules, row), []);
}

#[test]
fn row_groups_are_bounded_in_rows_and_bytes() {
    let groups = |rows: &[&str]| -> Vec<i64> {
        let reader = written(Report::AdHocNotifications, &ColumnRules::new(), rows);
        let groups = reader.metadata().row_groups().iter();
        groups.map(|group| group.num_rows()).collect()
    };
    assert_eq!(groups(&[]), [0; 0]);
    let rows = GROUP_ROWS as i64;
    assert_eq!(groups(&vec!["{}"; GROUP_ROWS + 1]), [rows, 1]);
    let long = format!(r#"{{"text":"{}"}}"#, "x".repeat(GROUP_BYTES / 2));
    assert_eq!(groups(&[long.as_str(); 3]), [2, 1]);
    let longest = format!(r#"{{"text":"{}"}}"#, "x".repeat(GROUP_BYTES * 2));
    assert_eq!(groups(&["{}", &longest, "{}"]), [2, 1]);
}

#[test]
fn the_error_of_the_writer_below_stays_what_it_is() {
    struct Full(usize);
    impl io::Write for Full {
        fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
            let left = self.0.checked_sub(piece.len());
            self.0 = left.ok_or(io::ErrorKind::StorageFull)?;
            Ok(piece.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for room in [0, 4, 100] {
        let layout = Layout::new(Report::Reviews, &ColumnRules::new()).expect("columns");
        let ended = Parquet::new(layout, Full(room)).and_then(|mut sink| {
            sink.row(r#"{"rate":5}"#.into())?;
            sink.finish()
        });
        assert_eq!(
            ended.expect_err("no room").kind(),
            io::ErrorKind::StorageFull
        );
    }
}
