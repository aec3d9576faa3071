//! One attempt of a call: the request is made and sent, and its answer read, before a deadline.

use std::{error::Error as StdError, pin::pin, sync::Arc};

use reqwest::header::{ACCEPT_ENCODING, HOST, HeaderMap};
use tatodesk_api::{Operation, RequestBody, raw::RawError, upload::is_broken_off};
use tracing::Instrument as _;

use crate::{
    engine::cause::{Cause, TimeoutCause},
    engine::classify::Observation,
    engine::clock::Clock,
    engine::feed::Feed,
    engine::limits::{Deadline, Limits},
    engine::receive::receive,
    engine::record::{AttemptError, ErrorDetails, RawAnswer},
    observe::{metrics, spans, trace_context},
    transport::causes::{known_cause, root_cause},
    transport::connect::ConnectCause,
    transport::evidence::{Reached, is_of_body},
    transport::proxy::{Proxy, failures::proxy_failure},
    transport::{Route, SendError},
};

/// A call that is sent: what each of its attempts needs.
pub(crate) struct Outgoing<'a> {
    pub(crate) route: &'a Route,
    pub(crate) operation: &'static Operation,
    pub(crate) body: RequestBody,
    pub(crate) limits: Limits,
    /// The caller's own headers. Most calls have none.
    pub(crate) headers: Option<Box<HeaderMap>>,
    pub(crate) clock: &'a dyn Clock,
    /// The page that the call is for, if it is part of a walk.
    pub(crate) feed: Option<Arc<Feed>>,
}

impl Outgoing<'_> {
    /// One attempt, with its span and its metrics. `number` counts from 1.
    pub(crate) fn attempt(
        &self,
        number: u32,
        deadline: Deadline,
    ) -> impl Future<Output = Result<RawAnswer, AttemptError>> + Send {
        let (url, now) = (self.route.url(self.operation), || self.clock.instant());
        let span = spans::attempt(self.operation, url, number);
        let deadline = deadline.of_page(self.feed.as_ref());
        async move {
            let host = self.route.host(self.operation);
            let meter = metrics::AttemptTimer::begin(self.operation, url, host, now);
            // Futures are pinned where they are made: to move one copies its largest state.
            let sending = pin!(self.send(deadline));
            let result = sending.instrument(span.clone()).await;
            let (status, failed) = match &result {
                Ok(raw) => (Some(raw.status), None),
                Err(failed) => (failed.details.status, Some(failed.cause())),
            };
            let status = status.map(|status| status.as_u16());
            let error_type = || failed.map(|cause| cause.to_string());
            meter.end(status, error_type, now);
            spans::attempt_ended(&span, status, error_type);
            result
        }
    }

    /// Makes the request, sends it, and reads its answer.
    async fn send(&self, deadline: Deadline) -> Result<RawAnswer, AttemptError> {
        let mut timer = pin!(deadline.timer());
        let made = match &self.body {
            // It is in memory, so there is nothing to wait for.
            RequestBody::Json(json) => self.route.json_request(self.operation, json.clone()),
            body => {
                let mut making = Box::pin(self.route.request(self.operation, body.clone()));
                let made = deadline.limit(timer.as_mut(), making.as_mut()).await;
                made.map_err(|_elapsed| {
                    let reason = "time ran out before the request was made";
                    out_of_time(Observation::NoTime, reason, &deadline)
                })?
            }
        };
        let mut request = made.map_err(not_made)?;
        if let Some(accepted) = self.route.accept_encoding() {
            let headers = request.headers_mut();
            headers.insert(ACCEPT_ENCODING, accepted.clone());
        }
        for (name, value) in self.headers.iter().flat_map(|headers| headers.iter()) {
            request.headers_mut().insert(name, value.clone());
        }
        trace_context::add(request.headers_mut());
        let sent = if self.route.goes_straight(&request) {
            // It stays at this host, so the HTTP client need not make the header.
            let host = self.route.host_header(self.operation);
            request.headers_mut().insert(HOST, host.clone());
            let sending = pin!(self.route.send_straight(request));
            let sent = deadline.limit(timer.as_mut(), sending).await;
            sent.map(|sent| sent.map_err(SendError::of_ours))
        } else {
            let mut sending = Box::pin(self.route.send(request));
            deadline.limit(timer.as_mut(), sending.as_mut()).await
        };
        match sent {
            Ok(Ok(mut response)) => {
                let cap = self.limits.max_response_bytes;
                let feed = self.feed.as_deref().map(|feed| (feed, self.clock));
                pin!(receive(&mut response, cap, &deadline, timer, feed)).await
            }
            Ok(Err(error)) => Err(self.unanswered(error)),
            Err(_elapsed) => Err(out_of_time(
                Observation::Unanswered(Reached::OutOfTime),
                "time ran out before an answer came",
                &deadline,
            )),
        }
    }

    /// The error of a request that got no answer.
    fn unanswered(&self, error: SendError) -> AttemptError {
        let SendError {
            reached,
            timed_out,
            source,
        } = error;
        let host = &**self.route.host(self.operation);
        let proxy = self.route.proxy(self.route.url(self.operation));
        let proxied = proxy.is_some();
        let mut cause = None;
        let reason = match reached {
            Reached::NoConnection => {
                let (why, reason) = no_connection(host, proxy, timed_out, &*source);
                cause = Some(why);
                reason
            }
            Reached::NotMade => format!("the request could not be made ({})", root_cause(&*source)),
            // Our own words.
            Reached::Redirected => root_cause(&*source),
            Reached::OutOfTime => {
                cause = Some(Cause::Timeout(TimeoutCause::HttpClient));
                "time ran out in the HTTP client or in a layer before an answer came".to_owned()
            }
            // Without the cause: it may be in the words of the caller's own layer.
            Reached::Middleware => "a layer gave up before an answer came".to_owned(),
            Reached::Lost if is_broken_off(&*source) => {
                cause = Some(Cause::UploadBroken);
                BROKEN_OFF.to_owned()
            }
            Reached::Lost if is_of_body(&*source) => {
                cause = Some(Cause::UploadBroken);
                "the request was broken off, since its body could not be read to its end".to_owned()
            }
            Reached::Lost => {
                let because = because(known_cause(&*source).map(|(_, words)| words));
                format!("the connection to {host} was lost before an answer came{because}")
            }
        };
        AttemptError {
            observation: Observation::Unanswered(reached),
            details: Box::new(ErrorDetails {
                cause,
                proxied,
                reason: Some(reason),
                source: Some(source),
                timed_out,
                ..ErrorDetails::default()
            }),
        }
    }
}

