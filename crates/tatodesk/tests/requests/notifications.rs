//! Bodies of the e-mail, WhatsApp and SMS sections.

use serde_json::json;
use tatodesk::{HeaderMedia, Phone, ids::*};

use crate::{check, id, tatodesk};

const APP: &str = "f550afc1-0000-4000-8000-000000000001";

fn phone() -> Phone {
    "(81) 90000-0001".parse().unwrap()
}

#[test]
fn email() {
    let tatodesk = tatodesk();
    let bare = || {
        tatodesk
            .email()
            .send_template(APP, "42", "marina@example.com")
    };
    check(
        bare().params(["Marina"]).attachment("letter.txt", "Hello"),
        "sendEmail",
        json!({
            "appID": APP,
            "templateID": "42",
            "email": {
                "type": "template",
                "to": "marina@example.com",
                "templatePayload": {
                    "body": {"params": ["Marina"], "attachments": [{"filename": "letter.txt", "base64": "SGVsbG8="}]},
                },
            },
        }),
    );
    check(
        bare(),
        "sendEmail",
        json!({"appID": APP, "templateID": "42", "email": {"type": "template", "to": "marina@example.com"}}),
    );
}

#[test]
fn whatsapp() {
    let tatodesk = tatodesk();
    let message = |media| {
        tatodesk
            .whatsapp()
            .send_template(APP, "second_bill_notice", phone())
            .header_param(media)
            .body_params(["Marina", "30/07/2024"])
            .webhook(id("123"))
            .metadata("CAMPAIGN", "spring-1")
    };
    let body = |image| {
        json!({
            "appID": APP,
            "templateID": "second_bill_notice",
            "whatsapp": {
                "type": "template",
                "to": "5581900000001",
                "templatePayload": {
                    "header": {"params": [{"type": "image", "image": image}]},
                    "body": {"params": [{"type": "TEXT", "text": "Marina"}, {"type": "TEXT", "text": "30/07/2024"}]},
                },
            },
            "webhookID": "123",
            "metadatas": {"CAMPAIGN": "spring-1"},
        })
    };
    let link = "https://www.example.com/logo.jpg";
    check(
        message(HeaderMedia::image_link(link)),
        "sendWhatsApp",
        body(json!({"link": link})),
    );
    check(
        message(HeaderMedia::image_id(id("1051"))),
        "sendWhatsApp",
        body(json!({"id": "1051"})),
    );
    let document = HeaderMedia::document_link(link).filename("boleto.pdf");
    let mut named = body(json!({}));
    named["whatsapp"]["templatePayload"]["header"]["params"][0] =
        json!({"type": "document", "document": {"link": link, "filename": "boleto.pdf"}});
    check(message(document.expect("a name")), "sendWhatsApp", named);
    check(
        tatodesk
            .whatsapp()
            .send_template(AppId::from(7), TemplateId::from(8), phone()),
        "sendWhatsApp",
        json!({"appID": 7, "templateID": 8, "whatsapp": {"type": "template", "to": "5581900000001"}}),
    );
}

#[test]
fn sms() {
    let tatodesk = tatodesk();
    check(
        tatodesk
            .sms()
            .send_template(APP, 9, phone())
            .params(["Marina", "01/28/2024"])
            .webhook(id("123"))
            .metadata("CAMPAIGN", "spring-1"),
        "sendSms",
        json!({
            "appID": APP,
            "templateID": 9,
            "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "01/28/2024"]}},
            "webhookID": "123",
            "metadatas": {"CAMPAIGN": "spring-1"},
        }),
    );
    check(
        tatodesk.sms().send_template(APP, 9, phone()),
        "sendSms",
        json!({"appID": APP, "templateID": 9, "sms": {"type": "template", "to": "5581900000001"}}),
    );
}

#[test]
fn nothing_of_a_person_is_shown() {
    let tatodesk = tatodesk();
    let call = tatodesk
        .sms()
        .send_template(APP, 9, phone())
        .params(["Marina Duarte"])
        .metadata("CPF", "not for logs");
    let shown = format!("{call:?}");
    for private in ["Marina", "5581900000001", "not for logs"] {
        assert!(!shown.contains(private), "{shown}");
    }
}
