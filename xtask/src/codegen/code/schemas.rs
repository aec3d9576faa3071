//! Writes the list of all JSON Schemas, for the feature `schemars`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::index::Index;
use crate::codegen::spec::formats;

/// `generated/schemas.rs`.
pub(crate) fn list(index: &Index) -> TokenStream {
    let generated = index.components().map(|(component, name)| {
        let name = format_ident!("{name}");
        // If every use of a type may be null, the type was generated from its nullable component.
        let component = component.strip_prefix("Nullable").unwrap_or(component);
        (component, quote!(types::#name))
    });
    let hand_written = formats::hand_written().map(|(component, name)| {
        let name = format_ident!("{name}");
        (component, quote!(wire::#name))
    });
    let mut all: Vec<_> = generated.chain(hand_written).collect();
    all.sort_by_key(|(component, _)| *component);
    let entries = all
        .iter()
        .map(|(component, path)| quote!((#component, schemars::schema_for!(#path))));
    quote! {
        //! The JSON Schema of every component.

        use super::types;
        use crate::wire;

        /// The JSON Schema of every component of the spec that has a Rust type, by its name in the spec, in
        /// alphabetical order.
        pub fn json_schemas() -> Vec<(&'static str, schemars::Schema)> {
            vec![#(#entries),*]
        }
    }
}
