//! Tests of decoding: however the bytes arrive, and whatever they are.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

use super::*;

const ENCODINGS: &[ContentEncoding] = ContentEncoding::ALL;

fn encoded(encoding: ContentEncoding, body: &[u8]) -> Vec<u8> {
    match encoding {
        ContentEncoding::Gzip => {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
            gzip.write_all(body).unwrap();
            gzip.finish().unwrap()
        }
        ContentEncoding::Zstd => ::zstd::encode_all(body, 3).unwrap(),
    }
}

/// Decodes what arrives in chunks of this length. Returns the pieces.
fn pieces(encoding: ContentEncoding, bytes: &[u8], chunk: usize) -> io::Result<Vec<Bytes>> {
    let mut decoder = Decoder::new(Ok(Some(encoding)));
    let mut pieces = Vec::new();
    for chunk in bytes.chunks(chunk) {
        let mut arrived = Bytes::copy_from_slice(chunk);
        while let Some(piece) = decoder.decode(&mut arrived)? {
            pieces.push(piece);
        }
        assert!(arrived.is_empty());
    }
    pieces.extend(decoder.finish()?);
    Ok(pieces)
}

fn decoded(encoding: ContentEncoding, bytes: &[u8], chunk: usize) -> io::Result<Vec<u8>> {
    Ok(pieces(encoding, bytes, chunk)?.concat())
}

/// A text that compresses, and not too well.
fn text(length: u32) -> Vec<u8> {
    let numbers = (0..length).map(|number| number.wrapping_mul(2_654_435_761).to_string());
    numbers.collect::<Vec<_>>().join(", ").into_bytes()
}

#[test]
fn a_body_is_the_same_however_it_arrives() {
    for &encoding in ENCODINGS {
        for body in [
            text(0),
            text(1),
            text(100),
            text(8_000),
            vec![b' '; 300_000],
        ] {
            let bytes = encoded(encoding, &body);
            for chunk in [1, 7, 64, 4096, usize::MAX] {
                let decoded = decoded(encoding, &bytes, chunk).unwrap();
                assert!(decoded == body, "{encoding} {} {chunk}", body.len());
            }
        }
    }
}

#[test]
fn what_was_written_out_is_given_before_more_arrives() {
    let (first, second) = (text(50), text(70));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&first).unwrap();
    gzip.flush().unwrap();
    let mut zstd = ::zstd::Encoder::new(Vec::new(), 3).unwrap();
    zstd.write_all(&first).unwrap();
    zstd.flush().unwrap();
    for (encoding, bytes) in [
        (ContentEncoding::Gzip, gzip.get_ref().clone()),
        (ContentEncoding::Zstd, zstd.get_ref().clone()),
    ] {
        let mut decoder = Decoder::new(Ok(Some(encoding)));
        let piece = decoder.decode(&mut bytes.into()).unwrap();
        assert_eq!(piece.unwrap(), first, "{encoding}");
        assert!(decoder.finish().is_err(), "{encoding}");
    }
    drop(second);
}

#[test]
fn members_and_frames_follow_each_other() {
    let (first, second) = (text(50), text(7000));
    for &encoding in ENCODINGS {
        let both = [&first, &b""[..].to_vec(), &second].map(|part| encoded(encoding, part));
        for chunk in [1, 5, usize::MAX] {
            let decoded = decoded(encoding, &both.concat(), chunk).unwrap();
            assert!(
                decoded == [first.clone(), second.clone()].concat(),
                "{encoding}"
            );
        }
    }
}

#[test]
fn a_body_that_ends_too_early_is_no_body() {
    for &encoding in ENCODINGS {
        let bytes = encoded(encoding, &text(60));
        for length in 1..bytes.len() {
            for chunk in [1, usize::MAX] {
                let cut = decoded(encoding, &bytes[..length], chunk);
                assert!(cut.is_err(), "{encoding} {length}");
            }
        }
        // No byte at all is an empty body.
        assert_eq!(decoded(encoding, b"", 1).unwrap(), b"");
    }
}

#[test]
fn what_is_damaged_or_followed_by_something_else_is_refused() {
    for &encoding in ENCODINGS {
        let bytes = encoded(encoding, &text(300));
        for behind in [&b"x"[..], b"\0", b"{}", b"<html>", &[0; 100]] {
            let longer = [&bytes, behind].concat();
            assert!(
                decoded(encoding, &longer, 9).is_err(),
                "{encoding} {behind:?}"
            );
        }
        assert!(decoded(encoding, b"{\"error\": null}", 4).is_err());
        let twice = encoded(encoding, &bytes);
        assert_eq!(
            decoded(encoding, &twice, 100).unwrap(),
            bytes,
            "decoded once"
        );
    }
    // The check sum is at the end.
    let mut bytes = encoded(ContentEncoding::Gzip, &text(300));
    let at = bytes.len() - 7;
    bytes[at] ^= 1;
    assert!(decoded(ContentEncoding::Gzip, &bytes, 100).is_err());
}

#[test]
fn a_bomb_goes_off_in_small_pieces() {
    let zeros = vec![0; 8 << 20];
    for &encoding in ENCODINGS {
        let bomb = encoded(encoding, &zeros);
        assert!(bomb.len() < zeros.len() / 900, "{encoding}");
        let pieces = pieces(encoding, &bomb, usize::MAX).unwrap();
        let longest = pieces.iter().map(Bytes::len).max();
        assert!(longest <= Some(3 * PIECE), "{encoding}: {longest:?}");
        assert_eq!(pieces.iter().map(Bytes::len).sum::<usize>(), zeros.len());
    }
}

#[test]
fn a_window_that_is_too_large_for_http_is_refused() {
    for (log, fits) in [(20, true), (23, true), (24, false), (27, false)] {
        let mut zstd = ::zstd::Encoder::new(Vec::new(), 1).unwrap();
        zstd.window_log(log).unwrap();
        zstd.write_all(&text(100)).unwrap();
        let bytes = zstd.finish().unwrap();
        let decoded = decoded(ContentEncoding::Zstd, &bytes, 100);
        assert_eq!(decoded.is_ok(), fits, "{log}");
    }
}
