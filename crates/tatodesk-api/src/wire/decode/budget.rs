//! What one answer may cost: memory in proportion to its text, and time.
use std::time::Instant;

/// How much more than a tree the decoded rows may take.
const BESIDE_TREE: usize = 1024 * 1024;
/// What may be held for each byte of the answer, its texts not counted.
const PER_BYTE: usize = 64;
/// What may be held besides, however short the answer is.
const BESIDE_BYTES: usize = 8 * 1024 * 1024;
/// What may be held at most, however long the answer is.
const MOST: usize = 2 * 1024 * 1024 * 1024;
/// How many steps are made between two looks at the clock.
const STEPS: u32 = 1024;

/// The node that a map allocates for its first eleven members.
const NODE: usize = 632;
/// The members of one node.
const FULL: usize = 11;
/// One more member of a map.
const MEMBER: usize = NODE / FULL;
/// An element of a tree's list.
const ELEMENT: usize = size_of::<serde_json::Value>();

/// Counts what has been read so far.
///
/// Texts are left out on both sides: typed rows and a tree hold the same ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// What a `serde_json::Value` of what was read takes at least.
    tree: usize,
    /// What the decoded rows and trees take.
    held: usize,
    /// The most that may be held, because of the answer's length.
    most: usize,
}

impl Budget {
    pub(super) fn of(text: &str) -> Self {
        Self {
            tree: 0,
            held: 0,
            most: text
                .len()
                .saturating_mul(PER_BYTE)
                .saturating_add(BESIDE_BYTES)
                .min(MOST),
        }
    }

    /// An element of a list begins.
    #[inline]
    pub(super) fn element(&mut self) {
        self.tree += ELEMENT;
    }

    /// The element was decoded, into something of this size.
    #[inline]
    pub(super) fn decoded(&mut self, size: usize) {
        self.held += size;
    }

    /// One more member of an object that has `before` members begins. `kept` says whether the object is kept as a map.
    #[inline]
    pub(super) fn member(&mut self, before: usize, name: &str, kept: bool) {
        let cost = name.len()
            + match before {
                0 => NODE,
                1..FULL => 0,
                _ => MEMBER,
            };
        self.tree += cost;
        if kept {
            self.held += cost;
        }
    }

    /// Whether what is held is more than a tree would be, or more than the text is worth.
    #[inline]
    pub(super) fn is_exceeded(&self) -> bool {
        self.held > self.most || self.held > self.tree + BESIDE_TREE
    }
}

/// When reading has to be over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    at: Option<Instant>,
    steps: u32,
}

impl Deadline {
    pub(super) fn new(at: Option<Instant>) -> Self {
        Self { at, steps: 0 }
    }

    /// Whether the time is over; the clock is read now and then only.
    #[inline]
    pub(super) fn is_over(&mut self) -> bool {
        let Some(at) = self.at else { return false };
        self.steps += 1;
        if self.steps < STEPS {
            return false;
        }
        self.steps = 0;
        Instant::now() >= at
    }
}
