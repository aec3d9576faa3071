use super::{Problem, require_object};

#[test]
fn only_an_object_is_a_body() {
    assert!(require_object(b" {\"a\": 1}\n").is_ok());
    assert!(matches!(require_object(b" \n"), Err(Problem::Empty)));
    assert!(matches!(
        require_object(b"{\"a\": 1} x"),
        Err(Problem::NotJson(_))
    ));
    assert!(matches!(
        require_object(b"{\"a\": \"\xff\"}"),
        Err(Problem::NotJson(_))
    ));
    for (text, name) in [
        ("[]", "a list"),
        ("\"a\"", "a string"),
        ("true", "a boolean"),
        ("null", "null"),
        ("-1", "a number"),
    ] {
        let problem = require_object(text.as_bytes());
        assert!(
            matches!(problem, Err(Problem::NotAnObject(found)) if found == name),
            "{text}"
        );
    }
}
