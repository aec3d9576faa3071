//! Each operation has exactly one mock, under its own name.

use std::collections::BTreeSet;

use super::MOCKED;

#[test]
fn each_operation_has_one_mock() {
    for (documented, operation) in MOCKED {
        assert_eq!(*documented, operation.id);
    }
    let mocked: BTreeSet<_> = MOCKED.iter().map(|(id, _)| *id).collect();
    let all: BTreeSet<_> = tatodesk::OPERATIONS.iter().map(|it| it.id).collect();
    assert_eq!(mocked, all);
    assert_eq!(MOCKED.len(), all.len());
}
