//! The text of a file, in the encodings that people's programs write. It uses only `row`.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::row::FileError;

/// How the bytes of a file become text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// By the byte order mark; otherwise UTF-8, or Windows-1252 if no character of it is UTF-8.
    #[default]
    Auto,
    /// UTF-8.
    Utf8,
    /// Windows-1252, as Excel writes it in Brazil.
    Windows1252,
}

/// Decodes a file. A file with two encodings in it is refused, because one of them would become wrong names.
pub(crate) fn decode(bytes: Vec<u8>, encoding: Encoding) -> Result<String, FileError> {
    let marked = encoding_rs::Encoding::for_bom(&bytes);
    if let Some((found, mark)) = marked {
        return match encoding {
            Encoding::Windows1252 => Err(FileError::new(
                1,
                "the file begins with a mark of another encoding",
            )),
            Encoding::Utf8 if found != UTF_8 => Err(FileError::new(1, "the file is UTF-16")),
            _ if found == UTF_16LE || found == UTF_16BE => {
                let text =
                    found.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
                let text = text.ok_or_else(|| FileError::new(1, "the file is not valid UTF-16"))?;
                checked(text.into_owned())
            }
            _ => utf8(bytes).map(|mut text| {
                text.drain(..mark);
                text
            }),
        };
    }
    match encoding {
        Encoding::Utf8 => utf8(bytes),
        Encoding::Windows1252 => windows_1252(&bytes),
        Encoding::Auto => match std::str::from_utf8(&bytes) {
            Ok(_) => utf8(bytes),
            Err(error) if has_utf8(&bytes) => Err(not_utf8(&bytes, error.valid_up_to())),
            Err(_) => windows_1252(&bytes),
        },
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, FileError> {
    match String::from_utf8(bytes) {
        Ok(text) => checked(text),
        Err(error) => Err(not_utf8(error.as_bytes(), error.utf8_error().valid_up_to())),
    }
}

fn not_utf8(bytes: &[u8], at: usize) -> FileError {
    FileError::new(
        line_of(bytes, at),
        "the bytes are not UTF-8: name the encoding of the file, or save it as UTF-8",
    )
}

fn windows_1252(bytes: &[u8]) -> Result<String, FileError> {
    /// The bytes that Windows-1252 does not have.
    const UNUSED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
    if let Some(at) = bytes.iter().position(|byte| UNUSED.contains(byte)) {
        return Err(FileError::new(
            line_of(bytes, at),
            "the bytes are neither UTF-8 nor Windows-1252",
        ));
    }
    checked(
        WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    )
}

/// Whether the bytes have a character beyond ASCII that is UTF-8.
fn has_utf8(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// UTF-16 without a mark, and files that are no text, have NUL characters.
fn checked(text: String) -> Result<String, FileError> {
    match text.find('\0') {
        Some(at) => Err(FileError::new(
            line_of(text.as_bytes(), at),
            "the file has a NUL character: it is UTF-16 without a byte order mark, or no text",
        )),
        None => Ok(text),
    }
}

/// The line of a byte. Lines end with LF, CR LF, or CR.
pub(crate) fn line_of(bytes: &[u8], at: usize) -> u64 {
    let before = &bytes[..at];
    let ends = before
        .iter()
        .enumerate()
        .filter(|(place, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(place + 1) != Some(&b'\n'),
            _ => false,
        });
    ends.count() as u64 + 1
}
