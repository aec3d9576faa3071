use super::*;

#[test]
fn a_stretch_is_found_that_begins_at_or_before_the_row() {
    let keeps = |index: u64| index.is_multiple_of(3);
    let tally = Tally::take(5..2_000_005, keeps);
    assert_eq!(tally.count, 666_667);
    assert!(tally.before.len() <= 1024);
    // Another ten rows stand before row 1,000,000.
    let others = |index: u64| if index > 1_000_000 { 10 } else { 0 };
    for skip in [0, 1, 333_331, 333_345, 666_676] {
        let (first, before) = tally.find(skip, others);
        let kept = (5..first).filter(|index| keeps(*index)).count() as u64;
        assert_eq!(before, kept + others(first));
        assert!(
            before <= skip && skip - before <= tally.stretch + 10,
            "{skip}"
        );
    }
    assert_eq!(Tally::take(7..7, keeps).find(0, |_| 0), (7, 0));
}

#[test]
fn filters_are_counted_once_and_forgotten_in_turn() {
    let tallies = Tallies::default();
    let taken = std::cell::Cell::new(0);
    let ask = |filter: u64| {
        tallies.of((1, filter.to_string()), || {
            taken.set(taken.get() + 1);
            Tally::take(0..filter, |_| true)
        })
    };
    assert_eq!((ask(5).count, ask(5).count, taken.get()), (5, 5, 1));
    for filter in 100..100 + FILTERS as u64 - 1 {
        ask(filter);
        ask(5);
    }
    assert_eq!(taken.get(), FILTERS, "what is used stays");
    ask(1_000);
    ask(100);
    assert_eq!(taken.get(), FILTERS + 2, "and what is not gives way");
    let long = || (1, "x".repeat(LONGEST + 1));
    for _ in 0..2 {
        tallies.of(long(), || Tally::take(0..1, |_| true));
    }
    let kept = tallies.0.lock().expect("no test panicked");
    assert!(kept.len() == FILTERS && !kept.iter().any(|(it, _)| *it == long()));
}
