//! The sandbox refuses in-band what could reach no person, on every channel, and repeats nothing of it.

use serde_json::{Value, json};
use tatodesk_sandbox::Sandbox;

use crate::caller::{Caller, answer};
use crate::spec::violations::UPLOAD;

const EMAIL: &str = "/dl/v1/email/messages";
const SMS: &str = "/dl/v1/sms/messages";
const WHATSAPP: &str = "/dl/v1/whatsapp/messages";
const PHONE: &str = "5581900000001";

const WORLD: &str = r#"
templates:
  - {channel: email, id: plain, text: Hello}
  - {channel: email, id: bill, subject: "Your bill, {{1}}", text: "It is due on {{2}}."}
  - {channel: sms, id: plain, text: Hello}
  - {channel: sms, id: bill, text: "{{1}}, it is due on {{2}}. Goodbye, {{1}}."}
  - {channel: sms, id: untold}
  - {channel: whatsapp, id: plain, text: Hello}
  - {channel: whatsapp, id: bill, text: "{{1}}, it is due on {{2}}."}
  - {channel: whatsapp, id: clip, header: {medium: video}, text: Look}
  - {channel: whatsapp, id: order, header: {text: "Order {{1}}"}, text: "Hello {{1}}"}
  - {channel: whatsapp, id: untold}
"#;

async fn caller() -> Caller {
    let world = WORLD.parse().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    Caller::at(sandbox.expect("it starts"))
}

fn sms(to: &str, template: &str, params: Value) -> Value {
    json!({"appID": 7, "templateID": template,
        "sms": {"type": "template", "to": to, "template": {"params": params}}})
}

fn email(to: &str, template: &str, params: Value, files: Value) -> Value {
    json!({"appID": 7, "templateID": template, "email": {"type": "template", "to": to,
        "templatePayload": {"body": {"params": params, "attachments": files}}}})
}

fn whatsapp(to: &str, template: &str, header: Value, params: Value) -> Value {
    let params = params.as_array().expect("a list").iter();
    let params = params.map(|it| json!({"type": "TEXT", "text": it}));
    json!({"appID": 7, "templateID": template, "whatsapp": {"type": "template", "to": to,
        "templatePayload": {"header": {"params": header}, "body": {"params": params.collect::<Value>()}}}})
}

/// Each of these is refused with a reason that names the place and repeats nothing. Nothing is delivered.
async fn refused(caller: &Caller, cases: impl IntoIterator<Item = (&str, Value, &str)>) {
    for (path, body, expected) in cases {
        let reason = caller.refused(path, body.clone()).await;
        assert!(reason.contains(expected), "{body}: {reason}");
    }
    assert_eq!(caller.sandbox.deliveries(), []);
}

#[tokio::test]
async fn an_impossible_phone_number_is_refused() {
    let caller = caller().await;
    for to in [
        "",
        "abc",
        "(81) 90000-0001",
        "5581900000001@c.us",
        "+5581900000001",
        "81900000001",
        "71987654321",
        "81987654321",
        "5581",
        "55819000000011111",
        "5523900000001",
        "5581900000001 ",
        "marina@example.com",
    ] {
        let expected = "a phone number in digits with country code";
        let cases = [
            (SMS, sms(to, "plain", json!([])), expected),
            (
                WHATSAPP,
                whatsapp(to, "plain", json!([]), json!([])),
                expected,
            ),
        ];
        refused(&caller, cases).await;
        let told = caller.sandbox.requests();
        let told = told
            .last()
            .and_then(|it| it.message.clone())
            .expect("a reason");
        assert!(PHONE.contains(to) || !told.contains(to), "{told}");
    }
    for to in [PHONE, "558133330000", "14155550100"] {
        caller.accepted(SMS, sms(to, "plain", json!([]))).await;
        caller
            .accepted(WHATSAPP, whatsapp(to, "plain", json!([]), json!([])))
            .await;
    }
    assert_eq!(caller.sandbox.deliveries().len(), 6);
}

