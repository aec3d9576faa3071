//! The figures that the benchmarks met when they were recorded: `tests/benches/recorded.json`. A benchmark that is given `--record`
//! writes its own. Without it, a figure above 110 % of the recorded one is a fault, and so is one above an aim that was met.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fs};

use crate::aims::{AIMS, File};

/// Where recorded figures are.
pub const RECORDED: &str = "tests/benches/recorded.json";
/// Where the figures of the last run of each benchmark are.
pub const LAST: &str = "target/bench.json";
/// How much of its recorded figure a figure may be.
const MOST: f64 = 1.10;

/// Reads a file of figures. It has none where it does not exist.
pub fn read(path: &str) -> File {
    let text = fs::read_to_string(crate::root().join(path)).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).expect("figures")
}

fn write(path: &str, benchmark: &str, figures: &BTreeMap<String, f64>) {
    let mut file = read(path);
    file.insert(benchmark.to_owned(), figures.clone());
    let text = serde_json::to_string_pretty(&file).expect("figures") + "\n";
    fs::write(crate::root().join(path), text).expect("the file of the figures");
}

/// Whether this run writes the figures that later runs are held to.
pub fn records() -> bool {
    std::env::args().any(|argument| argument == "--record")
}

/// The figures of one benchmark. They are ratios made in one run, or bytes.
pub struct Figures {
    benchmark: &'static str,
    recorded: BTreeMap<String, f64>,
    met: BTreeMap<String, f64>,
    records: bool,
}

impl Figures {
    /// Those of this benchmark.
    pub fn of(benchmark: &'static str) -> Self {
        let recorded = read(RECORDED).remove(benchmark).unwrap_or_default();
        Self::new(benchmark, recorded, records())
    }

    fn new(benchmark: &'static str, recorded: BTreeMap<String, f64>, records: bool) -> Self {
        Self {
            benchmark,
            recorded,
            met: BTreeMap::new(),
            records,
        }
    }

    /// Takes a figure that is not held to anything, since it depends on the load of the machine.
    pub fn report(&mut self, name: &str, figure: f64) {
        self.met.insert(name.to_owned(), rounded(figure));
    }

    /// Takes a figure. Says what is wrong with it: it is too large, or was never recorded.
    pub fn fault(&mut self, name: &str, figure: f64) -> Option<String> {
        self.report(name, figure);
        if self.records {
            return None;
        }
        let figure = rounded(figure);
        let Some(&recorded) = self.recorded.get(name) else {
            return Some(format!("`{name}` is not recorded"));
        };
        if figure > recorded * MOST {
            return Some(format!("`{name}` is {figure}, above 110 % of {recorded}"));
        }
        let mut aims = AIMS.iter().filter(|aim| aim.is_of(self.benchmark, name));
        let lost = aims.find(|aim| recorded <= aim.most && figure > aim.most)?;
        Some(format!(
            "`{name}` is {figure}, above its aim {}, which {recorded} met",
            lost.most
        ))
    }

    /// Keeps the figures of this run, and writes them where later runs look, if this one records.
    pub fn end(self) {
        write(LAST, self.benchmark, &self.met);
        if self.records {
            write(RECORDED, self.benchmark, &self.met);
        }
    }
}

/// Bytes to a whole number, and a ratio to three decimals.
fn rounded(figure: f64) -> f64 {
    match figure > 1000.0 {
        true => figure.round(),
        false => (figure * 1000.0).round() / 1000.0,
    }
}
