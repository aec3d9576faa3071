//! The pages for people: they show what the logs hold, and ask no other server.

use reqwest::Response;
use serde_json::json;
use tatodesk_sandbox::{Fault, Rule, Sandbox};
use tokio::io::AsyncWriteExt as _;

use crate::caller::{Caller, answer, http};
use crate::server::raw::Raw;

async fn get(sandbox: &Sandbox, path: &str) -> Response {
    let url = format!("{}{path}", sandbox.base_url());
    let response = http().get(url).send().await.expect("an answer");
    assert_eq!(response.status(), 200, "{path}");
    response
}

#[tokio::test]
async fn the_page_shows_messages_and_requests() {
    let caller = Caller::new().await;
    let empty = get(&caller.sandbox, "/").await.text().await.expect("text");
    assert!(empty.contains("Nothing was sent yet."));
    let sms = json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["<b>Marina</b> & co", "30/06"]}}});
    caller.accepted("/dl/v1/sms/messages", sms.clone()).await;
    let email = json!({"appID": "", "templateID": 42, "email": {"type": "template", "to": "marina@example.com",
        "templatePayload": {"body": {"params": ["Helena"], "attachments": [{"filename": "letter.txt", "base64": ""}]}}}});
    caller.accepted("/dl/v1/email/messages", email).await;
    answer(
        caller
            .request("/pa/listHours")
            .json(&json!({"period": "<i>"})),
    )
    .await;
    let mut unknown = sms.clone();
    unknown["templateID"] = json!("<i>");
    caller.refused("/dl/v1/sms/messages", unknown).await;
    let fault = Rule::once(Fault::status(503));
    caller.sandbox.add_fault(fault).expect("a rule");
    answer(caller.request("/dl/v1/sms/messages").json(&sms)).await;

    let page = get(&caller.sandbox, "/").await.text().await.expect("text");
    for shown in [
        "to 5581900000001",
        "<b>&lt;b&gt;Marina&lt;/b&gt; &amp; co</b>, the second copy of your bill is on its way. It is due on <b>30/06</b>.",
        "to marina@example.com",
        "valid, but there is no sms template &lt;i&gt;",
        "&quot;templateID&quot;:&quot;&lt;i&gt;&quot;",
        "<details id=\"request-3\"><summary>request</summary><pre>{",
        "<details id=\"answer-3\"><summary>answer</summary><pre>{&quot;error&quot;:{&quot;breaches&quot;:[",
        "<code>/period</code> this has to be an integer of 64 bits",
        "<b>attachment</b> letter.txt",
        "template second_bill_notice",
        "<code>/companyID</code> listHours needs this member",
        "503</span> <span class=\"badge fault\">status</span>",
        "Unidade Jardim",
    ] {
        assert!(page.contains(shown), "{shown} is missing: {page}");
    }
    assert!(!page.contains("<b>Marina") && !page.contains("<i>"));
    // Reading the page leaves no trace.
    assert_eq!(caller.sandbox.requests().len(), 5);
}

#[tokio::test]
async fn no_page_refers_to_another_machine() {
    let sandbox = Caller::new().await.sandbox;
    for path in ["/", "/docs"] {
        let response = get(&sandbox, path).await;
        let policy = response.headers()["content-security-policy"].clone();
        let policy = policy.to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("http"));
        let page = response.text().await.expect("text");
        assert!(
            !page.contains("http://") && !page.contains("https://"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn the_reference_comes_with_its_script_and_the_specification() {
    let sandbox = Caller::new().await.sandbox;
    let docs = get(&sandbox, "/docs").await.text().await.expect("text");
    assert!(docs.contains("src=\"/docs/redoc.js\""));
    assert!(docs.contains("spec-url=\"/docs/openapi.json\""));
    let script = get(&sandbox, "/docs/redoc.js").await;
    assert!(
        script.headers()["content-type"]
            .to_str()
            .expect("text")
            .starts_with("text/javascript")
    );
    let script = script.text().await.expect("text");
    assert!(script.len() > 500_000);
    assert!(
        !script.contains("cdn.redoc.ly"),
        "see assets/redoc/README.md"
    );
    let document: serde_json::Value = get(&sandbox, "/docs/openapi.json")
        .await
        .json()
        .await
        .expect("JSON");
    assert_eq!(document["openapi"], "3.0.3");
    assert_eq!(
        document["paths"].as_object().map(serde_json::Map::len),
        Some(52)
    );
}

#[tokio::test]
async fn a_head_request_for_a_page_gets_the_head_alone() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    for (path, kind) in [
        ("/", "text/html"),
        ("/docs", "text/html"),
        ("/docs/openapi.json", "application/json"),
    ] {
        let request = format!("HEAD {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let written = raw.0.write_all(request.as_bytes()).await;
        written.expect("the request is written");
        let head = raw.head().await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert!(head.contains(&format!("content-type: {kind}")), "{head}");
    }
}
