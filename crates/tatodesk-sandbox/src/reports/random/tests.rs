use super::*;

#[test]
fn a_row_draws_the_same_numbers_and_its_neighbour_others() {
    let draws = |index| {
        let mut draw = Draw::new(1, 2, index);
        [draw.next(), draw.next(), draw.below(10)]
    };
    assert_eq!(draws(7), draws(7));
    assert_ne!(draws(7), draws(8));
    assert_eq!(Draw::new(1, 2, 3).below(0), 0);
    assert_eq!(Draw::new(1, 2, 3).pick::<u8>(&[]), None);
}

#[test]
fn draws_spread_evenly() {
    let hits = (0..10_000).filter(|index| Draw::new(1, 1, *index).percent(30));
    let hits = hits.count();
    assert!((2_800..3_200).contains(&hits), "{hits}");
}
