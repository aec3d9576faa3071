//! Phone numbers: what people write, Brazilian or international, and the digits that the wire wants.
//!
//! It uses no other module of this crate. The sections that send to phones take a [`Phone`].

mod area_codes;
mod brazil;
mod countries;
mod error;
mod foreign;
mod groups;
mod kind;
mod serde;
mod written;

use std::{fmt, str::FromStr};

use written::Written;

pub use error::PhoneError;
pub use kind::PhoneKind;

/// A phone number as Tatodesk wants it: country code, area code and number, digits only.
///
/// It is read from what people write. Without a country code a number is Brazilian; another country's number starts with `+` or
/// `00` and its country code.
///
/// ```text
/// number     = [ "'" ] [ "tel:" ] ( [ brazil ] [ trunk ] area subscriber | ( "+" | "00" ) country foreign )
/// brazil     = "+55" | "0055" | "55"
/// trunk      = "0" [ carrier ]                         as in 081, 0 15 81, 0xx81: left out of the number
/// carrier    = two digits | "x" | "xx" | "*" | "**"    any two digits: the length of the number tells that they are there
/// area       = one of the 67 area codes that Anatel lists
/// subscriber = groups of 8, 9, 4-4, 5-4, 1-8 or 1-4-4 digits; after 55 also 3-3-3, 2-2-2-2, 1-2-2-2-2, 4-2-2, 5-2-2
/// ```
///
/// - Nine digits start with 9. Eight digits start with 2 to 9: a landline, or a mobile number without its nine, which is not added.
/// - Spaces of any kind separate these parts and the groups, with at most one hyphen, dash or dot. An area code can also stand before
///   a first group of four or more digits without a separator. A slash stands only after an area code. Parentheses hold parts before
///   the subscriber number, or its nine: `(81) (9) 0000-0001`.
/// - Any other text is refused: decimals, as spreadsheets add them (`8190000001.0`), extensions, ranges, second numbers, labels,
///   links, line breaks.
/// - In another country's number only the last group has more than five digits. A last group of two or three digits ends only a
///   number of at most ten digits after the country code, and one of two digits follows only a group of two or three
///   (`21 00 00 01`). `(0)` after the country code is left out. Numbers with the country code 1 have three, three and four digits.
/// - Another country's number has as many digits as numbers of that country have. In groups it is an ordinary number, without spaces
///   it can also be a special one (free, shared cost). A last group of up to four digits is refused where the number is complete
///   without it, unless the country writes its numbers so. Which numbers are in use is not checked.
/// - A text with two readings is refused: a zero after the country code without parentheses (it is kept where numbers start with
///   one, as in Italy), an 8 there that Russia dials inside the country, and `00` with a carrier's code (`00 21 1 415 …`).
/// - A text without `+` that has a Brazilian number's length, area code and groups is read as Brazilian, whatever its writer meant.
/// - Digits are never added, left out or changed without being asked: a mobile number without its ninth digit stays as it is. See
///   [`kind`](Self::kind) and [`dedup_key`](Self::dedup_key).
/// - Invisible characters, such as the directions that come with copied contacts, are ignored. Full-width forms count as ASCII.
///
/// ```
/// use tatodesk::Phone;
///
/// let phone: Phone = "(81) 90000-0001".parse()?;
/// assert_eq!(phone.digits(), "5581900000001");
/// assert_eq!("+55 81 90000 0001".parse::<Phone>()?, phone);
/// assert_eq!("+1 415 555 0100".parse::<Phone>()?.digits(), "14155550100");
/// assert_eq!("0xx81 90000-0001".parse::<Phone>()?, phone);
/// assert!("90000-0001".parse::<Phone>().is_err()); // no area code
/// assert!("81900000001.0".parse::<Phone>().is_err()); // a spreadsheet's decimal
///
/// assert_eq!(format!("{phone:?}"), "Phone(..)"); // a person's data is not for logs
/// assert_eq!(phone.masked(), "+55*********01");
/// # Ok::<(), tatodesk::PhoneError>(())
/// ```
///
/// From a list as people keep it to messages: each person gets one, and what cannot be read is told.
///
/// ```
/// use std::collections::BTreeSet;
/// use tatodesk::{Phone, PhoneKind};
///
/// # fn example(tatodesk: &tatodesk::Tatodesk) {
/// let mut written = BTreeSet::new();
/// for (row, text) in ["(81) 99000-0001", "81 9000-0001", "81 3000-0002", "90000-0003"].into_iter().enumerate() {
///     match text.parse::<Phone>() {
///         Err(error) => println!("row {row}: {error}"),
///         Ok(phone) if phone.kind() == PhoneKind::Landline => println!("row {row}: {} is a landline", phone.masked()),
///         Ok(phone) if !written.insert(phone.dedup_key()) => println!("row {row}: {} is there twice", phone.masked()),
///         Ok(phone) => {
///             let sms = tatodesk.sms().send_template("an-app", "appointment_confirmed", phone);
///             # let _ = sms;
///         }
///     }
/// }
/// # assert_eq!(written.len(), 1);
/// # }
/// # example(&tatodesk::Tatodesk::builder().api_key("a key").build().unwrap());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

    /// What kind of number it is, as far as its digits tell.
    pub fn kind(&self) -> PhoneKind {
        match self.0.strip_prefix(BRAZIL) {
            Some(national) => brazil::kind(national),
            None => PhoneKind::Foreign,
        }
    }

    /// One key for all ways to write one person's number.
    ///
    /// It is the digits, with the ninth digit also if a Brazilian mobile number is written without it.
    ///
    /// It finds the same recipient twice in a list. It is not for sending: some numbers are known to Tatodesk without their ninth
    /// digit alone, and [`digits`](Self::digits) are always those that were written.
    ///
    /// ```
    /// use tatodesk::Phone;
    ///
    /// let (old, new): (Phone, Phone) = ("(81) 9000-0001".parse()?, "(81) 99000-0001".parse()?);
    /// assert_ne!(old, new);
    /// assert_eq!(old.dedup_key(), new.dedup_key());
    /// # Ok::<(), tatodesk::PhoneError>(())
    /// ```
    pub fn dedup_key(&self) -> String {
        match self.kind() {
            PhoneKind::MobileWithoutNinthDigit => brazil::with_ninth_digit(&self.0),
            _ => self.0.clone(),
        }
    }

    /// Brazil's country code and the last two digits, such as `+55*********01`.
    ///
    /// Another country's number shows only its last two digits.
    ///
    /// That is enough to tell two numbers apart in a log, and too little to know the person. It cannot be read again.
    pub fn masked(&self) -> String {
        let shown = if self.is_brazilian() { BRAZIL.len() } else { 0 };
        let last = self.0.len() - 2;
        let hidden = "*".repeat(last - shown);
        format!("+{}{hidden}{}", &self.0[..shown], &self.0[last..])
    }
}

