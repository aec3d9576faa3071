//! What calls tell to the `metrics` facade.

use std::{
    collections::BTreeMap,
    future::{Future, ready},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use tatodesk::{Clock, Tatodesk};

use crate::server::{Answering, Server};

/// Each look at the clock takes a second, and pauses take as long as they should.
#[derive(Debug)]
struct Steps(Instant, Arc<AtomicU64>);

impl Clock for Steps {
    fn instant(&self) -> Instant {
        self.0 + Duration::from_secs(self.1.fetch_add(1, SeqCst))
    }

    fn chance(&self) -> f64 {
        0.0
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(ready(()))
    }
}

/// A read that succeeds at the second attempt, and a send that is refused inside HTTP 200.
async fn two_calls() -> String {
    let server = Server::start([
        Answering::status("503 Busy", "{}"),
        Answering::json("{}"),
        Answering::json(r#"{"error": {"message": "not to Marina"}}"#),
    ])
    .await;
    let builder = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .timeout(Duration::from_secs(600));
    #[cfg(feature = "limits")]
    let builder = builder.rate_limit(tatodesk::RateLimit::per_minute(1));
    let tatodesk = builder
        .clock(Steps(Instant::now(), Arc::default()))
        .build()
        .unwrap();
    tatodesk.in_person().list_companies().await.unwrap();
    let phone = "(81) 90000-0001".parse().unwrap();
    tatodesk
        .sms()
        .send_template("app", 1, phone)
        .await
        .unwrap_err();
    server.url().rsplit(':').next().unwrap().to_owned()
}

#[test]
fn durations_and_counts_under_their_names() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let port = metrics::with_local_recorder(&recorder, || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        runtime.block_on(two_calls())
    });
    let mut told = BTreeMap::new();
    for (key, unit, description, value) in snapshotter.snapshot().into_vec() {
        assert!(description.is_some());
        let labels = key.key().labels();
        let labels: Vec<String> = labels
            .map(|label| format!("{}={}", label.key(), label.value()))
            .collect();
        let labels = labels.join(" ").replace(&port, "8080");
        let value = match value {
            DebugValue::Histogram(values) => {
                assert!(values.iter().all(|value| (1.0..100.0).contains(&value.0)));
                values.len() as u64
            }
            DebugValue::Counter(count) => count,
            DebugValue::Gauge(_) => panic!("there is no gauge"),
        };
        let unit = unit.unwrap().as_str();
        told.insert(format!("{} ({unit}) {labels}", key.key().name()), value);
    }
    let attempt = |path: &str, rest: &str| {
        format!(
            "http.client.request.duration (seconds) http.request.method=POST url.template={path} \
             server.address=127.0.0.1 server.port=8080 http.response.status_code={rest}"
        )
    };
    let call = |rest: &str| format!("tatodesk.client.call.duration (seconds) {rest}");
    let list = "tatodesk.operation=listCompaniesByUser";
    #[cfg_attr(not(feature = "limits"), allow(unused_mut))]
    let mut expected = BTreeMap::from([
        (
            attempt("/dl/pa/listCompaniesByUser", "503 error.type=503"),
            1,
        ),
        (attempt("/dl/pa/listCompaniesByUser", "200"), 1),
        (attempt("/dl/v1/sms/messages", "200"), 1),
        (
            call(&format!(
                "{list} tatodesk.effect=read tatodesk.outcome=success"
            )),
            1,
        ),
        (
            call(
                "tatodesk.operation=sendSms tatodesk.effect=send tatodesk.outcome=rejected \
                 error.type=in_band_error",
            ),
            1,
        ),
        (format!("tatodesk.client.resends (count) {list}"), 1),
    ]);
    // The second attempt waited; the other product has a limit of its own.
    #[cfg(feature = "limits")]
    expected.insert(
        "tatodesk.client.wait.duration (seconds) tatodesk.product=in-person".to_owned(),
        1,
    );
    assert_eq!(told, expected);
}
