//! Which formats exist, which patterns they have, and which texts they accept.

use crate::lint::document::model::Document;
use crate::lint::document::pointer::child;
use crate::lint::document::sites::{Node, Site};
use crate::lint::finding::Findings;
use crate::lint::rules::sources::guesses::is_inferred;
use crate::lint::tables::{FORMAT_ERRATA, FORMATS, PATTERNS};
use serde_json::Value;

pub(crate) fn known(document: &Document<'_>, site: &Site<'_>, findings: &mut Findings) {
    let Node::Schema(_) = site.node else { return };
    let word = |member: &str| {
        let pointer = child(&site.pointer, member);
        document.raw.pointer(&pointer).and_then(Value::as_str)
    };
    let Some(format) = word("format") else { return };
    let of = word("type").unwrap_or_default();
    let formats = FORMATS.iter().find(|(name, _)| *name == of);
    if !formats.is_some_and(|(_, formats)| formats.contains(&format)) {
        findings.add(
            child(&site.pointer, "format"),
            "format",
            format!("the type `{of}` has no format `{format}` in this spec"),
            "use a format of spec/README.md, or none; a new format needs a wire scalar",
        );
    }
}

/// Checks that a text in a request has the pattern of its format, and that no other text has a pattern. A format that is
/// itself inferred has none: a pattern would keep a caller who knows better from sending another one.
pub(crate) fn pattern(document: &Document<'_>, site: &Site<'_>, findings: &mut Findings) {
    let word = |member: &str| {
        let pointer = child(&site.pointer, member);
        document.raw.pointer(&pointer).and_then(Value::as_str)
    };
    let format = word("format").unwrap_or_default();
    let errata = FORMAT_ERRATA.iter().find(|(name, _)| *name == format);
    let named = document.raw.pointer(&child(&site.pointer, "x-errata"));
    let named = named.and_then(Value::as_array).into_iter().flatten();
    let mut named = named.filter_map(Value::as_str);
    let guessed = errata.is_some_and(|(_, errata)| {
        named.any(|id| errata.contains(&id) && is_inferred(document, id))
    });
    let wanted = PATTERNS
        .iter()
        .find(|(name, _)| *name == format && document.in_requests.contains(site.component))
        .filter(|_| !guessed)
        .map(|(_, pattern)| *pattern);
    if word("pattern") == wanted {
        return;
    }
    let (problem, fix) = match wanted {
        Some(wanted) => (
            format!("other languages do not know how to write `{format}`"),
            format!("write `pattern: '{wanted}'`"),
        ),
        None => (
            "only a text in a request has a pattern, and only that of its format".to_owned(),
            "remove it; a new format needs a line in PATTERNS of the lint".to_owned(),
        ),
    };
    findings.add(child(&site.pointer, "pattern"), "pattern", problem, fix);
}

/// Whether a text matches its format. A format without a rule here accepts any text.
pub(crate) fn reads(format: &str, text: &str) -> bool {
    match format {
        "br-date" => shape(text, "DD/MM/YYYY"),
        "br-date-minute" => shape(text, "DD/MM/YYYY hh:mm"),
        "br-date-time" => shape(text, "DD/MM/YYYY hh:mm") || shape(text, "DD/MM/YYYY hh:mm:ss"),
        "us-date" => shape(text, "MM/DD/YYYY"),
        "compact-date" => shape(text, "DDMMYYYY"),
        "date" => shape(text, "YYYY-MM-DD"),
        "date-time" | "wall-clock" => instant(text),
        "time-hm" => shape(text, "hh:mm"),
        "time-hms" => shape(text, "hh:mm:ss"),
        "duration-hms" => text.is_empty() || duration(text),
        "byte" => base64(text),
        "yes-no" => matches!(text, "Yes" | "No"),
        "packed-pairs" => text.split(" | ").all(is_pair),
        "packed-threads" => text
            .split(" | ")
            .all(|thread| thread.split('#').all(is_pair)),
        _ => true,
    }
}

fn is_pair(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(name, _)| !name.trim().is_empty())
}

fn base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let known = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/');
    text.len().is_multiple_of(4) && text.len() - digits.len() < 3 && digits.bytes().all(known)
}

/// Compares each character with the shape. Day, month, hour, minute and second must be in their ranges.
fn shape(text: &str, shape: &str) -> bool {
    if text.len() != shape.len() {
        return false;
    }
    let (mut day, mut month, mut hour, mut minute, mut second) = (0, 0, 0, 0, 0);
    for (letter, sign) in text.bytes().zip(shape.bytes()) {
        let digit = u32::from(letter.wrapping_sub(b'0'));
        let field = match sign {
            b'D' => &mut day,
            b'M' => &mut month,
            b'h' => &mut hour,
            b'm' => &mut minute,
            b's' => &mut second,
            b'Y' if digit < 10 => continue,
            _ if letter == sign => continue,
            _ => return false,
        };
        if digit > 9 {
            return false;
        }
        *field = *field * 10 + digit;
    }
    let exists = |sign, value, range: std::ops::RangeInclusive<u32>| {
        !shape.contains(sign) || range.contains(&value)
    };
    exists('D', day, 1..=31)
        && exists('M', month, 1..=12)
        && hour < 24
        && minute < 60
        && second < 60
}

/// Date and time, an optional fraction of a second, then `Z` or an offset.
fn instant(text: &str) -> bool {
    const SECONDS: usize = "YYYY-MM-DDThh:mm:ss".len();
    let Some((start, mut rest)) = text.split_at_checked(SECONDS) else {
        return false;
    };
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() == fraction.len() {
            return false;
        }
    }
    let offset = rest.strip_prefix(['+', '-']);
    shape(start, "YYYY-MM-DDThh:mm:ss")
        && (rest == "Z" || offset.is_some_and(|offset| shape(offset, "hh:mm")))
}

/// Hours have two or more digits, and may be more than 24.
fn duration(text: &str) -> bool {
    let Some((hours, rest)) = text.split_once(':') else {
        return false;
    };
    hours.len() >= 2 && hours.bytes().all(|digit| digit.is_ascii_digit()) && shape(rest, "mm:ss")
}

#[cfg(test)]
mod tests;
