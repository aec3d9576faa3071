//! Recipients of notifications: a phone number or an e-mail address that can exist. What a caller wrote is never repeated.

use std::ops::RangeInclusive;

use email_address::{EmailAddress, Options};

use crate::spec::refusal::{Refusal, refuse};
use crate::state::deliveries::Channel;

/// How many digits a number has at most, country code included (E.164).
const MAX_DIGITS: usize = 15;

/// The longest address that SMTP carries.
const MAX_ADDRESS: usize = 254;

/// Country codes of one or two digits. All others have three.
const SHORT_CODES: [&str; 46] = [
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45",
    "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
    "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// Country codes of three digits, from the first to the last of each row.
const LONG_CODES: [RangeInclusive<u16>; 29] = [
    211..=213,
    216..=216,
    218..=218,
    220..=258,
    260..=269,
    290..=291,
    297..=299,
    350..=359,
    370..=378,
    380..=383,
    385..=387,
    389..=389,
    420..=421,
    423..=423,
    500..=509,
    590..=599,
    670..=670,
    672..=683,
    685..=692,
    850..=850,
    852..=853,
    855..=856,
    870..=870,
    880..=883,
    886..=886,
    960..=968,
    970..=977,
    992..=996,
    998..=998,
];

/// Brazil's area codes.
const AREAS: [&str; 67] = [
    "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "24", "27", "28", "31", "32",
    "33", "34", "35", "37", "38", "41", "42", "43", "44", "45", "46", "47", "48", "49", "51", "53",
    "54", "55", "61", "62", "63", "64", "65", "66", "67", "68", "69", "71", "73", "74", "75", "77",
    "79", "81", "82", "83", "84", "85", "86", "87", "88", "89", "91", "92", "93", "94", "95", "96",
    "97", "98", "99",
];

/// Refuses a recipient that cannot exist on the channel.
pub(crate) fn check(channel: Channel, to: &str) -> Result<(), Refusal> {
    let (kind, example, flaw) = match channel {
        Channel::Email => ("one e-mail address", "marina@example.com", address(to)),
        Channel::WhatsApp | Channel::Sms => (
            "a phone number in digits with country code",
            "5581900000001",
            phone(to),
        ),
    };
    match flaw {
        Some(flaw) => refuse(format!(
            "the recipient ({channel}.to) has to be {kind}, such as {example}: {flaw}"
        )),
        None => Ok(()),
    }
}

/// What keeps a text from being a phone number.
fn phone(to: &str) -> Option<&'static str> {
    if to.is_empty() {
        return Some("it is empty");
    }
    if !to.bytes().all(|it| it.is_ascii_digit()) {
        return Some("it has characters that are no digits");
    }
    let Some(code) = country(to) else {
        return Some("it does not begin with the code of a country");
    };
    // Only countries with a long code are so small that numbers of fewer digits do.
    let least = if code < 3 { 10 } else { 8 };
    if to.len() < least {
        return Some("it has too few digits");
    }
    if to.len() > MAX_DIGITS {
        return Some("it has too many digits");
    }
    // A Brazilian number without its country code often reads as one of these two other plans.
    if let Some(national) = to.strip_prefix("55") {
        brazilian(national)
    } else if let Some(national) = to.strip_prefix('1') {
        north_american(national)
    } else if let Some(national) = to.strip_prefix("81") {
        japanese(national)
    } else {
        None
    }
}

/// How long the country code is.
fn country(to: &str) -> Option<usize> {
    if let Some(code) = SHORT_CODES.iter().find(|code| to.starts_with(**code)) {
        return Some(code.len());
    }
    let code = to.get(..3)?.parse().ok()?;
    let known = LONG_CODES.iter().any(|codes| codes.contains(&code));
    known.then_some(3)
}

/// Area code and eight digits, or nine that begin with 9.
fn brazilian(national: &str) -> Option<&'static str> {
    let (area, number) = national.split_at_checked(2)?;
    if !matches!(number.len(), 8 | 9) {
        return Some("a number of Brazil has an area code of two digits and eight or nine digits");
    }
    if !AREAS.contains(&area) {
        return Some("Brazil has no such area code");
    }
    let first = number.as_bytes()[0];
    if (number.len() == 9 && first != b'9') || first < b'2' {
        return Some("no number of Brazil begins like that after its area code");
    }
    None
}

/// Three digits of an area, of which the first is no 0 or 1 and the second no 9, and seven that begin with 2 to 9.
fn north_american(national: &str) -> Option<&'static str> {
    let digits = national.as_bytes();
    let fits = digits.len() == 10 && digits[0] > b'1' && digits[1] != b'9' && digits[3] > b'1';
    (!fits).then_some("country code 1 has no such number")
}

/// Ten digits for a mobile, which begins with 70, 80 or 90, and nine for the others.
fn japanese(national: &str) -> Option<&'static str> {
    let digits = national.as_bytes();
    let mobile = matches!(digits, [b'7' | b'8' | b'9', b'0', ..]);
    let fits = digits.len() == if mobile { 10 } else { 9 };
    (!fits).then_some("country code 81 has no such number")
}

/// What keeps a text from being one address.
fn address(to: &str) -> Option<&'static str> {
    if to.is_empty() {
        return Some("it is empty");
    }
    if to.chars().any(char::is_control) {
        return Some("it has a line break or another control character");
    }
    if to.chars().any(char::is_whitespace) {
        return Some("it has a space");
    }
    if !to.contains('@') {
        return Some("it has no @");
    }
    if to.contains([',', ';']) {
        return Some("it has a character that separates addresses");
    }
    if to.len() > MAX_ADDRESS {
        return Some("it is too long");
    }
    let options = Options::default()
        .without_display_text()
        .without_domain_literal()
        .with_required_tld();
    let Ok(address) = EmailAddress::parse_with_options(to, options) else {
        return Some("it has not the form name@domain");
    };
    let letters = |it: char| it.is_alphanumeric() || matches!(it, '-' | '.');
    let top = address.domain().rsplit('.').next().unwrap_or_default();
    if !address.domain().chars().all(letters) || top.chars().all(|it| it.is_ascii_digit()) {
        return Some("there is no such domain");
    }
    None
}

#[cfg(test)]
mod tests;
