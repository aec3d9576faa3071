use std::collections::BTreeMap;

use super::Figures;

const NAME: &str = "owned, allocations";

fn figures(recorded: f64, records: bool) -> Figures {
    let recorded = BTreeMap::from([(NAME.to_owned(), recorded)]);
    Figures::new("rows", recorded, records)
}

#[test]
fn a_figure_may_be_a_tenth_above_what_was_recorded() {
    for good in [0.0, 0.29, 0.3, 0.329] {
        assert_eq!(figures(0.3, false).fault(NAME, good), None);
    }
    let fault = figures(0.3, false).fault(NAME, 0.331).expect("a fault");
    assert_eq!(fault, "`owned, allocations` is 0.331, above 110 % of 0.3");
}

#[test]
fn an_aim_that_was_met_stays_met() {
    for good in [0.19, 0.2, 0.2004] {
        assert_eq!(figures(0.19, false).fault(NAME, good), None);
    }
    let fault = figures(0.19, false).fault(NAME, 0.201).expect("a fault");
    assert_eq!(
        fault,
        "`owned, allocations` is 0.201, above its aim 0.2, which 0.19 met"
    );
    // Where it was missed, the tenth counts alone.
    assert_eq!(figures(0.21, false).fault(NAME, 0.22), None);
}

#[test]
fn a_figure_that_was_never_recorded_is_a_fault() {
    let fault = figures(0.3, false).fault("a page", 0.1).expect("a fault");
    assert_eq!(fault, "`a page` is not recorded");
}

#[test]
fn a_run_that_records_takes_all_figures_rounded() {
    let mut figures = figures(0.1, true);
    assert_eq!(figures.fault(NAME, 0.123_456), None);
    figures.report("bytes", 1_234_567.8);
    let met: Vec<f64> = figures.met.into_values().collect();
    assert_eq!(met, [1_234_568.0, 0.123]);
}
