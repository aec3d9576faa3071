use super::*;

#[test]
fn parameters_take_their_places_and_mean_nothing_else() {
    let filled = |text: &str| {
        let mut page = String::new();
        let params = ["<i>".to_owned(), "{{1}}".to_owned()];
        fill(&mut page, text, &params).expect("a string takes all");
        page
    };
    assert_eq!(filled("{{1}}, {{2}}!"), "<b>&lt;i&gt;</b>, <b>{{1}}</b>!");
    assert_eq!(filled("{{0}} {{3}} {{x}} {{"), "{{0}} {{3}} {{x}} {{");
    assert_eq!(filled("a & b"), "a &amp; b");
}
