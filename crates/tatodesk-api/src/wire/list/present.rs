//! The elements of a list that is present: those that decoded, and the texts of those that did not.
use super::kept::Kept;

/// A list of this many bytes counts its elements before it grows, because a growing list exists twice for a moment.
const LARGE: usize = 1024 * 1024;
/// A shorter list doubles when it grows, which copies less.
const MIDDLE: usize = LARGE / 2;

#[derive(Clone)]
pub(super) struct Present<T> {
    pub(super) good: Vec<T>,
    pub(super) malformed: Option<Box<Kept>>,
}

impl<T> Present<T> {
    /// Adds an element that decoded. `left` says how many there may still be, this one included.
    pub(super) fn push(&mut self, element: T, left: impl FnOnce() -> usize) {
        let length = self.good.len();
        if length == self.good.capacity() {
            let half = length / 2 + 1;
            let more = match length * size_of::<T>() {
                LARGE.. => Some(left()).filter(|left| *left > 0).unwrap_or(half),
                MIDDLE.. => half,
                _ => length.max(1),
            };
            self.good.reserve_exact(more);
        }
        self.good.push(element);
    }

    /// Keeps an element that did not decode.
    pub(super) fn keep(&mut self, raw: &str) {
        let good = self.good.len();
        self.malformed.get_or_insert_default().push(good, raw);
    }

    /// Gives back the room that is not used.
    pub(super) fn shrink(&mut self) {
        self.good.shrink_to_fit();
        if let Some(kept) = &mut self.malformed {
            kept.shrink();
        }
    }
}

impl<T> From<Vec<T>> for Present<T> {
    fn from(good: Vec<T>) -> Self {
        Self {
            good,
            malformed: None,
        }
    }
}
