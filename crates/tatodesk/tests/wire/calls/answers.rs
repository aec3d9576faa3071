//! What the facade adds to answers, and the upload of media.

use serde::Deserialize;
use serde_json::json;
use tatodesk::{Cause, MediaFile, MediaUpload, Outcome, Tatodesk, ids::*};

use crate::server::{Answering, Server};

fn client(server: &Server) -> Tatodesk {
    Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .build()
        .unwrap()
}

#[derive(Debug, Deserialize, PartialEq)]
struct Order {
    #[serde(rename = "Product")]
    product: String,
}

fn order(product: &str) -> Order {
    Order {
        product: product.into(),
    }
}

#[tokio::test]
async fn records_are_read_as_the_callers_type() {
    let table = json!({
        "dataObject": {"tableName": "Orders", "tableData": [{"Product": "Guaraná"}, {"Product": 7}, {"Product": "Café"}]},
        "count": "3",
    });
    let created =
        json!({"dataObject": {"id": "8b7d", "accountID": 1, "Product": "Guaraná"}, "error": null});
    let server = Server::start([
        Answering::json(&table.to_string()),
        Answering::json(&created.to_string()),
        Answering::json("{}"),
        Answering::json("{}"),
    ])
    .await;
    let tatodesk = client(&server);
    let answer = tatodesk.crm().list_records("orders").await.unwrap();
    let mut records = answer.records::<Order>();
    assert_eq!(records.remove(0).unwrap(), order("Guaraná"));
    assert_eq!(records.remove(0).unwrap_err().path, "$.Product");
    assert_eq!(records.remove(0).unwrap(), order("Café"));
    let crm = tatodesk.crm();
    let answer = crm
        .create_record("orders", &json!({"Product": "Guaraná"}))
        .await
        .unwrap();
    assert_eq!(answer.record::<Order>().unwrap(), Some(order("Guaraná")));
    assert_eq!(
        answer.record::<serde_json::Value>().unwrap().unwrap()["id"],
        "8b7d"
    );
    assert!(answer.record::<Vec<u8>>().is_err());
    let answer = crm.create_record("orders", &json!({})).await.unwrap();
    assert_eq!(answer.record::<Order>().unwrap(), None);
    assert!(
        crm.list_records("orders")
            .await
            .unwrap()
            .records::<Order>()
            .is_empty()
    );
}

#[tokio::test]
async fn a_session_is_found_wherever_it_stands() {
    let session =
        json!({"sessionID": "9a22", "channel": "whatsapp", "contact": {"name": "Marina Duarte"}});
    let elsewhere = json!({"sessionID": "other"});
    let found = [
        session.clone(),
        json!({"session": session, "error": null}),
        json!({"messagingSession": session}),
        json!({"sessions": [session]}),
        json!({"data": {"session": session}}),
        json!({"conversations": [{"chatbotEventFeedbackID": "46a7", "sessionID": "other"}], "session": session}),
        json!({"aaa": {"sessionID": 7}, "session": session}),
    ];
    let missing = [
        json!({"error": null}),
        json!({"conversations": [{"chatbotEventFeedbackID": "46a7", "sessionID": "other"}]}),
        json!({"a": {"b": {"c": {"d": elsewhere}}}}),
        json!({"session": null}),
    ];
    let script = found
        .iter()
        .chain(&missing)
        .map(|body| Answering::json(&body.to_string()));
    let server = Server::start(script.collect::<Vec<_>>()).await;
    let tatodesk = client(&server);
    let get = || {
        tatodesk
            .reports()
            .get_session(SessionId::from("9a22".to_owned()))
    };
    for body in &found {
        let session = get()
            .await
            .unwrap()
            .session()
            .unwrap_or_else(|| panic!("{body}"));
        assert_eq!(
            (session.session_id.to_string(), session.channel.as_deref()),
            ("9a22".into(), Some("whatsapp"))
        );
    }
    for body in &missing {
        assert!(get().await.unwrap().session().is_none(), "{body}");
    }
}

#[tokio::test]
async fn unknown_members_are_kept() {
    let server = Server::start([Answering::json(
        r#"{"messageID": "wamid.1", "queue": {"position": 3}}"#,
    )])
    .await;
    let phone = "(81) 90000-0001".parse().unwrap();
    let answer = client(&server)
        .whatsapp()
        .send_template("app", 1, phone)
        .await
        .unwrap();
    assert_eq!(answer.extra["messageID"], json!("wamid.1"));
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    let encoded = serde_json::to_value(answer.into_inner()).unwrap();
    assert_eq!(encoded["queue"], json!({"position": 3}));
}

#[tokio::test]
async fn a_medium_is_uploaded_as_a_form() {
    let server = Server::start([
        Answering::json(r#"{"media": {"mediaID": "900000000000001"}, "error": null}"#),
        Answering::json(r#"{"error": {"message": "too large"}}"#),
    ])
    .await;
    let tatodesk = client(&server);
    let logo = MediaFile::from_bytes("not much of a picture").file_name("logo.jpg");
    let uploaded = tatodesk
        .whatsapp()
        .upload_media("app-1", logo.clone())
        .await
        .unwrap();
    assert_eq!(uploaded.media.media_id.to_string(), "900000000000001");
    let request = server.requests().remove(0);
    assert_eq!(request.line, "POST /dl/v1/whatsapp/media HTTP/1.1");
    assert_eq!(request.header("tatodesk-api-key"), Some("the-key"));
    assert!(
        request
            .header("content-type")
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
    let form = String::from_utf8(request.body.to_vec()).unwrap();
    for part in [
        "name=\"media\"",
        "filename=\"logo.jpg\"",
        "image/jpeg",
        "not much of a picture",
        "name=\"appID\"",
        "app-1",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    let form = MediaUpload::new(logo, "app-1").field("note", "yes");
    let error = tatodesk.call(form).send().await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.message()),
        (Outcome::Rejected, Some("too large"))
    );
    let form = String::from_utf8(server.requests().remove(1).body.to_vec()).unwrap();
    assert!(form.contains("name=\"note\""), "{form}");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_sent() {
    let server = Server::start([]).await;
    let file = MediaFile::from_path("there/is/no/such/logo.jpg");
    let error = client(&server)
        .whatsapp()
        .upload_media("app-1", file)
        .send()
        .await
        .unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));
    assert_eq!((error.cause(), error.peer()), (Cause::NotMade, None));
    assert!(error.to_string().contains("cannot be opened"), "{error}");
}
