//! Snapshots: one holds everything that a sandbox remembers, in Rust and as JSON.

use std::num::NonZeroU32;
use std::time::Duration;

use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, Rule, Sandbox, WorldFile};

use crate::caller::{Caller, answer, http};

const BOOK: &str = "/pa/createAppointment";

fn booking() -> Value {
    json!({
        "companyID": 1, "attendanceUnitID": 288, "categoryID": 1, "attendanceTypes": [1],
        "date": "26/06/2025", "periodID": 2, "hour": "15:40", "channelID": 1,
        "contactForms": [{"key": "NAME", "value": "Marina Duarte"}]
    })
}

/// Leaves something of every kind.
async fn live(caller: &Caller) {
    caller.accepted(BOOK, booking()).await;
    let sms = json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}});
    caller.accepted("/dl/v1/sms/messages", sms).await;
    let record = json!({"apiName": "pets", "name": "Rex"});
    caller.accepted("/crm/v1/insertObject", record).await;
    let service = json!({
        "attendanceClassificationID": 1, "companyID": 1, "attendanceUnitID": 1, "attendanceTypeID": [140],
        "contactFormFields": [
            {"contactFormKeyID": 1, "key": "NAME", "value": "Marina Duarte"},
            {"contactFormKeyID": 2, "key": "CPF_CNPJ", "value": "00000000000"}
        ],
        "userID": 1, "contactFormID": 1
    });
    caller
        .accepted("/dl/pa/createPresentialAttendance", service)
        .await;
    answer(caller.request(BOOK).json(&json!({}))).await;
}

async fn state(sandbox: &Sandbox) -> Value {
    let url = format!("{}/_sandbox/state", sandbox.base_url());
    answer(http().get(url)).await.1
}

#[tokio::test]
async fn a_snapshot_is_restored() {
    let caller = Caller::new().await;
    let fresh = caller.sandbox.snapshot();
    live(&caller).await;
    let lived = caller.sandbox.snapshot();
    let minute = Duration::from_secs(60);
    caller.sandbox.advance(minute).expect("a time");
    assert!(!format!("{lived:?}").contains("Marina"));

    caller.sandbox.restore(&fresh);
    assert!(caller.sandbox.deliveries().is_empty() && caller.sandbox.requests().is_empty());
    caller.accepted(BOOK, booking()).await;

    // Another sandbox continues from the state of this one.
    let other = Caller::new().await;
    other.sandbox.restore(&lived);
    other.refused(BOOK, booking()).await;
    assert_eq!(other.sandbox.deliveries().len(), 1);
    assert_eq!(other.sandbox.counter("createAppointment").arrived, 3);
}

#[tokio::test]
async fn a_snapshot_travels_as_json() {
    let caller = Caller::new().await;
    live(&caller).await;
    let lived = state(&caller.sandbox).await;
    let other = Caller::new().await;
    let url = format!("{}/_sandbox/state", other.sandbox.base_url());
    let put = answer(http().put(&url).json(&lived)).await;
    assert_eq!(put, (200, json!({})));
    assert_eq!(state(&other.sandbox).await, lived);
    assert_eq!(other.sandbox.deliveries(), caller.sandbox.deliveries());
    assert_eq!(other.sandbox.requests(), caller.sandbox.requests());
    assert_eq!(other.sandbox.now(), caller.sandbox.now());
    other.refused(BOOK, booking()).await;
    let (status, body) = answer(http().put(&url).json(&json!({"clock": 7}))).await;
    assert_eq!(status, 400, "{body}");
    assert_eq!(other.sandbox.deliveries().len(), 1);
}

