use std::collections::BTreeMap;

use super::Figures;

fn figures(records: bool) -> Figures {
    Figures::new(BTreeMap::from([("a row".to_owned(), 0.2)]), records)
}

#[test]
fn a_figure_may_be_a_tenth_above_what_was_recorded() {
    for good in [0.0, 0.19, 0.2, 0.219] {
        assert_eq!(figures(false).fault("a row", good), None);
    }
    let fault = figures(false).fault("a row", 0.221).expect("a fault");
    assert_eq!(fault, "`a row` is 0.221, above 110 % of 0.2");
}

#[test]
fn a_figure_that_was_never_recorded_is_a_fault() {
    let fault = figures(false).fault("a page", 0.1).expect("a fault");
    assert_eq!(fault, "`a page` is not recorded");
}

#[test]
fn a_run_that_records_takes_all_figures_rounded() {
    let mut figures = figures(true);
    assert_eq!(figures.fault("a row", 0.123_456), None);
    assert_eq!(figures.fault("bytes", 1_234_567.8), None);
    let met: Vec<f64> = figures.met.into_values().collect();
    assert_eq!(met, [0.123, 1_234_568.0]);
}
