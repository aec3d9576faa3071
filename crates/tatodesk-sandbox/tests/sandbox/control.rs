//! The control API, as a test in another language would use it, and the functions that only Rust has.

use std::num::NonZeroU32;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tatodesk_sandbox::{Sandbox, TimedOut};

use crate::caller::{Caller, answer, http};

const HOURS: &str = "/pa/listHours";
pub(crate) const SMS: &str = "/dl/v1/sms/messages";

pub(crate) fn sms() -> Value {
    json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}})
}

/// Asks the control API.
async fn control(sandbox: &Sandbox, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/_sandbox{path}", sandbox.base_url());
    let request = http().request(method, url);
    let request = request.header("content-type", "application/json");
    answer(match body {
        Value::Null => request,
        body => request.body(body.to_string()),
    })
    .await
}

async fn get(sandbox: &Sandbox, path: &str) -> Value {
    let (status, body) = control(sandbox, Method::GET, path, Value::Null).await;
    assert_eq!(status, 200, "{path}: {body}");
    body
}

pub(crate) async fn post(sandbox: &Sandbox, path: &str, body: Value) -> Value {
    let (status, body) = control(sandbox, Method::POST, path, body).await;
    assert_eq!(status, 200, "{path}: {body}");
    body
}

#[tokio::test]
async fn everything_that_is_listed_is_there() {
    let sandbox = Caller::new().await.sandbox;
    let list = get(&sandbox, "").await;
    let routes = list["routes"].as_array().expect("routes");
    assert!(routes.len() > 15);
    for route in routes {
        let path = route["path"].as_str().expect("a path");
        let path = path.strip_prefix("/_sandbox").expect("the prefix");
        let method: Method = route["method"]
            .as_str()
            .expect("a method")
            .parse()
            .expect("one");
        // A missing body is wrong for a route that needs one, but the route exists.
        let (status, body) = control(&sandbox, method.clone(), path, Value::Null).await;
        assert!(matches!(status, 200 | 400), "{method} {path}: {body}");
    }
    let nothing = control(&sandbox, Method::GET, "/nothing", Value::Null).await;
    assert_eq!(nothing.0, 404, "{nothing:?}");
    let method = control(&sandbox, Method::PUT, "/faults", Value::Null).await;
    assert_eq!(method.0, 405, "{method:?}");
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn faults_are_added_listed_and_cleared() {
    let caller = Caller::new().await;
    let rules = json!([
        {"faults": [{"status": {"status": 503, "retryAfter": 1}}], "operation": "sendSms", "times": 1},
        {"faults": ["gzip", {"delay": {"ms": 1}}], "times": 3, "probability": 0.0, "seed": 7}
    ]);
    let listed = post(&caller.sandbox, "/faults", rules).await;
    assert_eq!(
        listed["faults"].as_array().map(Vec::len),
        Some(2),
        "{listed}"
    );
    let (status, _) = answer(caller.request(SMS).json(&sms())).await;
    assert_eq!(status, 503);
    caller.accepted(SMS, sms()).await;
    let left = get(&caller.sandbox, "/faults").await;
    assert_eq!(left["faults"][0]["times"], 3, "{left}");
    control(&caller.sandbox, Method::DELETE, "/faults", Value::Null).await;
    assert_eq!(get(&caller.sandbox, "/faults").await, json!({"faults": []}));
    for wrong in [
        json!({"faults": ["explode"]}),
        json!({"faults": []}),
        json!(7),
        json!({"faults": ["gzip"], "times": 0}),
    ] {
        let (status, body) = control(&caller.sandbox, Method::POST, "/faults", wrong).await;
        assert_eq!(status, 400, "{body}");
    }
    let second = json!([{"faults": ["gzip"]}, {"faults": ["gzip"], "operation": "sendPigeon"}]);
    let (_, body) = control(&caller.sandbox, Method::POST, "/faults", second).await;
    let reason = "[1]: there is no operation sendPigeon";
    assert_eq!(body["error"]["message"], reason, "{body}");
    assert_eq!(get(&caller.sandbox, "/faults").await, json!({"faults": []}));
}

#[tokio::test]
async fn the_clock_is_set_and_advanced() {
    let caller = Caller::new().await;
    let now = post(
        &caller.sandbox,
        "/clock",
        json!({"now": "2025-06-26T23:59:59"}),
    )
    .await;
    assert_eq!(now, json!({"now": "2025-06-26T23:59:59", "runs": false}));
    let now = post(&caller.sandbox, "/clock", json!({"advanceMs": 1000})).await;
    assert_eq!(now["now"], "2025-06-27T00:00:00");
    let place = json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypeIDs": [1]});
    let dates = caller.accepted("/pa/listDates", place).await;
    assert_eq!(dates["dates"][0], "27/06/2025");
    caller.accepted(SMS, sms()).await;
    let back = json!({"now": "2025-06-26T00:00:00"});
    for wrong in [
        back,
        json!({"advanceMs": u64::MAX}),
        json!({"now": "9999-01-01T00:00:00"}),
        json!({"now": "-000001-01-01T00:00:00"}),
        json!({"now": "2026-01-01T00:00:00", "advanceMs": u64::MAX}),
    ] {
        let before = caller.sandbox.now();
        let (status, body) = control(&caller.sandbox, Method::POST, "/clock", wrong).await;
        assert_eq!(status, 400, "{body}");
        assert_eq!(caller.sandbox.now(), before);
    }
    assert_eq!(
        post(&caller.sandbox, "/clock", json!({"runs": true})).await["runs"],
        true
    );
}

#[tokio::test]
async fn one_call_too_many_is_429_until_the_second_is_over() {
    let limit = NonZeroU32::new(2).expect("two");
    let sandbox = Sandbox::builder().rate_limit(limit).start().await;
    let caller = Caller::at(sandbox.expect("the sandbox starts"));
    for _ in 0..2 {
        caller.accepted(SMS, sms()).await;
    }
    let refused = caller
        .request(SMS)
        .json(&sms())
        .send()
        .await
        .expect("an answer");
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "1");
    let second = Duration::from_secs(1);
    caller.sandbox.advance(second).expect("a time");
    caller.accepted(SMS, sms()).await;
    assert_eq!(caller.sandbox.deliveries().len(), 3);
    let none = post(&caller.sandbox, "/limits", json!({"perSecond": null})).await;
    assert_eq!(none, json!({"perSecond": null}));
    for _ in 0..5 {
        caller.accepted(SMS, sms()).await;
    }
}

