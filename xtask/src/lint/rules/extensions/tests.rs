//! Defects in vendor extensions.

use crate::lint::planted::{here, one, op, plant, remove, schema, set};
use serde_json::json;

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
fn enumerations_have_names() {
    let flag = |rest: &str| schema("ListCompaniesByUserRequest/properties/isActive") + rest;
    plant(vec![
        here(
            set(flag("/x-enum-varnames"), json!(["yes"])),
            "x-enum-varnames",
        ),
        here(
            set(flag("/x-enum-varnames"), json!(["yes", "yes"])),
            "x-enum-varnames",
        ),
        one(
            remove(flag("/x-enum-varnames")),
            "x-enum-varnames",
            flag(""),
        ),
        one(set(flag("/nullable"), true), "nullable-enum", flag("/enum")),
        here(
            set(schema("Company/properties/name/x-sensitive"), "private"),
            "x-sensitive",
        ),
    ]);
}
