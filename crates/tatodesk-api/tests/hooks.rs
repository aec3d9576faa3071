//! Generated functions and the raw entry pass through one hook and send the same bytes.
mod recorder;

use bytes::Bytes;
use recorder::Recorder;
use serde_json::{Value, json};
use tatodesk_api::raw::RawError;
use tatodesk_api::{
    ApiRequest, Client, Error, OPERATIONS, Operation, OperationVisitor, Transport, types,
    visit_operation,
};

/// Decodes a request of the type that the table names.
fn request<R: ApiRequest>(json: Value) -> R {
    serde_json::from_value(json).unwrap()
}

#[tokio::test]
async fn generated_functions_and_the_raw_entry_send_the_same_bytes() {
    let recorder = Recorder::start(6, r#"{"error": null}"#).await;
    let client = recorder.client();

    let companies: types::ListCompaniesByUserRequest = request(json!({"isActive": 1}));
    client.list_companies_by_user(&companies).await.unwrap();
    raw(&client, &companies).await;

    let report: types::ListAdHocNotificationsReportRequest = request(
        json!({"filter": {"dateInitial": "01/01/2021", "dateFinal": "05/01/2025"}, "page": 1}),
    );
    client
        .list_ad_hoc_notifications_report(&report)
        .await
        .unwrap();
    raw(&client, &report).await;

    let object: types::InsertObjectRequest =
        request(json!({"apiName": "orders", "city": "Recife", "list": []}));
    client.insert_object(&object).await.unwrap();
    raw(&client, &object).await;

    let requests = recorder.requests().await;
    for pair in requests.chunks(2) {
        assert_eq!(pair[0], pair[1]);
        let head = pair[0].head();
        assert!(head.starts_with("POST /prefix/"), "{head}");
        assert_eq!(pair[0].header("tatodesk-api-key"), Some("key-1"));
        assert_eq!(pair[0].header("content-type"), Some("application/json"));
        assert_eq!(pair[0].header("accept"), Some("application/json"));
        assert_eq!(pair[0].header("api-version"), None);
    }
    assert_eq!(requests[0].body(), br#"{"isActive":1}"#);
}

async fn raw<R: ApiRequest>(client: &Client, request: &R) {
    let body = serde_json::to_vec(request).unwrap();
    let answer = client.raw(R::OPERATION, Bytes::from(body)).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.bytes().await.unwrap(), r#"{"error": null}"#);
}

#[tokio::test]
async fn the_raw_entry_reaches_every_operation_at_its_path_with_the_body_as_given() {
    let recorder = Recorder::start(OPERATIONS.len(), "not JSON").await;
    let client = recorder.client();
    for operation in &OPERATIONS {
        let answer = client
            .raw(operation, Bytes::from_static(b"{ \"a\" : 1 }"))
            .await
            .unwrap();
        assert_eq!(answer.text().await.unwrap(), "not JSON");
    }
    for (request, operation) in recorder.requests().await.iter().zip(&OPERATIONS) {
        assert!(
            request
                .head()
                .starts_with(&format!("POST /prefix{} HTTP/1.1\r\n", operation.path))
        );
        assert_eq!(request.body(), b"{ \"a\" : 1 }");
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_sent() {
    let transport = Transport::builder()
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap();
    let client = Client::with_transport(recorder::http(), transport);
    let companies: types::ListCompaniesByUserRequest = request(json!({}));
    let said = "there is no API key for the product in-person";

    let error = client.list_companies_by_user(&companies).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(why) if why == said));
    let error = client
        .raw(
            Operation::find("listCompaniesByUser").unwrap(),
            Bytes::new(),
        )
        .await
        .unwrap_err();
    assert!(matches!(error, RawError::Refused(why) if why == said));
}

#[test]
fn every_operation_but_the_upload_has_its_own_request_type() {
    struct Id;

    impl OperationVisitor for Id {
        type Output = &'static Operation;

        fn visit<R: ApiRequest>(self) -> &'static Operation {
            R::OPERATION
        }
    }

    let without: Vec<_> = OPERATIONS
        .iter()
        .filter(|operation| visit_operation(operation.id, Id) != Some(operation))
        .collect();
    assert_eq!(
        without
            .iter()
            .map(|operation| operation.id)
            .collect::<Vec<_>>(),
        ["uploadMedia"]
    );
}
