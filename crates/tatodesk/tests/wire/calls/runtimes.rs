//! What a call needs of the runtime that polls it: without a timer, without sockets and without any it panics, and sends nothing.

use std::{
    io::Read as _,
    net::TcpListener,
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Poll, Waker},
};

use tatodesk::{Call, MediaFile, Tatodesk, types::SendSmsRequest};
use tokio::runtime::{Builder, Runtime};

/// A client of a server that never answers, and the server.
fn client() -> (Tatodesk, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let tatodesk = Tatodesk::builder().api_key("the-key").base_url(url);
    (tatodesk.build().unwrap(), listener)
}

fn call(tatodesk: &Tatodesk) -> Call<SendSmsRequest> {
    let phone = "(81) 90000-0001".parse().unwrap();
    tatodesk.sms().send_template("app", 1, phone)
}

/// Without sockets a connection is begun and ends at once; no byte is written to it.
fn nothing_arrived(listener: &TcpListener) {
    if let Ok((mut stream, _)) = listener.accept() {
        stream.set_nonblocking(false).unwrap();
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    }
}

/// The words of the panic that polling ends with.
fn panic(poll: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(poll)).unwrap_err();
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied())
        .unwrap()
        .to_owned()
}

fn without(enable: impl FnOnce(&mut Builder) -> &mut Builder) -> Runtime {
    enable(&mut Builder::new_current_thread()).build().unwrap()
}

#[test]
fn outside_of_a_runtime_a_call_panics_when_it_is_polled() {
    let (tatodesk, listener) = client();
    // What comes before the first poll needs no runtime.
    let send = call(&tatodesk).send();
    let upload = tatodesk
        .whatsapp()
        .upload_media("app", MediaFile::from_bytes("x"));
    let (mut send, mut upload) = (Box::pin(send), Box::pin(upload.send()));
    let mut context = Context::from_waker(Waker::noop());
    let said = panic(|| assert!(matches!(send.as_mut().poll(&mut context), Poll::Pending)));
    assert!(said.contains("no reactor running"), "{said}");
    let said = panic(|| assert!(matches!(upload.as_mut().poll(&mut context), Poll::Pending)));
    assert!(said.contains("no reactor running"), "{said}");
    nothing_arrived(&listener);
}

#[test]
fn on_a_runtime_without_its_timer_or_its_sockets_a_call_panics() {
    for (runtime, words) in [
        (
            without(|builder| builder.enable_io()),
            "timers are disabled",
        ),
        (without(|builder| builder.enable_time()), "IO is disabled"),
        (without(|builder| builder), "timers are disabled"),
    ] {
        let (tatodesk, listener) = client();
        let said = panic(|| assert!(runtime.block_on(call(&tatodesk).send()).is_ok()));
        assert!(said.contains(words), "{said}");
        nothing_arrived(&listener);
    }
}
