//! One attempt of a call: the request is made and sent, and its answer read, before a deadline.

use std::{error::Error as StdError, pin::Pin};

use reqwest::Request;
use tatodesk_api::{raw::RawError, upload::is_broken_off};
use tokio::time::{Instant, timeout_at};

use crate::{
    call::error::ErrorDetails,
    engine::classify::Observation,
    engine::limits::Limits,
    engine::{self, AttemptError, RawAnswer},
    transport::causes::known_cause,
    transport::clients::root_cause,
    transport::evidence::is_of_body,
    transport::proxy::{Proxy, failures::proxy_failure},
    transport::{Http, SendError},
};

/// A request that is being made; a form opens its file for that.
pub(crate) type PendingRequest<'a> =
    Pin<Box<dyn Future<Output = Result<Request, RawError>> + Send + 'a>>;

/// Makes a request, sends it to `host`, and reads its answer.
pub(crate) async fn attempt(
    http: &Http,
    host: &str,
    making: PendingRequest<'_>,
    limits: Limits,
    deadline: Instant,
) -> Result<RawAnswer, AttemptError> {
    let request = match timeout_at(deadline, making).await {
        Ok(Ok(request)) => request,
        Ok(Err(error)) => return Err(not_made(error)),
        Err(_elapsed) => {
            let reason = "time ran out before the request was made";
            return Err(AttemptError::because(Observation::NoTime, reason));
        }
    };
    let proxy = http.proxy(request.url());
    match timeout_at(deadline, Box::pin(http.send(request))).await {
        Ok(Ok(response)) => engine::receive(response, limits, deadline).await,
        Ok(Err(error)) => Err(failed(host, proxy, error)),
        Err(_elapsed) => Err(AttemptError::because(
            Observation::OutOfTime,
            "time ran out before an answer came",
        )),
    }
}

/// A request that does not exist.
fn not_made(error: RawError) -> AttemptError {
    let reason = match &error {
        RawError::Http(error) => format!("the request could not be made ({})", root_cause(error)),
        other => other.to_string(),
    };
    AttemptError {
        observation: Observation::NotMade,
        details: ErrorDetails {
            reason: Some(reason),
            source: Some(Box::new(error)),
            ..ErrorDetails::default()
        },
    }
}

/// Without the cause: it may be in the words of the caller's own source.
const BROKEN_OFF: &str = "the request was broken off, since the medium could not be read to its end or is not as long as was announced";

/// A request without an answer.
fn failed(host: &str, proxy: Option<Proxy>, error: SendError) -> AttemptError {
    let SendError {
        observation,
        timed_out,
        source,
    } = error;
    let reason = match observation {
        Observation::NoConnection => no_connection(host, proxy, timed_out, &*source),
        Observation::NotMade => format!("the request could not be made ({})", root_cause(&*source)),
        // Our own words.
        Observation::Redirected => root_cause(&*source),
        Observation::OutOfTime => {
            "time ran out in the HTTP client or in a layer before an answer came".to_owned()
        }
        // Without the cause: it may be in the words of the caller's own layer.
        Observation::Middleware => "a layer gave up before an answer came".to_owned(),
        _ if is_broken_off(&*source) => BROKEN_OFF.to_owned(),
        _ if is_of_body(&*source) => {
            "the request was broken off, since its body could not be read to its end".to_owned()
        }
        _ => {
            let because = because(&*source);
            format!("the connection to {host} was lost before an answer came{because}")
        }
    };
    AttemptError {
        observation,
        details: ErrorDetails {
            reason: Some(reason),
            source: Some(source),
            timed_out,
            no_connection: observation == Observation::NoConnection,
            ..ErrorDetails::default()
        },
    }
}

/// Why there is no connection, and whether that is the server's failure or its proxy's.
fn no_connection(
    host: &str,
    proxy: Option<Proxy>,
    timed_out: bool,
    source: &(dyn StdError + 'static),
) -> String {
    let start = format!("no connection to {host} was made");
    let through = match &proxy {
        Some(proxy) if proxy.certain => format!(" through the proxy {proxy}"),
        _ => String::new(),
    };
    if timed_out {
        return format!("{start} in time{through}");
    }
    match proxy_failure(source) {
        Some(failure) => {
            let name = proxy.map_or_else(String::new, |proxy| format!(" {proxy}"));
            format!("{start}: the proxy{name} {failure}")
        }
        None => format!("{start}{through}{}", because(source)),
    }
}

fn because(source: &(dyn StdError + 'static)) -> String {
    known_cause(source).map_or_else(String::new, |cause| format!(" ({cause})"))
}