#[tokio::test]
async fn logs_are_awaited_and_cleared() {
    let caller = Caller::new().await;
    let sandbox = &caller.sandbox;
    let waits = get(sandbox, "/deliveries?wait=2&timeoutMs=10000");
    let sends = async {
        for _ in 0..2 {
            caller.accepted(SMS, sms()).await;
        }
    };
    let (waited, ()) = tokio::join!(waits, sends);
    assert_eq!(waited["deliveries"][1]["to"], "5581900000001", "{waited}");
    assert_eq!(waited["deliveries"][1]["channel"], "sms", "{waited}");
    assert_eq!(waited["deliveries"][1]["keyId"], 1, "{waited}");

    let wait = "/requests?wait=9&timeoutMs=1";
    let (status, body) = control(sandbox, Method::GET, wait, Value::Null).await;
    assert_eq!(status, 408, "{body}");
    assert_eq!(
        control(sandbox, Method::GET, "/requests?w=1", Value::Null)
            .await
            .0,
        400
    );
    let requests = get(sandbox, "/requests").await;
    assert_eq!(
        requests["requests"][0]["operation"], "sendSms",
        "{requests}"
    );
    assert_eq!(requests["requests"][0]["committed"], true, "{requests}");
    let counters = get(sandbox, "/counters").await;
    let twice = json!({"arrived": 2, "answered": 2, "committed": 2});
    assert_eq!(counters, json!({"counters": {"sendSms": twice}}));

    for log in ["/deliveries", "/requests", "/counters"] {
        control(sandbox, Method::DELETE, log, Value::Null).await;
    }
    assert!(sandbox.deliveries().is_empty() && sandbox.requests().is_empty());
    assert!(sandbox.counters().is_empty());
    let none = sandbox
        .wait_for_deliveries(1, Duration::from_millis(1))
        .await;
    assert_eq!(none.map(|_| ()), Err(TimedOut));
}

