//! The request log holds a bounded part of the texts that callers make up.

use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{Caller, answer, http};

#[tokio::test]
async fn long_texts_of_a_caller_are_cut_in_the_log_and_nowhere_else() {
    let caller = Caller::new().await;
    let member = "m".repeat(100_000);
    let body =
        json!({ "companyID": 1, "attendanceUnitID": 1, "attendanceTypeIDs": [1], &member: 1 });
    let (status, refused) = answer(caller.request("/pa/listDates").json(&body)).await;
    assert_eq!(status, 400);
    assert_eq!(refused["error"]["pointer"], format!("/{member}"));
    let path = format!("/{}", "p".repeat(10_000));
    assert_eq!(answer(caller.request(&path)).await.0, 404);
    let method = Method::from_bytes("M".repeat(10_000).as_bytes()).expect("a method");
    let url = format!("{}/pa/listDates", caller.sandbox.base_url());
    let answered = http().request(method, url).send().await.expect("an answer");
    assert_eq!(answered.status(), 405);

    let [long_member, long_path, long_method] = &caller.sandbox.requests()[..] else {
        panic!("three requests")
    };
    let cut = |text: &str| {
        assert!(text.ends_with('…'), "{text}");
        text.chars().count()
    };
    let [breach] = &long_member.breaches[..] else {
        panic!("one breach: {:?}", long_member.breaches)
    };
    assert_eq!(breach.pointer.as_deref().map(cut), Some(257));
    assert_eq!((cut(&long_path.path), cut(&long_method.method)), (257, 257));
    let url = format!("{}/_sandbox/requests", caller.sandbox.base_url());
    let log: Value = answer(http().get(url)).await.1;
    assert!(log.to_string().len() < 16 * 1024, "{log}");
}
