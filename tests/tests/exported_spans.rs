//! Spans as other programs get them: through `tracing-opentelemetry`, and as lines of JSON. Each field has the type that
//! OpenTelemetry's conventions want.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};

use opentelemetry::{
    Value,
    trace::{SpanKind, Status, TracerProvider as _},
};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tatodesk::{Error, RateLimit, Tatodesk};
use tests::{
    clocks::{Hurried, Leaps},
    closed::Closed,
    recorder::Recorder,
};
use tracing_subscriber::{
    Registry,
    fmt::{MakeWriter, format::FmtSpan},
    layer::SubscriberExt as _,
};

/// What is a number; everything else of ours is a text.
const NUMBERS: [&str; 6] = [
    "http.response.status_code",
    "http.request.resend_count",
    "server.port",
    "tatodesk.attempts",
    "tatodesk.pause_ms",
    "tatodesk.wait_ms",
];

/// The other fields.
const TEXTS: [&str; 9] = [
    "error.type",
    "http.request.method",
    "server.address",
    "tatodesk.effect",
    "tatodesk.operation",
    "tatodesk.outcome",
    "tatodesk.product",
    "url.full",
    "url.template",
];

/// Calls that together write every field: a read that meets a 503, a send that is refused in-band, a call that is not
/// allowed, one that gets no connection, and one that waits.
async fn calls(server: &Recorder) -> Vec<Error> {
    let builder = || Tatodesk::builder().api_key("the-key");
    let here = || builder().base_url(server.url()).clock(Hurried);
    let tatodesk = here().build().expect("a client");
    let list = || tatodesk.in_person().list_companies();
    server.answer_once(503, "{}");
    list().send().await.expect("companies");
    server.answer_once(200, r#"{"error": {"message": "no such template"}}"#);
    let phone = "(81) 90000-0001".parse().expect("a phone");
    let send = tatodesk.sms().send_template("app", 1, phone).send();
    let mut errors = vec![send.await.expect_err("a refusal")];
    server.answer_once(401, r#"{"message": "no such key"}"#);
    errors.push(list().send().await.expect_err("a refusal"));
    let closed = Closed::take();
    let gone = builder().base_url(closed.url()).clock(Hurried).retries(0);
    let gone = gone.build().expect("a client");
    let call = gone.in_person().list_companies().send();
    errors.push(call.await.expect_err("no server listens"));
    let slow = builder().base_url(server.url()).clock(Leaps::start());
    let slow = slow.rate_limit(RateLimit::per_second(4)).build();
    let slow = slow.expect("a client");
    for _ in 0..2 {
        let call = slow.in_person().list_companies();
        call.send().await.expect("companies");
    }
    errors
}

/// Our own of a span's attributes.
fn attributes<'a>(
    pairs: impl IntoIterator<Item = &'a opentelemetry::KeyValue>,
) -> BTreeMap<String, Value> {
    let ours = |name: &str| NUMBERS.contains(&name) || TEXTS.contains(&name);
    pairs
        .into_iter()
        .filter(|pair| ours(pair.key.as_str()))
        .map(|pair| (pair.key.to_string(), pair.value.clone()))
        .collect()
}

#[tokio::test]
async fn through_opentelemetrys_bridge_numbers_are_integers_and_the_rest_texts() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    let bridge = tracing_opentelemetry::layer().with_tracer(provider.tracer("tests"));
    let guard = tracing::subscriber::set_default(Registry::default().with(bridge));
    let server = Recorder::start();
    let errors = calls(&server).await;
    drop(guard);
    provider.force_flush().expect("nothing is lost");
    let spans = exporter.get_finished_spans().expect("spans");

    let mut seen = BTreeMap::new();
    for span in &spans {
        for (name, value) in attributes(span.attributes.iter()) {
            let right = match value {
                Value::I64(_) => NUMBERS.contains(&name.as_str()),
                Value::String(_) => TEXTS.contains(&name.as_str()),
                _ => false,
            };
            assert!(right, "{name} is {value:?}");
            seen.insert(name, ());
        }
        let events = span.events.iter().flat_map(|event| &event.attributes);
        for (name, value) in attributes(events) {
            assert!(matches!(value, Value::I64(_)), "{name} is {value:?}");
            seen.insert(name, ());
        }
    }
    let expected = NUMBERS.iter().chain(&TEXTS).map(|name| (*name).to_owned());
    let expected: BTreeMap<String, ()> = expected.map(|name| (name, ())).collect();
    assert_eq!(seen, expected);

    let port: i64 = server
        .url()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok())
        .expect("a port");
    let attempts: Vec<&SpanData> = spans
        .iter()
        .filter(|span| span.name.starts_with("POST "))
        .collect();
    assert!(
        attempts
            .iter()
            .all(|span| span.span_kind == SpanKind::Client)
    );
    let (failed, again) = (
        attributes(&attempts[0].attributes),
        attributes(&attempts[1].attributes),
    );
    assert_eq!(failed["http.response.status_code"], Value::I64(503));
    assert_eq!(failed["error.type"], Value::from("503"));
    assert_eq!(failed["server.port"], Value::I64(port));
    let url = format!("{}/dl/pa/listCompaniesByUser", server.url());
    assert_eq!(failed["url.full"], Value::from(url));
    assert_eq!(again["http.request.resend_count"], Value::I64(1));
    assert!(matches!(attempts[0].status, Status::Error { .. }));
    let types: Vec<Value> = spans
        .iter()
        .filter(|span| span.span_kind == SpanKind::Internal)
        .filter_map(|span| attributes(&span.attributes).remove("error.type"))
        .collect();
    assert_eq!(
        types,
        ["in_band_error", "401", "connect_refused"].map(Value::from)
    );
    assert_eq!(errors.len(), types.len());
}

/// Lines of JSON, in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic while locked").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn in_lines_of_json_numbers_are_numbers_and_the_rest_texts() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::DEBUG)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(lines.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let server = Recorder::start();
    calls(&server).await;
    drop(guard);

    let bytes = lines.0.lock().expect("no panic while locked").clone();
    let text = String::from_utf8(bytes).expect("UTF-8");
    let (mut seen, mut types) = (BTreeMap::new(), Vec::new());
    for line in text.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        if line["target"] != "tatodesk" {
            continue;
        }
        for members in [&line["span"], &line["fields"]] {
            for (name, value) in members.as_object().into_iter().flatten() {
                let right = if NUMBERS.contains(&name.as_str()) {
                    value.is_i64()
                } else {
                    value.is_string()
                };
                assert!(right, "{name} is {value}");
                seen.insert(name.clone(), ());
            }
            let kind = members["error.type"].as_str().map(str::to_owned);
            types.extend(kind.filter(|_| members["otel.kind"] == "client"));
        }
    }
    for name in NUMBERS.iter().chain(&TEXTS) {
        assert!(seen.contains_key(*name), "{name}");
    }
    assert_eq!(types, ["503", "401", "connect_refused"]);
}