/// An attempt for which there was no more time.
fn out_of_time(
    observation: Observation,
    reason: &'static str,
    deadline: &Deadline,
) -> AttemptError {
    let mut failed = AttemptError::because(observation, reason);
    failed.details.cause = Some(Cause::Timeout(deadline.cause()));
    failed
}

/// A request that does not exist.
fn not_made(error: RawError) -> AttemptError {
    let reason = match &error {
        RawError::Http(error) => format!("the request could not be made ({})", root_cause(error)),
        other => other.to_string(),
    };
    let mut failed = AttemptError::because(Observation::Unanswered(Reached::NotMade), reason);
    failed.details.source = Some(Box::new(error));
    failed
}

/// Without the cause: it may be in the words of the caller's own source.
const BROKEN_OFF: &str = "the request was broken off, since the medium could not be read to its end or is not as long as was announced";

/// Why there is no connection, and whether that is the server's failure or its proxy's.
fn no_connection(
    host: &str,
    proxy: Option<Proxy>,
    timed_out: bool,
    source: &(dyn StdError + 'static),
) -> (Cause, String) {
    let start = format!("no connection to {host} was made");
    let through = match &proxy {
        Some(proxy) if proxy.certain => format!(" through the proxy {proxy}"),
        _ => String::new(),
    };
    if timed_out {
        let cause = Cause::Timeout(TimeoutCause::Connect);
        return (cause, format!("{start} in time{through}"));
    }
    match proxy_failure(source) {
        Some((cause, failure)) => {
            let name = proxy.map_or_else(String::new, |proxy| format!(" {proxy}"));
            let reason = format!("{start}: the proxy{name} {failure}");
            (Cause::Proxy(cause), reason)
        }
        None => {
            let (cause, words) = known_cause(source).unzip();
            let cause = Cause::Connect(cause.unwrap_or(ConnectCause::Other));
            (cause, format!("{start}{through}{}", because(words)))
        }
    }
}

fn because(words: Option<String>) -> String {
    words.map_or_else(String::new, |words| format!(" ({words})"))
}
