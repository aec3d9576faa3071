//! What a text is made of: digits, the gaps between their groups, and parentheses. Not yet what they mean.

use std::ops::Range;

use super::PhoneError;

/// How many digits the shortest whole number has. A slash after them starts a second number or an extension.
const WHOLE: usize = 8;

/// A text of digit groups. All positions count digits.
#[derive(Default)]
pub(super) struct Written {
    /// A plus stands before the digits.
    pub(super) plus: bool,
    pub(super) digits: String,
    /// Where a group ends and another one begins.
    pub(super) gaps: Vec<usize>,
    /// What stands in each gap: a hyphen, a dot or a slash, else a blank.
    marks: Vec<char>,
    /// The gap that has a slash.
    pub(super) slash: Option<usize>,
    pub(super) parentheses: Vec<Range<usize>>,
    /// Where `xx` or `**` stands in place of a carrier's code. A zero stands before it.
    pub(super) any_carrier: Option<usize>,
}

impl Written {
    pub(super) fn read(text: &str) -> Result<Self, PhoneError> {
        let text: String = text
            .chars()
            .filter(|&character| !is_invisible(character))
            .map(plain)
            .collect();
        let written = Scanner::default().scan(bare(&text))?;
        written.refuse_more_than_one_number()?;
        Ok(written)
    }

    /// How many digits each group has, from a position to the end.
    pub(super) fn groups_from(&self, start: usize) -> Vec<usize> {
        let mut groups = Vec::new();
        let mut from = start;
        for &gap in self.gaps.iter().filter(|&&gap| gap > start) {
            groups.push(gap - from);
            from = gap;
        }
        groups.push(self.digits.len() - from);
        groups
    }

    /// Whether a hyphen, a dash or a slash stands before the last group, and something else before the group in front of it.
    pub(super) fn last_mark_differs(&self) -> bool {
        let last_marks = self.marks.last_chunk::<2>();
        last_marks.is_some_and(|[before, last]| *last != ' ' && last != before)
    }

    /// Refuses what follows a whole number: one or two digits, a slash, or parentheses.
    fn refuse_more_than_one_number(&self) -> Result<(), PhoneError> {
        let groups = self.groups_from(0);
        let tail = match groups[..] {
            // Two digits may end a number that is written in pairs or threes.
            [.., before, last] => last == 1 || (last == 2 && before > 3),
            _ => false,
        };
        let tail_follows = self.gaps.last().is_some_and(|&gap| tail && gap >= WHOLE);
        let slash_follows = self.slash.is_some_and(|slash| slash >= WHOLE);
        let parentheses_follow = self.parentheses.iter().any(|span| span.start >= WHOLE);
        // `.000` and `-02` behind groups that blanks divide are decimals or the end of a range.
        let last_is_short = groups.last().is_some_and(|&last| last <= 3);
        let other_mark_follows = self.last_mark_differs()
            && last_is_short
            && self.gaps.last().is_some_and(|&gap| gap >= WHOLE);
        if tail_follows || other_mark_follows || slash_follows || parentheses_follow {
            return Err(PhoneError::Grouping);
        }
        Ok(())
    }
}

/// The state while a text is read from left to right.
#[derive(Default)]
struct Scanner {
    written: Written,
    /// How many `x` or `*` were read.
    signs: usize,
    /// Where the open parenthesis stands.
    open: Option<usize>,
    /// Something other than a digit stands after the last digit.
    in_gap: bool,
    /// The hyphen, dot or slash after the last digit: one gap has at most one.
    mark: Option<char>,
    misplaced: bool,
}

impl Scanner {
    fn scan(mut self, text: &str) -> Result<Written, PhoneError> {
        for character in text.chars() {
            if character.is_ascii_digit() {
                self.digit(character);
            } else {
                self.between_digits(character)?;
            }
        }
        if self.written.digits.is_empty() {
            return Err(PhoneError::Empty);
        }
        if self.misplaced || self.mark.is_some() || self.open.is_some() {
            return Err(PhoneError::Grouping);
        }
        Ok(self.written)
    }

    fn digit(&mut self, digit: char) {
        let at = self.written.digits.len();
        if self.in_gap && at > 0 {
            self.written.gaps.push(at);
            self.written.marks.push(self.mark.unwrap_or(' '));
        }
        self.written.digits.push(digit);
        (self.in_gap, self.mark) = (false, None);
    }

    fn between_digits(&mut self, character: char) -> Result<(), PhoneError> {
        let written = &mut self.written;
        let at = written.digits.len();
        self.in_gap = true;
        match character {
            ' ' => {}
            '+' if at == 0 && !written.plus => written.plus = true,
            '(' => self.misplaced |= self.open.replace(at).is_some(),
            ')' => match self.open.take() {
                Some(start) if start < at || written.any_carrier == Some(at) => {
                    written.parentheses.push(start..at);
                }
                _ => self.misplaced = true,
            },
            '-' | '.' | '/' => {
                self.misplaced |= at == 0 || self.mark.replace(character).is_some();
                if character == '/' {
                    self.misplaced |= written.slash.replace(at).is_some();
                }
            }
            // One sign or two, after a zero.
            'x' | 'X' | '*'
                if written.digits.ends_with('0')
                    && (self.signs == 0
                        || (self.signs == 1 && written.any_carrier == Some(at))) =>
            {
                written.any_carrier = Some(at);
                self.signs += 1;
            }
            _ => return Err(PhoneError::Character),
        }
        Ok(())
    }
}

/// The text without what stands around a number in files and links: spaces, a spreadsheet's apostrophe, `tel:`.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix('\'').unwrap_or(text);
    match text.split_at_checked(4) {
        Some((scheme, number)) if scheme.eq_ignore_ascii_case("tel:") => number,
        _ => text,
    }
}

/// Whether a character takes no room: a direction, a byte-order mark, a joiner, a soft hyphen. Contacts are copied with them.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
    )
}

/// The ASCII character that looks the same: of full-width forms, hyphens, dashes and spaces. A line break stays what it is.
fn plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\t' => ' ',
        '\u{2028}' | '\u{2029}' => character,
        space if space.is_whitespace() && !space.is_control() => ' ',
        other => other,
    }
}
