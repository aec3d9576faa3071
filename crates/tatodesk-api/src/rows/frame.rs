//! The answer around its rows: keeps its members, and finds where the rows begin.
use super::cut::Cut;

/// The longest answer beside its rows, in bytes.
const LONGEST: usize = 1024 * 1024;
/// Members that are lists sometimes and never the rows.
const NEVER_ROWS: [&str; 2] = ["error", "message"];

/// Reads the members of an answer. It keeps every byte but those of the rows, so that what it passes over is checked at the end.
#[derive(Debug)]
pub(super) struct Frame {
    /// The member that holds the rows; `None` where it is the first list of objects.
    rows_member: Option<&'static str>,
    kept: Vec<u8>,
    place: Place,
    cut: Cut,
    name: usize,
    /// How much was kept when the rows began.
    before_rows: usize,
    has_rows: bool,
    stands_twice: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    Members,
    Name,
    Colon,
    Value {
        may_be_rows: bool,
    },
    /// Behind the bracket of a list that may be the rows.
    List,
    Inside,
    End,
    /// Something is wrong, which the check of what was kept will tell.
    Lost,
}

impl Frame {
    pub(super) fn new(rows_member: Option<&'static str>) -> Self {
        Self {
            rows_member,
            kept: Vec::new(),
            place: Place::Start,
            cut: Cut::default(),
            name: 0,
            before_rows: 0,
            has_rows: false,
            stands_twice: false,
        }
    }

    /// Reads until the rows begin or the bytes end. Returns how many bytes were read, and whether the rows begin behind them.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let is_blank = matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
            match (self.place, byte) {
                (Place::Name | Place::Inside, _) => {
                    at += self.inside(&bytes[at..]);
                    continue;
                }
                (Place::Lost | Place::End, _) => {
                    self.keep(&bytes[at..]);
                    return (bytes.len(), false);
                }
                (Place::List, b'{') => {
                    self.begin_rows();
                    return (at, true);
                }
                _ if is_blank => {}
                (Place::Start, b'{') | (Place::Members, b',') => self.place = Place::Members,
                (Place::Members, b'}') => self.place = Place::End,
                (Place::Members, b'"') => {
                    self.begin(Place::Name);
                    self.name = self.kept.len();
                    continue;
                }
                (Place::Colon, b':') => {
                    let may_be_rows = self.may_be_rows();
                    self.place = Place::Value { may_be_rows };
                }
                (Place::Value { may_be_rows: true }, b'[') if self.rows_member.is_none() => {
                    self.place = Place::List;
                }
                (Place::Value { may_be_rows: true }, b'[') => {
                    self.keep(b"[");
                    self.begin_rows();
                    return (at + 1, true);
                }
                (Place::Value { .. }, _) => {
                    self.begin(Place::Inside);
                    continue;
                }
                (Place::List, _) => {
                    self.place = Place::Inside;
                    self.cut = Cut::in_list();
                    continue;
                }
                _ => self.place = Place::Lost,
            }
            self.keep(&bytes[at..=at]);
            at += 1;
        }
        (at, false)
    }

    /// The rows are over, and their closing bracket was read.
    pub(super) fn end_rows(&mut self) {
        self.keep(b"]");
        self.place = Place::Members;
    }

    /// What stands before the rows, once they began, as an answer without rows.
    pub(super) fn before_rows(&self) -> Option<Vec<u8>> {
        let before = self.kept.get(..self.before_rows)?;
        self.has_rows.then(|| [before, b"]}"].concat())
    }

    /// What went wrong that the check of the members does not show.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if self.kept.len() > LONGEST {
            return Some("beyond what can be held: the answer is too long beside its rows");
        }
        self.stands_twice
            .then_some("the list of the rows stands twice")
    }

    /// The answer with an empty list in the place of its rows.
    pub(super) fn into_json(self) -> Vec<u8> {
        self.kept
    }

    fn begin(&mut self, place: Place) {
        self.place = place;
        self.cut = Cut::default();
    }

    fn begin_rows(&mut self) {
        self.has_rows = true;
        self.before_rows = self.kept.len();
        self.place = Place::Members;
    }

    fn inside(&mut self, bytes: &[u8]) -> usize {
        let length = self.cut.advance(bytes);
        self.keep(&bytes[..length]);
        if self.cut.is_over() {
            self.place = match self.place {
                Place::Name => Place::Colon,
                _ => Place::Members,
            };
        }
        length
    }

    /// Whether the member whose name was just read is the one for the rows.
    fn may_be_rows(&mut self) -> bool {
        let quoted = self.kept.get(self.name..).unwrap_or_default();
        let Ok(name) = serde_json::from_slice::<String>(quoted.trim_ascii_end()) else {
            return false;
        };
        match self.rows_member {
            Some(rows) => {
                self.stands_twice |= self.has_rows && name == rows;
                !self.has_rows && name == rows
            }
            None => !self.has_rows && !NEVER_ROWS.contains(&name.as_str()),
        }
    }

    /// Keeps bytes, as far as there is room for them.
    fn keep(&mut self, bytes: &[u8]) {
        if self.kept.len() <= LONGEST {
            self.kept.extend_from_slice(bytes);
        }
    }
}
