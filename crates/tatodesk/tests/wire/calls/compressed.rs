use tatodesk::{Builder, Cause, ContentEncoding, Error, Outcome, Tatodesk};

use crate::{
    clocks::Hurried,
    compressed::{ENCODERS, answer, gzip, zstd},
    server::{Answering, Server},
};

const DEPARTMENTS: &str =
    r#"{"departments": [{"ID": 1, "name": "Sales"}, {"ID": 2, "name": "Support"}]}"#;

fn client(server: &Server) -> Builder {
    Tatodesk::builder()
        .api_key("key")
        .base_url(server.url())
        .clock(Hurried)
}

/// The names of all departments.
async fn names(tatodesk: &Tatodesk) -> Result<Vec<String>, Error> {
    let departments = tatodesk.contact_center().list_departments().send().await?;
    let names = departments.departments.iter();
    Ok(names.map(|row| row.name.clone()).collect())
}

async fn sent(tatodesk: &Tatodesk) -> Result<(), Error> {
    let to = "(81) 90000-0001".parse().unwrap();
    let sms = tatodesk.sms().send_template("app", 1, to);
    sms.send().await.map(|_| ())
}

#[tokio::test]
async fn requests_ask_for_what_the_builder_says_and_for_nothing_on_this_machine() {
    use ContentEncoding::{Gzip, Zstd};
    for (given, asked) in [
        (None, None),
        (Some(vec![]), None),
        (Some(vec![Gzip]), Some("gzip")),
        (Some(vec![Zstd, Gzip]), Some("zstd, gzip")),
        (Some(vec![Gzip, Zstd]), Some("gzip, zstd")),
    ] {
        let server = Server::start([Answering::json(DEPARTMENTS)]).await;
        let builder = match given {
            Some(given) => client(&server).accept_encoding(given),
            None => client(&server),
        };
        names(&builder.build().unwrap()).await.unwrap();
        let requests = server.requests();
        assert_eq!(requests[0].header("accept-encoding"), asked);
    }
}

#[tokio::test]
async fn a_compressed_answer_is_the_answer_even_if_it_was_not_asked_for() {
    for (encoding, encode) in ENCODERS {
        let whole = answer("200 OK", encoding, &encode(DEPARTMENTS.as_bytes()));
        let server = Server::start([whole, answer("200 OK", encoding, &encode(b"{}"))]).await;
        let tatodesk = client(&server).build().unwrap();
        let departments = tatodesk.contact_center().list_departments().send().await;
        let departments = departments.unwrap();
        assert_eq!(departments.departments.len(), 2, "{encoding}");
        for name in ["content-encoding", "content-length"] {
            assert!(
                !departments.headers().contains_key(name),
                "{encoding} {name}"
            );
        }
        sent(&tatodesk).await.unwrap();
    }
}

