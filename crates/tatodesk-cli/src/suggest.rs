//! Suggests operations for a misspelt id.

use strsim::levenshtein;
use tatodesk::OPERATIONS;

/// The command suggests this many ids at most.
const MOST: usize = 3;

/// The ids nearest to the typed one, the best first. The list is empty if no id is near.
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
            let distance = names.iter().map(|name| levenshtein(&typed, name)).min()?;
            let near = distance * 3 <= typed.chars().count();
            let part = typed.len() >= 4 && names[0].contains(&typed);
            (near || part).then_some((distance, operation.id))
        })
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked.into_iter().take(MOST).map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests;
