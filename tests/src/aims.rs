//! What the benchmarks aim at, and the table that says which aims are met. `BENCHMARKS.md` begins with it.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt::Write as _};

/// The figures of all benchmarks, by the benchmark's name and by their own.
pub type File = BTreeMap<String, BTreeMap<String, f64>>;

/// One line of the table: a figure that is to be at most so much.
pub struct Aim {
    work: &'static str,
    what: &'static str,
    /// The benchmark, and the name of its figure.
    figure: (&'static str, &'static str),
    /// The benchmark whose figure of the same name this one is divided by.
    over: Option<&'static str>,
    pub(crate) most: f64,
}

impl Aim {
    const fn over(self, benchmark: &'static str) -> Self {
        Self {
            over: Some(benchmark),
            ..self
        }
    }

    pub(crate) fn is_of(&self, benchmark: &str, figure: &str) -> bool {
        self.over.is_none() && self.figure == (benchmark, figure)
    }

    /// The figure, if all that it is made of was measured.
    fn met(&self, figures: &File) -> Option<f64> {
        let (benchmark, name) = self.figure;
        let of = |benchmark: &str| figures.get(benchmark)?.get(name).copied();
        let figure = of(benchmark)?;
        match self.over {
            // To three decimals, as figures are recorded.
            Some(other) => Some((figure / of(other)? * 1000.0).round() / 1000.0),
            None => Some(figure),
        }
    }
}

const fn aim(
    work: &'static str,
    what: &'static str,
    figure: (&'static str, &'static str),
    most: f64,
) -> Aim {
    Aim {
        work,
        what,
        figure,
        over: None,
        most,
    }
}

const LIST: &str = "small call, list departments";
const CREATE: &str = "small call, create an appointment";
const BORROWED: &str = "a row, borrowed";
const DEFEATS: &str = "a row that defeats the prediction";
const PAGE: &str = "a page of 100,000 rows, end to end";
const WALK: &str = "2,000,000 rows";
const SLOW: &str = "50 pages at 20 ms, look-ahead 8";
const OF_HAND: &str = "instructions, of by hand";
const OF_OWNED: &str = "instructions, of serde owned";
const OF_BORROWED: &str = "instructions, of serde borrowed from a slice";
const OF_DEFAULT: &str = "instructions, of the default features";
const ALLOCATIONS: &str = "allocations, of by hand";
const A_ROW: &str = "allocations a row";

const OVERHEAD: &str = "overhead";
const OVERHEAD_ALL: &str = "overhead, all features";
const ROWS: &str = "rows";
const WALKS: &str = "walks";
const WALKS_ALL: &str = "walks, all features";

const LIST_OF_HAND: &str = "list departments, instructions of by hand";
const CREATE_OF_HAND: &str = "create appointment, instructions of by hand";
const PAGE_VISITED: &str = "a page of 100000, facade, for_each, instructions of by hand";
const PAGE_OWNED: &str = "a page of 100000, facade, rows(), instructions of by hand";

const MEGABYTE: f64 = 1e6;

