//! Phone numbers: what people write, Brazilian or international, and the digits that the wire wants.

use std::{fmt, str::FromStr};

/// A phone number as Tatodesk wants it: country code, area code and number, digits only.
///
/// It is read from what people write. Without a country code a number is Brazilian: area code and eight or nine digits, with
/// or without the long-distance zero. Another country's number starts with `+` or `00`.
///
/// ```
/// use tatodesk::Phone;
///
/// let phone: Phone = "(81) 90000-0001".parse()?;
/// assert_eq!(phone.digits(), "5581900000001");
/// assert_eq!("+55 81 90000 0001".parse::<Phone>()?, phone);
/// assert_eq!("+1 415 555 0100".parse::<Phone>()?.digits(), "14155550100");
/// assert!("90000-0001".parse::<Phone>().is_err()); // no area code
///
/// assert_eq!(format!("{phone:?}"), "Phone(..)"); // a person's data is not for logs
/// assert_eq!(phone.to_string(), "+55*********01");
/// # Ok::<(), tatodesk::PhoneError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// The digits that go over the wire, such as `5581900000001`.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Whether the number is Brazilian.
    pub fn is_brazilian(&self) -> bool {
        self.0.starts_with(BRAZIL)
    }
}

const BRAZIL: &str = "55";

/// The shortest and the longest international number (E.164), country code included.
const INTERNATIONAL: std::ops::RangeInclusive<usize> = 8..=15;

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let (digits, plus) = digits_of(text)?;
        if let Some(international) = plus
            .then_some(&*digits)
            .or_else(|| digits.strip_prefix("00"))
        {
            return match international.strip_prefix(BRAZIL) {
                Some(national) => Self::brazilian(national),
                None if international.starts_with('0') => Err(PhoneError::Country),
                None if !INTERNATIONAL.contains(&international.len()) => Err(PhoneError::Length),
                None => Ok(Self(international.to_owned())),
            };
        }
        // No Brazilian area code starts with zero: it is the long-distance prefix.
        if let Some(national) = digits.strip_prefix('0') {
            return Self::brazilian(national);
        }
        match digits.len() {
            10 | 11 => Self::brazilian(&digits),
            12 | 13 if digits.starts_with(BRAZIL) => Self::brazilian(&digits[BRAZIL.len()..]),
            8 | 9 => Err(PhoneError::AreaCode),
            12..=15 if !digits.starts_with(BRAZIL) => Err(PhoneError::Country),
            _ => Err(PhoneError::Length),
        }
    }
}

impl Phone {
    /// A number without its country code: area code, and eight digits, or nine of which the first is 9 (mobile).
    fn brazilian(national: &str) -> Result<Self, PhoneError> {
        let bytes = national.as_bytes();
        let mobile = match bytes.len() {
            10 => false,
            11 => true,
            8 | 9 => return Err(PhoneError::AreaCode),
            _ => return Err(PhoneError::Length),
        };
        if bytes[0] == b'0' || bytes[1] == b'0' {
            return Err(PhoneError::AreaCode);
        }
        // Eight digits are a landline, or a mobile number written without the leading nine.
        let first = bytes[2];
        if (mobile && first != b'9') || !(b'2'..=b'9').contains(&first) {
            return Err(PhoneError::Subscriber);
        }
        Ok(Self(format!("{BRAZIL}{national}")))
    }
}

/// The digits of a text, and whether a plus stands before them. Everything that people put between digits is skipped.
fn digits_of(text: &str) -> Result<(String, bool), PhoneError> {
    let mut digits = String::new();
    let mut plus = false;
    for character in text.chars() {
        match character {
            '0'..='9' => digits.push(character),
            '+' if digits.is_empty() && !plus => plus = true,
            '(' | ')' | '-' | '.' | '/' | '\u{2010}'..='\u{2014}' => {}
            space if space.is_whitespace() => {}
            _ => return Err(PhoneError::Character),
        }
    }
    if digits.is_empty() {
        Err(PhoneError::Empty)
    } else {
        Ok((digits, plus))
    }
}

impl TryFrom<&str> for Phone {
    type Error = PhoneError;

    fn try_from(text: &str) -> Result<Self, PhoneError> {
        text.parse()
    }
}

impl From<Phone> for String {
    /// The digits that go over the wire.
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

impl fmt::Display for Phone {
    /// The country and the last two digits, enough to tell two numbers apart in a log. The number is [`Phone::digits`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = if self.is_brazilian() { BRAZIL.len() } else { 0 };
        let hidden = self.0.len() - shown - 2;
        write!(
            f,
            "+{}{}{}",
            &self.0[..shown],
            "*".repeat(hidden),
            &self.0[self.0.len() - 2..]
        )
    }
}

/// A text is not a phone number that can be sent to. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PhoneError {
    /// There is no digit in it.
    Empty,
    /// There is a character in it that no phone number has.
    Character,
    /// The number of digits fits no phone number.
    Length,
    /// The Brazilian area code is missing or does not exist.
    AreaCode,
    /// The Brazilian number does not start as numbers do.
    Subscriber,
    /// The country code is missing or does not exist.
    Country,
}

impl fmt::Display for PhoneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the phone number is empty",
            Self::Character => "the phone number has a character that is neither a digit nor a separator",
            Self::Length => "the phone number has too few or too many digits",
            Self::AreaCode => "the phone number has no Brazilian area code (two digits, none of them 0)",
            Self::Subscriber => {
                "the Brazilian phone number is neither nine digits that start with 9 nor eight that start with 2 to 9"
            }
            Self::Country => "the phone number is not Brazilian: write + and the country code in front of it",
        })
    }
}

impl std::error::Error for PhoneError {}

#[cfg(test)]
mod tests;
