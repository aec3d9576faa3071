//! Runs progenitor. No other file calls it.

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;

use crate::codegen::{
    error::{Error, Result},
    spec::formats,
};

fn generator() -> Generator {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::transport::Transport))
        .with_map_type("::std::collections::BTreeMap");
    formats::convert(&mut settings);
    Generator::new(&settings)
}

/// Generates the types and the client.
pub(crate) fn client(api: &OpenAPI) -> Result<syn::File> {
    let tokens = generator()
        .generate_tokens(api)
        .map_err(|error| Error::Tool(format!("progenitor: {error}")))?;
    parsed(tokens)
}

fn parsed(tokens: proc_macro2::TokenStream) -> Result<syn::File> {
    syn::parse2(tokens)
        .map_err(|error| Error::Tool(format!("progenitor's code does not parse: {error}")))
}