/// All aims, in the order of the table.
#[rustfmt::skip]
pub static AIMS: [Aim; 37] = [
    aim(LIST, OF_HAND, (OVERHEAD, LIST_OF_HAND), 0.92),
    aim(LIST, "instructions, of good", (OVERHEAD, "list departments, instructions of good"), 1.04),
    aim(LIST, ALLOCATIONS, (OVERHEAD, "list departments, allocations of by hand"), 0.90),
    aim(CREATE, OF_HAND, (OVERHEAD, CREATE_OF_HAND), 0.92),
    aim(CREATE, "instructions, of good", (OVERHEAD, "create appointment, instructions of good"), 1.04),
    aim(CREATE, ALLOCATIONS, (OVERHEAD, "create appointment, allocations of by hand"), 0.90),
    aim("a row, borrowed, no text read", OF_OWNED, (ROWS, "visited, no text read, instructions of serde, owned"), 0.20),
    aim("a row, borrowed, every text read", OF_OWNED, (ROWS, "visited, every text read, instructions of serde, owned"), 0.26),
    aim(BORROWED, A_ROW, (ROWS, "visited, every text read, allocations"), 0.1),
    aim("a row, owned", OF_OWNED, (ROWS, "owned, instructions of serde, owned"), 0.22),
    aim("a row, owned", A_ROW, (ROWS, "owned, allocations"), 0.2),
    aim(DEFEATS, OF_BORROWED, (ROWS, "visited, shuffled, instructions of serde, borrowed"), 1.0),
    aim("the same, one row in ten", OF_BORROWED, (ROWS, "visited, a tenth shuffled, instructions of serde, borrowed"), 1.0),
    aim("the same, an unknown member", OF_BORROWED, (ROWS, "visited, unknown member, instructions of serde, borrowed"), 1.0),
    aim("the same, escapes in a text", OF_BORROWED, (ROWS, "visited, escapes, instructions of serde, borrowed"), 1.0),
    aim("today's `List`, same types", OF_OWNED, (ROWS, "list, instructions of serde, owned"), 0.80),
    aim("today's `List`, same types", A_ROW, (ROWS, "list, allocations"), 8.0),
    aim(PAGE, "`for_each`, instructions, of by hand", (WALKS, PAGE_VISITED), 0.22),
    aim(PAGE, "`rows()`, instructions, of by hand", (WALKS, PAGE_OWNED), 0.22),
    aim(PAGE, "`for_each`, most memory above the idle process", (WALKS, "a page of 100000, facade, for_each, peak"), 2.0 * MEGABYTE),
    aim(PAGE, "`rows()`, most memory above the idle process", (WALKS, "a page of 100000, facade, rows(), peak"), 2.0 * MEGABYTE),
    aim(WALK, "`for_each`, instructions, of linear", (WALKS, "twice the rows, facade, for_each, instructions of linear"), 1.03),
    aim(WALK, "`rows()`, instructions, of linear", (WALKS, "twice the rows, facade, rows(), instructions of linear"), 1.03),
    aim(WALK, "`for_each`, memory in the end, of that behind row 10,000", (WALKS, "2000000 rows, facade, for_each, memory in the end"), 1.10),
    aim(WALK, "`rows()`, memory in the end, of that behind row 10,000", (WALKS, "2000000 rows, facade, rows(), memory in the end"), 1.10),
    aim(WALK, "`for_each`, most memory above the idle process", (WALKS, "2000000 rows, facade, for_each, peak"), 4.0 * MEGABYTE),
    aim(WALK, "`rows()`, most memory above the idle process", (WALKS, "2000000 rows, facade, rows(), peak"), 4.0 * MEGABYTE),
    aim(SLOW, "round trips one after the other, of the ideal 7", (WALKS, "50 pages of 100 rows, look-ahead 8, round trips of the ideal"), 1.35),
    aim(SLOW, "time, of the ideal 140 ms (pages of 100 rows; only reported)", (WALKS, "50 pages of 100 rows, look-ahead 8, time of the ideal"), 1.35),
    aim(SLOW, "time, of the ideal 140 ms (pages of 1,000 rows; only reported)", (WALKS, "50 pages of 1000 rows, look-ahead 8, time of the ideal"), 1.35),
    aim(SLOW, "most memory above the idle process (pages of 100 rows)", (WALKS, "50 pages of 100 rows, look-ahead 8, peak"), 20.0 * MEGABYTE),
    aim(SLOW, "most memory above the idle process (pages of 1,000 rows)", (WALKS, "50 pages of 1000 rows, look-ahead 8, peak"), 20.0 * MEGABYTE),
    aim("all features, list departments", OF_DEFAULT, (OVERHEAD_ALL, LIST_OF_HAND), 1.05).over(OVERHEAD),
    aim("all features, create an appointment", OF_DEFAULT, (OVERHEAD_ALL, CREATE_OF_HAND), 1.05).over(OVERHEAD),
    aim("all features, a page of 100,000 rows, `for_each`", OF_DEFAULT, (WALKS_ALL, PAGE_VISITED), 1.05).over(WALKS),
    aim("all features, a page of 100,000 rows, `rows()`", OF_DEFAULT, (WALKS_ALL, PAGE_OWNED), 1.05).over(WALKS),
    aim("bulk sends, a message", "instructions, of a bare send", ("bulk", "a message, instructions of a bare send"), 2.0),
];

/// The table, in Markdown, and how many aims are not met or not measured.
pub fn table(figures: &File) -> (String, usize) {
    let mut table = String::from("| work | what | reached | aim | |\n|---|---|---|---|---|\n");
    let mut open = 0;
    for aim in &AIMS {
        let met = aim.met(figures);
        let is_met = met.is_some_and(|met| met <= aim.most);
        open += usize::from(!is_met);
        let (reached, said) = match met {
            None => ("-".to_owned(), "not measured"),
            Some(met) if is_met => (written(met), "met"),
            Some(met) => (written(met), "**missed**"),
        };
        let (work, what, most) = (aim.work, aim.what, written(aim.most));
        writeln!(
            table,
            "| {work} | {what} | {reached} | at most {most} | {said} |"
        )
        .expect("a text takes it");
    }
    (table, open)
}

/// The figures that compare two benchmarks and are above their aims.
pub fn above(figures: &File) -> Vec<&'static str> {
    let compared = AIMS.iter().filter(|aim| aim.over.is_some());
    let above = compared.filter(|aim| aim.met(figures).is_some_and(|met| met > aim.most));
    above.map(|aim| aim.figure.1).collect()
}

/// A ratio with three decimals at most, and bytes as megabytes.
fn written(figure: f64) -> String {
    match figure > 1000.0 {
        true => format!("{:.1} MB", figure / MEGABYTE),
        false => format!("{}", (figure * 1000.0).round() / 1000.0),
    }
}

/// The page with this table in the place of the one that it begins with.
pub fn put(page: &str, table: &str) -> String {
    let head = table.lines().next().expect("a head");
    let start = page.find(head).expect("the page has the table");
    let end = page[start..].find("\n\n").expect("a line behind it") + 1;
    format!("{}{table}{}", &page[..start], &page[start + end..])
}
