//! Defects in `x-pagination`.

use crate::lint::planted::{here, one, plant, remove, set};
use serde_json::json;

const REPORT: &str = "/paths/~1cc~1listAttendancesReport";

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
