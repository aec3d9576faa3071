//! Bodies of the CRM section: where fields go, and what is refused.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::json;
use tatodesk::crm::RecordError;

use crate::{check, id, tatodesk};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Order {
    product: &'static str,
    price: f64,
}

const ORDER: Order = Order {
    product: "Guaraná",
    price: 4.5,
};

#[test]
fn fields_stand_beside_the_name() {
    let tatodesk = tatodesk();
    let crm = tatodesk.crm();
    check(
        crm.list_records("orders"),
        "listObject",
        json!({"apiName": "orders"}),
    );
    check(
        crm.create_record("orders", &ORDER).unwrap(),
        "insertObject",
        json!({"apiName": "orders", "Product": "Guaraná", "Price": 4.5}),
    );
    check(
        crm.edit_record("orders", id("8b7d"), &HashMap::from([("Product", "Café")]))
            .unwrap(),
        "updateObject",
        json!({"apiName": "orders", "ID": "8b7d", "Product": "Café"}),
    );
    check(
        crm.delete_record("orders", id("8b7d")),
        "deleteObject",
        json!({"apiName": "orders", "ID": "8b7d"}),
    );
}

#[test]
fn fields_can_stand_elsewhere() {
    let tatodesk = tatodesk();
    let crm = tatodesk.crm().fields_under("data");
    check(
        crm.create_record("orders", &ORDER).unwrap(),
        "insertObject",
        json!({"apiName": "orders", "data": {"Product": "Guaraná", "Price": 4.5}}),
    );
    check(
        crm.edit_record(
            "orders",
            id("8b7d"),
            &json!({"apiName": "a field", "ID": 7}),
        )
        .unwrap(),
        "updateObject",
        json!({"apiName": "orders", "ID": "8b7d", "data": {"apiName": "a field", "ID": 7}}),
    );
}

#[test]
fn bodies_take_any_further_member() {
    let tatodesk = tatodesk();
    let crm = tatodesk.crm();
    check(
        crm.list_records("orders")
            .member("filters", json!([{"field": "Status"}]))
            .member("apiName", "sales"),
        "listObject",
        json!({"apiName": "sales", "filters": [{"field": "Status"}]}),
    );
    check(
        crm.edit_record("orders", id("8b7d"), &json!({}))
            .unwrap()
            .member("ID", 7)
            .member("apiName", json!(null)),
        "updateObject",
        json!({"apiName": null, "ID": 7}),
    );
    // What a deletion requires is text and cannot be taken out.
    check(
        crm.delete_record("orders", id("8b7d"))
            .member("ID", 7)
            .member("apiName", "sales")
            .member("force", true),
        "deleteObject",
        json!({"apiName": "sales", "ID": "7", "force": true}),
    );
    let call = crm
        .create_record("orders", &ORDER)
        .unwrap()
        .member("notify", true);
    assert_eq!(
        serde_json::to_value(call.request()).unwrap(),
        json!({"apiName": "orders", "Product": "Guaraná", "Price": 4.5, "notify": true}),
    );
}

#[test]
fn what_is_no_record_is_refused() {
    let tatodesk = tatodesk();
    let crm = tatodesk.crm();
    assert!(matches!(
        crm.create_record("orders", &[1, 2]),
        Err(RecordError::NoObject)
    ));
    assert!(matches!(
        crm.create_record("orders", &HashMap::from([((1, 2), 3)])),
        Err(RecordError::Serialize(_))
    ));
    let taken = |result: RecordError| result.to_string();
    let error = crm
        .create_record("orders", &json!({"apiName": "x"}))
        .unwrap_err();
    assert!(taken(error).contains("fields_under"));
    assert!(crm.create_record("orders", &json!({"ID": "x"})).is_ok());
    assert!(matches!(
        crm.edit_record("orders", id("8b7d"), &json!({"ID": "x"})),
        Err(RecordError::Taken(name)) if name == "ID"
    ));
    let crm = crm.fields_under("ID");
    assert!(crm.edit_record("orders", id("8b7d"), &ORDER).is_err());
}
