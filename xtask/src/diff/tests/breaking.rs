//! Changes of operations, hosts, keys and paging that break users.

use serde_json::json;

use super::check;
use crate::lint::planted::{Edit, PATH, op, remove, set};

fn operation(path: &str, rest: &str) -> String {
    format!("/paths/{}/post{rest}", path.replace('/', "~1"))
}

#[test]
fn of_an_operation() {
    check(vec![
        (
            vec![remove(PATH)],
            &["listCompaniesByUser breaks operation: is gone"],
        ),
        (
            vec![set(op("/operationId"), "listMyCompanies")],
            &["listCompaniesByUser breaks operation: its operationId is listMyCompanies now"],
        ),
        (
            vec![Edit::Move(
                PATH.into(),
                "/paths/~1dl~1pa~1listCompanies".into(),
            )],
            &["listCompaniesByUser breaks address: \
               is POST /dl/pa/listCompanies now, not POST /dl/pa/listCompaniesByUser"],
        ),
        (
            vec![Edit::Move(op(""), format!("{PATH}/put"))],
            &["listCompaniesByUser breaks address: \
               is PUT /dl/pa/listCompaniesByUser now, not POST /dl/pa/listCompaniesByUser"],
        ),
        (
            vec![set(op("/x-effect"), "write")],
            &["listCompaniesByUser breaks x-effect: \
               is write now, not read; what may be repeated depends on it"],
        ),
        (
            vec![set(operation("/pa/createAppointment", "/x-effect"), "read")],
            &["createAppointment breaks x-effect: \
               is read now, not write; what may be repeated depends on it"],
        ),
        (
            vec![set(op("/x-product"), "crm")],
            &["listCompaniesByUser breaks x-product: \
               is crm now, not in-person; which key the call takes depends on it"],
        ),
        (
            vec![set(op("/tags/0"), "Survey")],
            &["listCompaniesByUser breaks tags: \
               are [\"Survey\"] now, not [\"In-Person Service\"]; generators name classes by them"],
        ),
        (
            vec![set(op("/callbacks"), json!({}))],
            &["listCompaniesByUser breaks operation: \
               `callbacks` changed, which this tool cannot judge"],
        ),
    ]);
}

#[test]
fn of_hosts_and_keys() {
    let other = "https://api-v2.tatodesk.com";
    check(vec![
        (
            vec![
                set(op("/servers/0/url"), other),
                set(format!("{PATH}/servers/0/url"), other),
            ],
            &["listCompaniesByUser breaks host: \
               is https://api-v2.tatodesk.com now, not https://api.tatodesk.com"],
        ),
        // Tools read one of the two places.
        (
            vec![set(format!("{PATH}/servers/0/url"), other)],
            &[
                "listCompaniesByUser breaks host for tools that read the path's servers: \
               is https://api-v2.tatodesk.com now, not https://api.tatodesk.com",
            ],
        ),
        // The root's hosts take the place of those that are gone.
        (
            vec![
                remove(operation("/dl/v1/whatsapp/media", "/servers")),
                remove("/paths/~1dl~1v1~1whatsapp~1media/servers"),
            ],
            &[
                "uploadMedia breaks host: is https://api.tatodesk.com now, not https://media-api.tatodesk.com",
                "uploadMedia compatible host: https://api-v2.tatodesk.com is new",
                "uploadMedia compatible host: https://data.tatodesk.com is new",
            ],
        ),
        (
            vec![set("/components/securitySchemes/ApiKey/name", "X-KEY")],
            &["all 52 operations breaks key: header `X-KEY` now, not header `TATODESK-API-KEY`"],
        ),
        (
            vec![set("/components/securitySchemes/ApiKey/in", "query")],
            &["all 52 operations breaks key: \
               query `TATODESK-API-KEY` now, not header `TATODESK-API-KEY`"],
        ),
        (
            vec![set("/x-plain-name/attendance", "visit")],
            &["the document breaks x-plain-name: \
               `attendance` becomes \"visit\" now, not \"service\"; generated names change"],
        ),
    ]);
}

#[test]
fn of_paging() {
    let paging =
        |rest: &str| operation("/cc/listAttendancesReport", &format!("/x-pagination{rest}"));
    check(vec![
        (
            vec![remove(paging(""))],
            &["listDigitalAttendancesReport breaks x-pagination: is not paged any more"],
        ),
        (
            vec![set(paging("/rows"), "items")],
            &[
                "listDigitalAttendancesReport breaks x-pagination: `rows` is items now, not attendances",
            ],
        ),
        (
            vec![set(paging("/defaultLimit"), 100)],
            &[
                "listDigitalAttendancesReport breaks x-pagination: `defaultLimit` is 100 now, not 1000",
            ],
        ),
        (
            vec![remove(paging("/count"))],
            &[
                "listDigitalAttendancesReport breaks x-pagination: `count` is unknown now, not count",
            ],
        ),
        (
            vec![set(
                op("/x-pagination"),
                json!({"page": "page", "limit": "limit"}),
            )],
            &[
                "listCompaniesByUser breaks x-pagination: is paged now; one answer may not hold all rows",
            ],
        ),
    ]);
}
