//! Finds keys, mailboxes, phones, tax numbers, addresses and UUIDs that could belong to a real person.

use crate::lint::document::model::Document;
use crate::lint::document::pointer::within;
use crate::lint::finding::Findings;
use serde_json::Value;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    walk(document.raw, &mut String::new(), false, findings);
}

/// `data` says that the value is an example and not a description.
fn walk(value: &Value, at: &mut String, data: bool, findings: &mut Findings) {
    match value {
        Value::String(text) => check_text(text, at, data, findings),
        Value::Number(number) => numbers(&number.to_string(), at, findings),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                within(at, &index.to_string(), |at| walk(item, at, data, findings));
            }
        }
        Value::Object(members) => {
            let named = at.ends_with("/properties");
            for (key, value) in members {
                let data = data || (!named && matches!(key.as_str(), "example" | "value" | "enum"));
                within(at, key, |at| {
                    numbers(key, at, findings);
                    walk(value, at, data, findings);
                });
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn check_text(text: &str, at: &str, data: bool, findings: &mut Findings) {
    if has_key(text) {
        findings.add(
            at,
            "literal-key",
            "a value follows the name of the header with the key",
            "write a placeholder such as {{key}}",
        );
    }
    for uuid in uuids(text) {
        if !data {
            findings.add(
                at,
                "literal-key",
                "a UUID in a description may be a key",
                "remove it, or move it to `example`",
            );
        } else if !uuid[8..].starts_with("-0000-4000-8000-000000000") {
            findings.add(
                at,
                "invented-uuid",
                format!("{uuid} may be real"),
                "write 8 digits of your choice, then -0000-4000-8000-000000000 and three digits",
            );
        }
    }
    if text.contains('@')
        && let Some(domain) = mail_domains(text).find(|domain| !is_reserved(domain))
    {
        findings.add(
            at,
            "invented-mail",
            format!("a mailbox at {domain} may be real"),
            "use example.com or example.org",
        );
    }
    // An address has three full stops. Most texts have fewer.
    if text.bytes().filter(|byte| *byte == b'.').count() >= 3
        && text
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .any(is_foreign_address)
    {
        findings.add(
            at,
            "invented-address",
            "the IP address may be real",
            "use 192.0.2.x, 198.51.100.x or 203.0.113.x",
        );
    }
    numbers(text, at, findings);
}

/// Whether a value follows the name of the header, and is not a placeholder.
fn has_key(text: &str) -> bool {
    const NAME: &str = "TATODESK-API-KEY";
    text.len() > NAME.len()
        && text.split(NAME).skip(1).any(|after| {
            let value = after.trim_start_matches(['"', '\'', '`', ' ']);
            let value = value
                .strip_prefix([':', '='])
                .map(|value| value.trim_start_matches(['"', '\'', '`', ' ']));
            value.is_some_and(|value| value.starts_with(|c: char| c.is_ascii_alphanumeric()))
        })
}

/// Everything that is written like a UUID. Most texts are too short for one.
fn uuids(text: &str) -> impl Iterator<Item = &str> {
    let text = if text.len() < 36 { "" } else { text };
    let words = text.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    words.filter(|word| word.len() == 36 && word.split('-').map(str::len).eq([8, 4, 4, 4, 12]))
}

fn mail_domains(text: &str) -> impl Iterator<Item = &str> {
    let is_mail = |c: char| c.is_ascii_alphanumeric() || "._%+-@".contains(c);
    text.split(move |c| !is_mail(c)).filter_map(|word| {
        let (name, domain) = word.split_once('@')?;
        let domain = domain.trim_end_matches(['.', '-']);
        (!name.is_empty() && domain.contains('.')).then_some(domain)
    })
}

fn is_reserved(domain: &str) -> bool {
    ["example.com", "example.org"].iter().any(|reserved| {
        domain
            .strip_suffix(reserved)
            .is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
    })
}

fn is_foreign_address(word: &str) -> bool {
    let word = word.trim_matches('.');
    // Groups of thousands may begin with zeros, addresses do not.
    let part = |part: &str| {
        part.parse::<u8>()
            .ok()
            .filter(|_| part == "0" || !part.starts_with('0'))
    };
    let parts: Vec<_> = word.split('.').map(part).collect();
    match parts.as_slice() {
        [Some(a), Some(b), Some(c), Some(_)] => {
            ![[192, 0, 2], [198, 51, 100], [203, 0, 113]].contains(&[*a, *b, *c])
        }
        _ => false,
    }
}

/// Finds phones and tax numbers, written plainly or with their usual signs.
fn numbers(text: &str, at: &str, findings: &mut Findings) {
    // Every phone and tax number has at least 10 digits. Most texts have none.
    if text.bytes().filter(u8::is_ascii_digit).count() < 10 {
        return;
    }
    // The digits of a UUID are not a number, and must not become part of one.
    let text = uuids(text).fold(text.to_owned(), |text, uuid| text.replace(uuid, "u"));
    let words = text.split(|c: char| c.is_alphanumeric() && !c.is_ascii_digit());
    for digits in words.flat_map(|word| word.split(|c: char| !c.is_ascii_digit())) {
        match digits.len() {
            12 | 13 if digits.starts_with("55") => phone(digits, at, findings),
            11 if digits.starts_with("81900000") => {}
            11 | 14 => tax_number(digits, at, findings),
            _ => {}
        }
    }
    for (dash, _) in text.match_indices('-') {
        let (before, after) = (&text[..dash], &text[dash + 1..]);
        let after: String = after.chars().take_while(char::is_ascii_digit).collect();
        let count = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        match (count, after.len()) {
            (4 | 5, 4) => {
                let digits = digits_at_end(before, " ()+") + &after;
                match digits.len() {
                    10 | 11 => phone(&format!("55{digits}"), at, findings),
                    12 | 13 => phone(&digits, at, findings),
                    _ => {}
                }
            }
            (3 | 4, 2) => {
                let digits = digits_at_end(before, "./") + &after;
                if matches!(digits.len(), 11 | 14) {
                    tax_number(&digits, at, findings);
                }
            }
            _ => {}
        }
    }
}

/// The digits at the end of a text, without the signs between them.
fn digits_at_end(text: &str, signs: &str) -> String {
    let end = text
        .chars()
        .rev()
        .take_while(|c| c.is_ascii_digit() || signs.contains(*c));
    let mut digits: Vec<char> = end.filter(char::is_ascii_digit).collect();
    digits.reverse();
    digits.into_iter().collect()
}

fn phone(digits: &str, at: &str, findings: &mut Findings) {
    if digits.len() != 13 || !digits.starts_with("5581900000") {
        findings.add(
            at,
            "invented-phone",
            format!("{digits} may be a real phone number"),
            "use 5581900000000 to 5581900000999",
        );
    }
}

fn tax_number(digits: &str, at: &str, findings: &mut Findings) {
    if digits.bytes().any(|digit| digit != b'0') {
        findings.add(
            at,
            "invented-tax-number",
            format!("{digits} may be a real CPF, CNPJ or phone number"),
            "write zeros for a CPF or CNPJ, 81900000000 to 81900000999 for a phone",
        );
    }
}

#[cfg(test)]
mod tests;
