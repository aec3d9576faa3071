use super::{Kind, Report};

#[test]
fn a_readable_line_names_what_is_known() {
    let report = Report::new(Kind::Rejected, "no such unit")
        .operation("listDates")
        .status(Some(200))
        .attempts(1);
    assert_eq!(
        report.line(false),
        "error: listDates: rejected: no such unit (HTTP 200)"
    );
    let report = Report::usage("missing member `date`")
        .operation("listPeriods")
        .path("$.date");
    assert_eq!(
        report.line(false),
        "error: listPeriods: $.date: missing member `date`"
    );
    let report = Report::new(Kind::Rejected, "rejected for now").status(Some(429));
    assert_eq!(report.line(false), "error: rejected for now (HTTP 429)");
    let report = Report::new(Kind::MalformedElement, "expected an object").path("$.rows[1]");
    assert_eq!(
        report.line(false),
        "warning: $.rows[1]: malformed element, printed as it came: expected an object"
    );
    let message = "malformed elements, printed as they came: 21 in all";
    let report = Report::new(Kind::MalformedElement, message).status(Some(200));
    assert_eq!(report.line(false), format!("warning: {message} (HTTP 200)"));
    let report = Report::new(Kind::NotSent, "connection refused")
        .operation("listDates")
        .attempts(4);
    assert_eq!(
        report.line(false),
        "error: listDates: not sent: connection refused (4 attempts)"
    );
}

#[test]
fn a_server_cannot_break_the_line_or_steer_the_terminal() {
    let report = Report::new(Kind::Rejected, "a\nb\r\u{1b}[31m\u{85}\u{2028}\u{202e}ç");
    assert_eq!(
        report.line(false),
        "error: rejected: a\\nb\\r\\u{1b}[31m\\u{85}\\u{2028}\\u{202e}ç"
    );
    let line = report.line(true);
    assert!(line.contains("\\u0085\\u2028\\u202eç"), "{line}");
    let read: serde_json::Value = serde_json::from_str(&line).expect("a JSON object");
    assert_eq!(read["message"], "a\nb\r\u{1b}[31m\u{85}\u{2028}\u{202e}ç");
}

#[test]
fn the_json_form_leaves_out_what_has_no_value() {
    let line = Report::usage("no key").line(true);
    assert_eq!(line, r#"{"kind":"usage","message":"no key"}"#);
}
