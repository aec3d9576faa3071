//! Walks through pages that are compressed: whole, broken off anywhere, and much too long.

use tatodesk::{Cause, RowError, Rows, Tatodesk, types::ListDepartmentsRequest};

use super::{
    client, next,
    server::{Asked, PageServer, honest, rows},
};
use crate::{
    compressed::{ENCODERS, announced, answer},
    server::Answering,
};

fn departments(tatodesk: &Tatodesk, limit: u32) -> Rows<ListDepartmentsRequest> {
    let departments = tatodesk.contact_center().list_departments();
    departments.limit(limit).rows()
}

/// The ids of all rows, and the cause that ended the walk.
async fn all(mut rows: Rows<ListDepartmentsRequest>) -> (Vec<i64>, Option<Cause>) {
    let mut ids = Vec::new();
    while let Some(row) = next(&mut rows).await {
        match row {
            Ok(row) => ids.push(row.id().0),
            Err(RowError::Page(error)) => return (ids, Some(error.cause())),
            Err(error) => panic!("{error}"),
        }
    }
    (ids, None)
}

#[tokio::test]
async fn all_rows_of_compressed_pages_come_whatever_the_buffer() {
    for (encoding, encode) in ENCODERS {
        for (buffer, look_ahead) in [(0, 0), (100, 1), (1 << 20, 3)] {
            let server = PageServer::start(move |asked| {
                answer("200 OK", encoding, &encode(honest(asked, 5003).as_bytes()))
            });
            let server = server.await;
            let rows = departments(&client(&server.url()), 2000);
            let (ids, cause) = all(rows.buffer(buffer).look_ahead(look_ahead)).await;
            assert_eq!((ids.len(), cause), (5003, None), "{encoding} {buffer}");
            assert!(ids.into_iter().eq(0..5003), "{encoding} {buffer}");
        }
    }
}

#[tokio::test]
async fn a_page_that_breaks_off_anywhere_comes_whole_and_no_row_comes_twice() {
    let asked = |times| Asked {
        page: 0,
        limit: 10,
        times,
    };
    for (encoding, encode) in ENCODERS {
        let body = encode(honest(asked(0), 9).as_bytes());
        for length in 0..body.len() {
            // The connection breaks, or the compressed text ends too early in an answer that is whole.
            for announces in [body.len(), length] {
                if announces == 0 {
                    continue;
                }
                let body = body.clone();
                let server = PageServer::start(move |asked| match asked.times {
                    0 => announced("200 OK", encoding, &body[..length], announces),
                    _ => answer("200 OK", encoding, &body),
                });
                let server = server.await;
                let (ids, cause) = all(departments(&client(&server.url()), 10)).await;
                assert_eq!(cause, None, "{encoding} {length} {announces}");
                assert_eq!(ids, (0..9).collect::<Vec<_>>(), "{encoding} {length}");
                assert_eq!(server.pages(), [0, 0], "{encoding} {length} {announces}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_ends_too_early_behind_many_rows_goes_on_plain_or_compressed() {
    for (encoding, encode) in ENCODERS {
        for again in ["identity", "gzip", "zstd"] {
            let server = PageServer::start(move |asked| {
                let body = honest(asked, 20_000);
                let packed = encode(body.as_bytes());
                match asked.times {
                    0 => answer("200 OK", encoding, &packed[..packed.len() * 3 / 4]),
                    _ => match ENCODERS.iter().find(|(name, _)| *name == again) {
                        Some((name, encode)) => answer("200 OK", name, &encode(body.as_bytes())),
                        None => answer("200 OK", again, body.as_bytes()),
                    },
                }
            });
            let server = server.await;
            let (ids, cause) = all(departments(&client(&server.url()), 20_000)).await;
            assert_eq!((ids.len(), cause), (20_000, None), "{encoding} {again}");
            assert!(ids.into_iter().eq(0..20_000), "{encoding} {again}");
        }
    }
}

#[tokio::test]
async fn a_bomb_ends_the_walk_behind_its_rows() {
    for (encoding, encode) in ENCODERS {
        let bomb = format!(
            r#"{{"departments": {}, "x": "{}"}}"#,
            rows(0..5),
            "a".repeat(64 << 20)
        );
        let packed = encode(bomb.as_bytes());
        let server = PageServer::start(move |_| answer("200 OK", encoding, &packed)).await;
        let builder = Tatodesk::builder().api_key("key").base_url(server.url());
        let tatodesk = builder.max_response_bytes(1 << 20).build().unwrap();
        let (ids, cause) = all(departments(&tatodesk, 10)).await;
        assert_eq!((ids, cause), ((0..5).collect(), Some(Cause::AnswerTooLong)));
    }
}

#[tokio::test]
async fn an_encoding_that_is_not_known_ends_the_walk() {
    for encoding in ["br", "gzip, zstd"] {
        let server = PageServer::start(move |asked| match asked.page {
            0 => Answering::json(&honest(asked, 4)),
            _ => answer("200 OK", encoding, b"\x0b\x01{}"),
        });
        let server = server.await;
        let (ids, cause) = all(departments(&client(&server.url()), 2)).await;
        assert_eq!(
            (ids, cause),
            (vec![0, 1], Some(Cause::NotAnObject)),
            "{encoding}"
        );
    }
}

/// Damage is known by the check sum at the end, so rows may come before it. The walk never ends as if nothing had happened.
#[tokio::test]
async fn a_page_that_is_damaged_in_the_middle_ends_with_an_error_or_comes_again() {
    for (encoding, encode) in ENCODERS {
        for place in 1..8 {
            let server = PageServer::start(move |asked| {
                let mut packed = encode(honest(asked, 5000).as_bytes());
                if asked.times == 0 {
                    let at = packed.len() * place / 8;
                    packed[at] ^= 0x55;
                }
                answer("200 OK", encoding, &packed)
            });
            let server = server.await;
            let mut rows = departments(&client(&server.url()), 5000);
            let (mut ids, mut cause) = (Vec::new(), None);
            while let Some(row) = next(&mut rows).await {
                match row {
                    Ok(row) => ids.push(row.id().0),
                    Err(RowError::Page(error)) => cause = Some(error.cause()),
                    Err(_malformed) => {}
                }
            }
            match cause {
                None => assert!(ids.into_iter().eq(0..5000), "{encoding} {place}"),
                Some(cause) => assert_eq!(cause, Cause::PageChanged, "{encoding} {place}"),
            }
            assert!(server.pages().len() >= 2, "{encoding} {place}");
        }
    }
}
