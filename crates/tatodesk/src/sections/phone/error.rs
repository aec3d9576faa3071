//! Why a text is not a phone number.

use std::fmt;

/// A text is not a phone number that can be sent to. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PhoneError {
    /// There is no digit in it.
    Empty,
    /// There is a character in it that no phone number has: a letter, a comma, a line break.
    Character,
    /// The number of digits fits no phone number.
    Length,
    /// Its digits stand in groups that are not one phone number: a decimal, an extension, a range or a second number is in it, or
    /// the groups are those of another country.
    Grouping,
    /// Its last group may be an extension: without it the number is complete in its country.
    Extension,
    /// The Brazilian area code is missing or does not exist.
    AreaCode,
    /// The Brazilian number does not start as numbers do.
    Subscriber,
    /// The country code is missing or does not exist.
    Country,
    /// It can be read as two different numbers.
    Ambiguous,
}

impl fmt::Display for PhoneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the phone number is empty",
            Self::Character => {
                "the phone number has a letter, a sign or a line break that no phone number has: write one number, without words and \
                 extension"
            }
            Self::Length => {
                "the phone number has too few or too many digits: write one number, with its area code"
            }
            Self::Grouping => {
                "the phone number is not grouped as one number: write it without decimals, extension and second number, and another \
                 country's with + and the country code"
            }
            Self::Extension => {
                "the last digits of the phone number may be an extension: leave out the extension, or write all digits of the number \
                 without spaces, hyphens and dots after the country code"
            }
            Self::AreaCode => {
                "the phone number has no area code that exists in Brazil: write the two digits of the area code first, or + and \
                 another country's code"
            }
            Self::Subscriber => {
                "the Brazilian phone number is neither nine digits that start with 9 nor eight that start with 2 to 9"
            }
            Self::Country => {
                "the phone number is not Brazilian and has no country code that exists: write + and the country code first"
            }
            Self::Ambiguous => {
                "the phone number can be read in two ways: write + and the country code, then only what callers from abroad dial"
            }
        })
    }
}

impl std::error::Error for PhoneError {}
