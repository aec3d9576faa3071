//! `send_blocking` is the same call as `send`: every operation, with every documented request, gives the same result, and
//! leaves the same behind.

use std::fmt::Debug;

use serde_json::Value;
use tatodesk::{Answer, Call, Error, MediaFile, Tatodesk};
use tatodesk_api::{ApiRequest, OPERATIONS, OperationVisitor, visit_operation, wire};
use tatodesk_sandbox::Sandbox;
use tests::spec;
use tokio::runtime::Runtime;

const APP: &str = "f550afc1-0000-4000-8000-000000000001";

/// A client, the server of a local Tatodesk behind it, and the runtime of both the server and the calls that await.
struct Stage {
    runtime: Runtime,
    sandbox: Sandbox,
    tatodesk: Tatodesk,
}

impl Stage {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime starts");
        let sandbox = runtime.block_on(Sandbox::start()).expect("a free port");
        let tatodesk = Tatodesk::builder()
            .api_key(sandbox.api_key())
            .base_url(sandbox.base_url())
            .build()
            .expect("a working configuration");
        Self {
            runtime,
            sandbox,
            tatodesk,
        }
    }

    /// The results of both functions and what they leave behind, from the same state.
    fn both<T: Debug>(
        &self,
        awaiting: impl Future<Output = Result<T, Error>>,
        blocking: impl FnOnce() -> Result<T, Error>,
    ) -> [(String, String); 2] {
        let before = self.sandbox.snapshot();
        let awaited = self.told(&self.runtime.block_on(awaiting));
        self.sandbox.restore(&before);
        let blocked = self.told(&blocking());
        [awaited, blocked]
    }

    fn told<T: Debug>(&self, result: &Result<T, Error>) -> (String, String) {
        let told = match result {
            Ok(answer) => format!("{answer:?}"),
            Err(error) => format!("{:?} after {}: {error}", error.cause(), error.attempts()),
        };
        let sandbox = &self.sandbox;
        let left = format!("{:?} {:?}", sandbox.deliveries(), sandbox.counters());
        (told, left)
    }
}

/// Every request type in the world has the verb.
fn blocking<R: ApiRequest>(call: Call<R>) -> Result<Answer<R::Response>, Error> {
    call.send_blocking()
}

/// Makes both calls of one operation.
struct Both<'a>(&'a Stage, &'a Value);

impl OperationVisitor for Both<'_> {
    type Output = ([(String, String); 2], bool);

    fn visit<R: ApiRequest>(self) -> Self::Output {
        let Both(stage, example) = self;
        let request: R = wire::decode_value(example).expect("a documented request");
        let call = || stage.tatodesk.call(request.clone());
        let mut succeeded = false;
        let told = stage.both(
            async { call().send().await.map(Answer::into_inner) },
            || {
                let result = blocking(call());
                succeeded = result.is_ok();
                result.map(Answer::into_inner)
            },
        );
        (told, succeeded)
    }
}

#[test]
fn every_operation_is_told_the_same_by_both_verbs() {
    let stage = Stage::new();
    let (mut operations, mut successes) = (0, 0);
    for operation in spec::operations() {
        operations += 1;
        for example in operation.requests() {
            let visit = visit_operation(&operation.id, Both(&stage, &example.value));
            let ([awaited, blocked], succeeded) = visit.expect("an operation of the table");
            assert_eq!(awaited, blocked, "{} {}", operation.id, example.name);
            successes += usize::from(succeeded);
        }
    }
    let upload = || {
        let logo = MediaFile::from_bytes("not really a picture").file_name("logo.png");
        stage.tatodesk.whatsapp().upload_media(APP, logo)
    };
    let [awaited, blocked] = stage.both(
        async { upload().send().await.map(Answer::into_inner) },
        || upload().send_blocking().map(Answer::into_inner),
    );
    assert_eq!(awaited, blocked);
    assert!(
        awaited.0.starts_with("UploadMediaResponse"),
        "{}",
        awaited.0
    );

    assert_eq!(operations, OPERATIONS.len());
    // This world refuses the others, with the same words.
    assert!(successes > OPERATIONS.len() / 2, "{successes}");
}
