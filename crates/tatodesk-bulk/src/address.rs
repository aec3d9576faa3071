//! Where a message goes: a phone number or an e-mail address. It uses only `state`.

use std::fmt;

use tatodesk::{Phone, PhoneError, PhoneKind};

use crate::state::Channel;

/// A recipient's phone number or e-mail address. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Address {
    /// A phone number, for WhatsApp and SMS.
    Phone(Phone),
    /// An e-mail address.
    Email(String),
}

/// Why a text is no address of its channel. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressError {
    /// The text is not a phone number.
    Phone(PhoneError),
    /// The text is not one e-mail address.
    Email,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(error) => error.fmt(f),
            Self::Email => f.write_str("the text is not one e-mail address"),
        }
    }
}

impl std::error::Error for AddressError {}

impl Address {
    /// Reads the address that a channel needs.
    ///
    /// It has [`Phone`]'s grammar for WhatsApp and SMS, `name@domain` for e-mail.
    ///
    /// # Errors
    /// When the text is no such address.
    pub fn parse(channel: Channel, text: &str) -> Result<Self, AddressError> {
        match channel {
            Channel::Email => match email_address::EmailAddress::is_valid(text.trim()) {
                true => Ok(Self::Email(text.trim().to_owned())),
                false => Err(AddressError::Email),
            },
            Channel::WhatsApp | Channel::Sms => {
                text.parse().map(Self::Phone).map_err(AddressError::Phone)
            }
        }
    }

    /// The text that the ledger keeps: it reads as the same address again.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Phone(phone) => phone.clone().into(),
            Self::Email(address) => address.clone(),
        }
    }

    /// One key for all ways to write the same address.
    #[doc(hidden)]
    pub fn fold(&self) -> String {
        match self {
            Self::Phone(phone) => phone.dedup_key(),
            Self::Email(address) => address.to_lowercase(),
        }
    }

    /// What kind of address it is, in one word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Phone(phone) => match phone.kind() {
                PhoneKind::Mobile => "mobile",
                PhoneKind::MobileWithoutNinthDigit => "mobile_without_ninth_digit",
                PhoneKind::Landline => "landline",
                PhoneKind::Foreign => "foreign",
                _ => "other",
            },
        }
    }
}

impl From<Phone> for Address {
    fn from(phone: Phone) -> Self {
        Self::Phone(phone)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.kind())
    }
}
