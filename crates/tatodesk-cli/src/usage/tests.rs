use super::{may_have_a_password, one_line};

#[test]
fn keeps_the_problem_and_the_tip() {
    let told = one_line(
        "error: unexpected argument '--boddy' found\n\n  tip: a similar argument exists: '--body'\n\nUsage: x\n\nFor more information, try '--help'.\n",
    );
    assert_eq!(
        told,
        "unexpected argument '--boddy' found; tip: a similar argument exists: '--body' (see --help)"
    );
}

#[test]
fn knows_what_may_have_a_password() {
    for text in ["postgres://a", "u:p@host", "host=h password=p", "x@y:z@h"] {
        assert!(may_have_a_password(text), "{text}");
    }
    for text in [
        "tatodesk.ledger",
        "C:\\x@y\\a.ledger",
        "marina@example.com",
        "a:b",
    ] {
        assert!(!may_have_a_password(text), "{text}");
    }
}
