//! What serde says of a text that does not fit, in words for people. It names no types of this program.

/// A message of serde, or of a reader that uses it. The rest of a message stays as it is.
pub(crate) fn plain(message: &str) -> String {
    for begin in ["invalid type: ", "invalid value: ", "invalid length "] {
        if let Some((before, rest)) = message.split_once(begin)
            && let Some((found, rest)) = rest.rsplit_once(", expected ")
        {
            let end = rest.find(" at line ").unwrap_or(rest.len());
            let (wanted, place) = rest.split_at(end);
            let found = match begin {
                "invalid length " => "another number of elements",
                _ => thing(found),
            };
            return format!("{before}expected {}, found {found}{place}", thing(wanted));
        }
    }
    match message.split_once("data did not match any variant of untagged enum ") {
        Some((before, _)) => format!("{before}this has none of the forms that it can have"),
        None => message.to_owned(),
    }
}

/// What serde calls a value or a type.
fn thing(name: &str) -> &str {
    const INTEGERS: [&str; 12] = [
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
    ];
    let name = name.strip_prefix("a ").unwrap_or(name);
    match name {
        "unit" | "unit value" | "null" | "option" | "Option value" => "nothing",
        "map" => "an object",
        "map with a single key" => "an object with one member",
        "sequence" => "a list",
        "string" => "a text",
        "boolean" => "true or false",
        "f32" | "f64" => "a number",
        "enum" => "a value with a tag",
        "unit variant" => "a word alone",
        "newtype variant" | "struct variant" | "tuple variant" => "a word with its members",
        _ if INTEGERS.contains(&name) => "a whole number",
        _ if name.starts_with("nonzero ") => "a whole number from 1",
        _ if name.starts_with("struct ") => "an object",
        _ if name.starts_with("tuple ") || name.starts_with("array ") => "a list",
        _ if name.starts_with("enum ") => "a word, or an object with one member",
        _ if name.starts_with("floating point ") => "a number with a fraction",
        _ if name.contains(" struct ") || name.contains("::") => "another value",
        _ => name,
    }
}

#[cfg(test)]
mod tests;
