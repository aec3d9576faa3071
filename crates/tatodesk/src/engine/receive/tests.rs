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
            pin!(soon.timer()),
            None,
            Decoder::Identity,
        )
        .await
    };
    assert!(matches!(read_of(8).await, Read::Whole(body) if body == "12345678"));
    assert!(matches!(read_of(7).await, Read::TooLong));
    assert!(
        matches!(read(&mut response(""), 1, soon, pin!(soon.timer()), None, Decoder::Identity).await, Read::Whole(body) if body.is_empty())
    );
}

/// A body that arrives in these pieces.
struct Pieces(std::vec::IntoIter<&'static str>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let piece = self.0.next();
        std::task::Poll::Ready(piece.map(|piece| Ok(http_body::Frame::data(piece.into()))))
    }
}

#[tokio::test]
async fn the_first_byte_tells_plain_json_under_any_content_encoding() {
    let soon = &soon();
    for (pieces, is_plain) in [
        (vec!["{}"], true),
        (vec!["", "{}"], true),
        (vec!["", "", "", "{", "}"], true),
        (vec!["", " ", "", "{}"], true),
        (vec!["", "x"], false),
        (vec!["x", "{}"], false),
    ] {
        let whole = pieces.concat();
        let body = reqwest::Body::wrap(Pieces(pieces.clone().into_iter()));
        let (mut response, decoder) = (response(body), Decoder::new(Err("strange")));
        let timer = pin!(soon.timer());
        match read(&mut response, 9, soon, timer, None, decoder).await {
            Read::Whole(body) => assert!(is_plain && body == whole, "{pieces:?}"),
            Read::Unknown(body, "strange") => assert!(!is_plain && body == whole, "{pieces:?}"),
            other => panic!("{pieces:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn messages_of_failing_statuses_are_found_where_servers_put_them() {
    async fn message(body: &'static str) -> Option<String> {
        let response = http::Response::builder().status(400);
        let response = response.body(reqwest::Body::from(body)).unwrap();
        let soon = soon();
        let failed = receive(&mut response.into(), 1000, &soon, pin!(soon.timer()), None).await;
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
