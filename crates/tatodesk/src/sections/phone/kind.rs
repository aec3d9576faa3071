//! The kinds of phone numbers.

/// What kind of phone number it is, as far as its digits tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PhoneKind {
    /// A Brazilian mobile number: nine digits behind the area code.
    Mobile,
    /// A Brazilian mobile number that is written without its ninth digit, the nine in front: eight digits that start with 6 to 9.
    MobileWithoutNinthDigit,
    /// A Brazilian landline: eight digits that start with 2 to 5.
    Landline,
    /// Another country's number, whatever it is there.
    Foreign,
    /// A Brazilian number of which the digits do not tell: eight digits that start with 70, 77, 78 or 79, which trunked radio has,
    /// without a ninth digit, and mobile numbers had.
    Unknown,
}
