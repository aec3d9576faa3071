//! CRM records: required fields, filters, sorts, selected fields, pages; edited and deleted.

use crate::caller::Caller;
use crate::spec::conformance::conforms;
use serde_json::{Value, json};

const LIST: &str = "/crm/v1/listObject";
const INSERT: &str = "/crm/v1/insertObject";

#[tokio::test]
async fn crm_records_are_created_listed_edited_and_deleted() {
    let caller = Caller::new().await;
    let list = || caller.accepted("/crm/v1/listObject", json!({"apiName": "orders"}));
    let before = list().await;
    assert_eq!(
        (&before["count"], &before["dataObject"]["tableName"]),
        (&json!("1"), &json!("Orders"))
    );
    let record =
        json!({"apiName": "orders", "Produto": "Café", "Amount": 3, "Note": {"gift": true}});
    let made = caller.accepted("/crm/v1/insertObject", record).await["dataObject"].clone();
    assert_eq!(
        (&made["Produto"], &made["Note"]["gift"]),
        (&json!("Café"), &json!(true))
    );
    assert_eq!(made["createdAt"], "2025-06-25T10:00:00.001Z");
    assert!(made.get("apiName").is_none());

    let edit = json!({"apiName": "orders", "ID": made["id"], "Amount": 4, "createdAt": "never"});
    caller.accepted("/crm/v1/updateObject", edit).await;
    let rows = list().await["dataObject"]["tableData"].clone();
    assert_eq!(rows.as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&rows[1]["Amount"], &rows[1]["Produto"]),
        (&json!(4), &json!("Café"))
    );
    assert_eq!(rows[1]["createdAt"], made["createdAt"]);
    assert_ne!(rows[1]["updatedAt"], made["updatedAt"]);

    let named = json!({"apiName": "orders", "ID": made["id"]});
    caller.accepted("/crm/v1/deleteObject", named.clone()).await;
    assert_eq!(list().await, before);
    caller.refused("/crm/v1/deleteObject", named.clone()).await;
    caller.refused("/crm/v1/updateObject", named).await;
    caller
        .refused(
            "/crm/v1/updateObject",
            json!({"apiName": "orders", "Amount": 4}),
        )
        .await;
    caller
        .refused(
            "/crm/v1/deleteObject",
            json!({"apiName": "visits", "ID": "1"}),
        )
        .await;
}

#[tokio::test]
async fn a_crm_object_begins_with_its_first_record() {
    let caller = Caller::new().await;
    let list = || caller.accepted("/crm/v1/listObject", json!({"apiName": "visits"}));
    assert_eq!(list().await["count"], "0");
    caller
        .accepted(
            "/crm/v1/insertObject",
            json!({"apiName": "visits", "Who": "Marina", "Length": 5}),
        )
        .await;
    let table = list().await["dataObject"].clone();
    assert_eq!(table["tableName"], "visits");
    let columns = json!([{"name": "Length", "type": "numeric", "values": null},
        {"name": "Who", "type": "text", "values": null}]);
    assert_eq!(table["tableColumns"], columns);
}

/// A sandbox with five orders.
async fn five_orders() -> Caller {
    let caller = Caller::new().await;
    for (product, amount, status) in [
        ("Café", 3, "Open"),
        ("Cajá", 40, "Settled"),
        ("Mate", 7, "Open"),
        ("Umbu", 7, "Settled"),
    ] {
        let order =
            json!({"apiName": "orders", "Produto": product, "Amount": amount, "Status": status});
        caller.accepted(INSERT, order).await;
    }
    caller
}

async fn products(caller: &Caller, query: Value) -> (Vec<String>, Value) {
    let mut request = json!({"apiName": "orders"});
    let members = query.as_object().expect("members").clone();
    request.as_object_mut().expect("an object").extend(members);
    let answer = caller.accepted(LIST, request).await;
    let rows = answer["dataObject"]["tableData"].as_array().expect("rows");
    let names = rows.iter().filter_map(|row| row["Produto"].as_str());
    (names.map(str::to_owned).collect(), answer["count"].clone())
}

