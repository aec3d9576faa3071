use tatodesk::rows::{self, Members, PageReader, RowType};

use super::RawRow;
use crate::{ColumnKind, ColumnRules, Format, HashKey, Report, layout::Layout, sink::Sink};

/// The values that members of a kind can have.
fn values(kind: ColumnKind) -> &'static [&'static str] {
    match kind {
        ColumnKind::Text => &[
            r#""""#,
            r#""Vendas""#,
            r#""a;b, \"c\"\n\u00e9 \\""#,
            r#""\ud83d\ude00 ç""#,
            "null",
        ],
        ColumnKind::Integer => &["0", "-12", "9007199254740993", "1"],
        ColumnKind::Count => &["66", r#""66""#, "null"],
        ColumnKind::Flag => &["1", "2", r#""Yes""#, r#""No""#, r#""""#, "null", "3"],
        ColumnKind::DateTime => &[
            r#""2025-01-30T14:05:09.750Z""#,
            r#""2025-01-30T14:05:09.123456Z""#,
            r#""2025-01-30T14:05:09Z""#,
            r#""ontem \u00e0 noite""#,
            r#""""#,
            "null",
        ],
        ColumnKind::Duration => &[
            r#""00:05:10""#,
            r#""130:00:01""#,
            r#""5 min""#,
            r#""""#,
            "null",
        ],
        ColumnKind::Pairs => &[
            r#""NAME:Marina Duarte | PHONE:5581900000001 | PHONE:5581900000002""#,
            r#""NAME:\"Marina\" | NOTE:a | b | X""#,
            r#""""#,
            "null",
        ],
        ColumnKind::Threads => &[
            r#""SUBJECT:Oi#EMAILS:a@example.com; b@example.com""#,
            r#""Oi""#,
            "null",
        ],
        ColumnKind::Json => &[
            r#""caf\u00e9""#,
            "null",
            r#"{"b": [1.50, 2], "a":"\n"}"#,
            "[]",
        ],
    }
}

/// Members that no report has, and such as are like a column.
const UNKNOWN: [&str; 6] = [
    r#""new":1"#,
    r#""n\u0065w":{"a":[1, 2.50]}"#,
    r#""new" : null"#,
    r#""large":123456789012345678901234567890.50"#,
    r#""STATUS":"Marina""#,
    r#""date ":"x""#,
];

/// A row with members of random values, in the order of the columns mostly.
fn made(report: Report, random: &mut fastrand::Rng) -> String {
    let mut members: Vec<String> = Vec::new();
    for column in report.columns() {
        if random.u8(..) < 250 {
            let mut value = random.choice(values(column.kind)).expect("values");
            // Some columns must have a value.
            if *value == "null" && random.u8(..) < 220 {
                value = &values(column.kind)[0];
            }
            members.push(format!(r#""{}":{value}"#, column.name));
        }
    }
    for _ in 0..random.usize(..3) {
        let place = random.usize(..=members.len());
        members.insert(place, random.choice(UNKNOWN).expect("members").to_owned());
    }
    if random.u8(..) < 40 {
        random.shuffle(&mut members);
    }
    if random.u8(..) < 20 && !members.is_empty() {
        members.push(random.choice(&members).expect("a member").clone());
    }
    format!(
        "{{{}}}",
        members.join(if random.bool() { "," } else { ", " })
    )
}

fn written(layout: &Layout, format: Format, row: RawRow<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut sink = Sink::new(format, layout.clone(), &mut bytes).expect("a sink");
    sink.row(row).expect("a row");
    sink.finish().expect("memory");
    drop(sink);
    bytes
}

/// Compares what the sinks write of rows with the members that the reader has kept, and of their JSON alone. Returns how many rows
/// had kept members.
fn compare<R: RowType>(
    report: Report,
    json: impl Fn(&R) -> &str,
    members: impl Fn(&R) -> Option<Members<'_>>,
) -> usize {
    let key = HashKey::new([7; 32]).expect("it is long enough");
    let no_rules = ColumnRules::new();
    let mut rules = no_rules.clone().drop_column("extra");
    for (place, column) in report.columns().iter().enumerate().skip(1) {
        rules = match place % 3 {
            0 => rules.drop_column(column.name),
            1 => rules.hash_column(column.name, &key),
            _ => rules,
        };
    }
    let mut layouts = vec![Layout::new(report, &no_rules).expect("columns")];
    layouts.extend(Layout::new(report, &rules));
    let formats = [
        Format::Csv,
        Format::CsvForExcel,
        Format::JsonLines,
        #[cfg(feature = "parquet")]
        Format::Parquet,
    ];
    let mut random = fastrand::Rng::with_seed(7);
    let made: Vec<String> = (0..100).map(|_| made(report, &mut random)).collect();
    let mut page = PageReader::<R>::new(Some("rows"), 1 << 20);
    page.feed(format!(r#"{{"rows":[{}]}}"#, made.join(",\n")).as_bytes());
    let mut kept = 0;
    while let Some(row) = page.next_row() {
        let Ok(row) = row else { continue };
        let (json, members) = (json(&row), members(&row));
        kept += usize::from(members.is_some());
        for (layout, format) in layouts
            .iter()
            .flat_map(|it| formats.map(|format| (it, format)))
        {
            let with_members = written(layout, format, RawRow { json, members });
            let of_json = written(layout, format, json.into());
            assert!(with_members == of_json, "{report} {format:?}: {json}");
        }
    }
    assert_eq!(page.index(), 100);
    kept
}

#[test]
fn the_members_that_the_reader_has_kept_are_those_of_the_json() {
    macro_rules! compare {
        ($($report:ident $row:ident)*) => {
            [$(compare(Report::$report, rows::$row::json, rows::$row::members)),*]
        };
    }
    let kept = compare! {
        DigitalServices DigitalServiceRow
        InPersonServices InPersonServiceRow
        Campaigns CampaignItemRow
        Tickets TicketIssueRow
        Sessions MessagingSessionRow
        DetailedJourneys JourneyEventRow
        Reviews ReviewRow
        AdHocNotifications JsonRow
        Departments DepartmentRow
        ServiceGroups ServiceGroupRow
        Specialties SpecialtyRow
        Subspecialties SubspecialtyRow
        Areas AreaRow
        SubAreas SubAreaRow
        ChatbotJourneys ChatbotJourneyRow
    };
    assert!(kept.iter().all(|kept| *kept > 4), "{kept:?}");
}

#[test]
fn rows_that_stand_twice_or_have_too_many_members_are_read_from_their_json() {
    let read = |row: &str| {
        let mut page = PageReader::<rows::ReviewRow>::new(Some("rows"), 1 << 20);
        page.feed(format!(r#"{{"rows":[{{"chatbotEventFeedbackID":"a"{row}}},{{"chatbotEventFeedbackID":"b"}}]}}"#).as_bytes());
        let first = page.next_row().expect("a row").expect("a good row");
        let kept = first.members().map(|it| it.unknown().count());
        let next = page.next_row().expect("a row").expect("a good row");
        assert_eq!(next.members().map(|it| it.unknown().count()), Some(0));
        assert!(next.detach().members().is_none());
        kept
    };
    assert_eq!(read(r#","rate":1,"new":2"#), Some(1));
    assert_eq!(read(r#","rate":1,"rate":2"#), None);
    let many: Vec<String> = (0..3000).map(|it| format!(r#","new{it}":1"#)).collect();
    assert_eq!(read(&many.concat()), None);
    assert_eq!(read(&many[..1000].concat()), Some(1000));
}
