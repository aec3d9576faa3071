//! Documented answers, and which rows a page holds.

use serde_json::{Value, json};

use crate::spec::refusal::Answer;
use crate::spec::{Operation, Paging};

/// Rows per page where neither the request nor the specification says.
const DEFAULT_LIMIT: u64 = 1000;

/// The documented answer. An operation without a documented answer reports no error.
pub(crate) fn answer(operation: &Operation) -> Answer {
    let documented = operation.answer.clone();
    Ok(documented.unwrap_or_else(|| json!({ "error": null })))
}

/// The page that a request asks for, and the rows of a page. The documentation also shows a limit of 0, which counts as no
/// limit given.
pub(crate) fn numbers(paging: Option<&Paging>, request: &Value) -> (u64, u64) {
    let (page, limit) = paging.map_or(("page", "limit"), |it| (&it.page, &it.limit));
    let limit = request[limit].as_u64().filter(|limit| *limit > 0);
    let limit = limit.or(paging.and_then(|it| it.default_limit));
    (
        request[page].as_u64().unwrap_or(0),
        limit.unwrap_or(DEFAULT_LIMIT),
    )
}

/// The rows of the page that a request asks for.
pub(crate) fn page<T>(paging: Option<&Paging>, request: &Value, rows: Vec<T>) -> Vec<T> {
    let (page, limit) = numbers(paging, request);
    let [start, limit] = [page.saturating_mul(limit), limit]
        .map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    rows.into_iter().skip(start).take(limit).collect()
}

#[cfg(test)]
mod tests;
