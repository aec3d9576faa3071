//! Steps through the bytes of a row by the grammar of JSON. What is not simple is left to serde_json.

use crate::wire::special::special;

/// Why a row was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fail {
    /// The bytes end before the row does.
    Incomplete,
    /// Something is not as the fast path expects it: serde decides.
    Odd,
}

pub(super) type Step<T> = Result<T, Fail>;

/// The deepest nesting that is read, as in `wire::decode`.
const DEEPEST: u8 = 127;
/// The digits of an integer that needs no check of its size.
const SHORT: usize = 18;

#[inline]
pub(super) fn byte(bytes: &[u8], at: usize) -> Step<u8> {
    bytes.get(at).copied().ok_or(Fail::Incomplete)
}

/// Goes past blanks.
#[inline]
pub(super) fn blanks(bytes: &[u8], mut at: usize) -> Step<usize> {
    while matches!(byte(bytes, at)?, b' ' | b'\n' | b'\r' | b'\t') {
        at += 1;
    }
    Ok(at)
}

/// Whether there is neither a backslash nor a control character.
pub(super) fn is_clean(bytes: &[u8]) -> bool {
    // The least byte without a branch: the compiler compares many bytes at once.
    let least = bytes.iter().fold(u8::MAX, |least, byte| least.min(*byte));
    least >= 0x20 && memchr::memchr(b'\\', bytes).is_none()
}

/// The end of a text, and whether it has escapes. `at` is behind its first quote.
#[inline(always)]
pub(super) fn text(bytes: &[u8], at: usize) -> Step<(usize, bool)> {
    match special(bytes, at).ok_or(Fail::Incomplete)? {
        (end, b'"') => Ok((end, false)),
        (end, b'\\') => escaped(bytes, end).map(|end| (end, true)),
        _ => Err(Fail::Odd),
    }
}

#[cold]
fn escaped(bytes: &[u8], mut at: usize) -> Step<usize> {
    loop {
        at = match bytes[at] {
            b'"' => return Ok(at),
            b'\\' => special(bytes, at + 2).ok_or(Fail::Incomplete)?.0,
            _ => return Err(Fail::Odd),
        };
    }
}

/// The meaning of a text with escapes. `quoted` has its quotes.
pub(super) fn unescape(quoted: &[u8]) -> Step<String> {
    serde_json::from_slice(quoted).map_err(|_| Fail::Odd)
}

/// The end of a word.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize, word: &[u8]) -> Step<usize> {
    match bytes.get(at..at + word.len()) {
        Some(found) if found == word => Ok(at + word.len()),
        Some(_) => Err(Fail::Odd),
        None => Err(Fail::Incomplete),
    }
}

/// What stands behind an integer of few digits and nothing else.
#[inline(always)]
pub(super) fn digits(value: &[u8]) -> Option<&[u8]> {
    let mut rest = value;
    while let [b'0'..=b'9', more @ ..] = rest {
        rest = more;
    }
    let length = value.len() - rest.len();
    let is_plain = matches!(rest, [b',' | b'}', ..]) && (value[0] != b'0' || length == 1);
    ((1..=SHORT).contains(&length) && is_plain).then_some(rest)
}

/// The end of an integer that fits into 64 bits and stands as serde_json takes it for one.
#[inline]
pub(super) fn integer(bytes: &[u8], at: usize) -> Step<usize> {
    let is_negative = byte(bytes, at)? == b'-';
    let first = at + usize::from(is_negative);
    let mut end = first;
    while byte(bytes, end)?.is_ascii_digit() {
        end += 1;
    }
    let length = end - first;
    let is_plain = length > 0 && (bytes[first] != b'0' || length == 1 && !is_negative);
    let is_whole = !matches!(bytes[end], b'.' | b'e' | b'E');
    let fits = || {
        let digits = std::str::from_utf8(&bytes[at..end]);
        digits.is_ok_and(|digits| digits.parse::<i64>().is_ok())
    };
    match is_plain && is_whole && (length <= SHORT || fits()) {
        true => Ok(end),
        false => Err(Fail::Odd),
    }
}

/// The end of any number that serde_json takes.
fn number(bytes: &[u8], at: usize) -> Step<usize> {
    match integer(bytes, at) {
        Err(Fail::Odd) => {}
        read => return read,
    }
    let mut end = at;
    while matches!(
        byte(bytes, end)?,
        b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'
    ) {
        end += 1;
    }
    match serde_json::from_slice::<serde_json::Number>(&bytes[at..end]) {
        Ok(_) => Ok(end),
        Err(_) => Err(Fail::Odd),
    }
}

/// The end of any value. `depth` is the number of objects and lists around it.
pub(super) fn value(bytes: &[u8], at: usize, depth: u8) -> Step<usize> {
    match byte(bytes, at)? {
        b'"' => any_text(bytes, at),
        b't' => word(bytes, at, b"true"),
        b'f' => word(bytes, at, b"false"),
        b'n' => word(bytes, at, b"null"),
        b'-' | b'0'..=b'9' => number(bytes, at),
        b'{' | b'[' if depth < DEEPEST => parts(bytes, at, depth + 1),
        _ => Err(Fail::Odd),
    }
}

fn any_text(bytes: &[u8], at: usize) -> Step<usize> {
    let (end, has_escapes) = text(bytes, at + 1)?;
    if has_escapes {
        unescape(&bytes[at..=end])?;
    }
    Ok(end + 1)
}

/// The end of a list or an object.
fn parts(bytes: &[u8], at: usize, depth: u8) -> Step<usize> {
    let is_object = bytes[at] == b'{';
    let close = if is_object { b'}' } else { b']' };
    let mut at = blanks(bytes, at + 1)?;
    if byte(bytes, at)? == close {
        return Ok(at + 1);
    }
    loop {
        if is_object {
            if byte(bytes, at)? != b'"' {
                return Err(Fail::Odd);
            }
            at = blanks(bytes, any_text(bytes, at)?)?;
            at = blanks(bytes, word(bytes, at, b":")?)?;
        }
        at = blanks(bytes, value(bytes, at, depth)?)?;
        match byte(bytes, at)? {
            b',' => at = blanks(bytes, at + 1)?,
            end if end == close => return Ok(at + 1),
            _ => return Err(Fail::Odd),
        }
    }
}
