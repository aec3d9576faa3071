//! The elements of a list that did not decode: their texts, one behind the other, in little more room than they had in the answer.

/// The size of the pieces that the texts are kept in: one text that grew with them would take three times its room.
const PIECE: usize = 64 * 1024;
/// The bits of a number that one ASCII character holds, and the mark of one that is not the number's last.
const BITS: u32 = 6;
const MORE: usize = 1 << BITS;

/// Texts in the order of the list, each with the number of good elements between it and the one before.
///
/// A short text takes one byte more than its own: before it stands its length, doubled, and odd where a number of good elements
/// follows. Numbers are written in characters of six bits, so that all of it is one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    count: usize,
    /// How many good elements stand before the last text.
    good: usize,
    full: Vec<String>,
    last: String,
}

impl Kept {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Keeps the text of an element that stands behind `good` good ones.
    pub(super) fn push(&mut self, good: usize, raw: &str) {
        let between = good - self.good;
        let head = raw.len() << 1 | usize::from(between > 0);
        let length = width(head).max(1) + width(between) + raw.len();
        if self.last.len() + length > PIECE && !self.last.is_empty() {
            self.full.push(std::mem::take(&mut self.last));
        }
        if self.last.capacity() - self.last.len() < length {
            let room = self.last.len().min(PIECE.saturating_sub(self.last.len()));
            self.last.reserve_exact(length.max(room));
        }
        write_number(&mut self.last, head);
        if between > 0 {
            write_number(&mut self.last, between);
        }
        self.last.push_str(raw);
        self.count += 1;
        self.good = good;
    }

    /// Gives back the room that is not used.
    pub(super) fn shrink(&mut self) {
        self.last.shrink_to_fit();
    }

    /// The texts, each with the number of good elements since the one before.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        let pieces = self.full.iter().chain([&self.last]);
        pieces.flat_map(|piece| {
            let mut rest = piece.as_str();
            std::iter::from_fn(move || {
                let head = read_number(&mut rest)?;
                let between = match head & 1 {
                    1 => read_number(&mut rest)?,
                    _ => 0,
                };
                let (raw, behind) = rest.split_at_checked(head >> 1)?;
                rest = behind;
                Some((between, raw))
            })
        })
    }
}

/// How many characters a number takes: none for zero, which is left out behind the first.
fn width(number: usize) -> usize {
    (usize::BITS - number.leading_zeros()).div_ceil(BITS) as usize
}

fn write_number(text: &mut String, mut number: usize) {
    loop {
        let low = number % MORE;
        number >>= BITS;
        let more = if number > 0 { MORE } else { 0 };
        // Below 128, so one byte.
        text.extend(u8::try_from(low | more).map(char::from));
        if number == 0 {
            return;
        }
    }
}

fn read_number(text: &mut &str) -> Option<usize> {
    let mut number = 0;
    for (place, byte) in text.bytes().enumerate() {
        let byte = usize::from(byte);
        number |= (byte % MORE) << (BITS as usize * place);
        if byte < MORE {
            *text = &text[place + 1..];
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_text_costs_one_byte_more_than_its_own() {
        let mut kept = Kept::default();
        for _ in 0..1_000_000 {
            kept.push(0, "0");
        }
        kept.shrink();
        let room: usize = kept.full.iter().map(String::capacity).sum();
        assert!(room + kept.last.capacity() <= 2_000_000 + PIECE, "{room}");
        assert_eq!(
            kept.iter().filter(|one| *one == (0, "0")).count(),
            1_000_000
        );
    }

    #[test]
    fn a_long_text_is_kept_beside_short_ones() {
        let long = "é".repeat(PIECE);
        let mut kept = Kept::default();
        kept.push(7, "null");
        kept.push(7, &long);
        kept.push(100_000, "{}");
        let read: Vec<_> = kept.iter().collect();
        assert_eq!(read, [(7, "null"), (0, long.as_str()), (99_993, "{}")]);
        assert_eq!(kept.len(), 3);
    }

    proptest! {
        #[test]
        fn a_kept_text_comes_back(parts in prop::collection::vec((0..5000usize, ".{0,90}"), 0..60)) {
            let mut kept = Kept::default();
            let mut good = 0;
            for (between, raw) in &parts {
                good += between;
                kept.push(good, raw);
            }
            let read: Vec<_> = kept.iter().map(|(between, raw)| (between, raw.to_owned())).collect();
            prop_assert_eq!(read, parts);
        }
    }
}
