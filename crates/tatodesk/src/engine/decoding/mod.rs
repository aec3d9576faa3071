//! Decodes the bodies of answers as they arrive, piece by piece, so that memory does not depend on what they unpack to. It uses
//! the encodings' names of transport; only receive uses it.

#[cfg(feature = "gzip")]
mod gzip;
#[cfg(feature = "zstd")]
mod zstd;

use std::io;

use bytes::Bytes;

use crate::transport::content_encoding::ContentEncoding;

/// About how long a decoded piece becomes.
#[cfg(any(feature = "gzip", feature = "zstd"))]
const PIECE: usize = 32 * 1024;

#[cfg(feature = "zstd")]
const NO_MEMORY: &str = "there is no memory to decode the answer";

/// Whether a body that begins so is JSON as it is, whatever its headers say. No encoding of ours begins so.
pub(crate) fn is_plain(begin: &[u8]) -> bool {
    matches!(begin.first(), Some(b'{' | b' ' | b'\t' | b'\r' | b'\n'))
}

/// Decodes the body of one answer.
pub(crate) enum Decoder {
    /// It is not encoded.
    Identity,
    /// It is encoded in a way that is not decoded, for this reason.
    Unknown(&'static str),
    #[cfg(feature = "gzip")]
    Gzip(Box<gzip::Decoder>),
    #[cfg(feature = "zstd")]
    Zstd(Box<zstd::Decoder>),
}

impl Decoder {
    /// `encoding` is what the headers say.
    pub(crate) fn new(encoding: Result<Option<ContentEncoding>, &'static str>) -> Self {
        match encoding {
            Err(why) => Self::Unknown(why),
            Ok(None) => Self::Identity,
            #[cfg(feature = "gzip")]
            Ok(Some(ContentEncoding::Gzip)) => Self::Gzip(Box::default()),
            #[cfg(feature = "zstd")]
            Ok(Some(ContentEncoding::Zstd)) => match zstd::Decoder::new() {
                Ok(decoder) => Self::Zstd(Box::new(decoder)),
                Err(_) => Self::Unknown(NO_MEMORY),
            },
        }
    }

    pub(crate) fn is_identity(&self) -> bool {
        matches!(self, Self::Identity)
    }

    /// The next decoded piece of what has arrived, which is taken out of `arrived`. `None` where more has to arrive.
    pub(crate) fn decode(&mut self, arrived: &mut Bytes) -> io::Result<Option<Bytes>> {
        match self {
            Self::Identity | Self::Unknown(_) => {
                let piece = std::mem::take(arrived);
                Ok((!piece.is_empty()).then_some(piece))
            }
            #[cfg(feature = "gzip")]
            Self::Gzip(decoder) => decoder.decode(arrived),
            #[cfg(feature = "zstd")]
            Self::Zstd(decoder) => decoder.decode(arrived),
        }
    }

    /// The body has arrived. Returns what was still to be decoded, and fails where something is missing.
    pub(crate) fn finish(self) -> io::Result<Option<Bytes>> {
        match self {
            Self::Identity | Self::Unknown(_) => Ok(None),
            #[cfg(feature = "gzip")]
            Self::Gzip(decoder) => decoder.finish(),
            #[cfg(feature = "zstd")]
            Self::Zstd(decoder) => decoder.finish(),
        }
    }
}

#[cfg(all(test, feature = "gzip", feature = "zstd"))]
mod tests;
