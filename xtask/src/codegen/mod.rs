//! `cargo xtask gen`: turns the spec into generated code. The result is never edited by hand.
//!
//! [`render`] shows all steps: `spec` reads the spec and prepares a copy, `code` runs progenitor and finishes its
//! items, `vectors` makes the test vectors, `edition`
//! makes the spec of OpenAPI 3.1, and `write` formats the files and writes or compares them. Uses `lint`, `samples` and `yaml`. Only the program uses it.

mod code;
mod edition;
mod error;
pub(crate) mod spec;
mod vectors;
mod write;

#[cfg(test)]
mod tests;

use std::{fs, io::Write, path::Path};

use quote::quote;
use syn::parse_quote;

pub use error::{Error, Result};
pub use write::Files;

use crate::{
    lint,
    samples::{self, RustSamples},
    words::PlainWords,
    yaml,
};
use code::{client, errata, plain, progenitor, rows, schemas, split, table, types};
use spec::{
    facts::Facts,
    operations::{self, Errata},
    prepare,
};

/// The path of the spec below the workspace's root.
pub const SPEC: &str = "spec/tatodesk.yaml";

/// The path of the spec as OpenAPI 3.1, which is generated.
pub const EDITION: &str = "spec/tatodesk-3.1.json";

/// What to do with the generated files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write them.
    Write,
    /// Compare them with the files on disk, and write nothing.
    Check,
}

/// Lints the workspace's spec, then does as [`sync`].
///
/// # Errors
/// Also when the spec has findings or cannot be read.
pub fn run(root: &Path, mode: Mode, out: &mut dyn Write) -> Result<bool> {
    let path = root.join(SPEC);
    let text = fs::read_to_string(&path).map_err(|error| Error::Io(path, error))?;
    let findings = lint::lint(&text);
    if !findings.is_empty() {
        return Err(Error::Lint(findings));
    }
    sync(root, &text, mode, out)
}

/// Writes the files that this spec generates, or prints how the files on disk differ from them. Returns false only when
/// the check finds a difference.
///
/// # Errors
/// When the generator does not support something in the spec, or a file cannot be read or written.
pub fn sync(root: &Path, text: &str, mode: Mode, out: &mut dyn Write) -> Result<bool> {
    let rust = samples::read_rust(root)
        .map_err(|error| Error::Tool(format!("the Rust samples: {error}")))?;
    let files = render(text, &rust)?;
    match mode {
        Mode::Write => write::write(root, &files, out).map(|()| true),
        Mode::Check => write::check(root, &files, out),
    }
}

/// Generates all files from a spec and the Rust samples of its operations. The same spec always gives the same text.
///
/// # Errors
/// When the generator does not support something in the spec.
pub fn render(text: &str, rust: &RustSamples) -> Result<Files> {
    let api = operations::parse(text)?;
    let register = Errata::of(&api)?;
    let ops = operations::operations(&api, &register)?;
    let json_ops: Vec<_> = ops.iter().filter(|op| op.request.is_some()).collect();
    let facts = Facts::of(&api, &register)?;
    let prepared = prepare::prepare(&api, &ops)?;

    let words = PlainWords::of(api.extensions.get("x-plain-name"))
        .ok_or_else(|| Error::spec("/x-plain-name", "write words and plainer ones"))?;

    let generated = plain::names(progenitor::client(&prepared.api)?, &words)?;
    let mut parts = split::split(generated)?;
    client::document(&mut parts.client, &json_ops)?;
    let types = types::finish(parts.types, &facts, &prepared)?;
    let table = table::operations(&ops, &types)?;
    let rows = rows::rows(&ops, &types)?;
    let schemas = schemas::list(&types.index);

    let (items, client) = (types.items, parts.client);
    let types = parse_quote! {
        //! Requests, answers and what they are made of.

        use std::collections::BTreeMap;

        use super::debug::Redacted;
        use crate::wire;

        #(#items)*
    };
    let client = parse_quote! {
        //! The client: one function for each operation that takes JSON.

        use super::types;

        #(#client)*
    };
    let document = document(text)?;
    let api = "crates/tatodesk-api/src/generated";
    let mut files = Files::from([
        (format!("{api}/mod.rs"), write::format(&modules())?),
        (format!("{api}/types.rs"), write::format(&types)?),
        (format!("{api}/client.rs"), write::format(&client)?),
        (
            format!("{api}/debug.rs"),
            write::format(&parsed(types::debug::support())?)?,
        ),
        (
            format!("{api}/operations.rs"),
            write::format(&parsed(table)?)?,
        ),
        (format!("{api}/rows.rs"), write::format(&parsed(rows)?)?),
        (
            format!("{api}/schemas.rs"),
            write::format(&parsed(schemas)?)?,
        ),
    ]);
    files.insert(format!("{api}/errata.md"), errata::page(&register));
    files.insert(
        "crates/tatodesk-sandbox/src/generated/tatodesk.json".to_owned(),
        json(&document)?,
    );
    let samples = samples::samples(&document, rust);
    let edition = edition::Edition {
        spec: &document,
        samples: &samples,
    };
    files.insert(EDITION.to_owned(), json(&edition)?);
    files.extend(vectors::render(&document.value(), &ops)?);
    Ok(files)
}

fn modules() -> syn::File {
    parse_quote! {
        //! What `cargo xtask gen` makes of the spec.

        pub mod client;
        mod debug;
        pub mod operations;
        pub(crate) mod rows;
        #[cfg(feature = "schemars")]
        pub(crate) mod schemas;
        pub mod types;
    }
}

fn parsed(tokens: proc_macro2::TokenStream) -> Result<syn::File> {
    syn::parse2(quote!(#tokens))
        .map_err(|error| Error::Tool(format!("generated code does not parse: {error}")))
}

fn document(text: &str) -> Result<yaml::Node> {
    yaml::read(text).map_err(|refused| Error::spec("", refused.problem))
}

/// The whole spec as JSON, its members in the spec's order.
fn json(spec: &impl serde::Serialize) -> Result<String> {
    let failed = |error: serde_json::Error| Error::Tool(format!("the spec as JSON: {error}"));
    let mut json = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut json, formatter);
    serde::Serialize::serialize(spec, &mut serializer).map_err(failed)?;
    json.push(b'\n');
    String::from_utf8(json).map_err(|error| Error::Tool(format!("the spec as JSON: {error}")))
}
