//! `tatodesk api --list`.

use std::collections::BTreeSet;

use crate::operations::{SPEC, SPEC_TEXT};
use crate::support::{run, tatodesk};

fn json() -> Vec<serde_json::Map<String, serde_json::Value>> {
    let ran = run(tatodesk(&["api", "--list", "--json"]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    serde_json::from_slice(&ran.stdout).expect("an array of objects")
}

#[test]
fn the_json_form_has_the_documented_members_in_order() {
    let rows = json();
    assert_eq!(rows.len(), 52);
    for row in &rows {
        assert!(
            row.values()
                .all(|value| value.as_str().is_some_and(|text| !text.is_empty())),
            "{row:?}"
        );
        let members: BTreeSet<&str> = row.keys().map(String::as_str).collect();
        let expected = [
            "operationId",
            "method",
            "host",
            "path",
            "effect",
            "product",
            "title",
        ];
        assert_eq!(members, BTreeSet::from(expected));
        assert_eq!(row["method"], "POST");
        assert!(
            row["host"]
                .as_str()
                .is_some_and(|host| host.ends_with(".tatodesk.com"))
        );
        assert!(
            row["path"]
                .as_str()
                .is_some_and(|path| path.starts_with('/'))
        );
        assert!(
            ["read", "write", "send"]
                .iter()
                .any(|effect| row["effect"] == **effect)
        );
    }
    let hosts: BTreeSet<&str> = rows.iter().filter_map(|row| row["host"].as_str()).collect();
    assert_eq!(hosts.len(), 4);
    assert_eq!(rows[0]["operationId"], "listCompaniesByUser");
    assert_eq!(rows[0]["title"], "List companies by user");
}

#[test]
fn the_rows_and_their_order_are_those_of_the_spec() {
    let rows = json();
    // As written: a parsed object may have lost its order.
    let written: Vec<&str> = SPEC_TEXT
        .split(r#""operationId": ""#)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let listed: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["operationId"].as_str())
        .collect();
    assert_eq!(listed, written);
    for row in rows {
        let item = &SPEC["paths"][row["path"].as_str().expect("a path")];
        let post = &item["post"];
        let url = format!("https://{}", row["host"].as_str().expect("a host"));
        assert_eq!(item["servers"][0]["url"], *url);
        assert_eq!(row["operationId"], post["operationId"]);
        assert_eq!(row["effect"], post["x-effect"]);
        assert_eq!(row["product"], post["x-product"]);
        assert_eq!(row["title"], post["x-documented-as"]["title"]);
    }
}

#[test]
fn the_table_has_the_same_rows() {
    let ran = run(tatodesk(&["api", "--list"]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let text = String::from_utf8(ran.stdout).expect("UTF-8");
    let mut lines = text.lines();
    assert!(
        lines
            .next()
            .is_some_and(|line| line.starts_with("OPERATION"))
    );
    let ids: Vec<String> = json()
        .iter()
        .filter_map(|row| row["operationId"].as_str().map(str::to_owned))
        .collect();
    let listed: Vec<&str> = lines
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(listed, ids);
}

#[test]
fn every_listed_operation_can_be_called() {
    for row in json() {
        let id = row["operationId"].as_str().expect("text");
        // Without a key nothing is sent; a known operation says so, an unknown one says something else.
        let ran = run(tatodesk(&["api", id]));
        assert_eq!(ran.code, 2);
        assert!(ran.line().contains("TATODESK_API_KEY"), "{ran:?}");
    }
}
