//! Prints the aims, and which of them the last run of each benchmark met: `cargo bench -p tests --bench table`. With `--record`, the
//! table goes into `BENCHMARKS.md`, with the recorded figures.
//!
//! The benchmarks hold their own figures. This one holds what two of them make together: all features beside the default ones.

use std::{fs, io::Write as _, process::ExitCode};

use tests::{
    aims::{above, put, table},
    recorded::{LAST, RECORDED, read, records},
};

const PAGE: &str = "BENCHMARKS.md";

fn main() -> ExitCode {
    let figures = read(if records() { RECORDED } else { LAST });
    let (table, open) = table(&figures);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{table}\n{open} aims are missed or were not measured.").expect("a reader");
    if records() {
        let page = put(&tests::read(PAGE), &table);
        fs::write(tests::root().join(PAGE), page).expect("the page");
    }
    let above = above(&figures);
    for name in &above {
        writeln!(out, "! all features add too much: `{name}`").expect("a reader");
    }
    ExitCode::from(u8::from(!above.is_empty()))
}
