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
        page(Some(&paging), &json!({"page": 0, "limit": 3}), rows()),
        [0, 1, 2]
    );
    assert_eq!(
        page(Some(&paging), &json!({"page": 1, "limit": 3}), rows()),
        [3, 4]
    );
    assert_eq!(
        page(Some(&paging), &json!({"page": 9, "limit": 3}), rows()),
        [0; 0]
    );
    assert_eq!(
        page(Some(&paging), &json!({"page": 0, "limit": 0}), rows()),
        [0, 1]
    );
    assert_eq!(page(Some(&paging), &json!({"page": 1}), rows()), [2, 3]);
    assert_eq!(
        page(
            Some(&paging),
            &json!({"page": u64::MAX, "limit": u64::MAX}),
            rows()
        ),
        [0; 0]
    );
}