#[tokio::test]
async fn a_message_and_its_parameters_have_the_documented_types() {
    let caller = caller().await;
    for kind in ["pigeon", "", "text", "TEMPLATE", "template "] {
        let text = || json!([]);
        let mut messages = [
            (SMS, "sms", sms(PHONE, "plain", text())),
            (
                WHATSAPP,
                "whatsapp",
                whatsapp(PHONE, "plain", text(), text()),
            ),
            (
                EMAIL,
                "email",
                email("m@example.com", "plain", text(), text()),
            ),
        ];
        for (path, channel, message) in &mut messages {
            message[*channel]["type"] = json!(kind);
            let reason = format!("{channel}.type");
            refused(&caller, [(*path, message.clone(), &*reason)]).await;
        }
    }
    let params = json!(["Marina", "30/06"]);
    for kind in ["CURRENCY", "DATE_TIME", "pigeon", "", "image"] {
        let mut message = whatsapp(PHONE, "bill", json!([]), params.clone());
        message["whatsapp"]["templatePayload"]["body"]["params"][1]["type"] = json!(kind);
        refused(&caller, [(WHATSAPP, message, "has the type TEXT")]).await;
    }
    let audio = json!([{"type": "audio", "text": "7"}]);
    let message = whatsapp(PHONE, "order", audio, params);
    refused(&caller, [(WHATSAPP, message, "needs the member")]).await;
}

#[tokio::test]
async fn an_impossible_address_is_refused() {
    let caller = caller().await;
    for to in [
        "",
        "marina",
        "marina@example.com\nBcc: davi@example.com",
        "marina @example.com",
        "marina@example.com, davi@example.com",
        "marina@example.com;davi@example.com",
        "Marina <marina@example.com>",
        PHONE,
    ] {
        let body = email(to, "plain", json!([]), json!([]));
        refused(&caller, [(EMAIL, body, "one e-mail address")]).await;
    }
    let body = email("marina@example.com", "plain", json!([]), json!([]));
    caller.accepted(EMAIL, body).await;
}

#[tokio::test]
async fn a_file_that_no_program_can_open_is_refused() {
    let caller = caller().await;
    let to = "marina@example.com";
    let with = |name: &str, base64: &str| {
        let files = json!([{"filename": "a.txt", "base64": "SGVsbG8="}, {"filename": name, "base64": base64}]);
        email(to, "plain", json!([]), files)
    };
    for base64 in [
        "base64",
        "SGVsbG8",
        "SGVs bG8=",
        "SGVs\nbG8=",
        "SGVsbG8-",
        "data:;base64,SGVsbG8=",
        "====",
    ] {
        refused(&caller, [(EMAIL, with("b.txt", base64), "no Base64")]).await;
    }
    for name in [
        "",
        " ",
        "a\nb.txt",
        "/etc/passwd",
        "..\\b.txt",
        "bills/b.txt",
        "..",
    ] {
        refused(&caller, [(EMAIL, with(name, "SGVsbG8="), "name")]).await;
    }
    for (urls, expected) in [
        (json!([]), "at least one file"),
        (json!([""]), "https://"),
        (json!(["SGVsbG8="]), "https://"),
        (
            json!(["https://files.example.com/1", "file:///etc/passwd"]),
            "https://",
        ),
    ] {
        let body = json!({"protocol": "1", "urls": urls});
        refused(&caller, [("/pa/createAttachments", body, expected)]).await;
    }
    caller.accepted(EMAIL, with("b.txt", "")).await;
}

#[tokio::test]
async fn an_empty_medium_is_not_uploaded() {
    let caller = caller().await;
    let part = |bytes: &'static [u8], name: &'static str| {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name);
        let form = reqwest::multipart::Form::new()
            .text("appID", "app")
            .part("media", part);
        answer(caller.request(UPLOAD).multipart(form))
    };
    for (bytes, name) in [(&b""[..], "logo.png"), (b"x", " "), (b"x", "a/logo.png")] {
        let (status, answer) = part(bytes, name).await;
        assert!(
            status == 200 && answer["error"]["message"].is_string(),
            "{answer}"
        );
    }
    assert_eq!(caller.sandbox.uploads(), []);
    assert_eq!(part(b"x", "logo.png").await.0, 200);
    assert_eq!(caller.sandbox.uploads().len(), 1);
}

