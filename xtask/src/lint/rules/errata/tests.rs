//! Defects in the register of errata and in the places that name its entries.

use crate::lint::planted::{here, one, op, plant, remove, schema, set};
use serde_json::json;

#[test]
fn errata() {
    let erratum = json!({"documented": "a", "decision": "b", "evidence": "inferred"});
    let register = |rest: &str| format!("/x-errata/{rest}");
    plant(vec![
        one(
            set(op("/x-errata"), json!(["N30", "Z9"])),
            "x-errata",
            op("/x-errata/1"),
        ),
        one(
            set(op("/x-errata"), json!(["N30", "N30"])),
            "x-errata",
            op("/x-errata/1"),
        ),
        here(set(schema("Appointment/x-errata"), json!([])), "x-errata"),
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
