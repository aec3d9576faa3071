//! Default answers: the documented example of the operation, page by page.

use serde_json::{Value, json};

use crate::refusal::Answer;
use crate::spec::{Operation, Paging};

/// Rows per page where neither the request nor the specification says.
const DEFAULT_LIMIT: u64 = 1000;

/// The documented answer; an operation without one says that nothing went wrong.
pub(crate) fn answer(operation: &Operation, request: &Value) -> Answer {
    let mut answer = operation
        .answer
        .clone()
        .unwrap_or_else(|| json!({ "error": null }));
    if let Some(paging) = &operation.paging
        && let Some(Value::Array(rows)) = answer.get_mut(&paging.rows)
    {
        *rows = page(paging, request, std::mem::take(rows));
    }
    Ok(answer)
}

/// The rows of the page that a request asks for. The documentation shows a limit of 0 too; it means none.
pub(crate) fn page(paging: &Paging, request: &Value, rows: Vec<Value>) -> Vec<Value> {
    let limit = request[&paging.limit].as_u64().filter(|limit| *limit > 0);
    let limit = limit.or(paging.default_limit).unwrap_or(DEFAULT_LIMIT);
    let start = request[&paging.page]
        .as_u64()
        .unwrap_or(0)
        .saturating_mul(limit);
    let [start, limit] = [start, limit].map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    rows.into_iter().skip(start).take(limit).collect()
}

/// The documented answer, if the request asks for the very record that the documentation asks for: the
/// records that the examples speak of exist in every sandbox.
pub(crate) fn documented_record(
    operation: &Operation,
    member: &str,
    request: &Value,
) -> Option<Value> {
    let asked = request.get(member)?;
    operation
        .requests
        .iter()
        .any(|example| example.get(member) == Some(asked))
        .then(|| operation.answer.clone())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_what_was_asked_for() {
        let paging = Paging {
            page: "page".into(),
            limit: "limit".into(),
            rows: "rows".into(),
            default_limit: Some(2),
        };
        let rows = || (0..5).map(Value::from).collect();
        assert_eq!(
            page(&paging, &json!({"page": 0, "limit": 3}), rows()),
            [0, 1, 2]
        );
        assert_eq!(
            page(&paging, &json!({"page": 1, "limit": 3}), rows()),
            [3, 4]
        );
        assert_eq!(
            page(&paging, &json!({"page": 9, "limit": 3}), rows()),
            [0; 0]
        );
        assert_eq!(
            page(&paging, &json!({"page": 0, "limit": 0}), rows()),
            [0, 1]
        );
        assert_eq!(page(&paging, &json!({"page": 1}), rows()), [2, 3]);
        assert_eq!(
            page(
                &paging,
                &json!({"page": u64::MAX, "limit": u64::MAX}),
                rows()
            ),
            [0; 0]
        );
    }
}
