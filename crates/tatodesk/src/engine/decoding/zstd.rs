//! zstd, with any number of frames.

use std::io::{self, ErrorKind};

use bytes::{Buf as _, Bytes};
use zstd::stream::raw::{self, DParameter, InBuffer, Operation as _, OutBuffer};

use super::PIECE;

/// Windows of 8 MiB at most, as RFC 9659 says for HTTP. It bounds memory.
const WINDOW_LOG: u32 = 23;

pub(crate) struct Decoder {
    zstd: raw::Decoder<'static>,
    /// Whether a frame has begun and not ended.
    is_inside: bool,
    /// Whether more may come of what was read.
    is_full: bool,
}

impl Decoder {
    pub(super) fn new() -> io::Result<Self> {
        let mut zstd = raw::Decoder::new()?;
        zstd.set_parameter(DParameter::WindowLogMax(WINDOW_LOG))?;
        Ok(Self {
            zstd,
            is_inside: false,
            is_full: false,
        })
    }

    pub(super) fn decode(&mut self, arrived: &mut Bytes) -> io::Result<Option<Bytes>> {
        while !arrived.is_empty() || self.is_full {
            let mut piece = Vec::with_capacity(PIECE);
            let mut input = InBuffer::around(arrived);
            let mut output = OutBuffer::around(&mut piece);
            let wanted = self.zstd.run(&mut input, &mut output)?;
            let (read, written) = (input.pos(), output.pos());
            arrived.advance(read);
            self.is_inside = wanted > 0;
            self.is_full = self.is_inside && written == PIECE;
            if written > 0 {
                // What waits for its reader is counted by its length.
                piece.shrink_to_fit();
                return Ok(Some(piece.into()));
            }
        }
        Ok(None)
    }

    pub(super) fn finish(self) -> io::Result<Option<Bytes>> {
        match self.is_inside {
            true => Err(ErrorKind::UnexpectedEof.into()),
            false => Ok(None),
        }
    }
}
