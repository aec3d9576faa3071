//! The words that an error may repeat: those of this crate's scalars, of serde, and of derived types. A type of the caller says what it
//! likes, so its own words might quote the document, and are left out.

/// What the scalars of this crate expect.
const OURS: [&str; 21] = [
    "a count, as an integer or a string",
    "a date and time as DD/MM/YYYY HH:MM",
    "a date and time as DD/MM/YYYY HH:MM:SS",
    "a date as DD/MM/YYYY",
    "a date as DDMMYYYY",
    "a date as MM/DD/YYYY",
    "a date as YYYY-MM-DD",
    "a duration as HH:MM:SS",
    "a flag, 1 or 2",
    "a list",
    "a local time as YYYY-MM-DDTHH:MM:SS.sssZ",
    "a name",
    "a point in time as YYYY-MM-DDTHH:MM:SS.sssZ",
    "a template id, as a string or an integer",
    "a text",
    "a time as HH:MM",
    "a time as HH:MM:SS",
    "an app id, as a string or an integer",
    "an object",
    "no error",
    "Yes or No",
];

/// What the types of serde, of serde_json and of std expect.
const SERDE: [&str; 16] = [
    "a JSON number",
    "a boolean",
    "a borrowed string",
    "a byte array",
    "a character",
    "a map",
    "a sequence",
    "a string",
    "a string key",
    "an empty array",
    "any valid JSON value",
    "field identifier",
    "option",
    "path string",
    "unit",
    "variant identifier",
];

/// What stands before the name of a derived type.
const KINDS: [&str; 10] = [
    "adjacently tagged enum ",
    "enum ",
    "internally tagged enum ",
    "struct ",
    "struct variant ",
    "tuple struct ",
    "tuple variant ",
    "unit struct ",
    "unit variant ",
    "variant of enum ",
];

/// What stands before a number type, or before a length.
const NUMBERED: [&str; 3] = ["a nonzero ", "a tuple of size ", "an array of length "];

const NUMBERS: [&str; 14] = [
    "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32",
    "f64",
];

/// What our scalars found instead.
const FOUND: [&str; 3] = ["a string", "another string", "one"];

/// A type's expectation in the words of JSON, if they are known.
pub(super) fn wanted(text: &str) -> Option<&str> {
    Some(match text {
        "f32" | "f64" => "a number",
        "a sequence" => "a list",
        "a map" => "an object",
        "unit" => "null",
        _ if NUMBERS.contains(&text) => "an integer",
        _ if text.starts_with("struct ") && is_derived(text) => "an object",
        _ if OURS.contains(&text)
            || SERDE.contains(&text)
            || is_derived(text)
            || is_numbered(text) =>
        {
            text
        }
        _ => return None,
    })
}

/// Whether this is a whole message of one of our scalars.
pub(super) fn is_ours(message: &str) -> bool {
    let Some(wanted) = message.strip_prefix("expected ") else {
        return false;
    };
    let (wanted, found) = match wanted.split_once(", found ") {
        Some((wanted, found)) => (wanted, Some(found)),
        None => (wanted, None),
    };
    OURS.contains(&wanted) && found.is_none_or(|found| FOUND.contains(&found))
}

/// Whether it is the kind and the path of a type, as serde's derive writes it.
fn is_derived(text: &str) -> bool {
    let name = KINDS.iter().find_map(|kind| text.strip_prefix(kind));
    let is_path = |name: &str| {
        let mut parts = name.split("::");
        parts
            .all(|part| part.starts_with(|first: char| first.is_ascii_uppercase()) && is_word(part))
    };
    name.is_some_and(is_path)
}

fn is_word(text: &str) -> bool {
    text.chars()
        .all(|one| one.is_ascii_alphanumeric() || one == '_')
}

fn is_numbered(text: &str) -> bool {
    let rest = NUMBERED.iter().find_map(|start| text.strip_prefix(start));
    rest.is_some_and(|rest| NUMBERS.contains(&rest) || rest.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests;
