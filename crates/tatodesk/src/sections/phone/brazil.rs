//! Brazilian numbers: trunk zero, carrier, area code, subscriber number.

use super::{BRAZIL, PhoneError, PhoneKind, area_codes::is_area_code, written::Written};

/// The digits of an area code.
const AREA: usize = 2;

/// How people group the digits after the area code.
const GROUPS: [&[usize]; 6] = [&[8], &[9], &[4, 4], &[5, 4], &[1, 8], &[1, 4, 4]];

/// Further groups, read only after Brazil's country code. Without it they look like numbers of other countries, whose country code
/// is also an area code: `51 987 654 321` is Peruvian, `47 91 23 45 67` Norwegian.
const GROUPS_AFTER_COUNTRY: [&[usize]; 5] = [
    &[3, 3, 3],
    &[2, 2, 2, 2],
    &[1, 2, 2, 2, 2],
    &[4, 2, 2],
    &[5, 2, 2],
];

/// Reads a number from `start`, which is behind the country code where there is one.
pub(super) fn read(written: &Written, start: usize) -> Result<String, PhoneError> {
    let digits = &written.digits;
    let trunk_end = start + usize::from(digits[start..].starts_with('0'));
    let mut area_at = trunk_end;
    // Zero and two further digits select a carrier: the length tells that they are there.
    if trunk_end > start && matches!(digits.len() - trunk_end, 12 | 13) {
        area_at += 2;
    }
    let has_carrier = area_at > trunk_end;
    if let Some(place) = written.any_carrier
        && (trunk_end == start || place != trunk_end)
    {
        return Err(PhoneError::Character);
    }
    if has_carrier && (written.any_carrier.is_some() || digits[trunk_end..].starts_with('0')) {
        return Err(PhoneError::Length);
    }
    let national = &digits[area_at..];
    match national.len() {
        10 | 11 => {}
        8 | 9 => return Err(PhoneError::AreaCode),
        _ => return Err(PhoneError::Length),
    }
    let (area, subscriber) = national.split_at(AREA);
    if !is_area_code(area) {
        return Err(PhoneError::AreaCode);
    }
    // Eight digits are a landline, or a mobile number written without the leading nine.
    let is_mobile = subscriber.len() == 9;
    if (is_mobile && !subscriber.starts_with('9')) || subscriber.starts_with(['0', '1']) {
        return Err(PhoneError::Subscriber);
    }

    let subscriber_at = area_at + area.len();
    let parts = [
        start.saturating_sub(BRAZIL.len()),
        start,
        trunk_end,
        area_at,
        subscriber_at,
    ];
    let gaps_between_parts = written
        .gaps
        .iter()
        .all(|gap| *gap > subscriber_at || parts.contains(gap));
    // Parentheses hold what stands before the subscriber number, or its leading nine.
    let parentheses_around_parts = written.parentheses.iter().all(|span| {
        span.end <= subscriber_at || (is_mobile && *span == (subscriber_at..subscriber_at + 1))
    });
    let slash_after_area = written.slash.is_none_or(|slash| slash == subscriber_at);
    let groups = &*written.groups_from(subscriber_at);
    let usual_groups =
        GROUPS.contains(&groups) || (start > 0 && GROUPS_AFTER_COUNTRY.contains(&groups));
    let area_stands_apart = written.gaps.contains(&subscriber_at) || groups[0] >= 4;
    if gaps_between_parts
        && parentheses_around_parts
        && slash_after_area
        && usual_groups
        && area_stands_apart
    {
        Ok(format!("{BRAZIL}{national}"))
    } else {
        Err(PhoneError::Grouping)
    }
}

/// The kind of a number without its country code.
pub(super) fn kind(national: &str) -> PhoneKind {
    let subscriber = &national[AREA..];
    match subscriber.as_bytes() {
        [b'9', ..] if subscriber.len() == 9 => PhoneKind::Mobile,
        [b'2'..=b'5', ..] => PhoneKind::Landline,
        // Trunked radio. It kept eight digits when mobile numbers got their ninth.
        [b'7', b'0' | b'7' | b'8' | b'9', ..] => PhoneKind::Unknown,
        [b'6'..=b'9', ..] => PhoneKind::MobileWithoutNinthDigit,
        _ => PhoneKind::Unknown,
    }
}

/// The digits of a number with its ninth digit, which stands behind the area code.
pub(super) fn with_ninth_digit(digits: &str) -> String {
    let (before, subscriber) = digits.split_at(BRAZIL.len() + AREA);
    format!("{before}9{subscriber}")
}
