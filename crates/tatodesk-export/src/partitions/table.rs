//! What the partitions of a folder have: one report in one format, with the same filters and columns.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    hashed::sha256,
    manifest::{Manifest, VERSION},
};
use crate::{report::Report, rules::ColumnRules, sink::Format};

/// One report in one format, with filters and rules for columns.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) report: Report,
    format: Format,
    /// The SHA-256 of the filters without the days, and of the rules for columns.
    pub(crate) filters: String,
}

/// A manifest says that its partition belongs to another table.
#[derive(Debug)]
pub(crate) struct OtherTable;

impl Table {
    pub(crate) fn new(
        report: Report,
        format: Format,
        request: &impl Serialize,
        rules: &ColumnRules,
    ) -> Self {
        Self {
            report,
            format,
            filters: filters(request, rules),
        }
    }

    /// The word of the format in manifests and state files.
    pub(crate) fn format(&self) -> &'static str {
        words(self.format).0
    }

    /// The name of the folder of the report, as Hive names it.
    pub(crate) fn folder(&self) -> String {
        format!("report={}", self.report.name().replace('-', "_"))
    }

    /// The name of the data file of each day.
    pub(crate) fn file(&self) -> String {
        format!("part-0.{}", words(self.format).1)
    }

    /// The manifest of a day, if the text is one of this version.
    pub(crate) fn manifest(&self, day: Date, text: &[u8]) -> Result<Option<Manifest>, OtherTable> {
        let Ok(manifest) = serde_json::from_slice::<Manifest>(text) else {
            return Ok(None);
        };
        let is_of_the_day = manifest.version == VERSION
            && manifest.report == self.report.name()
            && manifest.date == day;
        if !is_of_the_day {
            return Ok(None);
        }
        if (manifest.format.as_str(), &manifest.filters) != (self.format(), &self.filters) {
            return Err(OtherTable);
        }
        Ok((manifest.file == self.file()).then_some(manifest))
    }
}

/// The word of a format, and the end of the names of its files.
fn words(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::JsonLines => ("jsonl", "jsonl"),
        Format::Csv => ("csv", "csv"),
        Format::CsvForExcel => ("csv-for-excel", "csv"),
        #[cfg(feature = "parquet")]
        Format::Parquet => ("parquet", "parquet"),
    }
}

/// The day of the name of a folder, `date=2025-01-30`.
pub(crate) fn day(name: &str) -> Option<Date> {
    name.strip_prefix("date=")?.parse().ok()
}

/// What tells two sets of filters and rules for columns apart. It shows none of their values, and no key; a value that can be guessed can be tried.
fn filters(request: &impl Serialize, rules: &ColumnRules) -> String {
    let mut request = serde_json::to_value(request).unwrap_or_default();
    let days = ["dateInitial", "dateFinal", "initialDate", "finalDate"];
    if let Some(filter) = request.get_mut("filter").and_then(Value::as_object_mut) {
        filter.retain(|name, value| !days.contains(&name.as_str()) && !value.is_null());
    }
    let hashed = rules.hashed.iter().map(|(name, key)| {
        // Another key makes other hashes.
        let mut sample = name.clone();
        key.replace(&mut sample);
        (name, sample)
    });
    let mut hashed: Vec<_> = hashed.collect();
    let mut dropped = rules.dropped.clone();
    dropped.sort_unstable();
    hashed.sort_unstable();
    sha256(&json!([request["filter"], dropped, hashed]).to_string())
}
