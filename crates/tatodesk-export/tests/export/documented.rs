//! The columns beside the spec, and the names of the reports.

use serde_json::Value;
use tatodesk_export::{Column, ColumnKind, Report};

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

/// Whether the spec marks a member, or a schema that it refers to.
fn is_sensitive<'a>(spec: &'a Value, mut schema: &'a Value) -> bool {
    loop {
        if !schema["x-sensitive"].is_null() {
            return true;
        }
        let of_all = schema["allOf"].get(0);
        let name = [Some(schema), of_all].into_iter().flatten();
        let Some(name) = name.filter_map(|it| it["$ref"].as_str()).next() else {
            return false;
        };
        let place = name.trim_start_matches('#');
        schema = spec.pointer(place).expect("a component");
    }
}

const SCHEMAS: [(Report, &str); 15] = [
    (Report::DigitalServices, "DigitalAttendance"),
    (Report::InPersonServices, "PresentialAttendanceRow"),
    (Report::Campaigns, "CampaignItem"),
    (Report::Tickets, "TicketIssue"),
    (Report::Sessions, "MessagingSession"),
    (Report::GroupedJourneys, "GroupedJourneyEvent"),
    (Report::DetailedJourneys, "JourneyEvent"),
    (Report::Reviews, "Review"),
    (Report::Departments, "Department"),
    (Report::ServiceGroups, "AttendanceGroup"),
    (Report::Specialties, "GroupSpecialization"),
    (Report::Subspecialties, "SubSpecialization"),
    (Report::Areas, "Area"),
    (Report::SubAreas, "SubArea"),
    (Report::ChatbotJourneys, "ChatbotJourney"),
];

#[test]
fn the_columns_are_the_members_of_the_spec_in_its_order() {
    let spec: Value = serde_json::from_str(SPEC).expect("JSON");
    assert_eq!(SCHEMAS.len() + 1, Report::ALL.len());
    for (report, name) in SCHEMAS {
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
            let sensitive = is_sensitive(&spec, schema);
            assert_eq!(column.sensitive, sensitive, "{report}: {}", column.name);
        }
    }
    assert!(Report::AdHocNotifications.columns().is_empty());
    let answer = &spec["components"]["schemas"]["ListLooseNotificationsReportResponse"];
    assert_eq!(Column::EXTRA.sensitive, is_sensitive(&spec, answer));
}

/// The first sentence of a description, as a cell of a table.
fn sentence(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = text.find(". ").unwrap_or(text.len());
    text[..end].trim_end_matches('.').replace('|', "\\|")
}

/// `COLUMNS.md`, made from the columns and the spec.
fn page(spec: &Value) -> String {
    let mut page = concat!(
        "# Columns of the reports and lists\n\n",
        "The columns of each report and list, in their order. The meanings are those of `spec/tatodesk.yaml`. README.md beside this page says how\n",
        "each format writes each type. The last column of each is `extra`: JSON, with the members that the spec does not know,\n",
        "which may be a person's data.\n",
    )
    .to_owned();
    for &report in Report::ALL {
        page.push_str(&format!("\n## {report}\n\n"));
        let Some((_, name)) = SCHEMAS.iter().find(|(known, _)| *known == report) else {
            page.push_str("Only `extra`: the documentation shows no row of this report.\n");
            continue;
        };
        page.push_str("| column | type | a person's data | meaning |\n|---|---|---|---|\n");
        let members = &spec["components"]["schemas"][*name]["properties"];
        for column in report.columns() {
            let (name, kind) = (column.name, column.kind);
            let sensitive = if column.sensitive { "yes" } else { "" };
            let meaning = sentence(&members[name]);
            assert!(!meaning.is_empty(), "{report}: {name}");
            page.push_str(&format!(
                "| `{name}` | {kind} | {sensitive} | {meaning} |\n"
            ));
        }
    }
    page
}

/// With `UPDATE_COLUMNS` in the environment, it writes the page.
#[test]
fn the_page_of_the_columns_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/COLUMNS.md");
    let page = page(&serde_json::from_str(SPEC).expect("JSON"));
    if std::env::var_os("UPDATE_COLUMNS").is_some() {
        std::fs::write(path, &page).expect("a file");
    }
    let found = std::fs::read_to_string(path).expect("a file");
    assert!(
        found == page,
        "run this test with UPDATE_COLUMNS=1, and read what changed"
    );
}

#[test]
fn each_report_is_found_by_its_name() {
    for &report in Report::ALL {
        assert_eq!(report.to_string().parse(), Ok(report));
    }
    for name in ["", "ticket", "Tickets", "digital_services"] {
        let unknown = name.parse::<Report>().expect_err("no report");
        assert!(unknown.to_string().ends_with("sub-areas, chatbot-journeys"));
    }
}
