//! A port that is closed for a while.

use std::time::Duration;

use jiff::ToSpan;
use serde_json::json;

use crate::caller::{Caller, settle};
use crate::control::{SMS, post, sms};

#[tokio::test]
async fn the_port_is_closed_for_a_while() {
    let caller = Caller::new().await;
    let sandbox = &caller.sandbox;
    let before = sandbox.now();
    post(sandbox, "/port", json!({"closedMs": 60_000})).await;
    let refused = caller.request(SMS).json(&sms()).send().await;
    assert!(refused.expect_err("no server listens").is_connect());
    sandbox.open_port().await.expect("the port opens");
    caller.accepted(SMS, sms()).await;
    assert_eq!(sandbox.now(), before + 1.millisecond());
}

#[tokio::test]
async fn a_port_that_another_command_closed_stays_closed() {
    let caller = Caller::new().await;
    let sandbox = &caller.sandbox;
    let minute = Duration::from_secs(60);
    let refused = async || {
        let sent = caller.request(SMS).json(&sms()).send().await;
        assert!(sent.expect_err("no server listens").is_connect());
    };
    post(sandbox, "/port", json!({"closedMs": 60_000})).await;
    sandbox.open_port().await.expect("the port opens");
    sandbox.close_port().await.expect("the port closes");
    settle(2 * minute).await;
    refused().await;
    sandbox.open_port().await.expect("the port opens");

    post(sandbox, "/port", json!({"closedMs": 60_000})).await;
    refused().await;
    settle(2 * minute).await;
    caller.accepted(SMS, sms()).await;
}
