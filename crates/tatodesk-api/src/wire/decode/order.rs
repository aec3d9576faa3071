//! The order of the members in the elements of a list, as far as they have shown it.

/// The most members of a type whose order is learned.
const MOST: usize = 64;

/// What follows each member. The order of a type is expected until its elements show another one.
#[derive(Clone, Copy)]
pub(super) struct Order {
    /// The names of the type, none before the first element.
    known: &'static [&'static str],
    /// By the place behind a member, the place of the one that follows it. The first is that of the first member.
    next: [u8; MOST],
}

/// Each member is followed by the next one of the type.
const OF_TYPE: [u8; MOST] = {
    let mut next = [0; MOST];
    let mut place = 0;
    while place < MOST {
        next[place] = place as u8;
        place += 1;
    }
    next
};

impl Order {
    pub(super) const UNKNOWN: Self = Self {
        known: &[],
        next: OF_TYPE,
    };

    /// Whether it is the order of the type with these names. Before the first element it becomes that.
    #[inline]
    pub(super) fn is_of(&mut self, known: &'static [&'static str]) -> bool {
        if self.known.is_empty() && known.len() < MOST {
            self.known = known;
        }
        !known.is_empty() && std::ptr::eq(self.known, known)
    }

    /// The place that follows `last`, which is the place behind the last member.
    #[inline]
    pub(super) fn behind(&self, last: usize) -> usize {
        self.next.get(last).map_or(last, |next| usize::from(*next))
    }

    /// The member at `place` came behind `last`.
    pub(super) fn learn(&mut self, last: usize, place: usize) {
        if let (Some(next), Ok(place)) = (self.next.get_mut(last), u8::try_from(place)) {
            *next = place;
        }
    }
}

#[cfg(test)]
mod tests;
