//! What stands ahead of the place where a list is read.
use crate::wire::special::special;

/// An object with members ends at least this many bytes behind its start: `{"":0}`.
const SHORTEST: usize = 5;

/// How many more objects with members follow in a list, of which an element ends at `at`.
///
/// Only the structure is looked at, which is much less work than to check the values. An object of nothing but four blanks counts,
/// too, and brackets are not matched: the number only says how much room to take.
pub(super) fn objects_left(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut count, mut depth, mut start) = (0, 0_usize, 0);
    let mut in_text = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            _ if in_text => match special(bytes, at) {
                Some((end, b'"')) => (at, in_text) = (end, false),
                Some((end, b'\\')) => at = end + 1,
                _ => break,
            },
            b'"' => in_text = true,
            b'{' | b'[' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            b'}' | b']' if depth == 0 => break,
            b'}' | b']' => {
                depth -= 1;
                let is_full = *byte == b'}' && at - start >= SHORTEST;
                count += usize::from(depth == 0 && is_full);
            }
            _ => {}
        }
        at += 1;
    }
    count
}

#[cfg(test)]
mod tests;
