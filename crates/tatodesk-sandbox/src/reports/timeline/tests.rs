use jiff::civil::date;

use super::*;

fn rows(count: u64) -> Rows {
    let days = date(2022, 1, 1).series(1.day());
    Rows {
        count,
        days: days.take_while(|day| *day <= date(2024, 12, 31)).collect(),
        ..Rows::default()
    }
}

#[test]
fn rows_fall_strictly_and_stay_inside_their_days() {
    for count in [1, 2, 97, 20_000] {
        let rows = rows(count);
        let line = Timeline::new(&rows, 1, 1);
        let all: Vec<DateTime> = (0..count).map(|index| line.at(index)).collect();
        assert!(all.windows(2).all(|pair| pair[0] > pair[1]), "{count}");
        assert!(all[0] < date(2025, 1, 1).at(0, 0, 0, 0));
        assert!(all[all.len() - 1] >= date(2022, 1, 1).at(8, 0, 0, 0));
    }
}

#[test]
fn a_range_is_what_looking_at_each_row_finds() {
    let rows = rows(5_000);
    let line = Timeline::new(&rows, 3, 1);
    for (from, to) in [
        (date(2022, 1, 1), date(2024, 12, 31)),
        (date(2023, 5, 1), date(2023, 5, 7)),
        (date(2020, 1, 1), date(2021, 1, 1)),
        (date(2024, 1, 2), date(2024, 1, 1)),
    ] {
        let (from, to) = (from.at(0, 0, 0, 0), to.at(23, 59, 59, 999_999_999));
        let found = line.between(from, to);
        let inside = |index: &u64| from <= line.at(*index) && line.at(*index) <= to;
        assert_eq!(
            found.end - found.start,
            (0..5_000).filter(inside).count() as u64
        );
        assert!(found.clone().all(|index| inside(&index)));
    }
    assert_eq!(line.made_at(line.at(77)), Some(77));
    assert_eq!(line.made_at(date(2023, 1, 1).at(3, 0, 0, 0)), None);
}

#[test]
fn no_rows_are_no_trouble() {
    let rows = Rows::default();
    let line = Timeline::new(&rows, 0, 0);
    assert_eq!(line.between(DateTime::MIN, DateTime::MAX), 0..0);
    assert_eq!(line.made_at(DateTime::default()), None);
}
