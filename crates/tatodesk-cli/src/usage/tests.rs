use super::one_line;

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
