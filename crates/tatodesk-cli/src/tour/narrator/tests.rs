use super::some;

#[test]
fn a_long_list_is_cut_and_counted() {
    assert_eq!(some(["09:00", "09:20"], 2), "09:00, 09:20");
    assert_eq!(
        some(["09:00", "09:20", "09:40", "10:00"], 2),
        "09:00, 09:20 and 2 more"
    );
    assert_eq!(some([""; 0], 2), "");
}
