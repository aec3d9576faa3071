//! Reading an answer's body under a size cap and a deadline, and telling a whole body from a cut one.

use bytes::Bytes;
use reqwest::Response;
use tokio::time::{Instant, timeout_at};

/// How reading ended.
#[derive(Debug)]
pub(crate) enum Read {
    /// Everything that the server meant to send.
    Whole(Bytes),
    /// The connection broke in the middle.
    Cut(reqwest::Error),
    /// Time ran out in the middle: the call's, or one that the HTTP client was given.
    Stalled,
    /// More than the client accepts. The rest stays unread and the connection is given up.
    TooLong,
}

/// The most that is set aside because a header promises it. The rest grows as it arrives.
const LARGEST_PROMISE: usize = 1024 * 1024;

/// Reads the body of `response`, of at most `cap` bytes, until `deadline`.
pub(crate) async fn read(mut response: Response, cap: usize, deadline: Instant) -> Read {
    let promised = response.content_length().unwrap_or(0);
    if promised > cap as u64 {
        return Read::TooLong;
    }
    let promised = usize::try_from(promised).unwrap_or(LARGEST_PROMISE);
    let mut body = Vec::with_capacity(promised.min(LARGEST_PROMISE));
    loop {
        match timeout_at(deadline, response.chunk()).await {
            Err(_elapsed) => return Read::Stalled,
            Ok(Err(error)) if error.is_timeout() => return Read::Stalled,
            Ok(Err(error)) => return Read::Cut(error.without_url()),
            Ok(Ok(None)) => return Read::Whole(Bytes::from(body)),
            Ok(Ok(Some(chunk))) if chunk.len() > cap - body.len() => return Read::TooLong,
            Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn response(body: impl Into<reqwest::Body>) -> Response {
        http::Response::new(body.into()).into()
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    #[tokio::test]
    async fn the_cap_is_the_largest_body_that_is_read() {
        let read_of = |cap| read(response("12345678"), cap, soon());
        assert!(matches!(read_of(8).await, Read::Whole(body) if body == "12345678"));
        assert!(matches!(read_of(7).await, Read::TooLong));
        assert!(
            matches!(read(response(""), 1, soon()).await, Read::Whole(body) if body.is_empty())
        );
    }
}
