//! `cargo xtask gen`: from the spec to the generated code, in one direction and without a hand in between.
//!
//! lint, prepare a clone, run progenitor, take its file apart, finish the types, add the operation table and the mocks,
//! format, write (or compare).

mod client;
mod debug;
mod docs;
mod error;
mod facts;
mod formats;
mod generate;
mod index;
mod lists;
mod mocks;
mod names;
mod prepare;
mod reach;
mod schemas;
mod spec;
mod split;
mod table;
mod types;
mod write;

use std::{fs, io::Write, path::Path};

use quote::quote;
use syn::parse_quote;

pub use error::{Error, Result};
pub use write::Files;

use crate::lint;

/// Where the spec is, below the workspace's root.
pub const SPEC: &str = "spec/tatodesk.yaml";

/// What to do with what was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write it.
    Write,
    /// Compare it with what is in place, write nothing.
    Check,
}

/// Generates everything from the workspace's spec. True where nothing differs, or everything was written.
///
/// # Errors
/// Where the spec has findings or says what cannot be generated, and where files cannot be read or written.
pub fn run(root: &Path, mode: Mode, out: &mut dyn Write) -> Result<bool> {
    let path = root.join(SPEC);
    let text = fs::read_to_string(&path).map_err(|error| Error::Io(path, error))?;
    let findings = lint::lint(&text);
    if !findings.is_empty() {
        return Err(Error::Lint(findings));
    }
    sync(root, &text, mode, out)
}

/// Brings what is in place and what this spec generates together, or says how they differ. True as for [`run`].
///
/// # Errors
/// Where the spec says what cannot be generated, and where files cannot be read or written.
pub fn sync(root: &Path, text: &str, mode: Mode, out: &mut dyn Write) -> Result<bool> {
    let files = render(text)?;
    match mode {
        Mode::Write => write::write(root, &files, out).map(|()| true),
        Mode::Check => write::check(root, &files, out),
    }
}

/// Everything that a spec generates; the same text for the same spec, always.
///
/// # Errors
/// Where the spec says what cannot be generated.
pub fn render(text: &str) -> Result<Files> {
    let api = spec::parse(text)?;
    let errata = spec::Errata::of(&api)?;
    let ops = spec::operations(&api, &errata)?;
    let json_ops: Vec<_> = ops.iter().filter(|op| op.request.is_some()).collect();
    let facts = facts::Facts::of(&api, &errata)?;
    let prepared = prepare::prepare(&api, &ops)?;

    let mut parts = split::split(generate::client(&prepared.api)?)?;
    client::document(&mut parts.client, &json_ops)?;
    let types = types::finish(parts.types, &facts, &prepared)?;
    let operations = table::operations(&ops, &types.index)?;
    let schemas = schemas::list(&types.index);
    let mocks = mocks::document(generate::mocks(&prepared.api)?, &json_ops)?;

    let (items, client) = (types.items, parts.client);
    let types = parse_quote! {
        //! Requests, answers and what they are made of.

        use std::collections::BTreeMap;

        use super::debug::{Members, Redacted};
        use crate::wire;

        #(#items)*
    };
    let client = parse_quote! {
        //! The client: one function for each operation that takes JSON.

        use super::types;

        #(#client)*
    };
    let api = "crates/tatodesk-api/src/generated";
    let mut files = Files::from([
        (format!("{api}/mod.rs"), write::format(&modules())?),
        (format!("{api}/types.rs"), write::format(&types)?),
        (format!("{api}/client.rs"), write::format(&client)?),
        (
            format!("{api}/debug.rs"),
            write::format(&parsed(debug::support())?)?,
        ),
        (
            format!("{api}/operations.rs"),
            write::format(&parsed(operations)?)?,
        ),
        (
            format!("{api}/schemas.rs"),
            write::format(&parsed(schemas)?)?,
        ),
    ]);
    files.insert(
        "crates/tatodesk-httpmock/src/generated/mod.rs".to_owned(),
        write::format(&mocks)?,
    );
    files.insert(
        "crates/tatodesk-sandbox/src/generated/tatodesk.json".to_owned(),
        json(text)?,
    );
    Ok(files)
}

fn modules() -> syn::File {
    parse_quote! {
        //! What `cargo xtask gen` makes of the spec.

        pub mod client;
        mod debug;
        pub mod operations;
        #[cfg(feature = "schemars")]
        pub(crate) mod schemas;
        pub mod types;
    }
}

fn parsed(tokens: proc_macro2::TokenStream) -> Result<syn::File> {
    syn::parse2(quote!(#tokens))
        .map_err(|error| Error::Tool(format!("generated code does not parse: {error}")))
}

/// The whole spec as JSON, its members in the spec's order.
fn json(text: &str) -> Result<String> {
    let failed =
        |error: &dyn std::fmt::Display| Error::spec("", format!("the spec is no JSON: {error}"));
    let spec: serde_norway::Value = serde_norway::from_str(text).map_err(|error| failed(&error))?;
    let mut json = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut json, formatter);
    serde::Serialize::serialize(&spec, &mut serializer).map_err(|error| failed(&error))?;
    json.push(b'\n');
    String::from_utf8(json).map_err(|error| failed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words are given out in the spec's order; progenitor's order is its own business.
    #[test]
    fn words_never_stand_at_another_operation() {
        let api = spec::parse(include_str!("../../tests/fixtures/small.yaml")).expect("a spec");
        let errata = spec::Errata::of(&api).expect("errata");
        let ops = spec::operations(&api, &errata).expect("operations");
        let prepared = prepare::prepare(&api, &ops).expect("a clone");
        let mut json_ops: Vec<_> = ops.iter().filter(|op| op.request.is_some()).collect();
        let mut described = || {
            let client = generate::client(&prepared.api).and_then(split::split);
            let mut client = client.expect("a client").client;
            let mocks = generate::mocks(&prepared.api).expect("mocks");
            let described = (
                client::document(&mut client, &json_ops).is_ok(),
                mocks::document(mocks, &json_ops).is_ok(),
            );
            json_ops.reverse();
            described
        };
        assert_eq!(described(), (true, true));
        assert_eq!(described(), (false, false));
    }
}
