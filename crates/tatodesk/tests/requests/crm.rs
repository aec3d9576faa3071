//! Bodies of the CRM section: where fields go, and what is refused.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::json;
use tatodesk::{ApiRequest, Call, Outcome, types::UpdateObjectRequest};

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
        crm.create_record("orders", &ORDER),
        "insertObject",
        json!({"apiName": "orders", "Product": "Guaraná", "Price": 4.5}),
    );
    check(
        crm.edit_record("orders", id("8b7d"), &HashMap::from([("Product", "Café")])),
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
        crm.create_record("orders", &ORDER),
        "insertObject",
        json!({"apiName": "orders", "data": {"Product": "Guaraná", "Price": 4.5}}),
    );
    check(
        crm.edit_record(
            "orders",
            id("8b7d"),
            &json!({"apiName": "a field", "ID": 7}),
        ),
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
            .member("ID", 7)
            .member("apiName", json!(null)),
        "updateObject",
        json!({"apiName": null, "ID": 7}),
    );
    // In either order, no member stands in the body twice.
    let call = crm.edit_record("orders", id("8b7d"), &json!({}));
    let call = call.member("ID", 7).member("ID", "8b7e");
    let call = call.member("apiName", 5).member("apiName", "sales");
    assert_eq!(
        serde_json::to_string(call.request()).unwrap(),
        r#"{"apiName":"sales","ID":"8b7e"}"#,
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
    let call = crm.create_record("orders", &ORDER).member("notify", true);
    assert_eq!(
        serde_json::to_value(call.request()).unwrap(),
        json!({"apiName": "orders", "Product": "Guaraná", "Price": 4.5, "notify": true}),
    );
}

/// What `send` says of a call that makes no request. Were it sent, the error would speak of the connection.
async fn refusal<R: ApiRequest>(call: Call<R>) -> String {
    let error = call.send().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    let text = error.to_string();
    // There is nothing that could be sent another time.
    error.into_not_sent::<R>().unwrap_err();
    text
}

/// Refuses to be serialized, with a text of its own.
struct Stubborn;

impl Serialize for Stubborn {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("Marina Duarte is no record"))
    }
}

#[tokio::test]
async fn a_value_that_is_no_record_is_not_sent() {
    let tatodesk = tatodesk();
    let crm = tatodesk.crm();
    for call in [
        crm.create_record("orders", &[1, 2]),
        crm.create_record("orders", &"Guaraná"),
        crm.create_record("orders", &None::<Order>),
        crm.create_record("orders", &()),
    ] {
        let text = refusal(call).await;
        assert!(text.contains("not a JSON object"), "{text}");
    }
    for call in [
        crm.create_record("orders", &HashMap::from([((1, 2), 3)])),
        crm.create_record("orders", &Stubborn),
        crm.create_record("orders", &HashMap::from([("Product", Stubborn)])),
    ] {
        let text = refusal(call).await;
        assert!(text.contains("does not serialize as JSON"), "{text}");
        assert!(!text.contains("Marina"), "{text}");
    }
    let error = crm.edit_record("orders", id("8b7d"), &Stubborn).send();
    let error = error.await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "Marina Duarte is no record");
}

#[tokio::test]
async fn a_field_with_the_name_of_a_member_is_not_sent() {
    let tatodesk = tatodesk();
    let crm = tatodesk.crm();
    let text = refusal(crm.create_record("orders", &json!({"apiName": "x"}))).await;
    assert!(
        text.contains("apiName") && text.contains("fields_under"),
        "{text}"
    );
    let edit = |fields| crm.edit_record("orders", id("8b7d"), &fields);
    for (fields, name) in [
        (json!({"ID": "x"}), "ID"),
        (json!({"apiName": null}), "apiName"),
        (json!({"Product": "Café", "ID": 7}), "ID"),
    ] {
        let text = refusal(edit(fields)).await;
        assert!(text.contains(name), "{text}");
    }
    for under in ["ID", "apiName"] {
        let crm = crm.clone().fields_under(under);
        let call: Call<UpdateObjectRequest> = crm.edit_record("orders", id("8b7d"), &ORDER);
        let text = refusal(call.member("notify", true)).await;
        assert!(text.contains(under), "{text}");
    }
    // Creating has no member of this name.
    check(
        crm.create_record("orders", &json!({"ID": "x"})),
        "insertObject",
        json!({"apiName": "orders", "ID": "x"}),
    );
}
