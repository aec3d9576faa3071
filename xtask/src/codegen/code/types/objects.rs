//! How an object of an answer is read: `crate::wire::object!` with its members, in the place of serde's own `flatten`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Field, ItemStruct};

use super::{lists::is_scalar_list, members::is_optional};
use crate::codegen::code::{
    docs::{is_rest, wire_name},
    index::Index,
};

/// The reading of an object that keeps its unknown members; nothing for any other type.
pub(crate) fn members(item: &ItemStruct, index: &Index) -> Option<TokenStream> {
    item.fields.iter().find(|field| is_rest(field))?;
    let known = item.fields.iter().filter(|field| !is_rest(field));
    let members = known.map(|field| {
        let (ident, wire, need) = (&field.ident, wire_name(field), need(field, index));
        quote!(#ident: #wire #need,)
    });
    let ident = &item.ident;
    Some(quote! {
        wire::object! {
            #ident { #(#members)* }
        }
    })
}

/// The macro's word for how a member is read, and whether it must be there.
fn need(field: &Field, index: &Index) -> proc_macro2::Ident {
    let word = match is_optional(field) {
        _ if is_scalar_list(&field.ty, index) => "scalars",
        true => "optional",
        false => "required",
    };
    format_ident!("{word}")
}
