//! Sandboxes come and go: many in one process, and each for itself.

use std::time::Duration;

use jiff::civil::DateTime;
use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, Rule, Sandbox, WorldFile};

use crate::caller::{Caller, http};

const CREATE: &str = "/pa/createAppointment";
const COMPANIES: &str = "/dl/pa/listCompaniesByUser";

fn booking() -> Value {
    json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypes": [1], "date": "25/06/2025", "hour": "15:40",
        "contactForms": [{"key": "NAME", "value": "Marina Duarte"}]})
}

#[tokio::test]
async fn two_sandboxes_share_nothing() {
    let (one, other) = (Caller::new().await, Caller::new().await);
    assert_ne!(one.sandbox.base_url(), other.sandbox.base_url());
    let made = one.accepted(CREATE, booking()).await;
    assert!(other.sandbox.requests().is_empty());
    other
        .refused("/pa/getAppointment", json!({"protocol": made["protocol"]}))
        .await;
    let again = other.accepted(CREATE, booking()).await;
    assert_eq!(
        again, made,
        "the same request to a fresh sandbox has the same answer"
    );
}

#[tokio::test]
async fn each_sandbox_has_its_own_world_faults_clock_and_limits() {
    let small: WorldFile = "companies: [{id: 5, name: Mangue}]"
        .parse()
        .expect("a world");
    let small = Sandbox::builder().world(small).start().await;
    let (one, other) = (Caller::at(small.expect("it starts")), Caller::new().await);
    let before = other.sandbox.now();
    let rule = Rule::new(Fault::status(503));
    one.sandbox.add_fault(rule).expect("a rule");
    let hour = Duration::from_secs(3600);
    one.sandbox.advance(hour).expect("a time");
    one.sandbox.set_rate_limit(std::num::NonZeroU32::new(1));
    for _ in 0..3 {
        let answer = other.accepted(COMPANIES, json!({})).await;
        assert_eq!(answer["companies"].as_array().map(Vec::len), Some(3));
    }
    assert_eq!(other.sandbox.now(), before);
    assert!(other.sandbox.faults().is_empty() && one.sandbox.requests().is_empty());
    one.sandbox.clear_faults();
    let answer = one.accepted(COMPANIES, json!({})).await;
    assert_eq!(answer["companies"][0]["name"], "Mangue");
    assert_eq!(other.sandbox.counter("listCompaniesByUser").arrived, 3);
}

#[tokio::test]
async fn a_hundred_run_in_one_process() {
    let mut all = Vec::new();
    for _ in 0..100 {
        all.push(Sandbox::start().await.expect("it starts"));
    }
    for sandbox in &all {
        let url = format!("{}/_sandbox/clock", sandbox.base_url());
        assert_eq!(
            http().get(url).send().await.expect("an answer").status(),
            200
        );
    }
}

/// A sandbox with its own key, and the request that only this sandbox accepts. Another sandbox may take a port that is free
/// again.
async fn with_a_key_of_its_own() -> (Sandbox, reqwest::RequestBuilder) {
    let world: WorldFile = "keys: [{id: 2, key: of-its-own}]".parse().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    let caller = Caller::at(sandbox.expect("it starts"));
    let request = caller.bare(COMPANIES).json(&json!({}));
    (
        caller.sandbox,
        request.header("TATODESK-API-KEY", "of-its-own"),
    )
}

/// Whether the sandbox accepts it.
async fn accepted(request: &reqwest::RequestBuilder) -> bool {
    let request = request.try_clone().expect("its body is in memory");
    request.send().await.is_ok_and(|it| it.status() == 200)
}

#[tokio::test]
async fn a_stopped_or_dropped_sandbox_answers_no_caller() {
    let (stopped, request) = with_a_key_of_its_own().await;
    assert!(accepted(&request).await);
    stopped.stop().await.expect("it stops cleanly");
    assert!(!accepted(&request).await);

    let (dropped, request) = with_a_key_of_its_own().await;
    assert!(accepted(&request).await);
    drop(dropped);
    // A drop only tells the server to stop. The server stops as soon as the runtime runs it.
    while accepted(&request).await {}
}

#[tokio::test]
async fn a_sandbox_starts_in_the_years_1_to_9998_only() {
    for now in [DateTime::MIN, DateTime::MAX] {
        let error = Sandbox::builder().now(now).start().await;
        let error = error.expect_err("no year of the API").to_string();
        assert!(error.contains("9998"), "{error}");
    }
}
