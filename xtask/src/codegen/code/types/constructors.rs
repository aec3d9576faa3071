//! Writes `new` for each object: it takes the members that must be there. With `#[non_exhaustive]` it lets the spec add
//! optional members without breaking users' programs.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, Fields, ItemStruct, Type, parse_quote};

use super::members::{is, is_optional};
use crate::codegen::code::index::{argument, path_ident};

/// More arguments than clippy likes.
const MANY: usize = 7;

/// `new` of an object; nothing for a type that wraps another.
pub(crate) fn implement(item: &ItemStruct, answer: bool) -> Option<TokenStream> {
    let Fields::Named(fields) = &item.fields else {
        return None;
    };
    let ident = &item.ident;
    let required: Vec<&Field> = fields.named.iter().filter(|it| !is_optional(it)).collect();
    let arguments = required.iter().map(|field| {
        let (name, ty) = (&field.ident, taken(&field.ty));
        quote!(#name: #ty)
    });
    let values = fields.named.iter().map(value);
    let body = match required.is_empty() {
        true => quote!(Self::default()),
        false => quote!(Self { #(#values),* }),
    };
    let doc = match (required.is_empty(), answer) {
        (true, _) => " All members are optional: set those that you need.",
        (false, false) => {
            " Takes the members that must be sent. The others are optional: set those that you need."
        }
        (false, true) => {
            " Takes the members that are always there. The others are optional: set those that you need."
        }
    };
    let many = (required.len() > MANY).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    Some(quote! {
        impl #ident {
            #[doc = #doc]
            #many
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                #body
            }
        }
    })
}

/// What `new` takes for a member of this type. Ids are taken as they are, so that none is taken for another.
fn taken(ty: &Type) -> Type {
    match argument(ty) {
        Some(element) if is(ty, "Vec") => parse_quote!(impl IntoIterator<Item = #element>),
        _ if converts(ty) => parse_quote!(impl Into<#ty>),
        _ => ty.clone(),
    }
}

/// A member and its value, as a struct expression writes them.
fn value(field: &Field) -> TokenStream {
    let name = &field.ident;
    match &field.ty {
        _ if is_optional(field) => quote!(#name: Default::default()),
        ty if is(ty, "Vec") => quote!(#name: #name.into_iter().collect()),
        ty if converts(ty) => quote!(#name: #name.into()),
        _ => quote!(#name),
    }
}

/// Whether a member is a text, or a scalar that is made from a date or a text.
fn converts(ty: &Type) -> bool {
    let of_wire = matches!(ty, Type::Path(path) if path.path.segments.first().is_some_and(|first| first.ident == "wire"));
    of_wire || path_ident(ty).is_some_and(|ident| ident == "String")
}
