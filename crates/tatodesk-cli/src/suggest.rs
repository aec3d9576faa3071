//! Finds the operation that a misspelt id probably means.

use tatodesk::OPERATIONS;

/// At most so many ids are suggested.
const MOST: usize = 3;

/// The ids nearest to what was typed, best first; none when nothing is near.
pub(crate) fn nearest(typed: &str) -> Vec<&'static str> {
    let typed = typed.to_lowercase();
    let mut ranked: Vec<(usize, &'static str)> = OPERATIONS
        .iter()
        .filter_map(|operation| {
            // People also copy the last segment of a path, or the title in the documentation.
            let segment = operation
                .path
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_lowercase();
            let title: String = operation.title.split_whitespace().collect();
            let names = [operation.id.to_lowercase(), segment, title.to_lowercase()];
            let distance = names.iter().map(|name| distance(&typed, name)).min()?;
            let near = distance * 3 <= typed.chars().count();
            let part = typed.len() >= 4 && names[0].contains(&typed);
            (near || part).then_some((distance, operation.id))
        })
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked.into_iter().take(MOST).map(|(_, id)| id).collect()
}

/// Levenshtein's distance: insertions, deletions and replacements of characters.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        assert_eq!(
            nearest("listcompaniesbyusr").first(),
            Some(&"listCompaniesByUser")
        );
        assert_eq!(
            nearest("ListCompaniesByUser").first(),
            Some(&"listCompaniesByUser")
        );
        assert!(nearest("zzzzzzzz").is_empty());
        assert!(nearest("").is_empty());
    }
}
