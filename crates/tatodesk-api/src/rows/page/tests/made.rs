//! Rows that proptest makes: of every type, in any order, with escapes, blanks, wrong values, duplicates, broken text.
use super::probe::{compare, is_cut, read};
use crate::rows::cells::Kind;
use crate::rows::{scan, *};
use proptest::prelude::*;
use proptest::sample::select;

/// Values that fit their member.
fn good(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Text => &[
            r#""""#,
            r#""North""#,
            r#""a text of more than sixteen bytes, then some""#,
            r#""São José""#,
            r#""line\nand \"quote\" \\ \/""#,
            r#""\u00e9\ud83d\ude00 x""#,
            r#""2024-12-11T13:57:55.039Z""#,
            r#""00:12:30""#,
        ],
        Kind::Integer => &[
            "0",
            "7",
            "-12",
            "123456789012345678",
            "9223372036854775807",
            "-9223372036854775808",
        ],
        Kind::Checked(_) => &[
            "1",
            "2",
            r#""1""#,
            "null",
            "{}",
            r#"{"name": "x", "name": null}"#,
            r#"{"ip": "\u0041"}"#,
            r#""x""#,
            r#"[1, {"a": 1.5}]"#,
        ],
    }
}

/// Values that seldom fit.
const ODD: [&str; 25] = [
    "null",
    "true",
    "-0",
    "1.0",
    "1e3",
    "9223372036854775808",
    "123456789012345678901234567890",
    "{}",
    "[]",
    r#"[1, [2, {"x": null}]]"#,
    r#""\ud83d\ude00""#,
    "-12.50e-3",
    "false",
    "01",
    "-",
    "1e400",
    r#"{"a": {"b": "\ud800"}}"#,
    r#""\ud800""#,
    r#""\x""#,
    "\"\u{1}\"",
    r#""\u12""#,
    "tru",
    "",
    "[1 2]",
    r#"{"a" 1}"#,
];
/// How many of them are JSON.
const JSON: usize = 13;

const BLANKS: [&str; 4] = ["", "", " ", "\n\t "];

#[derive(Clone, Debug)]
struct Made {
    /// One for each member: where it stands, which value it has, and how it is written.
    members: Vec<(u32, usize, u8)>,
    blanks: Vec<usize>,
    odd: usize,
    cut: usize,
    wild: u8,
}

fn made() -> impl Strategy<Value = Made> {
    let member = (any::<u32>(), any::<usize>(), any::<u8>());
    (
        prop::collection::vec(member, 30),
        prop::collection::vec(any::<usize>(), 1..5),
        any::<usize>(),
        any::<usize>(),
        any::<u8>(),
    )
        .prop_map(|(members, blanks, odd, cut, wild)| Made {
            members,
            blanks,
            odd,
            cut,
            wild,
        })
}

/// The text of a row. Blanks may stand in the place of each `#`.
///
/// A clean row has neither a backslash nor a control character.
fn text<R: RowType>(made: &Made, is_clean: bool) -> Vec<u8> {
    let fits = |value: &&str| !is_clean || scan::is_clean(value.as_bytes());
    let odd: Vec<_> = ODD.into_iter().filter(fits).collect();
    let json: Vec<_> = ODD.into_iter().take(JSON).filter(fits).collect();
    let blanks: Vec<_> = BLANKS.into_iter().filter(fits).collect();
    let mut members = Vec::new();
    for (column, (order, value, how)) in R::COLUMNS.iter().zip(&made.members) {
        let name = column.name;
        let good: Vec<_> = good(column.kind).iter().copied().filter(fits).collect();
        let good = format!("\"{name}\"#:#{}", good[value % good.len()]);
        let odd = format!("\"{name}\"#:#{}", odd[value % odd.len()]);
        let order = if made.wild & 1 == 1 { *order } else { 0 };
        match (how, made.wild & 3) {
            (0..20, _) if !column.required => {}
            (20..40, _) if !column.required => {
                members.push((order, format!("\"{name}\"#:#null")));
            }
            (40..45, 3) => members.push((order, odd)),
            (50..60, 3) => members.extend([(order, odd), (order, good)]),
            (60..70, 3) if !is_clean => {
                let code = format!("\"\\u{:04x}", name.as_bytes()[0]);
                members.push((order, good.replacen(&good[..2], &code, 1)));
            }
            (70..90, 1..) => {
                let unknown = format!("\"new{value}\"#:#{}", json[value % json.len()]);
                members.extend([(order, unknown), (order, good)]);
            }
            _ => members.push((order, good)),
        }
    }
    members.sort_by_key(|(order, _)| *order);
    let members: Vec<String> = members.into_iter().map(|(_, member)| member).collect();
    let mut row = String::new();
    for (index, piece) in format!("{{#{}#}}", members.join("#,#"))
        .split('#')
        .enumerate()
    {
        if index > 0 && made.wild & 4 == 4 {
            row.push_str(blanks[made.blanks[index % made.blanks.len()] % blanks.len()]);
        }
        row.push_str(piece);
    }
    let mut row = row.into_bytes();
    let place = made.cut % row.len();
    match made.wild {
        240.. => row[place] = 0xff,
        225..240 => row[place] = b"{}[],:\"\\0 "[made.odd % 10],
        215..225 => row.truncate(place.max(1)),
        210..215 => row = ["null", "7", "[]", "\"text\"", "true"][made.odd % 5].into(),
        _ => {}
    }
    row
}

/// Reads a page of these rows in chunks of this length, and compares.
fn check<R: RowType>(made: &[Made], chunk: usize, owned: bool, is_clean: bool) {
    let rows = made.iter().map(|row| text::<R>(row, is_clean));
    let rows: Vec<Vec<u8>> = rows.collect();
    let mut page = br#"{"error": null, "more": {"rows": [1]}, "rows": ["#.to_vec();
    page.extend(rows.join(&b", "[..]));
    page.extend(br#"], "count": "7", "x": [{}]}"#);
    let (read, envelope) = read::<R>(Some("rows"), page.chunks(chunk), owned);
    if !rows.iter().all(|row| is_cut(row)) {
        return;
    }
    assert_eq!(read.len(), rows.len());
    for (text, read) in rows.iter().zip(&read) {
        compare::<R>(text, read);
    }
    let envelope = envelope.expect("an envelope");
    assert_eq!(envelope.rows(), rows.len() as u64);
    let around = br#"{"error": null, "more": {"rows": [1]}, "rows": [], "count": "7", "x": [{}]}"#;
    assert_eq!(envelope.json(), around);
}

type Check = fn(&[Made], usize, bool, bool);

const TYPES: [Check; 15] = [
    check::<DigitalServiceRow>,
    check::<CampaignItemRow>,
    check::<InPersonServiceRow>,
    check::<TicketIssueRow>,
    check::<MessagingSessionRow>,
    check::<JourneyEventRow>,
    check::<ReviewRow>,
    check::<DepartmentRow>,
    check::<ServiceGroupRow>,
    check::<SpecialtyRow>,
    check::<SubspecialtyRow>,
    check::<AreaRow>,
    check::<SubAreaRow>,
    check::<ChatbotJourneyRow>,
    check::<JsonRow>,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn any_rows_are_read_as_serde_reads_them(
        check in select(TYPES.to_vec()),
        made in prop::collection::vec(made(), 1..8),
        chunk in 1_usize..1200,
        owned in any::<bool>(),
        is_clean in any::<bool>(),
    ) {
        check(&made, chunk, owned, is_clean);
    }
}
