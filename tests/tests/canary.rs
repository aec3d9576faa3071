//! Nothing that is printed has a secret or a person's data. The test fills every member of every request and answer with marks,
//! lets calls succeed and fail in every way, and searches all their texts.

#[path = "canary/bulk.rs"]
mod bulk;
#[path = "canary/cases.rs"]
mod cases;
#[path = "canary/echo.rs"]
mod echo;
#[path = "canary/foreign.rs"]
mod foreign;
#[path = "canary/planted.rs"]
mod planted;
#[path = "canary/sightings.rs"]
mod sightings;
#[path = "canary/stopped.rs"]
mod stopped;
#[path = "canary/walks.rs"]
mod walks;

use std::error::Error as StdError;

use cases::{cases, is_success};
use serde_json::Value;
use sightings::{Sightings, logged, watch_log};
use tatodesk::{
    Answer, ApiRequest, ApiResponse, Error, MediaFile, MediaUpload, OperationVisitor, Outcome,
    RetryPolicy, Tatodesk, visit_operation, wire,
};
use tests::{
    capture::Capture,
    closed::Closed,
    marked::{Filler, SECRET, marks},
    recorder::Recorder,
    spec,
};

const KEY: &str = "canary-key-Zq7";

/// Everything that an outcome shows.
fn look<T: ApiResponse>(result: &Result<Answer<T>, Error>, place: &str, seen: &mut Sightings) {
    match result {
        Ok(answer) => {
            seen.typed(place, answer);
            seen.typed(place, &**answer);
            seen.told(place, format!("{:?}", answer.malformed()));
        }
        Err(error) => failed(error, place, seen),
    }
}

fn failed(error: &Error, place: &str, seen: &mut Sightings) {
    seen.told(
        place,
        format!("{error} {error:?} {error:#?} {}", error.reason()),
    );
    seen.told(
        place,
        format!("{:?} {:?}", error.path(), error.request_id()),
    );
    let mut cause = error.source();
    while let Some(error) = cause {
        seen.told(place, format!("{error} {error:?} {error:#?}"));
        cause = error.source();
    }
}

struct Calls<'a> {
    operation: &'a spec::Operation,
    document: &'a Value,
    server: &'a Recorder,
    tatodesk: &'a Tatodesk,
    unreachable: &'a Tatodesk,
    runtime: &'a tokio::runtime::Runtime,
    seen: &'a mut Sightings,
}

impl OperationVisitor for Calls<'_> {
    type Output = usize;

    fn visit<R: ApiRequest>(self) -> usize {
        let (id, seen) = (&self.operation.id, self.seen);
        let filler = Filler {
            document: self.document,
            malformed: false,
        };
        let filled = filler.component(&self.operation.request_component());
        let request: R =
            wire::decode_value(&filled).unwrap_or_else(|error| panic!("{id}: {error}"));
        seen.typed(id, &request);
        seen.typed(id, self.tatodesk.call(request.clone()));
        let mut planted = usize::from(!marks(&filled.to_string()).is_empty());
        for (name, status, body) in cases(self.document, &self.operation.response_component()) {
            let place = format!("{id}, {name}");
            planted += usize::from(!marks(&body).is_empty());
            self.server.answer(status, body);
            let result = self
                .runtime
                .block_on(self.tatodesk.call(request.clone()).send());
            assert_eq!(
                result.is_ok(),
                status == 200 && is_success(&name, &result),
                "{place}"
            );
            look(&result, &place, seen);
            let arrived = self.server.take();
            assert_eq!(arrived[0].header("tatodesk-api-key"), Some(KEY));
        }
        let result = self.runtime.block_on(self.unreachable.call(request).send());
        look(&result, id, seen);
        let not_sent = result.expect_err("no server listens").into_not_sent::<R>();
        let not_sent = not_sent.unwrap_or_else(|error| panic!("{error}"));
        seen.told(id, format!("{not_sent:?} {not_sent:#?}"));
        planted
    }
}

