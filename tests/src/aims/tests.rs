use std::collections::BTreeMap;

use super::{AIMS, above, put, table, written};
use crate::aims::File;
use crate::recorded::{RECORDED, read};

fn line<'a>(table: &'a str, work: &str) -> &'a str {
    let mut lines = table.lines().filter(|line| line.contains(work));
    lines.next().expect("a line")
}

fn file(figures: &[(&str, &str, f64)]) -> File {
    let mut file = File::new();
    for &(benchmark, name, figure) in figures {
        let benchmark: &mut BTreeMap<_, _> = file.entry(benchmark.to_owned()).or_default();
        benchmark.insert(name.to_owned(), figure);
    }
    file
}

#[test]
fn each_aim_is_met_missed_or_not_measured() {
    let (list, owned) = (
        "list departments, instructions of by hand",
        "a page of 100000, facade, rows(), peak",
    );
    let figures = file(&[("overhead", list, 0.9201), ("walks", owned, 2_000_000.0)]);
    let (table, open) = table(&figures);
    assert_eq!(
        line(&table, "small call, list departments"),
        "| small call, list departments | instructions, of by hand | 0.92 | at most 0.92 | **missed** |"
    );
    assert!(line(&table, "`rows()`, most").ends_with("| 2.0 MB | at most 2.0 MB | met |"));
    assert!(line(&table, "look-ahead 8").ends_with("| - | at most 1.35 | not measured |"));
    assert_eq!(open, AIMS.len() - 1);
}

#[test]
fn all_features_are_compared_with_the_default_ones() {
    let name = "list departments, instructions of by hand";
    let both = file(&[
        ("overhead", name, 0.9),
        ("overhead, all features", name, 0.927),
    ]);
    assert!(line(&table(&both).0, "all features").ends_with("| 1.03 | at most 1.05 | met |"));
    assert!(above(&both).is_empty());
    let more = file(&[
        ("overhead", name, 0.9),
        ("overhead, all features", name, 0.95),
    ]);
    assert_eq!(above(&more), [name]);
    let one = file(&[("overhead, all features", name, 0.9)]);
    assert!(line(&table(&one).0, "all features").ends_with("not measured |"));
}

#[test]
fn figures_are_written_as_people_read_them() {
    let figures = [0.2046, 11.0, 20_000_000.0, 1_803_315.0];
    assert_eq!(figures.map(written), ["0.205", "11", "20.0 MB", "1.8 MB"]);
}

#[test]
fn a_table_replaces_the_one_before() {
    let (table, _) = table(&File::new());
    let old = table.replace("not measured", "met");
    let page = format!("# Page\n\n{old}\nMore.\n");
    assert_eq!(put(&page, &table), format!("# Page\n\n{table}\nMore.\n"));
}

#[test]
fn the_page_begins_with_the_table_of_the_recorded_figures() {
    let page = crate::read("BENCHMARKS.md");
    let (table, _) = table(&read(RECORDED));
    assert_eq!(
        put(&page, &table),
        page,
        "run `just bench --record`, or `cargo bench -p tests --bench table -- --record` after a part of it"
    );
}