const BRAZIL: &str = "55";

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let written = Written::read(text)?;
        let digits = &written.digits;
        let international = match written.plus {
            true => Some(0),
            false => digits.starts_with("00").then_some(2),
        };
        let number = match international {
            Some(start) if digits[start..].starts_with(BRAZIL) => {
                brazil::read(&written, start + BRAZIL.len())
            }
            Some(start) => foreign::read(&written, start),
            // Santa Maria has the area code 55: with it a number has ten or eleven digits.
            None if digits.starts_with(BRAZIL) && digits.len() >= 12 => {
                brazil::read(&written, BRAZIL.len())
            }
            None if !digits.starts_with('0') && (12..=15).contains(&digits.len()) => {
                Err(PhoneError::Country)
            }
            None => brazil::read(&written, 0),
        };
        number.map(Self)
    }
}

impl TryFrom<&str> for Phone {
    type Error = PhoneError;

    fn try_from(text: &str) -> Result<Self, PhoneError> {
        text.parse()
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, PhoneError> {
        text.parse()
    }
}

impl From<Phone> for String {
    /// A text that reads as the same number again: the digits, with a `+` in front of another country's number, as in serde.
    ///
    /// [`Phone::digits`] are the digits that go over the wire.
    fn from(phone: Phone) -> Self {
        match phone.is_brazilian() {
            true => phone.0,
            false => format!("+{}", phone.0),
        }
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

#[cfg(test)]
mod oracle_tests;

#[cfg(test)]
mod refusal_tests;

#[cfg(test)]
mod spelling_tests;

#[cfg(test)]
mod tests;
