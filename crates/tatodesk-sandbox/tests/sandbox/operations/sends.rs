//! Notifications reach the delivery log and no person. Uploads are counted.

use crate::caller::{Caller, answer, http};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tatodesk_sandbox::{Channel, Medium};

const WHATSAPP: &str = "/dl/v1/whatsapp/messages";

fn whatsapp(image: Value) -> Value {
    json!({
        "appID": "app", "templateID": "second_bill_notice",
        "whatsapp": {"type": "template", "to": "5581900000001", "templatePayload": {
            "header": {"params": [{"type": "image", "image": image}]},
            "body": {"params": [{"type": "TEXT", "text": "Marina"}, {"type": "TEXT", "text": "30/07/2024"}]}
        }},
        "webhookID": "123", "metadatas": {"CAMPAIGN": "spring-1"}
    })
}

#[tokio::test]
async fn each_channel_is_written_down_in_full() {
    let caller = Caller::new().await;
    caller
        .accepted(
            WHATSAPP,
            whatsapp(json!({"link": "https://www.example.com/logo.jpg"})),
        )
        .await;
    let sms = json!({"appID": 7, "templateID": "second_bill_notice", "metadatas": {"CAMPAIGN": "spring-1"},
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}});
    caller.accepted("/dl/v1/sms/messages", sms).await;
    let email = json!({"appID": "", "templateID": 42, "email": {"type": "template", "to": "marina@example.com",
        "templatePayload": {"body": {"params": ["Marina"],
            "attachments": [{"filename": "letter.txt", "base64": "SGVsbG8="}]}}}});
    caller.accepted("/dl/v1/email/messages", email).await;

    let [whatsapp, sms, email] = &caller.sandbox.deliveries()[..] else {
        panic!("three deliveries")
    };
    assert_eq!(
        (whatsapp.channel, whatsapp.to.as_str()),
        (Channel::WhatsApp, "5581900000001")
    );
    assert_eq!(whatsapp.template, "second_bill_notice");
    assert_eq!(whatsapp.params, ["Marina", "30/07/2024"]);
    let url = "https://www.example.com/logo.jpg".to_owned();
    assert!(
        matches!(&whatsapp.media[..], [Medium::Link { kind, url: it, .. }] if kind == "image" && *it == url)
    );
    assert_eq!(whatsapp.webhook.as_deref(), Some("123"));
    assert_eq!(whatsapp.metadata["CAMPAIGN"], "spring-1");
    assert_eq!(
        (sms.channel, sms.app.as_str(), &sms.params[..]),
        (
            Channel::Sms,
            "7",
            &["Marina".to_owned(), "30/06".to_owned()][..]
        )
    );
    assert_eq!(
        (email.channel, email.to.as_str(), email.template.as_str()),
        (Channel::Email, "marina@example.com", "42")
    );
    assert!(
        matches!(&email.media[..], [Medium::Attachment { file_name, .. }] if file_name == "letter.txt")
    );
}

#[tokio::test]
async fn an_unknown_template_is_refused_and_not_delivered() {
    let caller = Caller::new().await;
    let mut message = whatsapp(json!({"link": "https://www.example.com/logo.jpg"}));
    message["templateID"] = json!("nobody_made_this");
    assert!(
        caller
            .refused(WHATSAPP, message)
            .await
            .contains("whatsapp template nobody_made_this")
    );
    let sms =
        json!({"appID": 7, "templateID": 42, "sms": {"type": "template", "to": "5581900000001"}});
    caller.refused("/dl/v1/sms/messages", sms).await;
    assert!(caller.sandbox.deliveries().is_empty());
}

