use super::{
    file,
    foreign::{ALLOWED, check, has_features, paths},
    growth,
    rustdoc::{Api, check_format},
    same,
};

fn api(items: &[&str], reexports: &[&str]) -> Api {
    Api {
        items: items.iter().map(ToString::to_string).collect(),
        reexports: reexports.iter().map(ToString::to_string).collect(),
    }
}

/// What the check prints, and whether it is green.
fn checked(list: &str, full: &Api, bare: &Api) -> (bool, String) {
    let mut out = Vec::new();
    let green = check(list, "tatodesk", full, bare, &mut out).unwrap();
    (green, String::from_utf8(out).unwrap())
}

#[test]
fn items_of_other_crates_are_found_wherever_they_stand() {
    let items = [
        "pub fn tatodesk::Builder::proxy(self, impl core::ops::function::Fn(reqwest::proxy::Proxy) -> url::Url) -> Self",
        "impl<T: serde_core::ser::Serialize> core::fmt::Debug for tatodesk::Call<T> where <T as hyper::body::Body>::Data: core::marker::Send",
        "pub type tatodesk::Layered = alloc::boxed::Box<dyn tower_service::Service<&'static [bytes::bytes::Bytes; 2]>>",
        "pub fn serde_json::value::Value::from(tatodesk::Phone) -> Self",
        "pub fn i64::from(tatodesk_api::wire::Count) -> T::Output",
        "pub mod tatodesk::reports",
    ];
    let found = paths(&api(
        &items,
        &["jiff", "http::StatusCode", "tatodesk_api::types"],
    ));
    let expected = [
        "bytes::bytes::Bytes",
        "http::StatusCode",
        "hyper::body::Body",
        "jiff",
        "reqwest::proxy::Proxy",
        "serde_core::ser::Serialize",
        "serde_json::value::Value",
        "tower_service::Service",
        "url::Url",
    ];
    assert_eq!(
        found.iter().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn an_item_off_the_list_is_refused() {
    let list = "# why\ntatodesk url::Url\ntatodesk-api reqwest::Client\n";
    let listed = api(&["pub fn tatodesk::url() -> url::Url"], &[]);
    assert_eq!(checked(list, &listed, &listed), (true, String::new()));

    let unlisted = api(
        &["pub fn tatodesk::url() -> url::Url"],
        &["reqwest::Client"],
    );
    let (green, text) = checked(list, &unlisted, &listed);
    assert!(
        !green && text.starts_with("tatodesk: reqwest::Client is of another crate"),
        "{text}"
    );
}

#[test]
fn a_line_of_the_list_that_nothing_needs_is_refused() {
    let (green, text) = checked("tatodesk url::Url\n", &api(&[], &[]), &api(&[], &[]));
    assert!(
        !green && text.contains("url::Url is on the list, but no longer"),
        "{text}"
    );
}

#[test]
fn an_item_of_a_feature_is_refused_without_the_feature() {
    let list = "tatodesk tower::BoxError tower-0-5\n";
    let with = api(&["pub fn tatodesk::layer() -> tower::BoxError"], &[]);
    assert_eq!(checked(list, &with, &api(&[], &[])), (true, String::new()));

    let (green, text) = checked(list, &with, &with);
    assert!(!green && text.contains("without the feature"), "{text}");
    assert!(has_features(list, "tatodesk") && !has_features("tatodesk url::Url\n", "tatodesk"));
}

#[test]
fn the_facade_shows_reqwest_and_tower_only_behind_features_of_their_version() {
    let lines = ALLOWED.lines().filter(|line| {
        ["tatodesk reqwest", "tatodesk tower"]
            .iter()
            .any(|begin| line.starts_with(begin))
    });
    let features: Vec<&str> = lines
        .map(|line| line.split(' ').nth(2).unwrap_or(line))
        .collect();
    assert!(features.len() > 5);
    assert!(
        features
            .iter()
            .all(|feature| ["reqwest-0-13", "tower-0-5"].contains(feature)),
        "{features:?}"
    );
}

#[test]
fn a_changed_item_is_shown_with_the_command_that_accepts_it() {
    let old = api(&["pub fn tatodesk::a()", "pub fn tatodesk::b()"], &[]);
    let new = api(&["pub fn tatodesk::a()", "pub fn tatodesk::b(u8)"], &[]);
    let mut out = Vec::new();
    assert!(same("tatodesk", &file(&old.items), &file(&old.items), &mut out).unwrap());
    assert!(out.is_empty());
    assert!(!same("tatodesk", &file(&old.items), &file(&new.items), &mut out).unwrap());
    let text = String::from_utf8(out).unwrap();
    for part in [
        "\n-pub fn tatodesk::b()\n",
        "\n+pub fn tatodesk::b(u8)\n",
        "just public-api --accept",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn another_format_of_rustdoc_is_named_with_the_toolchain_that_is_needed() {
    assert_eq!(
        check_format(r#"{"index": {}, "format_version": 57}"#),
        Ok(())
    );
    for (json, found) in [
        (r#"{"format_version": 60}"#, "writes format 60"),
        ("{}", "writes an unknown format"),
        ("<html>", "writes an unknown format"),
    ] {
        let error = check_format(json).unwrap_err();
        assert!(
            error.contains(found) && error.contains("run it with Rust 1.95"),
            "{error}"
        );
    }
}

#[test]
fn what_cannot_grow_is_found() {
    let items = [
        "pub enum tatodesk::Outcome",
        "pub tatodesk::Outcome::Unknown",
        "#[non_exhaustive] pub enum tatodesk::Cause",
        "pub tatodesk::Cause::Status(u16)",
        "pub enum tatodesk::Kind<'a>",
        "pub tatodesk::Kind::Named",
        "pub tatodesk::Kind::Named::name: &'a str",
        "#[non_exhaustive] pub tatodesk::Kind::Marked",
        "pub tatodesk::Kind::Marked::name: &'a str",
        "pub struct tatodesk::Row<'a>",
        "pub tatodesk::Row::r#type: &'a str",
        "#[non_exhaustive] pub struct tatodesk::Marked",
        "pub tatodesk::Marked::id: i64",
        "pub struct tatodesk::Hidden<T>",
        "pub struct tatodesk::CompanyId(pub i64)",
        "pub tatodesk::CompanyId::0: i64",
        "pub const tatodesk::Row::LIMIT: usize",
        "pub fn tatodesk::Hidden::of(id: i64) -> Self",
        "pub struct tatodesk::Unit",
    ];
    let items = items.map(str::to_owned);
    let found = Vec::from_iter(growth::rigid(&items));
    assert_eq!(
        found,
        ["tatodesk::Kind", "tatodesk::Kind::Named", "tatodesk::Row"]
    );
    let mut out = Vec::new();
    assert!(!growth::check("tatodesk", &items, &mut out).unwrap());
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("tatodesk: tatodesk::Row cannot grow"), "{out}");
    assert!(growth::check("tatodesk", &items[..4], &mut Vec::new()).unwrap());
}
