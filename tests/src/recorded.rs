//! The figures that the benchmarks met when they were recorded: `tests/benches/recorded.json`. A benchmark that is given `--record`
//! writes its own; without it, a figure above 110 % of the recorded one is a fault.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fs};

const FILE: &str = "tests/benches/recorded.json";
/// How much of its recorded figure a figure may be.
const MOST: f64 = 1.10;

/// The figures of one benchmark, by their names. They are ratios made in one run, or bytes.
pub struct Figures {
    recorded: BTreeMap<String, f64>,
    met: BTreeMap<String, f64>,
    records: bool,
}

type File = BTreeMap<String, BTreeMap<String, f64>>;

fn file() -> File {
    serde_json::from_str(&crate::read(FILE)).expect("figures")
}

impl Figures {
    /// Those of this benchmark.
    pub fn of(benchmark: &str) -> Self {
        let recorded = file().remove(benchmark).unwrap_or_default();
        let records = std::env::args().any(|argument| argument == "--record");
        Self::new(recorded, records)
    }

    fn new(recorded: BTreeMap<String, f64>, records: bool) -> Self {
        Self {
            recorded,
            met: BTreeMap::new(),
            records,
        }
    }

    /// Takes a figure. Says what is wrong with it: it is too large, or was never recorded.
    pub fn fault(&mut self, name: &str, figure: f64) -> Option<String> {
        self.met.insert(name.to_owned(), rounded(figure));
        if self.records {
            return None;
        }
        match self.recorded.get(name) {
            None => Some(format!("`{name}` is not recorded")),
            Some(recorded) if figure > recorded * MOST => Some(format!(
                "`{name}` is {figure:.3}, above 110 % of {recorded}"
            )),
            Some(_) => None,
        }
    }

    /// Writes the figures, if the benchmark records.
    pub fn end(self, benchmark: &str) {
        if !self.records {
            return;
        }
        let mut file = file();
        file.insert(benchmark.to_owned(), self.met);
        let text = serde_json::to_string_pretty(&file).expect("figures") + "\n";
        fs::write(crate::root().join(FILE), text).expect("the file of the figures");
    }
}

/// Bytes to a whole number, and a ratio to three decimals.
fn rounded(figure: f64) -> f64 {
    match figure > 1000.0 {
        true => figure.round(),
        false => (figure * 1000.0).round() / 1000.0,
    }
}
