//! Finds where a JSON value ends, by its texts and brackets alone, and goes on where it stopped when more bytes came.

/// How far one value was read. Each byte is looked at once, however the value is cut into chunks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cut {
    state: State,
    depth: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Begin,
    /// Between the parts of a list or an object.
    Between,
    Text,
    Escape,
    /// A number or a word, which ends before the byte behind it.
    Word,
    End,
}

impl Cut {
    /// A list whose opening bracket was read.
    pub(super) fn in_list() -> Self {
        Self {
            state: State::Between,
            depth: 1,
        }
    }

    /// Reads on. Returns how many of these bytes belong to the value; [`is_over`](Cut::is_over) says whether it ends there.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while self.state != State::End {
            if self.state == State::Text {
                let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at..]) else {
                    return bytes.len();
                };
                at += found;
            }
            let Some(byte) = bytes.get(at) else {
                return bytes.len();
            };
            if self.state == State::Word
                && matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t')
            {
                self.state = State::End;
                return at;
            }
            self.step(*byte);
            at += 1;
        }
        at
    }

    pub(super) fn is_over(&self) -> bool {
        self.state == State::End
    }

    fn step(&mut self, byte: u8) {
        self.state = match (self.state, byte) {
            (State::Escape, _) => State::Text,
            (State::Text, b'\\') => State::Escape,
            (State::Text, _) => self.outside(),
            (State::Begin | State::Between, b'"') => State::Text,
            (State::Begin | State::Between, b'{' | b'[') => {
                self.depth += 1;
                State::Between
            }
            (State::Between, b'}' | b']') => {
                self.depth -= 1;
                self.outside()
            }
            (State::Begin, _) => State::Word,
            (state, _) => state,
        }
    }

    /// The state behind a text or a bracket.
    fn outside(&self) -> State {
        match self.depth {
            0 => State::End,
            _ => State::Between,
        }
    }
}
