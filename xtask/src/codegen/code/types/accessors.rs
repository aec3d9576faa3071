//! Writes a method for each optional scalar of an answer that may be odd, so that reading it needs no second unwrapping.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Field, ItemStruct, Type, parse_quote};

use super::members::is;
use crate::codegen::code::index::{argument, path_ident};

/// The methods of one object of answers; nothing for an object without such members.
pub(crate) fn implement(item: &ItemStruct) -> Option<TokenStream> {
    let methods: Vec<TokenStream> = item.fields.iter().filter_map(method).collect();
    let ident = &item.ident;
    let block = quote!(impl #ident { #(#methods)* });
    (!methods.is_empty()).then_some(block)
}

fn method(field: &Field) -> Option<TokenStream> {
    let name = field.ident.as_ref()?;
    let scalar = argument(&field.ty).filter(|_| is(&field.ty, "Option"))?;
    let value = value(path_ident(scalar)?)?;
    let doc =
        format!(" What `{name}` means. `None` also where it is absent, null, or does not read.");
    Some(quote! {
        #[doc = #doc]
        #[must_use]
        pub fn #name(&self) -> Option<#value> {
            self.#name.as_ref().and_then(|it| it.get())
        }
    })
}

/// What the `get` of a scalar of `crate::wire` gives.
pub(crate) fn value(scalar: &Ident) -> Option<Type> {
    Some(match scalar.to_string().as_str() {
        "BrDateText" | "IsoDate" => parse_quote!(jiff::civil::Date),
        "HourMinuteText" | "HourMinuteSecond" => parse_quote!(jiff::civil::Time),
        "BrDateTime" | "WallClock" => parse_quote!(jiff::civil::DateTime),
        "Instant" => parse_quote!(jiff::Timestamp),
        "DurationHms" => parse_quote!(std::time::Duration),
        "YesNo" | "Flag" => parse_quote!(bool),
        "Count" => parse_quote!(u64),
        _ => return None,
    })
}
