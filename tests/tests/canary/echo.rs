//! A server that repeats the caller's key, in every place and spelling. No printed text has it.

use serde_json::{Value, json};
use tatodesk::{Answer, ApiResponse, Error, Product, RetryPolicy, Tatodesk};
use tests::{capture::Capture, recorder::Recorder};

use crate::{
    KEY, look, runtime,
    sightings::{Sightings, logged, watch_log},
};

const STATUSES: [u16; 10] = [200, 302, 401, 403, 404, 408, 422, 429, 500, 503];

/// How a server may write a key.
fn spellings() -> Vec<String> {
    vec![
        KEY.to_owned(),
        KEY.to_uppercase(),
        KEY.replace('-', ""),
        KEY.replace('-', " - "),
        KEY.replace('-', "\r\n"),
        KEY.replace('-', "\u{202e}-\u{200b}"),
        KEY.replace('-', "%2d"),
        KEY.replace('-', "\\u002d"),
        format!("a {KEY}, and {KEY}{KEY}"),
        format!("{{\"headers\": {{\"TATODESK-API-KEY\": \"{KEY}\"}}}}"),
        // The cut of a long message goes through the second key.
        format!("{}{KEY}{}", "x".repeat(495), "y".repeat(100)),
    ]
}

/// Bodies with `said` in every place where a server can write a text.
fn bodies(said: &str) -> Vec<String> {
    let mut bodies = vec![said.to_owned(), format!("<html>{said}</html>")];
    let values = [
        json!({"error": said}),
        json!({"error": {"message": said}}),
        json!({"error": {"message": [said, said]}}),
        json!({"error": {"error": {"message": said}}}),
        json!({"error": {"code": said, (said): said}}),
        json!({"error": [said]}),
        json!({"error": [said, {(said): said}]}),
        json!({"error": true, "message": said}),
        json!({"error": "Bad Request", "message": [said]}),
        json!({"error": said, "message": said}),
        json!({"message": said}),
        json!({"error": null, (said): said}),
        json!({"companies": [{"ID": 1, "name": said, (said): {(said): [said]}}], (said): null}),
        json!({"companies": [{"ID": said, "name": said}, said, {(said): said}]}),
        json!({"companies": said}),
        json!([said]),
        json!(said),
    ];
    bodies.extend(values.iter().map(Value::to_string));
    bodies
}

/// `Debug` of the whole answer. `Debug` of the typed value alone cannot know the key, but it shows no unknown names.
fn shown<T: ApiResponse>(result: &Result<Answer<T>, Error>, place: &str, seen: &mut Sightings) {
    match result {
        Ok(answer) => {
            seen.typed(place, answer);
            let told = format!("{:?} {:?}", answer.malformed(), answer.request_id());
            seen.told(place, told);
        }
        Err(error) => {
            look(result, place, seen);
            let told = format!("{:?} {:?}", error.message(), error.request_id());
            seen.told(place, told);
        }
    }
}

#[test]
fn nothing_that_a_server_repeats_shows_the_key() {
    watch_log();
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let (runtime, mut seen) = (runtime(), Sightings::new(KEY));
    let mut masked = 0;
    for (turn, said) in spellings().into_iter().enumerate() {
        let server = Recorder::start();
        // The texts that a header can hold.
        let id: String = said.chars().filter(|c| c.is_ascii_graphic()).collect();
        for name in ["x-request-id", "cf-ray", "www-authenticate", "set-cookie"] {
            server.header(name, &id);
        }
        server.header("location", &format!("/{KEY}"));
        server.header(&format!("x-{KEY}"), KEY);
        let builder = || {
            let builder = Tatodesk::builder().base_url(server.url());
            builder.retry_policy(RetryPolicy::never())
        };
        let general = builder().api_key(KEY).build().expect("a client");
        let of_product = builder()
            .api_key("general-0000")
            .product_key(Product::InPerson, KEY)
            .product_key(Product::Notifications, KEY)
            .build()
            .expect("a client");
        for (place, body) in bodies(&said).into_iter().enumerate() {
            // At the small size each body comes with a third of the statuses, and with others in the next spelling.
            let (first, step) = match tests::full_size() {
                true => (0, 1),
                false => ((turn + place) % 3, 3),
            };
            for status in STATUSES.into_iter().skip(first).step_by(step) {
                server.answer(status, body.clone());
                let place = format!("{status}, {} bytes", body.len());
                for tatodesk in [&general, &of_product] {
                    let read = tatodesk.in_person().list_companies().send();
                    let result = runtime.block_on(read);
                    shown(&result, &place, &mut seen);
                    masked += usize::from(format!("{result:?}").contains("[key]"));
                }
                let phone = "(81) 90000-0001".parse().expect("a phone");
                let send = general.sms().send_template("app", 1, phone).send();
                shown(&runtime.block_on(send), &place, &mut seen);
            }
        }
    }
    drop(guard);
    for captured in capture.all() {
        seen.told("span or event", format!("{captured:?}"));
    }
    for line in logged() {
        seen.told("log", line);
    }
    let least = if tests::full_size() { 1500 } else { 500 };
    assert!(masked > least, "{masked} answers with a masked key");
    assert_eq!(seen.leaks(), Vec::<String>::new());
}

#[test]
fn names_that_the_spec_does_not_know_are_not_shown() {
    let (server, runtime) = (Recorder::start(), runtime());
    let name = "named-by-the-server";
    let extra =
        json!({"companies": [{"ID": 1, "name": "Casa Azul", (name): 1}], (name): {(name): 2}});
    server.answer(200, extra.to_string());
    let tatodesk = Tatodesk::builder().api_key(KEY).base_url(server.url());
    let tatodesk = tatodesk.build().expect("a client");
    let call = tatodesk.in_person().list_companies();
    let answer = runtime.block_on(call.send()).expect("companies");
    assert!(answer.extra.contains_key(name));
    for shown in [
        format!("{answer:?}"),
        format!("{:?}", *answer),
        format!("{answer:#?}"),
    ] {
        assert!(
            !shown.contains(name) && shown.contains("extra: ["),
            "{shown}"
        );
    }
}
