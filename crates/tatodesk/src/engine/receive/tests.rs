//! Tests of the size cap of answers.

use std::time::Duration;

use tokio::time::Instant;

use super::*;

fn response(body: impl Into<reqwest::Body>) -> Response {
    http::Response::new(body.into()).into()
}

fn soon() -> Deadline {
    Deadline::new(Instant::now() + Duration::from_secs(5), TimeoutCause::Call)
}

#[tokio::test]
async fn the_cap_is_the_largest_body_that_is_read() {
    let soon = &soon();
    let read_of = async |cap| {
        read(
            &mut response("12345678"),
            cap,
            soon,
            None,
            Decoder::Identity,
        )
        .await
    };
    assert!(matches!(read_of(8).await, Read::Whole(body) if body == "12345678"));
    assert!(matches!(read_of(7).await, Read::TooLong));
    assert!(
        matches!(read(&mut response(""), 1, soon, None, Decoder::Identity).await, Read::Whole(body) if body.is_empty())
    );
}

#[tokio::test]
async fn messages_of_failing_statuses_are_found_where_servers_put_them() {
    async fn message(body: &'static str) -> Option<String> {
        let response = http::Response::builder().status(400);
        let response = response.body(reqwest::Body::from(body)).unwrap();
        let failed = receive(&mut response.into(), 1000, soon(), None).await;
        let failed = failed.unwrap_err();
        assert_eq!(failed.observation, Observation::Answer(400, Body::NoObject));
        assert_eq!(failed.details.body.unwrap(), body);
        failed.details.message
    }
    assert_eq!(
        message(r#"{"error": {"message": "no such key"}}"#)
            .await
            .as_deref(),
        Some("no such key")
    );
    assert_eq!(
        message(r#"{"error": "no such key"}"#).await.as_deref(),
        Some("no such key")
    );
    assert_eq!(
        message(r#"{"message": "Forbidden"}"#).await.as_deref(),
        Some("Forbidden")
    );
    assert_eq!(
        message(r#"{"statusCode": 400, "error": "Bad Request", "message": ["no date"]}"#)
            .await
            .as_deref(),
        Some("no date")
    );
    assert_eq!(message(r#"{"message": 7}"#).await.as_deref(), None);
    assert_eq!(message("<html>").await.as_deref(), None);
}
