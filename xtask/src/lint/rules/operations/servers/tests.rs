//! Defects in servers.

use crate::lint::planted::{PATH, here, one, op, plant, remove, set};
use serde_json::json;

#[test]
fn hosts() {
    let servers = format!("{PATH}/servers");
    let url = format!("{servers}/0/url");
    let data = json!([{"url": "https://data.tatodesk.com", "description": "Reports"}]);
    let two = json!([{"url": "https://api.tatodesk.com", "description": "One"},
        {"url": "https://api-v2.tatodesk.com", "description": "Two"}]);
    let wrong = |edit, rule| {
        let found = vec![(rule, url.clone()), ("operation-server", op("/servers"))];
        (edit, found)
    };
    plant(vec![
        (
            remove(&*servers),
            vec![
                ("path-server", PATH.to_owned()),
                ("operation-server", op("/servers")),
            ],
        ),
        (
            set(&*servers, two),
            vec![
                ("path-server", servers.clone()),
                ("operation-server", op("/servers")),
            ],
        ),
        wrong(set(&*url, "https://api.tatodesk.com/"), "path-server"),
        wrong(set(&*url, "http://api.tatodesk.com"), "path-server"),
        wrong(set(&*url, "https://data.tatodesk.com"), "documented-host"),
        here(
            set("/servers/0/url", "https://www.tatodesk.com"),
            "path-server",
        ),
        here(set(op("/servers"), data), "operation-server"),
        here(remove(op("/servers")), "operation-server"),
        here(remove("/servers/2/description"), "server-description"),
        (
            set(format!("{servers}/0/description"), ""),
            vec![
                ("server-description", format!("{servers}/0/description")),
                ("operation-server", op("/servers")),
            ],
        ),
        one(
            set(op("/x-documented-as/hosts"), json!(["api", "api-v2"])),
            "documented-host",
            op(""),
        ),
    ]);
}
