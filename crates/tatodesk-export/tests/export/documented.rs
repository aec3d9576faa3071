//! The columns beside the spec, and the names of the reports.

use serde_json::Value;
use tatodesk_export::{ColumnKind, Report};

const SPEC: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../spec/tatodesk-3.1.json"
));

/// A schema with what it refers to.
fn resolved<'a>(spec: &'a Value, mut schema: &'a Value) -> &'a Value {
    loop {
        let of_all = schema["allOf"].get(0);
        let name = [Some(schema), of_all].into_iter().flatten();
        let Some(name) = name.filter_map(|it| it["$ref"].as_str()).next() else {
            return schema;
        };
        schema = spec
            .pointer(name.trim_start_matches('#'))
            .expect("a component");
    }
}

/// The kind that the spec gives a member.
fn kind(schema: &Value) -> ColumnKind {
    let is = |name: &str| match &schema["type"] {
        Value::Array(types) => types.iter().any(|it| it == name),
        one => one == name,
    };
    match schema["format"].as_str() {
        Some("wall-clock") => ColumnKind::DateTime,
        Some("duration-hms") => ColumnKind::Duration,
        Some("packed-pairs") => ColumnKind::Pairs,
        Some("packed-threads") => ColumnKind::Threads,
        Some("yes-no" | "tatodesk-flag") => ColumnKind::Flag,
        None | Some("int64") if is("integer") => ColumnKind::Integer,
        None if is("string") => ColumnKind::Text,
        None => ColumnKind::Json,
        Some(other) => panic!("no kind for the format {other}"),
    }
}

#[test]
fn the_columns_are_the_members_of_the_spec_in_its_order() {
    let spec: Value = serde_json::from_str(SPEC).expect("JSON");
    let schemas = [
        (Report::DigitalServices, "DigitalAttendance"),
        (Report::InPersonServices, "PresentialAttendanceRow"),
        (Report::Campaigns, "CampaignItem"),
        (Report::Tickets, "TicketIssue"),
        (Report::Sessions, "MessagingSession"),
        (Report::GroupedJourneys, "GroupedJourneyEvent"),
        (Report::DetailedJourneys, "JourneyEvent"),
        (Report::Reviews, "Review"),
    ];
    assert_eq!(schemas.len() + 1, Report::ALL.len());
    for (report, name) in schemas {
        let members = &spec["components"]["schemas"][name]["properties"];
        let members = members.as_object().expect("members");
        let columns = report.columns();
        assert_eq!(columns.len(), members.len(), "{report}");
        // As written: a parsed object may have lost its order.
        let text = &SPEC[SPEC
            .find(&format!("\n   \"{name}\": {{"))
            .expect("the schema")..];
        let mut from = text.find("\"properties\": {").expect("members");
        for column in columns {
            let key = format!("\n     \"{}\": {{", column.name);
            let place = text[from..].find(&key);
            from += place.unwrap_or_else(|| panic!("{report}: {} is not next", column.name));
            let schema = &members[column.name];
            let is_count = schema.to_string().contains("schemas/Count\"");
            let expected = match is_count {
                true => ColumnKind::Count,
                false => kind(resolved(&spec, schema)),
            };
            assert_eq!(column.kind, expected, "{report}: {}", column.name);
        }
    }
    assert!(Report::AdHocNotifications.columns().is_empty());
}

#[test]
fn each_report_is_found_by_its_name() {
    for report in Report::ALL {
        assert_eq!(report.to_string().parse(), Ok(report));
    }
    for name in ["", "ticket", "Tickets", "digital_services"] {
        let unknown = name.parse::<Report>().expect_err("no report");
        assert!(
            unknown
                .to_string()
                .ends_with("ad-hoc-notifications, reviews")
        );
    }
}
