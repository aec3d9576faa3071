//! gzip, with any number of members.

use std::io::{self, ErrorKind, Write as _};

use bytes::{Buf as _, Bytes};
use flate2::write::MultiGzDecoder;

use super::PIECE;

pub(crate) struct Decoder {
    gzip: MultiGzDecoder<Vec<u8>>,
    has_begun: bool,
}

impl Default for Decoder {
    fn default() -> Self {
        Self {
            gzip: MultiGzDecoder::new(Vec::new()),
            has_begun: false,
        }
    }
}

impl Decoder {
    pub(super) fn decode(&mut self, arrived: &mut Bytes) -> io::Result<Option<Bytes>> {
        self.has_begun |= !arrived.is_empty();
        while !arrived.is_empty() && self.gzip.get_ref().len() < PIECE {
            // One write unpacks 32 KiB at most.
            match self.gzip.write(arrived)? {
                0 => return Err(ErrorKind::InvalidData.into()),
                read => arrived.advance(read),
            }
        }
        if arrived.is_empty() && self.has_begun {
            self.gzip.flush()?;
        }
        Ok(piece(std::mem::take(self.gzip.get_mut())))
    }

    pub(super) fn finish(self) -> io::Result<Option<Bytes>> {
        // No byte at all is no gzip, and no body either.
        match self.has_begun {
            true => Ok(piece(self.gzip.finish()?)),
            false => Ok(None),
        }
    }
}

fn piece(bytes: Vec<u8>) -> Option<Bytes> {
    (!bytes.is_empty()).then(|| bytes.into())
}
