//! What servers do to bodies: gzip and zstd, whole, damaged, and much too long.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

use crate::server::Answering;

pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(body).unwrap();
    gzip.finish().unwrap()
}

pub(crate) fn zstd(body: &[u8]) -> Vec<u8> {
    let mut zstd = zstd::Encoder::new(Vec::new(), 1).unwrap();
    zstd.include_checksum(true).unwrap();
    zstd.write_all(body).unwrap();
    zstd.finish().unwrap()
}

pub(crate) const ENCODERS: [(&str, fn(&[u8]) -> Vec<u8>); 2] = [("gzip", gzip), ("zstd", zstd)];

/// A whole answer with this `Content-Encoding`.
pub(crate) fn answer(status: &str, encoding: &str, body: &[u8]) -> Answering {
    announced(status, encoding, body, body.len())
}

/// An answer that announces another length than comes.
pub(crate) fn announced(status: &str, encoding: &str, body: &[u8], length: usize) -> Answering {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Encoding: {encoding}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    Answering::raw([head.as_bytes(), body].concat())
}
