//! Defects in operations: hosts, ids, tags, the key, extensions, paging, errata.

use super::{PATH, here, one, op, plant, remove, set};
use serde_json::json;

const REPORT: &str = "/paths/~1cc~1listAttendancesReport";

#[test]
fn hosts() {
    let servers = format!("{PATH}/servers");
    let url = format!("{servers}/0/url");
    let data = json!([{"url": "https://data.tatodesk.com"}]);
    plant(vec![
        one(remove(&*servers), "path-server", PATH),
        here(
            set(
                &*servers,
                json!([{"url": "https://api.tatodesk.com"}, {"url": "https://api-v2.tatodesk.com"}]),
            ),
            "path-server",
        ),
        here(set(&*url, "https://api.tatodesk.com/"), "path-server"),
        here(set(&*url, "http://api.tatodesk.com"), "path-server"),
        here(set(&*url, "https://data.tatodesk.com"), "documented-host"),
        here(
            set("/servers/0/url", "https://www.tatodesk.com"),
            "path-server",
        ),
        here(set(op("/servers"), data), "operation-server"),
        one(
            set(op("/x-documented-as/hosts"), json!(["api", "api-v2"])),
            "documented-host",
            op(""),
        ),
    ]);
}

#[test]
fn methods_tags_and_the_key() {
    let scheme = "/components/securitySchemes/ApiKey";
    plant(vec![
        one(
            super::Edit::Move(op(""), format!("{PATH}/get")),
            "method",
            format!("{PATH}/get"),
        ),
        one(set(op("/tags"), json!(["Nowhere"])), "tag", op("/tags/0")),
        here(set(op("/tags"), json!(["Pulse", "WhatsApp"])), "tag"),
        here(set(op("/security"), json!([])), "security"),
        one(
            set(format!("{scheme}/name"), "X-API-KEY"),
            "security",
            scheme,
        ),
        one(set(format!("{scheme}/in"), "query"), "security", scheme),
        here(set(format!("{scheme}/example"), "abc"), "literal-key"),
        here(set("/security", json!([{"ApiKey": []}, {}])), "security"),
    ]);
}

#[test]
fn operation_ids() {
    let id = op("/operationId");
    let request = op("/requestBody/content/application~1json/schema/$ref");
    let response = op("/responses/200/content/application~1json/schema/$ref");
    let renamed = |name: &str, rule| {
        let edit = set(&*id, name);
        let places = [
            (rule, id.clone()),
            ("operation-id-list", "/paths".to_owned()),
            ("body-name", request.clone()),
            ("body-name", response.clone()),
        ];
        (edit, places.to_vec())
    };
    let mut capital = renamed("ListCompaniesByUser", "operation-id");
    capital.1.push(("operation-id-list", id.clone()));
    // The names of the components still follow from the id, whatever its first letter is.
    capital.1.retain(|(rule, _)| *rule != "body-name");
    plant(vec![
        renamed("listCompanies", "operation-id-list"),
        renamed("listAttendanceTypes", "operation-id"),
        capital,
    ]);
}

#[test]
fn effects_and_products() {
    plant(vec![
        one(remove(op("/x-effect")), "x-effect", op("")),
        here(set(op("/x-effect"), "maybe"), "x-effect"),
        one(remove(op("/x-product")), "x-product", op("")),
        here(set(op("/x-product"), "sms"), "x-product"),
        here(set(op("/x-internal"), true), "x-unknown"),
        here(set(op("/x-sensitive"), "secret"), "x-unknown"),
        here(set("/info/x-logo", "logo.png"), "x-unknown"),
    ]);
}

#[test]
fn documented_as() {
    plant(vec![
        one(remove(op("/x-documented-as")), "x-documented-as", op("")),
        here(set(op("/x-documented-as/title"), " "), "x-documented-as"),
        here(remove(op("/x-documented-as/section")), "x-documented-as"),
        here(
            set(op("/x-documented-as/hosts"), json!([])),
            "x-documented-as",
        ),
        here(
            set(op("/x-documented-as/hosts"), json!(["api", "nowhere"])),
            "x-documented-as",
        ),
        here(
            set(op("/x-documented-as/also"), json!([])),
            "x-documented-as",
        ),
        here(set(op("/x-documented-as/page"), 7), "x-documented-as"),
    ]);
}

#[test]
fn paging() {
    let not_paged = |rest: &str| format!("/paths/~1mp~1getMessagingSession/post{rest}");
    let paging = |member: &str| format!("{REPORT}/post/x-pagination{member}");
    plant(vec![
        one(remove(paging("")), "x-pagination", format!("{REPORT}/post")),
        here(set(paging("/page"), "seite"), "x-pagination"),
        here(remove(paging("/limit")), "x-pagination"),
        here(set(paging("/rows"), "tickets"), "x-pagination"),
        here(set(paging("/rows"), "count"), "x-pagination"),
        here(set(paging("/count"), "total"), "x-pagination"),
        here(set(paging("/defaultLimit"), 0), "x-pagination"),
        here(set(paging("/cursor"), "next"), "x-pagination"),
        here(set(paging(""), "page"), "x-pagination"),
        one(
            set(
                not_paged("/x-pagination"),
                json!({"page": "page", "limit": "limit", "rows": "conversations"}),
            ),
            "x-pagination",
            not_paged(""),
        ),
        one(
            remove("/paths/~1mkt~1listLooseNotificationsReport/post/x-errata/1"),
            "x-pagination",
            "/paths/~1mkt~1listLooseNotificationsReport/post/x-pagination/rows",
        ),
    ]);
}

#[test]
fn errata() {
    let erratum = json!({"documented": "a", "decision": "b", "evidence": "inferred"});
    let register = |rest: &str| format!("/x-errata/{rest}");
    plant(vec![
        one(
            set(op("/x-errata"), json!(["T3", "Z9"])),
            "x-errata",
            op("/x-errata/1"),
        ),
        one(
            set(op("/x-errata"), json!(["T3", "T3"])),
            "x-errata",
            op("/x-errata/1"),
        ),
        here(set(op("/x-errata"), json!([])), "x-errata"),
        one(remove(register("T1")), "errata-register", "/x-errata"),
        here(remove(register("T1/evidence")), "errata-register"),
        here(set(register("T1/evidence"), "rumour"), "errata-register"),
        one(
            set(register("T1/decision"), ""),
            "errata-register",
            register("T1"),
        ),
        one(
            remove(register("T1/documented")),
            "errata-register",
            register("T1"),
        ),
        here(set(register("T1/author"), "me"), "errata-register"),
        here(set(register("N99"), erratum.clone()), "errata-register"),
        (
            set(register("Q1"), erratum),
            vec![
                ("errata-register", register("Q1")),
                ("errata-register", register("Q1")),
            ],
        ),
    ]);
}