#[tokio::test]
async fn a_template_gets_as_many_parameters_as_it_has_places() {
    let caller = caller().await;
    let to = "marina@example.com";
    let link = |kind: &str| json!([{"type": kind, kind: {"link": "https://example.com/a"}}]);
    let text = |text: &str| json!([{"type": "text", "text": text}]);
    let none = || json!([]);
    for params in [
        json!([]),
        json!(["Marina"]),
        json!(["Marina", "30/06", "more"]),
    ] {
        let cases = [
            (SMS, sms(PHONE, "bill", params.clone()), "has 2 parameters"),
            (
                EMAIL,
                email(to, "bill", params.clone(), none()),
                "has 2 parameters",
            ),
            (
                WHATSAPP,
                whatsapp(PHONE, "bill", none(), params),
                "has 2 parameters",
            ),
        ];
        refused(&caller, cases).await;
    }
    let no_header =
        json!({"appID": 7, "templateID": "clip", "whatsapp": {"type": "template", "to": PHONE}});
    let cases = [
        (
            SMS,
            sms(PHONE, "plain", json!(["Marina"])),
            "has 0 parameters",
        ),
        (WHATSAPP, no_header, "has 1 parameter of the header"),
        (
            WHATSAPP,
            whatsapp(PHONE, "plain", link("image"), none()),
            "has 0 parameters of the header",
        ),
        (
            WHATSAPP,
            whatsapp(PHONE, "clip", link("image"), none()),
            "of the type video",
        ),
        (
            WHATSAPP,
            whatsapp(PHONE, "order", none(), json!(["Marina"])),
            "has 1 parameter of the header",
        ),
        (
            WHATSAPP,
            whatsapp(PHONE, "order", link("image"), json!(["Marina"])),
            "of the type text",
        ),
        (
            WHATSAPP,
            whatsapp(PHONE, "order", text(""), json!(["Marina"])),
            "is empty",
        ),
    ];
    refused(&caller, cases).await;
    let two = json!(["Marina", "30/06"]);
    caller.accepted(SMS, sms(PHONE, "bill", two.clone())).await;
    caller
        .accepted(EMAIL, email(to, "bill", two.clone(), none()))
        .await;
    caller
        .accepted(WHATSAPP, whatsapp(PHONE, "bill", none(), two.clone()))
        .await;
    caller
        .accepted(WHATSAPP, whatsapp(PHONE, "clip", link("video"), none()))
        .await;
    caller
        .accepted(
            WHATSAPP,
            whatsapp(PHONE, "order", text("7"), json!(["Marina"])),
        )
        .await;
    // The sandbox knows only the names of these.
    caller
        .accepted(SMS, sms(PHONE, "untold", two.clone()))
        .await;
    caller
        .accepted(WHATSAPP, whatsapp(PHONE, "untold", link("image"), two))
        .await;
    assert_eq!(caller.sandbox.deliveries().len(), 7);
}

#[tokio::test]
async fn no_message_has_a_place_that_nothing_filled() {
    let caller = caller().await;
    let to = "marina@example.com";
    for hole in ["{{2}}", "on {{2}}", "{{name}}", "{{ 2 }}"] {
        let params = json!(["Marina", hole]);
        let header = json!([{"type": "text", "text": hole}]);
        let cases = [
            (
                SMS,
                sms(PHONE, "bill", params.clone()),
                "parameter 2 still has a place",
            ),
            (
                EMAIL,
                email(to, "bill", params.clone(), json!([])),
                "parameter 2 still has a place",
            ),
            (
                WHATSAPP,
                whatsapp(PHONE, "bill", json!([]), params.clone()),
                "parameter 2 still has a place",
            ),
            (
                WHATSAPP,
                whatsapp(PHONE, "order", header, json!(["Marina"])),
                "of the header still has a place",
            ),
            (SMS, sms(PHONE, "untold", params), "still has a place"),
        ];
        refused(&caller, cases).await;
    }
    let blank = whatsapp(PHONE, "bill", json!([]), json!(["Marina", " "]));
    refused(&caller, [(WHATSAPP, blank, "parameter 2 is empty")]).await;
}