fn client(url: &str) -> Tatodesk {
    let client = Tatodesk::builder()
        .api_key(KEY)
        .base_url(url)
        .retry_policy(RetryPolicy::never());
    client.build().expect("a client")
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

#[test]
fn nothing_is_shown() {
    watch_log();
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let (server, runtime, mut seen) = (Recorder::start(), runtime(), Sightings::new(KEY));
    server.header("set-cookie", SECRET);
    server.header("location", &format!("/{SECRET}"));
    let tatodesk = client(&server.url());
    let closed = Closed::take();
    let unreachable = client(&closed.url());
    seen.told(
        "client",
        format!("{tatodesk:?} {:?}", Tatodesk::builder().api_key(KEY)),
    );
    let refused = Tatodesk::builder().api_key(format!("{KEY}\n")).build();
    seen.told(
        "configuration",
        format!("{0} {0:?}", refused.expect_err("no header carries it")),
    );

    let document = spec::document();
    let (mut operations, mut planted) = (0, 0);
    for operation in spec::operations() {
        let calls = Calls {
            operation,
            document,
            server: &server,
            tatodesk: &tatodesk,
            unreachable: &unreachable,
            runtime: &runtime,
            seen: &mut seen,
        };
        planted += visit_operation(&operation.id, calls).unwrap_or_else(|| {
            uploads(
                document,
                operation,
                &server,
                [&tatodesk, &unreachable],
                &runtime,
                &mut seen,
            )
        });
        operations += 1;
    }
    let mut walks = walks::Walks {
        document,
        server: &server,
        tatodesk: &tatodesk,
        runtime: &runtime,
        seen: &mut seen,
        rows: 0,
        malformed: 0,
        failed: 0,
    };
    walks.walk();
    let looked = (walks.rows, walks.malformed, walks.failed);
    assert!(
        looked.0 > 100 && looked.1 > 15 && looked.2 > 500,
        "{looked:?}"
    );
    foreign::fail(&server.url(), &runtime, &mut seen);
    drop(guard);
    for captured in capture.all() {
        seen.told(
            &format!("span or event of {}", captured.target),
            format!("{captured:?}"),
        );
    }
    let logged = logged();
    assert!(
        !logged.is_empty() && !capture.all().is_empty(),
        "no span, no event and no log line"
    );
    for line in logged {
        seen.told("log", line);
    }
    assert_eq!(operations, 52);
    assert!(planted > 1500, "{planted} marked documents");
    assert!(seen.looked() > 10_000, "{} texts", seen.looked());
    assert_eq!(seen.leaks(), Vec::<String>::new());
}

fn uploads(
    document: &Value,
    operation: &spec::Operation,
    server: &Recorder,
    clients: [&Tatodesk; 2],
    runtime: &tokio::runtime::Runtime,
    seen: &mut Sightings,
) -> usize {
    let file = MediaFile::from_bytes(SECRET).file_name(SECRET);
    let form = MediaUpload::new(file, SECRET).field("canary", SECRET);
    seen.told("form", format!("{form:?} {form:#?}"));
    let cases = cases(document, &operation.response_component());
    for (name, status, body) in &cases {
        server.answer(*status, body.clone());
        let upload = clients[0].call(form.clone());
        seen.told(name, format!("{upload:?}"));
        look(
            &runtime.block_on(upload.send()),
            &format!("upload, {name}"),
            seen,
        );
        server.take();
    }
    let missing = MediaFile::from_path(format!("/nowhere/{SECRET}"));
    for upload in [
        clients[1].call(form),
        clients[0].call(MediaUpload::new(missing, SECRET)),
    ] {
        let result = runtime.block_on(upload.send());
        look(&result, "upload, not sent", seen);
        let error = result.expect_err("an error");
        assert_eq!(error.outcome(), Outcome::NotSent);
        let not_sent = error
            .into_not_sent::<MediaUpload>()
            .unwrap_or_else(|error| panic!("{error}"));
        seen.told("upload, not sent", format!("{not_sent:?}"));
    }
    cases.len()
}