#[tokio::test]
async fn faults_and_limits_belong_to_a_snapshot() {
    let caller = Caller::new().await;
    let one = NonZeroU32::new(1);
    caller.sandbox.set_rate_limit(one);
    let rule = Rule::new(Fault::status(503)).times(3).probability(0.5, 7);
    caller.sandbox.add_fault(rule.clone()).expect("a rule");
    let broken = caller.sandbox.snapshot();
    let written = state(&caller.sandbox).await;
    caller.sandbox.clear_faults();
    caller.sandbox.set_rate_limit(None);
    let mended = caller.sandbox.snapshot();
    caller.sandbox.restore(&broken);
    let rules = [rule];
    assert_eq!(caller.sandbox.faults(), rules);
    assert_eq!(state(&caller.sandbox).await, written);
    caller.sandbox.restore(&mended);
    assert!(caller.sandbox.faults().is_empty());

    let url = format!("{}/_sandbox/state", caller.sandbox.base_url());
    assert_eq!(answer(http().put(&url).json(&written)).await.0, 200);
    assert_eq!(caller.sandbox.faults(), rules);
    caller.sandbox.clear_faults();
    let companies = || async {
        let request = caller.request("/dl/pa/listCompaniesByUser");
        answer(request.json(&json!({}))).await.0
    };
    assert_eq!((companies().await, companies().await), (200, 429));
    let mut wrong = written.clone();
    wrong["faults"][0]["operation"] = json!("sendFax");
    let (status, body) = answer(http().put(&url).json(&wrong)).await;
    assert_eq!(status, 400, "{body}");
    assert!(caller.sandbox.faults().is_empty());
    for member in ["now", "last"] {
        let mut wrong = written.clone();
        let clock = wrong.pointer_mut("/state/clock").expect("the clock");
        clock[member] = json!("9999-12-31T23:59:59.999");
        let (status, body) = answer(http().put(&url).json(&wrong)).await;
        assert_eq!(status, 400, "{body}");
    }
}

/// JSON as a language reads it in which all numbers are 64-bit floats.
fn through_doubles(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let double = number.as_f64().expect("a double");
            #[allow(clippy::cast_possible_truncation)]
            if double.fract() == 0.0 {
                *value = json!(double as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(through_doubles),
        Value::Object(members) => members.values_mut().for_each(through_doubles),
        _ => {}
    }
}

#[tokio::test]
async fn chance_goes_on_after_a_way_through_doubles() {
    let caller = Caller::new().await;
    let rule = Rule::new(Fault::status(503)).probability(0.5, 1 << 53);
    caller.sandbox.add_fault(rule).expect("a rule");
    let statuses = || async {
        let mut statuses = Vec::new();
        for _ in 0..40 {
            let request = caller.request("/dl/pa/listCompaniesByUser");
            statuses.push(
                request
                    .json(&json!({}))
                    .send()
                    .await
                    .expect("an answer")
                    .status()
                    .as_u16(),
            );
        }
        statuses
    };
    statuses().await;
    let mut lived = state(&caller.sandbox).await;
    let then = statuses().await;
    assert!(then.contains(&200) && then.contains(&503));
    through_doubles(&mut lived);
    let url = format!("{}/_sandbox/state", caller.sandbox.base_url());
    assert_eq!(answer(http().put(&url).json(&lived)).await.0, 200);
    assert_eq!(statuses().await, then);
}

#[tokio::test]
async fn a_snapshot_of_another_world_is_refused_as_json() {
    let world = "companies: [{id: 1, name: Mangue}]".parse::<WorldFile>();
    let small = Sandbox::builder().world(world.expect("a world"));
    let small = small.start().await.expect("it starts");
    let caller = Caller::new().await;
    let url = format!("{}/_sandbox/state", small.base_url());
    let (status, body) = answer(http().put(&url).json(&state(&caller.sandbox).await)).await;
    assert_eq!(status, 400, "{body}");
    assert_eq!(
        body["error"]["message"],
        "this is a snapshot of another world"
    );
    // In Rust the snapshot brings its world.
    small.restore(&caller.sandbox.snapshot());
    assert_eq!(
        state(&small).await["world"],
        state(&caller.sandbox).await["world"]
    );
}