#[tokio::test]
async fn a_list_is_filtered_sorted_and_paged() {
    let caller = five_orders().await;
    for (query, expected, count) in [
        (
            json!({"filters": [{"field": "Status", "value": "Settled"}]}),
            vec!["Cajá", "Umbu"],
            "2",
        ),
        (
            json!({"filters": [{"field": "Amount", "operation": "gt", "value": 7}]}),
            vec!["Guaraná", "Cajá"],
            "2",
        ),
        (
            json!({"filters": [{"field": "Amount", "operation": "lte", "value": 7.0}]}),
            vec!["Café", "Mate", "Umbu"],
            "3",
        ),
        (
            json!({"filters": [{"field": "Produto", "operation": "contains", "value": "ca"}]}),
            vec!["Café", "Cajá"],
            "2",
        ),
        (
            json!({"filters": [{"field": "Produto", "operation": "in", "value": ["Mate", "None"]}]}),
            vec!["Mate"],
            "1",
        ),
        (
            json!({"filters": [{"field": "Status", "operation": "ne", "value": "Open"},
            {"field": "Amount", "operation": "lt", "value": 9}]}),
            vec!["Umbu"],
            "1",
        ),
        (
            json!({"sorts": [{"field": "Amount", "direction": "desc"}, {"field": "Produto", "direction": "desc"}]}),
            vec!["Cajá", "Guaraná", "Umbu", "Mate", "Café"],
            "5",
        ),
        (
            json!({"sorts": [{"field": "Amount"}], "page": 1, "limit": 2}),
            vec!["Umbu", "Guaraná"],
            "5",
        ),
        (json!({"page": 9, "limit": 2}), vec![], "5"),
    ] {
        let found = products(&caller, query.clone()).await;
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(found, (expected, json!(count)), "{query}");
    }
}

#[tokio::test]
async fn selected_fields_come_with_the_id_and_nothing_else() {
    let caller = five_orders().await;
    let list = json!({"apiName": "orders", "fields": ["Amount"], "limit": 1});
    let answer = caller.accepted(LIST, list).await;
    conforms(LIST, &answer);
    let table = &answer["dataObject"];
    assert_eq!(
        table["tableColumns"],
        json!([{"name": "Amount", "type": "numeric", "values": null}])
    );
    assert_eq!(
        table["tableData"],
        json!([{"id": "0afda47e-0000-4000-8000-000000000001", "Amount": 12}])
    );
}

#[tokio::test]
async fn fields_that_do_not_fit_an_object_are_refused() {
    let caller = Caller::new().await;
    for (record, named) in [
        (json!({"Amount": 3}), "Produto"),
        (json!({"Produto": " "}), "Produto"),
        (json!({"Produto": 3}), "Produto"),
        (json!({"Produto": "Mate", "Amount": "many"}), "Amount"),
        (json!({"Produto": "Mate", "Status": "Lost"}), "Status"),
    ] {
        let mut request = record.clone();
        request["apiName"] = json!("orders");
        let reason = caller.refused(INSERT, request.clone()).await;
        assert!(reason.contains(named), "{record}: {reason}");
    }
    let edit =
        json!({"apiName": "orders", "ID": "0afda47e-0000-4000-8000-000000000001", "Produto": null});
    caller.refused("/crm/v1/updateObject", edit).await;
    for query in [
        json!({"filters": [{"field": "Nothing", "value": 1}]}),
        json!({"sorts": [{"field": "Nothing"}]}),
        json!({"fields": ["Nothing"]}),
        json!({"filters": [{"field": "Amount", "operation": "like", "value": 1}]}),
        json!({"sorts": "Amount"}),
        json!({"page": -1}),
    ] {
        let mut request = query.clone();
        request["apiName"] = json!("orders");
        caller.refused(LIST, request).await;
    }
}

#[tokio::test]
async fn values_of_mixed_kinds_have_an_order() {
    let caller = Caller::new().await;
    for age in 0..40 {
        let age = if age % 2 == 0 {
            json!(age)
        } else {
            json!(format!("{age:02}"))
        };
        let pet = json!({"apiName": "pets", "age": age});
        caller.accepted(INSERT, pet).await;
    }
    let list = json!({"apiName": "pets", "sorts": [{"field": "age"}]});
    let answer = caller.accepted(LIST, list).await;
    let rows = answer["dataObject"]["tableData"].as_array().expect("rows");
    let ages: Vec<Value> = rows.iter().map(|row| row["age"].clone()).collect();
    let numbers = (0..40).step_by(2).map(|age| json!(age));
    let texts = (1..40).step_by(2).map(|age| json!(format!("{age:02}")));
    assert_eq!(ages, numbers.chain(texts).collect::<Vec<_>>());
}
