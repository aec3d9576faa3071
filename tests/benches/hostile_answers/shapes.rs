//! Answers as a hostile server may write them, each about as long as the others.

use serde_json::Value;

/// The length of each answer, about.
const LENGTH: usize = 4 * 1024 * 1024;

/// One answer.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) body: String,
    /// Where all elements of its list are malformed: what those cost is bounded by their own length.
    pub(crate) all_malformed: bool,
}

const DIGITAL: &str = "listDigitalAttendancesReport";
const CAMPAIGNS: &str = "listCampaignsReport";
const OPENING: &str = "listOpeningHours";
const COMPANIES: &str = "listCompaniesByUser";
const CRM: &str = "listObject";
const SURVEY: &str = "getSurveyForm";
const APPOINTMENT: &str = "getAppointment";

/// Parts with commas between them, until they are as long as an answer.
fn repeated(part: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(LENGTH + LENGTH / 8);
    for index in 0.. {
        let part = part(index);
        if text.len() + part.len() > LENGTH && index > 0 {
            return text;
        }
        if index > 0 {
            text.push(',');
        }
        text.push_str(&part);
    }
    text
}

fn same(part: &str) -> String {
    repeated(|_| part.to_owned())
}

fn long(piece: &str, length: usize) -> String {
    piece.repeat(length / piece.len())
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// A documented row with some members changed or added.
fn row(row: &Value, changes: &[(&str, Value)]) -> String {
    let mut row = row.clone();
    for (name, value) in changes {
        row[*name] = value.clone();
    }
    row.to_string()
}

/// All shapes. `documented` knows the documented row of an operation's list.
#[rustfmt::skip]
pub(crate) fn shapes(documented: impl Fn(&str, &str) -> Value) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut add = |name, operation, before: &str, inner: String, after: &str, all_malformed| {
        shapes.push(Shape { name, operation, body: format!("{before}{inner}{after}"), all_malformed });
    };

    let list = "{\"attendances\":[";
    for (name, element) in [
        ("malformed: 0", "0".to_owned()),
        ("malformed: null", "null".to_owned()),
        ("malformed: true", "true".to_owned()),
        ("malformed: empty texts", "\"\"".to_owned()),
        ("malformed: short texts", "\"Marina\"".to_owned()),
        ("malformed: long texts", format!("\"{}\"", long("a", 100_000))),
        ("malformed: empty lists", "[]".to_owned()),
        ("malformed: deep lists", nested("[", "", "]", 100)),
        ("malformed: wide lists", format!("[{}0]", long("0,", 10_000))),
        ("malformed: empty objects", "{}".to_owned()),
        ("malformed: one unknown member", r#"{"a":0}"#.to_owned()),
        ("malformed: deep objects", nested("{\"a\":", "0", "}", 100)),
        ("malformed: too deep objects", nested("{\"a\":", "0", "}", 200)),
        ("malformed: a wrong id", r#"{"ID":"a","protocol":""}"#.to_owned()),
        ("malformed: half a surrogate pair", r#"{"ID":1,"protocol":"\ud800"}"#.to_owned()),
        ("malformed: a wrong last member", row(&documented(DIGITAL, "attendances"), &[("waitingTime", 7.into())])),
    ] {
        add(name, DIGITAL, list, same(&element), "]}", true);
    }
    add("malformed and good rows in turns", DIGITAL, list, same(r#"0,{"ID":1,"protocol":"1"}"#), "]}", false);

    let (digital, campaign) = (documented(DIGITAL, "attendances"), documented(CAMPAIGNS, "campaignItems"));
    let campaigns = "{\"campaignItems\":[";
    add("rows as documented", DIGITAL, list, same(&row(&digital, &[])), "]}", false);
    add("rows as documented, the widest", CAMPAIGNS, campaigns, same(&row(&campaign, &[])), "]}", false);
    add("rows with one more member", DIGITAL, list, same(&row(&digital, &[("new", 1.into())])), "]}", false);
    add("rows with long texts", DIGITAL, list, same(&row(&digital, &[("userName", long("a", 2000).into())])), "]}", false);
    add("rows with packed pairs", DIGITAL, list, same(&row(&digital, &[("metadatas", long("NAME:a | ", 2000).into())])), "]}", false);
    add("rows with escapes", DIGITAL, list, same(&format!(r#"{{"ID":1,"protocol":"{}"}}"#, long("\\n\\u00e9", 2000))), "]}", false);
    add("rows with fifty more members", DIGITAL, list, repeated(|_| {
        let more: String = (0..50).map(|index| format!(",\"m{index}\":{index}")).collect();
        format!(r#"{{"ID":1,"protocol":"1"{more}}}"#)
    }), "]}", false);
    add("shortest rows", DIGITAL, list, same(r#"{"ID":1,"protocol":""}"#), "]}", false);
    add("shortest rows, the widest", CAMPAIGNS, campaigns, same(r#"{"campaignID":1,"name":""}"#), "]}", false);
    add("shortest rows, one more member", CAMPAIGNS, campaigns, same(r#"{"campaignID":1,"name":"","a":0}"#), "]}", false);
    add("shortest rows, a text of 500", CAMPAIGNS, campaigns, same(&format!(r#"{{"campaignID":1,"name":"{}"}}"#, long("a", 500))), "]}", false);
    add("short rows, one more member", COMPANIES, "{\"companies\":[", same(r#"{"ID":1,"name":"","a":0}"#), "]}", false);
    add("companies with one more member", COMPANIES, "{\"companies\":[", same(&row(&documented(COMPANIES, "companies"), &[("new", 1.into())])), "]}", false);
    add("rows without members", OPENING, "{\"openingHours\":[", same("{}"), "]}", false);
    add("rows with one unknown member", OPENING, "{\"openingHours\":[", same(r#"{"a":0}"#), "]}", false);
    add("rows with one known member", OPENING, "{\"openingHours\":[", same(r#"{"dayID":0}"#), "]}", false);
    add("rows with nulls", OPENING, "{\"openingHours\":[", same(r#"{"dayID":null,"day":null,"startTime":null}"#), "]}", false);
    add("members that stand twice", OPENING, "{\"openingHours\":[", same(r#"{"dayID":1,"dayID":2,"day":"a","day":"b"}"#), "]}", false);

    let record = "{\"dataObject\":{\"tableData\":[";
    add("CRM rows without members", CRM, record, same("{}"), "]}}", false);
    add("CRM rows with one member", CRM, record, same(r#"{"a":0}"#), "]}}", false);
    add("CRM rows with twenty members", CRM, record, repeated(|_| {
        let members: Vec<String> = (0..20).map(|index| format!("\"column {index}\":\"value\"")).collect();
        format!("{{{}}}", members.join(","))
    }), "]}}", false);

    let question = |options: &str| format!(r#"{{"surveyFormQuestionID":"q","question":"","options":{options}}}"#);
    let form = "{\"surveyForm\":{\"surveyFormID\":\"f\",\"name\":\"\",\"questions\":[";
    for (name, options) in [
        ("lists in rows: empty", "[]".to_owned()),
        ("lists in rows: null", "null".to_owned()),
        ("lists in rows: one malformed element", "[0]".to_owned()),
        ("lists in rows: many malformed elements", format!("[{}0]", long("0,", 1000))),
        ("lists in rows: one option", r#"[{"surveyFormQuestionOptionID":"o","option":""}]"#.to_owned()),
        ("lists in rows: another type", "{\"a\":[0,0,0,0]}".to_owned()),
    ] {
        add(name, SURVEY, form, same(&question(&options)), "]}}", false);
    }

    let unknown = "{\"attendances\":[],\"new\":[";
    for (name, element) in [
        ("unknown: 0", "0".to_owned()),
        ("unknown: decimal numbers", "-12.345678901234567e-12".to_owned()),
        ("unknown: long integers", "18446744073709551615".to_owned()),
        ("unknown: empty texts", "\"\"".to_owned()),
        ("unknown: long texts", format!("\"{}\"", long("a", 100_000))),
        ("unknown: texts with escapes", format!("\"{}\"", long("\\\"", 1000))),
        ("unknown: empty lists", "[]".to_owned()),
        ("unknown: lists of one", "[0]".to_owned()),
        ("unknown: deep lists", nested("[", "", "]", 100)),
        ("unknown: empty objects", "{}".to_owned()),
        ("unknown: objects of one", r#"{"":0}"#.to_owned()),
        ("unknown: objects of twelve", format!("{{{}}}", (0..12).map(|index| format!("\"{index}\":0")).collect::<Vec<_>>().join(","))),
        ("unknown: deep objects", nested("{\"a\":", "0", "}", 100)),
    ] {
        add(name, DIGITAL, unknown, same(&element), "]}", false);
    }
    add("unknown: one object of many members", DIGITAL, "{\"new\":{", repeated(|index| format!("\"{index}\":0")), "}}", false);
    add("an answer of many members", DIGITAL, "{", repeated(|index| format!("\"{index}\":0")), "}", false);
    add("an answer of one member, many times", DIGITAL, "{", same("\"a\":0"), "}", false);
    add("a known member, many times", DIGITAL, "{", same("\"count\":\"1\""), "}", false);
    add("a known list, many times", DIGITAL, "{", same("\"attendances\":[0,0,0,0]"), "}", false);
    add("names with escapes", DIGITAL, "{", repeated(|index| format!("\"\\u0061{index}\":0")), "}", false);
    add("a list of any values", APPOINTMENT, "{\"appointment\":{\"ID\":1,\"protocol\":\"\",\"additionalDatas\":[", same("0"), "]}}", false);
    add("a list of texts", "listDates", "{\"dates\":[", same("\"a\""), "]}", false);
    add("blanks", DIGITAL, list, same("0           \n"), "]}", false);

    add("an error of many parts", DIGITAL, "{\"error\":[", same("0"), "]}", false);
    add("an error of many members", DIGITAL, "{\"error\":{", repeated(|index| format!("\"{index}\":0")), "}}", false);
    add("an error of one long text", DIGITAL, "{\"error\":\"", long("a", LENGTH), "\"}", false);
    add("a message of one long text", DIGITAL, "{\"error\":true,\"message\":[\"", long("a", LENGTH), "\"]}", false);
    for (name, piece) in [("an error of one long text, not ASCII", "é"), ("an error of one long text, with escapes", "\\n\\u00e9")] {
        add(name, DIGITAL, "{\"error\":\"", long(piece, LENGTH), "\"}", false);
    }
    for (name, piece) in [("a message of one long text, not ASCII", "é"), ("a message of one long text, with escapes", "\\n\\u00e9")] {
        add(name, DIGITAL, "{\"error\":true,\"message\":\"", long(piece, LENGTH), "\"}", false);
    }
    add("an error with one long message", DIGITAL, "{\"error\":{\"error\":{\"message\":\"", long("a", LENGTH), "\"}}}", false);
    add("a message of many texts", DIGITAL, "{\"error\":true,\"message\":[", same("\"no such unit\""), "]}", false);
    add("an error behind many members", DIGITAL, "{", same("\"a\":0"), ",\"error\":1}", false);
    add("an error behind many texts", DIGITAL, "{", same("\"a\":\"Marina\""), ",\"error\":1}", false);
    add("an error that stands many times", DIGITAL, "{", same("\"error\":\"no\""), "}", false);
    add("an error behind many rows", DIGITAL, list, same(&row(&digital, &[])), "],\"error\":\"no\"}", false);
    add("another type, then much else", DIGITAL, "{\"attendances\":7,\"new\":[", same("0"), "]}", false);
    add("another type behind much else", DIGITAL, "{\"new\":[", same("0"), "],\"attendances\":7}", false);
    add("a required member missing at the end", "createAppointment", "{\"new\":[", same("{\"a\":0}"), "]}", false);
    add("cut behind many rows", DIGITAL, list, same(&row(&digital, &[])), "", false);
    add("no JSON behind much else", DIGITAL, "{\"new\":[", same("0"), "],}", false);
    add("nested too deep", DIGITAL, "{\"new\":", nested("[", "0", "]", LENGTH / 2), "}", false);
    shapes
}
