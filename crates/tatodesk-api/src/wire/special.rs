//! The search for the end of a JSON text, eight bytes at a time.

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGHS: u64 = ONES << 7;

/// The first quote, backslash or control character from `at` on, and its place.
///
/// Eight bytes are looked at as one number. `(x - 1) & !x` has the high bit of each byte that is zero, exactly up to the first one,
/// which is the one that counts.
#[inline(always)]
pub(crate) fn special(bytes: &[u8], mut at: usize) -> Option<(usize, u8)> {
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*word);
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let backslash = zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let found = (quote | backslash | control) & HIGHS;
        if found != 0 {
            let place = found.trailing_zeros();
            let byte = word.to_le_bytes()[(place / 8) as usize];
            return Some((at + (place / 8) as usize, byte));
        }
        at += 8;
    }
    let rest = bytes.get(at..)?;
    let place = rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
    Some((at + place, rest[place]))
}

/// The bytes from the first quote on.
#[inline(always)]
pub(crate) fn quote(mut bytes: &[u8]) -> Option<&[u8]> {
    while let Some((word, behind)) = bytes.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*word) ^ (ONES * u64::from(b'"'));
        // This half of the test is enough where all bytes are ASCII.
        let likely = word.wrapping_sub(ONES) & HIGHS;
        if likely != 0 {
            let found = likely & !word;
            if found != 0 {
                return bytes.get((found.trailing_zeros() / 8) as usize..);
            }
        }
        bytes = behind;
    }
    let place = bytes.iter().position(|byte| *byte == b'"')?;
    bytes.get(place..)
}

/// The high bit of each byte that is zero, exactly up to the first one.
#[inline(always)]
fn zero(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word
}

#[cfg(test)]
mod tests;
