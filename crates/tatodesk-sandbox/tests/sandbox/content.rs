//! Behaviour that depends on the content of a request: rules, the logs, the form of an upload. Also the specification as the
//! sandbox serves it.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, Rule, Sandbox};

use crate::caller::{Caller, answer, http};

const SMS: &str = "/dl/v1/sms/messages";
const MEDIA: &str = "/dl/v1/whatsapp/media";
const FIRST: &str = "5581900000001";
const SECOND: &str = "5581900000002";

fn sms(to: &str) -> Value {
    json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": to, "template": {"params": ["Marina", "30/06"]}}})
}

#[tokio::test]
async fn a_rule_acts_only_on_bodies_with_its_value() {
    let from_file = "faults: [{status: {status: 503}}]\nwhen: {/sms/to: \"5581900000001\"}";
    let from_file = Sandbox::builder().faults(from_file).expect("a rule");
    let from_file = from_file.start().await.expect("it starts");
    let by_code = Sandbox::builder().fault(Rule::new(Fault::status(503)).when("/sms/to", FIRST));
    let by_code = by_code.start().await.expect("it starts");
    let over_http = Sandbox::start().await.expect("it starts");
    let url = format!("{}/_sandbox/faults", over_http.base_url());
    let rule = json!({"faults": [{"status": {"status": 503}}], "when": {"/sms/to": FIRST}});
    assert_eq!(answer(http().post(url).json(&rule)).await.0, 200);
    for sandbox in [from_file, by_code, over_http] {
        let caller = Caller::at(sandbox);
        for (to, status) in [(FIRST, 503), (SECOND, 200), (FIRST, 503)] {
            let sent = answer(caller.request(SMS).json(&sms(to))).await;
            assert_eq!(sent.0, status, "{to}");
        }
        let log = caller.sandbox.requests();
        let to_second = |it: &&_| tatodesk_sandbox::RequestRecord::has(it, "/sms/to", SECOND);
        assert_eq!(log.iter().filter(to_second).count(), 1);
        let [delivery] = &caller.sandbox.deliveries()[..] else {
            panic!("one delivery")
        };
        assert!(delivery.has("/to", SECOND) && delivery.has("/params/0", "Marina"));
        assert!(!delivery.has("/to", FIRST) && !delivery.has("/nowhere", FIRST));
    }
    let gzip = || Rule::new(Fault::Gzip);
    for (rule, reason) in [
        (gzip().when("sms/to", FIRST), "when takes JSON pointers"),
        (
            gzip().on("uploadMedia").when("/appID", "app"),
            "takes a form",
        ),
    ] {
        let refused = Sandbox::builder().fault(rule).start().await;
        let error = refused.expect_err("a rule that cannot act").to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[tokio::test]
async fn the_parts_of_a_form_are_told_apart() {
    let caller = Caller::new().await;
    let app = || Form::new().text("appID", "app");
    let file = |bytes: &'static [u8]| Part::bytes(bytes).file_name("logo.png");
    for (form, pointer, reason) in [
        (app().text("media", "no file"), "/media", "has to be a file"),
        (
            app().part("media", Part::bytes(&b"x"[..])),
            "/media",
            "has to be a file",
        ),
        (
            app()
                .part("media", file(b"x"))
                .part("image", file(b"\xff\xfe")),
            "/image",
            "does not know this member",
        ),
        (
            app()
                .part("media", file(b"x"))
                .text("more", "x".repeat(100_000)),
            "/more",
            "does not know this member",
        ),
        (app(), "/media", "needs this member"),
    ] {
        let (status, told) = answer(caller.request(MEDIA).multipart(form)).await;
        let breaches = told["error"]["breaches"].as_array().expect("breaches");
        let named = |it: &Value| it["pointer"] == pointer && it.to_string().contains(reason);
        assert!(status == 400 && breaches.iter().any(named), "{told}");
    }
    let form = app().part("media", file(b"abc"));
    assert_eq!(answer(caller.request(MEDIA).multipart(form)).await.0, 200);
    let url = format!("{}/_sandbox/uploads", caller.sandbox.base_url());
    let log = answer(http().get(url)).await.1;
    assert_eq!(
        log["uploads"][0]["sha256"],
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[tokio::test]
async fn the_log_knows_the_host_and_an_answer_knows_two_slashes() {
    let caller = Caller::new().await;
    let request = caller.request(SMS).header("host", "api-v2.tatodesk.com");
    answer(request.json(&sms(FIRST))).await;
    let record = caller.sandbox.requests().pop().expect("a request");
    assert_eq!(record.host.as_deref(), Some("api-v2.tatodesk.com"));
    assert_eq!(record.redacted().host, None);
    for path in [
        "//dl/v1/sms/messages",
        "/dl//v1/sms/messages",
        "/dl/v1/sms/messages//",
    ] {
        let (status, told) = answer(caller.request(path).json(&sms(FIRST))).await;
        assert!(
            status == 404 && told.to_string().contains("two slashes"),
            "{told}"
        );
    }
    assert_eq!(caller.sandbox.deliveries().len(), 1);
}

#[tokio::test]
async fn the_specification_is_served() {
    let sandbox = Sandbox::start().await.expect("it starts");
    for (path, kind) in [
        ("openapi.json", "application/json"),
        ("openapi.yaml", "application/yaml"),
    ] {
        let answer = http().get(format!("{}/{path}", sandbox.base_url()));
        let answer = answer.send().await.expect("an answer");
        assert_eq!(answer.headers()["content-type"], kind);
        let document: Value = answer.json().await.expect("JSON, which is YAML, too");
        assert_eq!(document["openapi"], "3.0.3");
    }
}
