//! Numbers that look random. They depend on the seed of the world, the kind of row and the row's number.

/// A stream of draws for one row. The same row always draws the same numbers, in any order of requests.
#[derive(Debug, Clone)]
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64, kind: u64, index: u64) -> Self {
        Self(mix(mix(seed ^ (kind << 56)) ^ index))
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below a bound; 0 where the bound is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// Draws whether an event with this chance, in percent, happens.
    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// Draws one item of a list, if the list has any.
    pub(crate) fn pick<'s, T>(&mut self, from: &'s [T]) -> Option<&'s T> {
        let index = self.below(from.len() as u64);
        from.get(usize::try_from(index).ok()?)
    }
}

/// The finalizer of splitmix64: each changed bit of the input changes about half of the bits of the output.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests;
