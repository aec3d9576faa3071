//! The `traceparent` that each request carries, beside the spans that OpenTelemetry's exporter gets. Feature
//! `tracing-opentelemetry-0-34`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use opentelemetry::{
    Context,
    trace::{
        SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState, Tracer as _,
        TracerProvider as _,
    },
};
use opentelemetry_sdk::trace::{InMemorySpanExporter, Sampler, SdkTracerProvider, SpanData};
use tatodesk::{MediaFile, Tatodesk};
use tests::{
    clocks::Hurried,
    recorder::{Recorded, Recorder},
};
use tracing::{Instrument as _, info_span, subscriber::DefaultGuard};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{Layer as _, Registry, filter::filter_fn, layer::SubscriberExt as _};

/// One test runs at a time: tracing keeps for all threads which spans the subscribers want, and forgets it with each of them.
struct Alone(#[expect(dead_code, reason = "it is held")] MutexGuard<'static, ()>);

impl Alone {
    fn wait() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        Self(ALONE.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Spans of this thread go to an exporter, until it is dropped.
struct Traced {
    exporter: InMemorySpanExporter,
    provider: SdkTracerProvider,
    _subscriber: DefaultGuard,
    _alone: Alone,
}

impl Traced {
    /// `ours`: whether the layer gets the facade's spans.
    fn start(sampler: Sampler, ours: bool) -> Self {
        let alone = Alone::wait();
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(exporter.clone())
            .with_sampler(sampler)
            .build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("tests"));
        let layer = layer.with_filter(filter_fn(move |span| ours || span.target() != "tatodesk"));
        let subscriber = Registry::default().with(layer);
        Self {
            exporter,
            provider,
            _subscriber: tracing::subscriber::set_default(subscriber),
            _alone: alone,
        }
    }

    /// The exported spans whose names begin so, in the order in which they ended.
    fn spans(&self, start: &str) -> Vec<SpanData> {
        self.provider.force_flush().expect("nothing is lost");
        let spans = self.exporter.get_finished_spans().expect("spans");
        let named = |span: &SpanData| span.name.starts_with(start);
        spans.into_iter().filter(named).collect()
    }
}

fn client(server: &Recorder) -> Tatodesk {
    let builder = Tatodesk::builder().api_key("the-key");
    let builder = builder.base_url(server.url()).clock(Hurried);
    builder.build().expect("a client")
}

/// The header that names a span.
fn traceparent(context: &SpanContext) -> String {
    let (trace, span) = (context.trace_id(), context.span_id());
    format!("00-{trace}-{span}-{:02x}", context.trace_flags())
}

fn traceparents(requests: &[Recorded]) -> Vec<Option<&str>> {
    let header = |request| Recorded::header(request, "traceparent");
    requests.iter().map(header).collect()
}

/// The context of a service that called the program.
fn remote() -> SpanContext {
    SpanContext::new(
        TraceId::from(0x1234_5678_9abc),
        SpanId::from(0xabcd),
        TraceFlags::SAMPLED,
        true,
        TraceState::from_key_value([("vendor", "value")]).expect("a state"),
    )
}

#[tokio::test]
async fn each_attempt_carries_the_context_of_its_own_span() {
    let traced = Traced::start(Sampler::AlwaysOn, true);
    let server = Recorder::start();
    server.answer_once(503, "{}");
    let tatodesk = client(&server);
    let read = tatodesk.in_person().list_companies().send();
    read.await.expect("companies");
    let phone = "(81) 90000-0001".parse().expect("a phone");
    let send = tatodesk.sms().send_template("app", 1, phone).send();
    send.await.expect("an answer");
    let file = MediaFile::from_bytes(b"\x89PNG".as_slice()).file_name("logo.png");
    let upload = tatodesk.whatsapp().upload_media("app", file).send();
    upload.await.expect_err("an answer without an id");

    let requests = server.take();
    let attempts = traced.spans("POST ");
    let expected: Vec<String> = attempts
        .iter()
        .map(|span| traceparent(&span.span_context))
        .collect();
    assert_eq!(expected.len(), 4, "two attempts of the read, and one each");
    let expected: Vec<Option<&str>> = expected.iter().map(|text| Some(&**text)).collect();
    assert_eq!(traceparents(&requests), expected);
    let trace = |place: usize| attempts[place].span_context.trace_id();
    assert_eq!(trace(0), trace(1), "attempts of one call");
    assert_ne!(expected[0], expected[1], "attempts have spans of their own");
    for request in &requests {
        assert_eq!(request.header("tracestate"), None, "there is no state");
    }
}

#[test]
fn a_blocking_call_carries_it_too() {
    let traced = Traced::start(Sampler::AlwaysOn, true);
    let server = Recorder::start();
    let call = client(&server).in_person().list_companies();
    call.send_blocking().expect("companies");
    let expected = traceparent(&traced.spans("POST ")[0].span_context);
    assert_eq!(traceparents(&server.take()), [Some(&*expected)]);
}

#[tokio::test]
async fn the_trace_of_the_programs_own_caller_goes_on_with_its_state() {
    let traced = Traced::start(Sampler::AlwaysOn, true);
    let server = Recorder::start();
    let span = info_span!("handler");
    let parent = Context::new().with_remote_span_context(remote());
    span.set_parent(parent).expect("a layer");
    let call = client(&server).in_person().list_companies();
    call.send().instrument(span).await.expect("companies");
    let attempt = &traced.spans("POST ")[0];
    assert_eq!(attempt.span_context.trace_id(), remote().trace_id());
    let requests = server.take();
    let expected = traceparent(&attempt.span_context);
    assert_eq!(traceparents(&requests), [Some(&*expected)]);
    assert_eq!(requests[0].header("tracestate"), Some("vendor=value"));
}

#[tokio::test]
async fn a_trace_that_is_not_sampled_says_so() {
    let traced = Traced::start(Sampler::AlwaysOff, true);
    let server = Recorder::start();
    let call = client(&server).in_person().list_companies();
    call.send().await.expect("companies");
    assert!(traced.spans("").is_empty());
    let requests = server.take();
    let header = traceparents(&requests)[0].expect("a header");
    assert!(header.ends_with("-00") && header.len() == 55, "{header}");
}

#[tokio::test]
async fn where_a_filter_hides_our_spans_it_names_the_span_around_the_call() {
    let traced = Traced::start(Sampler::AlwaysOn, false);
    let server = Recorder::start();
    let call = client(&server).in_person().list_companies();
    let call = call.send().instrument(info_span!("handler"));
    call.await.expect("companies");
    assert!(traced.spans("POST ").is_empty());
    let expected = traceparent(&traced.spans("handler")[0].span_context);
    assert_eq!(traceparents(&server.take()), [Some(&*expected)]);
}

#[tokio::test]
async fn a_span_that_was_made_without_tracing_is_carried() {
    let _alone = Alone::wait();
    let provider = SdkTracerProvider::builder().build();
    let span = provider.tracer("tests").start("handler");
    let context = Context::new().with_span(span);
    let expected = traceparent(context.span().span_context());
    let server = Recorder::start();
    let call = client(&server).in_person().list_companies();
    let guard = context.attach();
    call.send().await.expect("companies");
    drop(guard);
    assert_eq!(traceparents(&server.take()), [Some(&*expected)]);
}

#[tokio::test]
async fn without_a_trace_there_is_no_header() {
    let _alone = Alone::wait();
    let server = Recorder::start();
    let call = client(&server).in_person().list_companies();
    call.send().await.expect("companies");
    assert_eq!(traceparents(&server.take()), [None]);
}

#[tokio::test]
async fn the_callers_own_header_wins() {
    let _traced = Traced::start(Sampler::AlwaysOn, true);
    let server = Recorder::start();
    server.answer_once(503, "{}");
    let own = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-00";
    let span = info_span!("handler");
    let parent = Context::new().with_remote_span_context(remote());
    span.set_parent(parent).expect("a layer");
    let call = client(&server).in_person().list_companies();
    let call = call.with_header("TraceParent", own).send();
    call.instrument(span).await.expect("companies");
    let requests = server.take();
    assert_eq!(traceparents(&requests), [Some(own), Some(own)]);
    for request in &requests {
        assert_eq!(request.header("tracestate"), None, "it is of another trace");
    }
}
