//! The words of names: takes a name of the wire or of Rust apart, and puts plain words of `x-plain-name` in the place of
//! misleading ones.
//!
//! Uses nothing of this crate. `lint` and `codegen` use it.

use serde_json::Value;

/// The words of `attendanceTypeID`, `AttendanceTypeId` or `attendance_type_id`, in lower case.
pub(crate) fn split(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(place + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
            });
        if begins || *letter == '_' {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| *letter != '_') {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The document's `x-plain-name`: phrases of the wire's words, and what to say instead.
#[derive(Default)]
pub(crate) struct PlainWords(Vec<(Vec<String>, Vec<String>)>);

impl PlainWords {
    /// Reads the extension. `None` if it is no mapping of texts.
    pub(crate) fn of(extension: Option<&Value>) -> Option<Self> {
        let Some(extension) = extension else {
            return Some(Self::default());
        };
        let mut phrases = Vec::new();
        for (wire, plain) in extension.as_object()? {
            phrases.push((phrase(wire), phrase(plain.as_str()?)));
        }
        // A longer phrase is meant where a shorter one stands in it.
        phrases.sort_by_key(|(wire, _)| std::cmp::Reverse(wire.len()));
        Some(Self(phrases))
    }

    /// The plain words of a name; `None` where the name has none of the misleading ones.
    pub(crate) fn plain(&self, words: &[String]) -> Option<Vec<String>> {
        let (mut plain, mut rest, mut changed) = (Vec::new(), words, false);
        while let Some((first, others)) = rest.split_first() {
            let found = self.0.iter().find(|(wire, _)| rest.starts_with(wire));
            if let Some((wire, instead)) = found {
                plain.extend_from_slice(instead);
                rest = &rest[wire.len()..];
                changed = true;
            } else {
                plain.push(first.clone());
                rest = others;
            }
        }
        changed.then_some(plain)
    }

    /// The plain name of a Rust type, function or field. Constants have the names of operations and keep them.
    pub(crate) fn ident(&self, ident: &str) -> Option<String> {
        if !ident.contains(|letter: char| letter.is_lowercase()) {
            return None;
        }
        let plain = self.plain(&split(ident))?;
        if !ident.starts_with(|letter: char| letter.is_uppercase()) {
            return Some(plain.join("_"));
        }
        let capital = |word: &String| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        };
        Some(plain.iter().map(capital).collect())
    }

    /// The letters of a plain name, whatever its language writes between them.
    pub(crate) fn letters(&self, name: &str) -> String {
        let words = split(name);
        self.plain(&words).unwrap_or(words).concat()
    }
}

/// The words of a phrase, which blanks and hyphens part.
fn phrase(text: &str) -> Vec<String> {
    let words = text.split([' ', '-']).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
