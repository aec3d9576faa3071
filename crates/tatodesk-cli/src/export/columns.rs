//! The options for columns: `--drop`, `--hash` with its key, and the list that `--columns` prints.

use std::ffi::OsString;
use std::fs;

use clap::Args;
use serde_json::json;
use tatodesk_export::{Column, ColumnRules, HashKey, Report as Name};

use crate::output::write_stdout;
use crate::report::Report;

/// The variable that has the key of hashes.
const KEY: &str = "TATODESK_HASH_KEY";

// No doc comment: clap would show it in place of the verb's own description.
#[derive(Args)]
pub(crate) struct ColumnArgs {
    /// Leave out this column; repeat for each. `extra` stands for the members that the spec does not know
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    drop: Vec<String>,

    /// Replace the values of this column by their HMAC-SHA-256; repeat for each [env: TATODESK_HASH_KEY, the key]
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    hash: Vec<String>,

    /// The file with the key of the hashes, in place of TATODESK_HASH_KEY
    #[arg(long, value_name = "FILE", requires = "hash", help_heading = "Columns")]
    hash_key_file: Option<OsString>,
}

impl ColumnArgs {
    /// The rules for the columns of a report. A column that the report does not have is refused.
    pub(crate) fn rules(&self, report: Name) -> Result<ColumnRules, Report> {
        let mut rules = ColumnRules::new();
        for name in &self.drop {
            rules = rules.drop_column(name);
        }
        if !self.hash.is_empty() {
            let key = self.key()?;
            for name in &self.hash {
                rules = rules.hash_column(name, &key);
            }
        }
        let fit = rules.check(report);
        fit.map_err(|error| Report::usage(error.to_string()))?;
        Ok(rules)
    }

    /// The key: of the file, or else of the variable. An empty variable counts as unset.
    fn key(&self) -> Result<HashKey, Report> {
        let (bytes, place) = match &self.hash_key_file {
            Some(file) => {
                let bytes = fs::read(file).map_err(|error| {
                    Report::usage(format!("--hash-key-file cannot be read: {error}"))
                })?;
                (bytes, "--hash-key-file")
            }
            None => {
                let value = std::env::var_os(KEY).filter(|value| !value.is_empty());
                let value = value.ok_or_else(|| {
                    Report::usage(format!(
                        "no key for --hash: set {KEY} or give --hash-key-file"
                    ))
                })?;
                (value.into_encoded_bytes(), KEY)
            }
        };
        HashKey::new(without_line_break(&bytes))
            .map_err(|error| Report::usage(format!("{place}: {error}")))
    }
}

/// Bytes without one line break at their end, which editors and `echo` add.
fn without_line_break(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Prints the columns of a report.
pub(crate) fn list(report: Name, json: bool) -> Result<(), Report> {
    let columns = || report.columns().iter().chain([&Column::EXTRA]);
    write_stdout(|out| {
        if json {
            let rows = columns().map(|column| {
                json!({"name": column.name, "type": column.kind.name(), "sensitive": column.sensitive})
            });
            return writeln!(out, "{}", rows.collect::<serde_json::Value>());
        }
        writeln!(out, "{:24}{:17}SENSITIVE", "COLUMN", "TYPE")?;
        for Column {
            name,
            kind,
            sensitive,
            ..
        } in columns()
        {
            let sensitive = if *sensitive { "yes" } else { "no" };
            writeln!(out, "{name:24}{kind:17}{sensitive}")?;
        }
        Ok(())
    })
}