#[tokio::test]
async fn the_log_says_how_a_request_broke_the_specification() {
    let caller = Caller::new().await;
    let body = json!({"companyID": "Marina Duarte"});
    assert_eq!(answer(caller.request(HOURS).json(&body)).await.0, 400);
    let [request] = &caller.sandbox.requests()[..] else {
        panic!("one request")
    };
    let breach = request.breaches.first().expect("a breach");
    assert!(breach.pointer.is_some() && !breach.message.is_empty());
    for shown in [request.to_string(), format!("{request:?}")] {
        assert!(
            shown.contains("listHours") && !shown.contains("Marina"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_control_address_of_its_own_is_reached_whatever_the_faults() {
    let anywhere = (std::net::Ipv4Addr::LOCALHOST, 0).into();
    let sandbox = Sandbox::builder().control_address(anywhere);
    let caller = Caller::at(sandbox.start().await.expect("it starts"));
    let (base, control) = (caller.sandbox.base_url(), caller.sandbox.control_url());
    assert_ne!(base, control);
    let ask = |method: Method, path: &str, body: &'static str| {
        let request = http().request(method, format!("{control}{path}"));
        let request = request.header("content-type", "application/json");
        answer(request.body(body))
    };
    let hours = || caller.request(HOURS).json(&json!({})).send();

    // No connection gets through until a test removes the rule.
    let rule = r#"{"faults": ["refuse"]}"#;
    assert_eq!(ask(Method::POST, "/_sandbox/faults", rule).await.0, 200);
    hours().await.expect_err("the connection is reset");
    let other = http().get(format!("{base}/_sandbox")).send();
    other.await.expect_err("of the control API as well");
    let (status, list) = ask(Method::GET, "/_sandbox/faults", "").await;
    assert_eq!(
        (status, &list["faults"][0]["faults"]),
        (200, &json!(["refuse"]))
    );
    assert_eq!(ask(Method::DELETE, "/_sandbox/faults", "").await.0, 200);
    assert_eq!(hours().await.expect("an answer").status(), 400);

    caller.sandbox.close_port().await.expect("it closes");
    hours().await.expect_err("the port is closed");
    assert_eq!(ask(Method::GET, "/_sandbox/clock", "").await.0, 200);
    let page = http().get(control).send().await.expect("the page");
    assert!(
        page.text()
            .await
            .expect("text")
            .contains("Tatodesk sandbox")
    );
    caller.sandbox.open_port().await.expect("it opens");
    assert_eq!(hours().await.expect("an answer").status(), 400);

    // The API does not exist there.
    assert_eq!(ask(Method::POST, HOURS, "{}").await.0, 404);
    let control = control.to_owned();
    caller.sandbox.stop().await.expect("it stops");
    http()
        .get(control)
        .send()
        .await
        .expect_err("it has stopped too");
}

#[tokio::test]
async fn without_one_the_control_api_is_at_the_address_of_all() {
    let sandbox = Caller::new().await.sandbox;
    assert_eq!(sandbox.control_url(), sandbox.base_url());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    let error = Sandbox::builder().control_address(address).start().await;
    let error = error.expect_err("the address is taken").to_string();
    assert!(
        error.contains(&format!("cannot listen on {address}")),
        "{error}"
    );
}
