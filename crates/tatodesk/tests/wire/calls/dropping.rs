//! Calls that are dropped at every point where they can wait: nothing is sent twice, and nothing gets another call's answer.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use tatodesk::{Clock, MediaFile, Tatodesk};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// How often each token has arrived.
type Arrivals = Arc<Mutex<BTreeMap<String, usize>>>;

/// Answers each request with the token in it, one byte at a time on a connection that stays. A token that begins with
/// "flaky" meets a 503 the first time.
async fn echo() -> (String, Arrivals) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let arrivals = Arrivals::default();
    let seen = Arc::clone(&arrivals);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(stream, Arc::clone(&seen)));
        }
    });
    (url, arrivals)
}

async fn serve(mut stream: TcpStream, arrivals: Arrivals) {
    stream.set_nodelay(true).unwrap();
    let mut bytes = Vec::new();
    while let Some(request) = request(&mut stream, &mut bytes).await {
        let token = request
            .split('<')
            .nth(1)
            .unwrap()
            .split('>')
            .next()
            .unwrap();
        let count = {
            let mut arrivals = arrivals.lock().unwrap();
            let count = arrivals.entry(token.to_owned()).or_default();
            *count += 1;
            *count
        };
        let status = if token.starts_with("flaky") && count == 1 {
            "503 Busy"
        } else {
            "200 OK"
        };
        let body = format!(r#"{{"said": "{token}", "media": {{"mediaID": "{token}"}}}}"#);
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        for byte in answer.as_bytes() {
            if stream.write_all(&[*byte]).await.is_err() {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// The next whole request of a connection, or `None` when it ends before or within one.
async fn request(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<String> {
    loop {
        let text = String::from_utf8_lossy(bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap() {
                bytes.clear();
                return Some(text);
            }
        }
        if stream.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// Polls a future this many times, then drops it.
struct Polls<F>(Option<Pin<Box<F>>>, usize);

impl<F: Future> Future for Polls<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let left = self.1;
        if left > 0 {
            self.1 -= 1;
            let future = self.0.as_mut().expect("polled after its end");
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
        }
        if left <= 1 {
            self.0 = None;
            return Poll::Ready(None);
        }
        Poll::Pending
    }
}

/// Waits between attempts for one turn of the runtime.
#[derive(Debug)]
struct Turns;

impl Clock for Turns {
    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::task::yield_now())
    }
}

/// Makes the call that carries a token, and gives the token of its answer.
type Make = fn(Tatodesk, String) -> Pin<Box<dyn Future<Output = String> + Send>>;

fn send(tatodesk: Tatodesk, token: String) -> Pin<Box<dyn Future<Output = String> + Send>> {
    Box::pin(async move {
        let phone = "(81) 90000-0001".parse().unwrap();
        let call = tatodesk
            .sms()
            .send_template("app", 1, phone)
            .metadata("TOKEN", format!("<{token}>"));
        call.send().await.unwrap().extra["said"]
            .as_str()
            .unwrap()
            .to_owned()
    })
}

fn read(tatodesk: Tatodesk, token: String) -> Pin<Box<dyn Future<Output = String> + Send>> {
    Box::pin(async move {
        let call = tatodesk.crm().list_records(format!("<{token}>"));
        call.send().await.unwrap().extra["said"]
            .as_str()
            .unwrap()
            .to_owned()
    })
}

fn upload(tatodesk: Tatodesk, token: String) -> Pin<Box<dyn Future<Output = String> + Send>> {
    Box::pin(async move {
        let file = MediaFile::from_bytes(format!("<{token}>"));
        let answer = tatodesk
            .whatsapp()
            .upload_media("app", file)
            .send()
            .await
            .unwrap();
        answer.into_inner().media.media_id.to_string()
    })
}

/// Drops a call after 0, 1, 2... polls until one gets through, with another call after each.
async fn drop_everywhere(kind: &str, make: Make, most: usize) {
    let (url, arrivals) = echo().await;
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url(url)
        .clock(Turns)
        .build()
        .unwrap();
    let mut polls = 0;
    loop {
        let token = format!("{kind}-{polls}");
        let dropped = Polls(Some(Box::pin(make(tatodesk.clone(), token.clone()))), polls).await;
        let after = format!("after-{kind}-{polls}");
        assert_eq!(send(tatodesk.clone(), after.clone()).await, after);
        if let Some(answer) = dropped {
            assert_eq!(answer, token);
            break;
        }
        polls += 1;
    }
    let arrivals = arrivals.lock().unwrap();
    for (token, count) in arrivals.iter() {
        let most = if token.starts_with("after") { 1 } else { most };
        assert!(*count <= most, "{token} arrived {count} times");
    }
    assert!(
        !arrivals.contains_key(&format!("{kind}-0")),
        "sent without a poll"
    );
    // A dropped call may have arrived: that is what the documentation says.
    let last = format!("{kind}-{}", polls - 1);
    assert!(
        polls > 3 && arrivals.contains_key(&last),
        "{polls}: {arrivals:?}"
    );
}

#[tokio::test]
async fn a_dropped_send_arrives_once_at_most() {
    drop_everywhere("send", send, 1).await;
}

#[tokio::test]
async fn a_dropped_upload_arrives_once_at_most() {
    drop_everywhere("upload", upload, 1).await;
}

#[tokio::test]
async fn a_dropped_read_leaves_the_client_as_it_was() {
    drop_everywhere("read", read, 1).await;
    drop_everywhere("flaky", read, 2).await;
}
