use super::nearest;

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
