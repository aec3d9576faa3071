//! Recipients of notifications: a phone number or an e-mail address that can exist. A refusal never repeats the recipient.

use email_address::{EmailAddress, Options};
use phonelib::{ParseError, PhoneNumber};
use url::Host;

use crate::spec::refusal::{Refusal, refuse};
use crate::world::Channel;

/// The longest address that SMTP carries, in bytes.
const MAX_ADDRESS: usize = 254;

/// The longest name before the @, in bytes.
const MAX_NAME: usize = 64;

/// Brazil's area codes.
const AREAS: [&str; 67] = [
    "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "24", "27", "28", "31", "32",
    "33", "34", "35", "37", "38", "41", "42", "43", "44", "45", "46", "47", "48", "49", "51", "53",
    "54", "55", "61", "62", "63", "64", "65", "66", "67", "68", "69", "71", "73", "74", "75", "77",
    "79", "81", "82", "83", "84", "85", "86", "87", "88", "89", "91", "92", "93", "94", "95", "96",
    "97", "98", "99",
];

/// Country codes that are also area codes of Brazil, and whose mobile numbers have eight digits: Denmark, Norway, Cuba, New
/// Zealand and Singapore.
const EIGHT_DIGITS: [&str; 5] = ["45", "47", "53", "64", "65"];

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

/// Why a text is not a phone number that can exist.
fn phone(to: &str) -> Option<&'static str> {
    if to.is_empty() {
        return Some("it is empty");
    }
    if !to.bytes().all(|it| it.is_ascii_digit()) {
        return Some("it has characters that are no digits");
    }
    if to.starts_with('0') {
        return Some("it does not begin with the code of a country");
    }
    if let Some(national) = to.strip_prefix("55") {
        return brazilian(national);
    }
    if lacks_country_code(to) {
        return Some("it is a number of Brazil without the country code 55");
    }
    if let Some(national) = to.strip_prefix("81") {
        return japanese(national);
    }
    let flaw = PhoneNumber::try_parse(&format!("+{to}")).err()?;
    Some(match flaw {
        ParseError::TooShort => "it has too few digits",
        ParseError::TooLong => "it has too many digits",
        ParseError::InvalidLength => "no number of that country has this number of digits",
        ParseError::InvalidAreaCode | ParseError::InvalidExchange => {
            "country code 1 has no such number"
        }
        _ => "it does not begin with the code of a country",
    })
}

/// Whether a number is written as Brazilians write it at home. Many such numbers are also numbers of another country and would
/// reach a stranger: `71987654321` begins like a Russian number. So the sandbox refuses a mobile number in any case. It refuses
/// another number if the foreign number is probably not a mobile number.
fn lacks_country_code(to: &str) -> bool {
    let (area, number) = to.split_at_checked(2).unwrap_or_default();
    let first = number.bytes().next().unwrap_or_default();
    match number.len() {
        // Nine digits that begin with 9, without an area code.
        7 => to.starts_with('9'),
        8 => AREAS.contains(&area) && first >= b'2' && !EIGHT_DIGITS.contains(&area),
        9 => AREAS.contains(&area) && first == b'9',
        _ => false,
    }
}

/// Area code and eight digits, or nine that begin with 9.
fn brazilian(national: &str) -> Option<&'static str> {
    let (area, number) = national.split_at_checked(2).unwrap_or_default();
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

/// Ten digits for mobiles and internet telephones, which begin with 20, 50, 60, 70, 80 or 90, and nine for the others.
fn japanese(national: &str) -> Option<&'static str> {
    let digits = national.as_bytes();
    let long = matches!(digits, [b'2' | b'5'..=b'9', b'0', ..]);
    let fits = digits.len() == if long { 10 } else { 9 } && digits[0] != b'0';
    (!fits).then_some("country code 81 has no such number")
}

/// Why a text is not one address.
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
    if to.contains(is_invisible) {
        return Some("it has an invisible character");
    }
    let Some((name, domain)) = to.rsplit_once('@') else {
        return Some("it has no @");
    };
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
    let Some(domain) = ascii_domain(domain) else {
        return Some("there is no such domain");
    };
    // RFC 6531 allows every letter and mark of every script in a name. The parser accepts only letters.
    let known: String = name
        .chars()
        .map(|it| if it.is_ascii() { it } else { 'x' })
        .collect();
    let address = EmailAddress::parse_with_options(&format!("{known}@{domain}"), options);
    if address.is_err() || name.len() > MAX_NAME {
        return Some("it has not the form name@domain");
    }
    None
}

/// Whether a character is invisible and only changes how the text around it is shown.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}')
}

/// The ASCII form of a domain that is written in any script (IDNA).
fn ascii_domain(text: &str) -> Option<String> {
    let Ok(Host::Domain(ascii)) = Host::parse(text) else {
        return None;
    };
    let label = |label: &str| {
        let inside = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inside)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A host of a URL may have escapes. A domain of an address has none.
    let is_domain = !text.contains('%') && ascii.split('.').all(label);
    is_domain.then_some(ascii)
}

#[cfg(test)]
mod tests;
