//! Numbers: integers that are not long are read here, and all others are left to `serde_json`.
use super::cursor::{Cursor, Scalar};
use super::fault::Fault;

impl<'de> Cursor<'de> {
    /// Reads a number. `at` is at its first byte.
    pub(super) fn number(&mut self) -> Result<Scalar<'de>, Fault> {
        let (bytes, start) = (self.text.as_bytes(), self.at);
        let is_negative = bytes[start] == b'-';
        let first = start + usize::from(is_negative);
        let (mut at, mut value) = (first, 0_i64);
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            at += 1;
        }
        let is_zero = bytes.get(first) == Some(&b'0');
        let is_plain = match at - first {
            1 => !(is_zero && is_negative),
            2..=18 => !is_zero,
            _ => false,
        };
        self.at = at;
        let rest = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        if is_plain && !bytes.get(at).is_some_and(rest) {
            return Ok(match is_negative {
                true => Scalar::Signed(-value),
                false => Scalar::Unsigned(value.unsigned_abs()),
            });
        }
        // All others, such as "-0", which is a decimal number, are left to serde_json.
        self.at += bytes[self.at..]
            .iter()
            .take_while(|byte| rest(byte))
            .count();
        let token = &self.text[start..self.at];
        let number: serde_json::Number = serde_json::from_str(token).map_err(|_| Fault::NotRead)?;
        if let Some(value) = number.as_u64() {
            Ok(Scalar::Unsigned(value))
        } else if let Some(value) = number.as_i64() {
            Ok(Scalar::Signed(value))
        } else {
            number.as_f64().map(Scalar::Float).ok_or(Fault::NotRead)
        }
    }
}

#[cfg(test)]
mod tests;