#[tokio::test]
async fn what_a_compressed_error_says_is_read() {
    for (encoding, encode) in ENCODERS {
        let body = encode(br#"{"error": {"message": "no such app"}}"#);
        let server = Server::start([
            answer("400 Bad Request", encoding, &body),
            answer("200 OK", encoding, &body),
        ]);
        let server = server.await;
        let tatodesk = client(&server).build().unwrap();
        for cause in [Cause::Status(400), Cause::InBandError] {
            let error = sent(&tatodesk).await.unwrap_err();
            assert_eq!(
                (error.cause(), error.message()),
                (cause, Some("no such app"))
            );
            assert_eq!(error.outcome(), Outcome::Rejected, "{encoding}");
        }
    }
}

/// Each body with what a read ends with, how often it was tried, and words of the error.
#[tokio::test]
async fn what_cannot_be_decoded_is_never_an_answer() {
    let (body, once) = (DEPARTMENTS.as_bytes(), gzip(DEPARTMENTS.as_bytes()));
    let cut = once[..once.len() - 9].to_vec();
    let longer = [&once[..], b"{}"].concat();
    for (encoding, body, cause, attempts, words) in [
        (
            "br",
            b"\x0b\x01\x80{}".to_vec(),
            Cause::NotAnObject,
            1,
            "does not decode",
        ),
        (
            "gzip, gzip",
            gzip(&once),
            Cause::NotAnObject,
            1,
            "more than once",
        ),
        (
            "zstd, gzip",
            gzip(&zstd(body)),
            Cause::NotAnObject,
            1,
            "more than once",
        ),
        (
            "gzip",
            gzip(&once),
            Cause::NotAnObject,
            1,
            "not a JSON object",
        ),
        ("gzip", cut, Cause::AnswerCut, 3, "damaged, or cut"),
        ("gzip", longer, Cause::AnswerCut, 3, "damaged, or cut"),
        (
            "gzip",
            b"<html>".to_vec(),
            Cause::AnswerCut,
            3,
            "damaged, or cut",
        ),
        ("zstd", once.clone(), Cause::AnswerCut, 3, "damaged, or cut"),
        ("gzip", vec![], Cause::NotAnObject, 1, "not a JSON object"),
    ] {
        let answering = || answer("200 OK", encoding, &body);
        let server = Server::start([answering(), answering(), answering(), answering()]).await;
        let tatodesk = client(&server).retries(2).build().unwrap();
        let error = names(&tatodesk).await.unwrap_err();
        let seen = (error.cause(), error.attempts());
        assert_eq!(seen, (cause, attempts), "{encoding}: {error}");
        assert!(error.reason().contains(words), "{encoding}: {error}");
        // It may have happened, so it is not sent again.
        let error = sent(&tatodesk).await.unwrap_err();
        let seen = (error.cause(), error.attempts(), error.outcome());
        assert_eq!(seen, (cause, 1, Outcome::Unknown), "{encoding}: {error}");
    }
}

/// A proxy may have decoded it and left the header.
#[tokio::test]
async fn an_answer_that_says_it_is_compressed_and_is_not_is_taken_as_it_is() {
    for encoding in ["gzip", "zstd", "br", "gzip, gzip", "nonsense"] {
        for blank in ["", " ", "\r\n\t"] {
            let body = format!("{blank}{DEPARTMENTS}");
            let server = Server::start([answer("200 OK", encoding, body.as_bytes())]).await;
            let tatodesk = client(&server).build().unwrap();
            assert_eq!(
                names(&tatodesk).await.unwrap(),
                ["Sales", "Support"],
                "{encoding}"
            );
        }
    }
}

#[tokio::test]
async fn members_that_follow_each_other_are_one_answer() {
    for (encoding, encode) in ENCODERS {
        let (head, tail) = DEPARTMENTS.as_bytes().split_at(40);
        let body = [encode(head), encode(b""), encode(tail)].concat();
        let server = Server::start([answer("200 OK", encoding, &body)]).await;
        let tatodesk = client(&server).build().unwrap();
        assert_eq!(names(&tatodesk).await.unwrap(), ["Sales", "Support"]);
    }
}

#[tokio::test]
async fn the_cap_holds_for_what_arrives_and_for_what_it_unpacks_to() {
    let padded = |length: usize| format!("{{{}}}", " ".repeat(length - 2)).into_bytes();
    for (encoding, encode) in ENCODERS {
        for (length, cap, is_too_long) in [
            (1000, 1000, false),
            (1001, 1000, true),
            (64 << 20, 1 << 20, true),
        ] {
            let body = encode(&padded(length));
            let server = Server::start([answer("200 OK", encoding, &body)]).await;
            let tatodesk = client(&server).max_response_bytes(cap).retries(0);
            let ended = names(&tatodesk.build().unwrap()).await;
            let cause = ended.err().map(|error| error.cause());
            assert_eq!(
                cause,
                is_too_long.then_some(Cause::AnswerTooLong),
                "{encoding} {length}"
            );
        }
        // Empty members unpack to nothing, and what arrives is bounded all the same.
        for (members, cause) in [(40, Cause::NotAnObject), (200, Cause::AnswerTooLong)] {
            let nothing = encode(b"").repeat(members);
            let server = Server::start([answer("200 OK", encoding, &nothing)]).await;
            let tatodesk = client(&server).max_response_bytes(1000).retries(0);
            let error = names(&tatodesk.build().unwrap()).await.unwrap_err();
            assert_eq!(error.cause(), cause, "{encoding}");
        }
    }
}