#[tokio::test]
async fn a_medium_can_be_sent_once_it_is_uploaded_and_not_before() {
    let caller = Caller::new().await;
    let first = "1000000000000001";
    caller
        .refused(WHATSAPP, whatsapp(json!({"id": first})))
        .await;
    let part = Part::bytes(vec![7; 300_000])
        .file_name("logo.png")
        .mime_str("image/png")
        .expect("a type");
    let form = Form::new().text("appID", "app").part("media", part);
    let (status, uploaded) = answer(caller.request("/dl/v1/whatsapp/media").multipart(form)).await;
    assert_eq!(
        (status, &uploaded["media"]["mediaID"]),
        (200, &json!(first))
    );
    caller
        .accepted(WHATSAPP, whatsapp(json!({"id": first})))
        .await;

    let uploads = caller.sandbox.uploads();
    assert_eq!(
        (uploads.len(), uploads[0].bytes, uploads[0].app.as_str()),
        (1, 300_000, "app")
    );
    assert_eq!(uploads[0].file_name.as_deref(), Some("logo.png"));
    assert_eq!(uploads[0].content_type.as_deref(), Some("image/png"));
    let deliveries = caller.sandbox.deliveries();
    assert!(
        matches!(&deliveries[0].media[..], [Medium::Uploaded { media_id, .. }] if media_id == first)
    );
    let shown = format!("{uploads:?} {deliveries:?} {:?}", caller.sandbox);
    assert!(
        !shown.contains("Marina") && !shown.contains("55819") && !shown.contains("logo"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_header_has_the_medium_that_its_type_names() {
    let caller = Caller::new().await;
    let mut message = whatsapp(json!({"link": "https://example.com/bill.png"}));
    let param = "/whatsapp/templatePayload/header/params/0";
    message.pointer_mut(param).expect("a parameter")["type"] = json!("document");
    let reason = caller.refused(WHATSAPP, message.clone()).await;
    assert!(reason.contains("document"), "{reason}");
    message.pointer_mut(param).expect("a parameter")["type"] = json!("IMAGE");
    caller.accepted(WHATSAPP, message).await;
    assert_eq!(caller.sandbox.deliveries()[0].media.len(), 1);
    for nowhere in [json!({}), json!({"link": ""}), json!({"id": ""})] {
        let reason = caller.refused(WHATSAPP, whatsapp(nowhere)).await;
        assert!(reason.contains("id or a link"), "{reason}");
    }
    for nowhere in [
        "logo.jpg",
        "ftp://example.com/a",
        "https://",
        "https://example.com/a b",
        "https://a.example/{{1}}",
        "https://:443/a",
        "https://a.example:99999/a",
        "https:a.example/a",
        "https:///a.example",
        "https://a.example\\:x/",
        "https://[::1/a",
        "HTTPS://?a",
    ] {
        let reason = caller
            .refused(WHATSAPP, whatsapp(json!({"link": nowhere})))
            .await;
        assert!(reason.contains("https://"), "{reason}");
    }
    assert_eq!(caller.sandbox.deliveries().len(), 1);
    for somewhere in [
        "HTTPS://example.com/bill.png",
        "Http://example.com",
        "https://example.com:8443/a?b#c",
        "https://[2001:db8::1]/a",
        "https://ação.example/março.png",
    ] {
        caller
            .accepted(WHATSAPP, whatsapp(json!({"link": somewhere})))
            .await;
    }
}

#[tokio::test]
async fn a_document_is_delivered_with_the_name_of_its_file() {
    let caller = Caller::new().await;
    let message = |kind: &str, medium: Value| {
        let mut message = whatsapp(json!({}));
        let param = "/whatsapp/templatePayload/header/params/0";
        *message.pointer_mut(param).expect("a parameter") = json!({"type": kind, kind: medium});
        message["templateID"] = json!("bill_attached");
        message
    };
    let link = "https://example.com/4711.pdf";
    let named = json!({"link": link, "filename": "boleto <março>.pdf"});
    caller.accepted(WHATSAPP, message("document", named)).await;
    caller
        .accepted(WHATSAPP, message("document", json!({"link": link})))
        .await;
    let url = format!("{}/_sandbox/deliveries", caller.sandbox.base_url());
    let log: Value = http()
        .get(url)
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let media = |at: usize| log["deliveries"][at]["media"][0]["link"].clone();
    assert_eq!(
        media(0),
        json!({"kind": "document", "url": link, "fileName": "boleto <março>.pdf"})
    );
    assert_eq!(media(1), json!({"kind": "document", "url": link}));
    let page = http()
        .get(caller.sandbox.base_url())
        .send()
        .await
        .expect("an answer");
    let page = page.text().await.expect("text");
    for shown in [
        "boleto &lt;março&gt;.pdf https://example.com",
        "Untitled https://example.com",
    ] {
        assert!(page.contains(shown), "{shown} is missing: {page}");
    }
    let long = "x".repeat(256);
    for (kind, medium, place) in [
        (
            "image",
            json!({"link": link, "filename": "logo.png"}),
            "image",
        ),
        (
            "video",
            json!({"link": link, "filename": "film.mp4"}),
            "video",
        ),
        (
            "document",
            json!({"link": link, "filename": ""}),
            "filename",
        ),
        (
            "document",
            json!({"link": link, "filename": long}),
            "filename",
        ),
        ("document", json!({"link": link, "filename": 7}), "filename"),
    ] {
        let request = caller.request(WHATSAPP).json(&message(kind, medium));
        let (status, refusal) = answer(request).await;
        assert_eq!(status, 400, "{refusal}");
        assert!(refusal.to_string().contains(place), "{refusal}");
    }
    for name in [
        "../boleto.pdf",
        "boletos/4711.pdf",
        "C:\\boleto.pdf",
        "..",
        ".",
        " ",
        "a\nb.pdf",
    ] {
        let medium = json!({"link": link, "filename": name});
        let reason = caller.refused(WHATSAPP, message("document", medium)).await;
        assert!(reason.contains("name"), "{name}: {reason}");
    }
    assert_eq!(caller.sandbox.deliveries().len(), 2);
}
