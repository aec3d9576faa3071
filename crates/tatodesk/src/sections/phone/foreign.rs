//! Numbers of other countries, with their country code.

use super::{PhoneError, countries::Country, groups, written::Written};

/// The shortest and the longest international number (E.164), country code included.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=15;

/// Brazilians dial a carrier's code between `00` and the country code. These carriers have a code that is also the start of a country
/// code; beside it stands how many digits the longest ordinary number of those countries has. A longer one has a carrier's code.
/// (The carrier 43 is missing, since Austria's numbers are as long as numbers can be.)
const CARRIERS: [(&str, usize); 11] = [
    ("12", 11),
    ("14", 11),
    ("15", 11),
    ("21", 12),
    ("22", 13),
    ("23", 13),
    ("25", 12),
    ("31", 11),
    ("41", 11),
    ("65", 11),
    ("99", 12),
];

/// The countries whose numbers may start with a zero of their own: Ivory Coast, Niger, Benin, Gabon, Congo, San Marino, Italy.
const KEEP_ZERO: [&str; 7] = ["225", "227", "229", "241", "242", "378", "39"];

/// The countries that dial an 8 before long-distance numbers, and the longest ordinary number there: Russia and Kazakhstan,
/// Lithuania, Belarus, Turkmenistan. A longer number has this 8.
const TRUNK_EIGHT: [(&str, usize); 4] = [("7", 10), ("370", 8), ("375", 9), ("993", 8)];

/// The shortest rest of a number after a slash or parentheses. A shorter one is an extension or a second number.
const SHORTEST_REST: usize = 6;

/// Reads a number whose country code is at `start`.
pub(super) fn read(written: &Written, start: usize) -> Result<String, PhoneError> {
    let number = &written.digits[start..];
    if written.any_carrier.is_some() {
        return Err(PhoneError::Character);
    }
    let has_carrier =
        |&(carrier, longest): &(&str, usize)| number.starts_with(carrier) && number.len() > longest;
    if !written.plus && CARRIERS.iter().any(has_carrier) {
        return Err(PhoneError::Ambiguous);
    }
    let (code, country) = Country::of(number).ok_or(PhoneError::Country)?;
    let national_at = start + code.len();
    let after_zero = after_trunk_zero(written, code, national_at)?;
    let national = &written.digits[after_zero..];
    if !LENGTHS.contains(&(code.len() + national.len())) {
        return Err(PhoneError::Length);
    }
    if written
        .gaps
        .iter()
        .any(|&gap| gap < national_at && gap != start)
    {
        return Err(PhoneError::Grouping);
    }
    if code == "1" {
        north_american(written, after_zero)?;
    }
    let has_trunk_eight = |&(dials_eight, longest): &(&str, usize)| {
        code == dials_eight && national.starts_with('8') && national.len() > longest
    };
    if TRUNK_EIGHT.iter().any(has_trunk_eight) {
        return Err(PhoneError::Ambiguous);
    }
    let groups = written.groups_from(after_zero);
    let rest_after = |at: usize| written.digits.len() - at >= SHORTEST_REST;
    let parentheses_in_front = written
        .parentheses
        .iter()
        .all(|span| span.end <= after_zero || rest_after(span.end));
    let slash_after_area = written
        .slash
        .is_none_or(|slash| slash == after_zero + groups[0] && rest_after(slash));
    if !(groups::are_usual(&groups) && parentheses_in_front && slash_after_area) {
        return Err(PhoneError::Grouping);
    }
    let digits = format!("{code}{national}");
    if groups::may_end_in_extension(written, &digits, &country, &groups) {
        return Err(PhoneError::Extension);
    }
    // A number without groups may be one of a special service.
    let exists = match groups[..] {
        [length] => country.has_length(length),
        _ => country.ordinary.contains(&national.len()),
    };
    match exists {
        true => Ok(digits),
        false => Err(PhoneError::Length),
    }
}

/// Where the number goes on after `(0)`, which is dialled only inside the country.
fn after_trunk_zero(
    written: &Written,
    code: &str,
    national_at: usize,
) -> Result<usize, PhoneError> {
    if !written.digits[national_at..].starts_with('0') {
        return Ok(national_at);
    }
    let zero = national_at..national_at + 1;
    let in_parentheses = written.parentheses.contains(&zero);
    match (in_parentheses, KEEP_ZERO.contains(&code)) {
        (true, false) => Ok(zero.end),
        (false, true) => Ok(national_at),
        _ => Err(PhoneError::Ambiguous),
    }
}

/// The countries with the code 1 share one plan: area code and exchange, three digits that start with 2 to 9, then four digits.
fn north_american(written: &Written, start: usize) -> Result<(), PhoneError> {
    let digits = &written.digits[start..];
    if digits.len() != 10 {
        return Err(PhoneError::Length);
    }
    let starts_of_codes = [&digits[..1], &digits[3..4]];
    if starts_of_codes.iter().any(|digit| *digit < "2") {
        return Err(PhoneError::Country);
    }
    let parts = [start, start + 3, start + 6];
    if written
        .gaps
        .iter()
        .any(|gap| *gap > start && !parts.contains(gap))
    {
        return Err(PhoneError::Grouping);
    }
    Ok(())
}
