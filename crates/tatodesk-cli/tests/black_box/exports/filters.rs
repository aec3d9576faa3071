//! Every documented filter as an option.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::exports::{export, exported, sandbox};
use crate::operations::SPEC;
use crate::server::{Reply, Server};
use crate::support::{KEY, run};

#[tokio::test]
async fn every_documented_filter_is_an_option() {
    let sandbox = sandbox().await;
    let ints = |option: &'static str| [option, "1", option, "2"];
    let minutes = |option: &'static str| [option, "5..10"];
    let normal = ["--normal-opening-hours", "false"];
    let cases: [(&str, &str, Vec<&str>); 14] = [
        (
            "digital-services",
            "listDigitalAttendancesReport",
            [
                &[
                    "--protocol",
                    "p",
                    "--session",
                    "s",
                    "--form",
                    "K=V",
                    "--additional-data",
                    "7=V",
                ][..],
                &ints("--status"),
                &ints("--department"),
                &ints("--user"),
                &ints("--tag"),
                &ints("--channel"),
                &ints("--rate"),
                &ints("--sentiment"),
                &minutes("--duration"),
                &minutes("--waiting-time"),
                &minutes("--first-agent-reply"),
                &minutes("--agent-reply-time"),
                &minutes("--client-reply-time"),
            ]
            .concat(),
        ),
        (
            "in-person-services",
            "listPresentialAttendancesReport",
            [
                &[
                    "--protocol",
                    "p",
                    "--code",
                    "CM1",
                    "--form",
                    "K=V",
                    "--additional-data",
                    "7=V",
                ][..],
                &ints("--company"),
                &ints("--unit"),
                &ints("--type"),
                &ints("--status"),
                &ints("--user"),
                &ints("--tag"),
                &minutes("--duration"),
                &minutes("--waiting-time"),
                &minutes("--paused-time"),
            ]
            .concat(),
        ),
        (
            "campaigns",
            "listCampaignsReport",
            [&["--archived", "false"][..], &ints("--department")].concat(),
        ),
        (
            "tickets",
            "listTicketIssuesReport",
            [
                &["--protocol", "p", "--form", "K=V"][..],
                &ints("--status"),
                &ints("--organization"),
                &ints("--project"),
                &ints("--department"),
                &ints("--user"),
            ]
            .concat(),
        ),
        ("sessions", "listMessagingSessions", vec![]),
        (
            "grouped-journeys",
            "listChatbotJourneyEventsGrouped",
            vec!["--chatbot", "c", "--journey", "j"],
        ),
        (
            "detailed-journeys",
            "listChatbotJourneyEventsDetailed",
            vec!["--chatbot", "c", "--journey", "j"],
        ),
        (
            "ad-hoc-notifications",
            "listLooseNotificationsReport",
            [
                &[
                    "--service",
                    "whatsapp",
                    "--template",
                    "t",
                    "--api-key-id",
                    "k",
                ][..],
                &ints("--user"),
            ]
            .concat(),
        ),
        (
            "reviews",
            "listChatbotEventFeedbacksByFilter",
            vec!["--session", "s", "--tag", "a", "--tag", "b"],
        ),
        (
            "service-groups",
            "listAttendanceGroups",
            [&normal[..], &ints("--department"), &ints("--service-group")].concat(),
        ),
        (
            "specialties",
            "listGroupSpecializations",
            [
                &["--service-group", "1"][..],
                &normal,
                &ints("--department"),
                &ints("--specialty"),
            ]
            .concat(),
        ),
        (
            "subspecialties",
            "listSubSpecializations",
            [
                &["--specialty", "1"][..],
                &normal,
                &ints("--department"),
                &ints("--subspecialty"),
            ]
            .concat(),
        ),
        (
            "areas",
            "listAreas",
            [
                &["--subspecialty", "1"][..],
                &normal,
                &ints("--department"),
                &ints("--area"),
            ]
            .concat(),
        ),
        (
            "sub-areas",
            "listSubAreas",
            [
                &["--area", "1"][..],
                &normal,
                &ints("--department"),
                &ints("--sub-area"),
            ]
            .concat(),
        ),
    ];
    for (report, operation, options) in cases {
        let arguments = [&["-o", "-"][..], &options].concat();
        // The sandbox accepts the values, and the other server keeps them.
        let ran = exported(&sandbox, report, &arguments).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        let server = Server::once(Reply::ok("{}"));
        let ran = run(export(&server.url(), KEY, report, &arguments));
        assert_eq!(ran.code, 0, "{ran:?}");
        let body = server.request().json();
        let sent: BTreeSet<&str> = body["filter"]
            .as_object()
            .expect("a filter")
            .keys()
            .map(String::as_str)
            .collect();
        let of_operation = |path: &&Value| path["post"]["operationId"] == operation;
        let paths = SPEC["paths"].as_object().expect("paths");
        let path = paths.values().find(of_operation).expect("the operation");
        let mut schema = &path["post"]["requestBody"]["content"]["application/json"]["schema"];
        while let Some(name) = schema["$ref"]
            .as_str()
            .or(schema["allOf"][0]["$ref"].as_str())
        {
            let named = SPEC
                .pointer(name.trim_start_matches('#'))
                .expect("a schema");
            schema = if named["properties"]["filter"].is_object() {
                &named["properties"]["filter"]
            } else {
                named
            };
        }
        let documented = schema["properties"].as_object().expect("members");
        assert!(
            documented.keys().map(String::as_str).eq(sent),
            "{report}: {body}"
        );
    }
}

#[test]
fn a_filter_of_one_id_takes_one() {
    let server = Server::once(Reply::ok("{}"));
    let arguments = ["-o", "-", "--area", "1", "--area", "2"];
    let ran = run(export(&server.url(), KEY, "sub-areas", &arguments));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.line().ends_with("--area: sub-areas takes one value"),
        "{ran:?}"
    );
    assert!(server.requests().is_empty());
}
