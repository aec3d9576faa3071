//! `tatodesk api --list`: lists every operation as a table or as JSON.

use serde::Serialize;
use tatodesk::{OPERATIONS, Operation};

/// One row. The names of its members are part of the command's contract.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    operation_id: &'static str,
    method: &'static str,
    host: &'static str,
    path: &'static str,
    effect: &'static str,
    product: &'static str,
    title: &'static str,
}

impl Row {
    const HEADINGS: [&'static str; 7] = [
        "OPERATION",
        "METHOD",
        "HOST",
        "PATH",
        "EFFECT",
        "PRODUCT",
        "TITLE",
    ];

    fn of(operation: &'static Operation) -> Self {
        Self {
            operation_id: operation.id,
            method: operation.method,
            host: operation.host(),
            path: operation.path,
            effect: operation.effect.as_str(),
            product: operation.product.as_str(),
            title: operation.title,
        }
    }

    const fn cells(&self) -> [&'static str; 7] {
        [
            self.operation_id,
            self.method,
            self.host,
            self.path,
            self.effect,
            self.product,
            self.title,
        ]
    }
}

/// The whole list in the spec's order. It ends with a line break.
pub(crate) fn text(json: bool) -> String {
    let rows: Vec<Row> = OPERATIONS.iter().map(Row::of).collect();
    if json {
        // Structs of strings always encode.
        let mut text = serde_json::to_string(&rows).unwrap_or_default();
        text.push('\n');
        text
    } else {
        table(std::iter::once(Row::HEADINGS).chain(rows.iter().map(Row::cells)))
    }
}

/// Makes each column as wide as its widest cell, with two blanks between columns and none after the last one.
fn table(rows: impl Iterator<Item = [&'static str; 7]> + Clone) -> String {
    let mut widths = [0; 7];
    for row in rows.clone() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(&format!("{cell:width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
