//! Defects in servers.

use crate::lint::planted::{PATH, here, one, op, plant, remove, set};
use serde_json::json;

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
