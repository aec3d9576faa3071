//! How an object of an answer is read: `crate::wire::object!` with its members, in the place of serde's own `flatten`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Field, ItemStruct};

use super::{
    docs::{is_rest, wire_name},
    index::path_ident,
};

/// The reading of an object that keeps its unknown members; nothing for any other type.
pub(crate) fn members(item: &ItemStruct) -> Option<TokenStream> {
    item.fields.iter().find(|field| is_rest(field))?;
    let known = item.fields.iter().filter(|field| !is_rest(field));
    let members = known.map(|field| {
        let (ident, wire, need) = (&field.ident, wire_name(field), need(field));
        quote!(#ident: #wire #need,)
    });
    let ident = &item.ident;
    Some(quote! {
        wire::object! {
            #ident { #(#members)* }
        }
    })
}

/// The macro's word for whether a member must be there.
fn need(field: &Field) -> proc_macro2::Ident {
    let optional = path_ident(&field.ty).is_some_and(|ident| ident == "Option");
    format_ident!("{}", if optional { "optional" } else { "required" })
}
